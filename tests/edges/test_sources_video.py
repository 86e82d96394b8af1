from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posture.sources.video import open_video
from tests.clips import (
    corner_of,
    corner_picture,
    even_times_s,
    write_clip,
)

UNEVEN_S = [0.0, 0.1, 0.5, 0.6, 2.0, 2.1, 2.2, 5.0]
FORMATS = [
    ("clip.mp4", "libx264", "yuv420p"),
    ("clip.mp4", "mpeg4", "yuv420p"),
    ("clip.mov", "libx264", "yuv444p"),
    ("clip.mov", "prores_ks", "yuv422p10le"),
    ("clip.mkv", "libx264", "yuv420p10le"),
    ("clip.mkv", "ffv1", "gray16le"),
    ("clip.webm", "libvpx", "yuv420p"),
    ("clip.webm", "libvpx-vp9", "yuv420p"),
    ("clip.ts", "libx264", "yuv420p"),
    ("clip.flv", "flv", "yuv420p"),
    ("clip.wmv", "wmv2", "yuv420p"),
    ("clip.avi", "mjpeg", "yuvj420p"),
    ("clip.avi", "huffyuv", "yuv422p"),
    ("clip.avi", "libx264", "yuv420p"),
    ("clip.gif", "gif", "rgb8"),
]


def times_s(path: Path, rate_hz: float | None = None) -> list[float | None]:
    with open_video(path) as video:
        return [frame.time_s for frame in video.frames(rate_hz)]


@pytest.mark.parametrize(("name", "codec", "pixels"), FORMATS)
def test_any_container_and_codec_gives_pictures_and_times(
    tmp_path: Path, name: str, codec: str, pixels: str
) -> None:
    path = write_clip(tmp_path / name, even_times_s(20), codec=(codec, pixels))
    with open_video(path) as video:
        frames = list(video.frames())

    assert [frame.time_s for frame in frames] == even_times_s(20)
    assert [frame.index for frame in frames] == list(range(20))
    assert {frame.image.shape for frame in frames} == {(48, 64, 3)}
    assert {corner_of(frame.image) for frame in frames} == {"upper left"}
    assert video.size_px == (64, 48)
    assert video.problem is None


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_variable_frame_rate_keeps_its_times(tmp_path: Path, name: str) -> None:
    path = write_clip(tmp_path / name, UNEVEN_S)

    assert times_s(path) == UNEVEN_S


def test_times_count_from_the_first_frame(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "late.mkv", [7.0 + time_s for time_s in UNEVEN_S])

    assert times_s(path) == UNEVEN_S


def test_sampling_follows_the_clock_and_not_the_count(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "uneven.mkv", UNEVEN_S)
    with open_video(path) as video:
        frames = list(video.frames(rate_hz=1.0))

    assert [frame.time_s for frame in frames] == [0.0, 2.0, 5.0]
    assert [frame.index for frame in frames] == [0, 4, 7]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(20, 2000), min_size=1, max_size=20), st.floats(0.3, 60))
def test_sampled_frames_are_frames_of_the_recording(
    tmp_path: Path, gaps_ms: list[int], rate_hz: float
) -> None:
    written_s = [sum(gaps_ms[:count]) / 1000 for count in range(len(gaps_ms) + 1)]
    path = write_clip(tmp_path / "clip.mkv", written_s, size_px=(16, 16))
    with open_video(path) as video:
        frames = list(video.frames(rate_hz))

    assert len({int((time_s + 5e-4) * rate_hz) for time_s in written_s}) == len(frames)
    assert all(frame.time_s == written_s[frame.index] for frame in frames)


def test_frames_can_be_read_twice(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", even_times_s(5))
    with open_video(path) as video:
        first, second = list(video.frames()), list(video.frames())

    assert len(first) == len(second) == 5
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, second, strict=True))


def test_leaving_the_context_closes_the_file(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", even_times_s(5))
    with open_video(path) as video:
        frames = video.frames()
        next(frames)

    assert list(frames) == []


@pytest.mark.parametrize(
    ("rotation_deg", "mirrored", "corner"),
    [
        (0, False, "upper left"),
        (90, False, "lower left"),
        (180, False, "lower right"),
        (-90, False, "upper right"),
        (0, True, "upper right"),
        (90, True, "lower right"),
        (180, True, "lower left"),
        (-90, True, "upper left"),
    ],
)
def test_picture_is_turned_upright(
    tmp_path: Path, rotation_deg: int, mirrored: bool, corner: str
) -> None:
    path = write_clip(
        tmp_path / "phone.mp4", even_times_s(2), rotation_deg=rotation_deg, mirrored=mirrored
    )
    with open_video(path) as video:
        image = next(video.frames()).image

    assert corner_of(image) == corner
    assert video.size_px == ((48, 64) if abs(rotation_deg) == 90 else (64, 48))
    assert image.shape[1::-1] == video.size_px
    assert image.flags["C_CONTIGUOUS"]


@pytest.mark.parametrize(
    ("square", "size_px"), [(Fraction(2), (128, 48)), (Fraction(1, 2), (64, 96))]
)
def test_pixels_become_square(tmp_path: Path, square: Fraction, size_px: tuple[int, int]) -> None:
    path = write_clip(tmp_path / "tape.mkv", even_times_s(2), square=square)
    with open_video(path) as video:
        image = next(video.frames()).image

    assert video.size_px == size_px
    assert image.shape[1::-1] == size_px


@pytest.mark.parametrize("size_px", [(97, 61), (1, 61), (97, 1), (1, 1)])
def test_odd_sizes_work_down_to_a_single_pixel(tmp_path: Path, size_px: tuple[int, int]) -> None:
    path = write_clip(
        tmp_path / "odd.mov", even_times_s(3), codec=("png", "rgb24"), size_px=size_px
    )
    with open_video(path) as video:
        frames = list(video.frames())

    assert video.size_px == size_px
    assert all(np.array_equal(frame.image, corner_picture(size_px)) for frame in frames)


def test_header_promises_length_and_count(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", even_times_s(25))
    with open_video(path) as video:
        assert video.duration_s == pytest.approx(2.5, abs=0.11)
        assert video.frame_count == 25


def test_stream_without_a_container_has_no_length_and_even_times(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "raw.h264", even_times_s(4))
    with open_video(path) as video:
        frames = list(video.frames())

    assert video.duration_s is None
    assert video.frame_count is None
    assert [frame.time_s for frame in frames] == [0.0, 0.04, 0.08, 0.12]


@pytest.mark.parametrize(
    ("key", "written", "started_at"),
    [
        ("creation_time", "2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("creation_time", "1970-01-01T00:00:00Z", None),
        ("creation_time", "1904-01-01T00:00:00Z", None),
        (
            "com.apple.quicktime.creationdate",
            "2024-05-01T12:00:00+0200",
            datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("title", "no date at all", None),
    ],
)
def test_start_on_the_wall_clock_is_read(
    tmp_path: Path, key: str, written: str, started_at: datetime | None
) -> None:
    path = write_clip(
        tmp_path / "clip.mov",
        even_times_s(2),
        metadata={key: written},
        options={"movflags": "use_metadata_tags"},
    )
    with open_video(path) as video:
        assert video.started_at == started_at
