from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.sources.parts import Sample, divided, read_part, samples
from posture.sources.video import open_video
from posture.types import Frame
from tests.clips import cut, even_times_s, write_clip

B_FRAMES = {"bf": "2", "g": "12"}  # pictures nothing refers to, and a key frame now and then


def whole(path: Path, rate_hz: float | None) -> list[Frame]:
    with open_video(path) as video:
        return list(video.frames(rate_hz))


def in_parts(path: Path, rate_hz: float | None, longest_s: float) -> list[Frame]:
    wanted = samples(path, rate_hz)
    assert wanted is not None
    return [frame for part in divided(wanted, longest_s) for frame in read_part(path, part)]


@pytest.mark.parametrize("rate_hz", [None, 3.0, 5.0])
@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_parts_give_the_frames_of_the_whole(
    tmp_path: Path, name: str, rate_hz: float | None
) -> None:
    path = write_clip(tmp_path / name, even_times_s(75, 25), options=B_FRAMES)
    expected, found = whole(path, rate_hz), in_parts(path, rate_hz, 0.7)

    assert [(one.index, one.time_s) for one in found] == [
        (one.index, one.time_s) for one in expected
    ]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.image, other.image)


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    times_s = [0.0, 0.1, 0.15, 0.6, 0.7, 1.4, 1.5, 2.5, 2.6, 2.8]
    path = write_clip(tmp_path / "clip.mp4", times_s, options=B_FRAMES)

    assert [one.time_s for one in in_parts(path, None, 1.0)] == pytest.approx(times_s, abs=1e-3)


def test_a_format_that_keeps_no_times_is_not_divided(tmp_path: Path) -> None:
    assert samples(write_clip(tmp_path / "clip.avi", even_times_s(20)), 5.0) is None


@pytest.mark.parametrize("name", ["clip.ts", "clip.mts", "clip.mpg"])
def test_a_format_without_an_index_of_key_frames_is_not_divided(tmp_path: Path, name: str) -> None:
    codec = ("mpeg2video" if name == "clip.mpg" else "libx264", "yuv420p")
    path = write_clip(tmp_path / name, even_times_s(50, 25), codec=codec)

    assert samples(path, 5.0) is None


def test_of_a_file_that_breaks_off_only_what_is_there_is_promised(tmp_path: Path) -> None:
    path = cut(write_clip(tmp_path / "clip.mkv", even_times_s(100, 25)), share=0.5)
    wanted = samples(path, None)

    assert wanted is None or len(wanted) < 100


@given(
    steps_s=st.lists(st.floats(0.01, 3.0), min_size=1, max_size=60), longest_s=st.floats(0.5, 20.0)
)
def test_parts_are_everything_in_order_and_none_is_longer_than_wanted(
    steps_s: list[float], longest_s: float
) -> None:
    wanted = [Sample(i, float(time_s), i) for i, time_s in enumerate(np.cumsum(steps_s))]
    parts = list(divided(wanted, longest_s))

    assert [sample for part in parts for sample in part] == wanted
    assert all(part[-1].time_s - part[0].time_s < longest_s for part in parts)
