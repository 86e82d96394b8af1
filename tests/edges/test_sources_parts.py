from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.sources.decoding import Losses
from posture.sources.parts import Sample, divided, parts_missing, read_part, samples
from posture.sources.video import open_video
from posture.types import Frame, ImageBGR
from tests.clips import cut, damage, even_times_s, write_clip

ENCODERS = {  # lengths of groups of pictures, and what refers to what
    "short groups": {"g": "5", "bf": "0", "sc_threshold": "0"},
    "short groups shown out of order": {"g": "6", "bf": "2", "x264-params": "scenecut=0:b-adapt=0"},
    "open groups": {"g": "12", "bf": "3", "x264-params": "scenecut=0:b-adapt=0:open-gop=1"},
    "one long group": {"g": "250", "bf": "3", "x264-params": "scenecut=0:b-adapt=0"},
}
_STEPS_S = np.random.default_rng(0).choice([0.01, 0.02, 0.04, 0.3], 150)
TIMES_S = {
    "even": even_times_s(150, 25),
    "uneven": [float(time_s) for time_s in np.cumsum(_STEPS_S)],
    "from below zero": [time_s - 0.5 for time_s in even_times_s(150, 25)],
}


def numbered(number: int) -> ImageBGR:
    """Draw a picture that is like none of its neighbours."""
    image = np.full((48, 64, 3), 20 + 10 * (number % 21), np.uint8)
    image[number * 3 % 40 :][:8, number * 5 % 50 :][:, :12] = 255, number * 7 % 256, 0
    return image


IMAGES = [numbered(number) for number in range(150)]


def whole(path: Path, rate_hz: float | None) -> list[Frame]:
    with open_video(path) as video:
        return list(video.frames(rate_hz))


def in_parts(path: Path, rate_hz: float | None, longest_s: float) -> list[Frame]:
    wanted = samples(path, rate_hz)
    assert wanted is not None
    return [frame for part in divided(wanted, longest_s) for frame in read_part(path, part)]


def assert_alike(found: list[Frame], expected: list[Frame]) -> None:
    assert [(one.index, one.time_s) for one in found] == [
        (one.index, one.time_s) for one in expected
    ]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.image, other.image)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.flv"])
@pytest.mark.parametrize("times", TIMES_S)
@pytest.mark.parametrize("encoder", ENCODERS)
def test_parts_give_the_frames_of_the_whole(
    tmp_path: Path, encoder: str, times: str, name: str
) -> None:
    if name == "clip.flv" and times == "from below zero":
        times = "even"  # it knows no such times
    path = write_clip(tmp_path / name, TIMES_S[times], encoder=ENCODERS[encoder], images=IMAGES)

    for rate_hz, longest_s in ((None, 0.7), (5.0, 0.9), (3.0, 2.0)):
        assert_alike(in_parts(path, rate_hz, longest_s), whole(path, rate_hz))


@pytest.mark.parametrize("movflags", ["frag_keyframe+empty_moov+default_base_moof", ""])
def test_parts_are_found_where_an_index_knows_the_order_of_decoding_only(
    tmp_path: Path, movflags: str
) -> None:
    options = {"movflags": movflags} if movflags else {"use_editlist": "0"}
    encoder = ENCODERS["short groups shown out of order"]
    path = write_clip(
        tmp_path / "a.mp4", TIMES_S["even"], encoder=encoder, images=IMAGES, options=options
    )

    assert_alike(in_parts(path, 5.0, 0.9), whole(path, 5.0))


def remuxed(path: Path, without: int) -> Path:
    """Leave out the first packets, as a recorder that joins a stream does."""
    late = path.with_stem("late")
    with av.open(str(path)) as source, av.open(str(late), "w") as made:
        stream = made.add_stream_from_template(source.streams.video[0])
        for number, packet in enumerate(source.demux(video=0)):
            if number >= without and packet.size:
                packet.stream = stream
                made.mux(packet)
    return late


@pytest.mark.parametrize(("encoder", "without"), [("short groups", 3), ("open groups", 12)])
def test_what_begins_in_the_middle_of_a_group_is_not_divided(
    tmp_path: Path, encoder: str, without: int
) -> None:
    path = write_clip(tmp_path / "a.mkv", TIMES_S["even"], encoder=ENCODERS[encoder], images=IMAGES)

    assert samples(path, 5.0) is not None
    assert samples(remuxed(path, without), 5.0) is None


def test_a_change_of_shape_is_left_out_of_every_part(tmp_path: Path) -> None:
    """Browsers that record a call change the size of its pictures on the way."""
    made = tmp_path / "call.mkv"
    with av.open(str(made), "w") as call:
        stream = None
        for later_ms, size_px in ((0, (64, 48)), (2000, (48, 64))):
            clip = tmp_path / f"{later_ms}.mkv"
            write_clip(clip, even_times_s(50, 25), size_px=size_px, codec=("libvpx", "yuv420p"))
            with av.open(str(clip)) as source:
                stream = stream or call.add_stream_from_template(source.streams.video[0])
                for packet in source.demux(video=0):
                    if packet.pts is not None and packet.dts is not None:
                        packet.pts, packet.dts = packet.pts + later_ms, packet.dts + later_ms
                        packet.stream = stream
                        call.mux(packet)
    found = in_parts(made, 5.0, 0.9)

    assert_alike(found, whole(made, 5.0))
    assert {frame.image.shape for frame in found} == {(48, 64, 3)}


def read_with_losses(path: Path, wanted: list[Sample]) -> tuple[list[Frame], Losses]:
    losses = Losses()
    found: list[Frame] = []
    for part in divided(wanted, 0.9):
        own = Losses()
        found += read_part(path, part, own)
        losses.add(own)
    return found, losses


def test_damage_is_passed_over_and_told_as_in_the_whole(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", even_times_s(40), codec=("ffv1", "bgr0"))
    damage(path)
    wanted = samples(path, None)
    assert wanted is not None
    found, losses = read_with_losses(path, wanted)
    with open_video(path) as video:
        expected = list(video.frames())

    assert 20 < len(found) < 40
    assert [one.time_s for one in found] == [one.time_s for one in expected]
    assert losses.damaged == losses.skipped == 1
    assert (parts_missing("a.mkv", losses) or "").startswith(
        "a.mkv: expected a whole video, found damaged data (1 ×)"
    )
    assert "damaged data (1 ×)" in (video.problem or "")


def test_a_part_that_cannot_be_reached_any_more_is_told(tmp_path: Path) -> None:
    options = {"movflags": "faststart"}
    path = write_clip(tmp_path / "a.mp4", TIMES_S["even"], images=IMAGES, options=options)
    wanted = samples(path, 5.0)
    assert wanted is not None
    cut(path, share=0.5)
    found, losses = read_with_losses(path, wanted)

    assert 0 < len(found) < len(wanted)
    assert losses.skipped == len(wanted) - len(found)
    assert "a part that ends early" in (parts_missing("a.mp4", losses) or "")


def test_nothing_is_said_of_what_is_whole(tmp_path: Path) -> None:
    wanted = samples(write_clip(tmp_path / "a.mp4", TIMES_S["even"]), 5.0)
    assert wanted is not None
    found, losses = read_with_losses(tmp_path / "a.mp4", wanted)

    assert len(found) == losses.frames == len(wanted)
    assert parts_missing("a.mp4", losses) is None


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    times_s = [0.0, 0.1, 0.15, 0.6, 0.7, 1.4, 1.5, 2.5, 2.6, 2.8]
    path = write_clip(tmp_path / "clip.mp4", times_s)

    assert [one.time_s for one in in_parts(path, None, 1.0)] == pytest.approx(times_s, abs=1e-3)


def test_a_format_that_keeps_no_times_is_not_divided(tmp_path: Path) -> None:
    assert samples(write_clip(tmp_path / "clip.avi", even_times_s(20)), 5.0) is None


@pytest.mark.parametrize("name", ["clip.ts", "clip.mts", "clip.mpg"])
def test_a_format_without_an_index_of_key_frames_is_not_divided(tmp_path: Path, name: str) -> None:
    codec = ("mpeg2video" if name == "clip.mpg" else "libx264", "yuv420p")
    path = write_clip(tmp_path / name, even_times_s(50, 25), codec=codec)

    assert samples(path, 5.0) is None


@pytest.mark.parametrize(("name", "movflags"), [("clip.mkv", ""), ("clip.mp4", "faststart")])
def test_a_file_that_breaks_off_is_not_divided(tmp_path: Path, name: str, movflags: str) -> None:
    options = {"movflags": movflags} if movflags else None
    path = write_clip(tmp_path / name, TIMES_S["even"], images=IMAGES, options=options)

    assert samples(path, 5.0) is not None
    assert samples(cut(path, share=0.5), 5.0) is None


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
