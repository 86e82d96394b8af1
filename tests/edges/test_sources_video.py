from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posture.errors import SourceError
from posture.sources.video import is_video, open_video
from tests.clips import (
    corner_of,
    corner_picture,
    cut,
    even_times_s,
    write_clip,
    write_picture,
    write_sound,
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


def test_cut_off_recording_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    write_clip(path, even_times_s(100), size_px=(320, 240), options={"movflags": "faststart"})
    cut(path, share=0.6)
    with open_video(path) as video:
        frames = list(video.frames())

    assert 5 < len(frames) < 95
    assert [frame.time_s for frame in frames] == even_times_s(len(frames))
    assert video.problem is not None
    assert "of the 10.0 s that it announces" in video.problem


def test_cut_off_recording_without_its_index_is_a_sentence(tmp_path: Path) -> None:
    path = cut(write_clip(tmp_path / "cut.mp4", even_times_s(100)), share=0.5)

    with pytest.raises(SourceError, match=r"cut\.mp4: expected a video, found an MP4 without"):
        open_video(path)


def test_damage_in_the_middle_is_passed_over(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mkv", even_times_s(40), codec=("ffv1", "bgr0"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 400] = np.random.default_rng(0).bytes(400)
    path.write_bytes(data)
    with open_video(path) as video:
        frames = list(video.frames())

    assert 20 < len(frames) <= 40
    assert frames[-1].time_s == 3.9
    assert video.problem is not None
    assert "damaged data" in video.problem


def test_whole_recording_has_no_problem(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", even_times_s(30))
    with open_video(path) as video:
        list(video.frames(5))

    assert video.problem is None


def text_file(path: Path) -> Path:
    path.write_text("this is no video\n" * 200)
    return path


def empty_file(path: Path) -> Path:
    path.touch()
    return path


def unknown_codec(path: Path) -> Path:
    write_clip(path, even_times_s(3), codec=("mjpeg", "yuvj420p"))
    path.write_bytes(path.read_bytes().replace(b"MJPG", b"ZZZZ"))
    return path


def playlist(path: Path) -> Path:
    path.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    return path


def missing(path: Path) -> Path:
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def random_bytes(path: Path) -> Path:
    path.write_bytes(np.random.default_rng(1).bytes(20_000))
    return path


@pytest.mark.parametrize(
    ("make", "name", "finding"),
    [
        (missing, "clip.mp4", "no such file"),
        (folder, "clip.mp4", "a folder"),
        (empty_file, "clip.mp4", "an empty file"),
        (text_file, "clip.mp4", "a file that is none"),
        (text_file, "notes.txt", "a file without moving pictures"),
        (random_bytes, "clip.mp4", "a file that is none"),
        (write_sound, "sound.wav", "a file without moving pictures"),
        (write_sound, "sound.mkv", "a file without moving pictures"),
        (unknown_codec, "clip.avi", "no picture that can be decoded"),
        (playlist, "clip.m3u8", "a file that is none"),
    ],
)
def test_what_is_no_video_is_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], name: str, finding: str
) -> None:
    path = make(tmp_path / name)

    with pytest.raises(SourceError) as caught:
        open_video(path)

    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: expected a video, found {finding}")
    assert ";" in sentence
    assert "\n" not in sentence


def test_cover_picture_of_a_song_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "song.mka"
    write_sound(path)
    cover = write_picture(tmp_path / "cover.png").read_bytes()
    with av.open(str(path)) as sound, av.open(str(tmp_path / "covered.mp4"), "w") as covered:
        voice = covered.add_stream("aac", rate=8000, layout="mono")
        picture = covered.add_stream("png", rate=1)
        assert isinstance(voice, av.AudioStream)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "rgb24"
        picture.disposition = Disposition.attached_pic
        for frame in sound.decode(audio=0):
            covered.mux(voice.encode(frame))
        packet = av.Packet(cover)
        packet.stream, packet.pts, packet.dts = picture, 0, 0
        covered.mux(voice.encode())
        covered.mux(packet)

    assert not is_video(tmp_path / "covered.mp4")


def test_video_is_told_from_other_files_by_its_content(tmp_path: Path) -> None:
    video = write_clip(tmp_path / "clip.mp4", even_times_s(2)).rename(tmp_path / "clip.dat")

    assert is_video(video)
    assert not is_video(text_file(tmp_path / "notes.txt"))
    assert not is_video(write_sound(tmp_path / "sound.wav"))


def test_change_of_shape_is_left_out_and_said(tmp_path: Path) -> None:
    """Concatenated MPEG streams may change their size on the way."""
    wide = write_clip(tmp_path / "wide.ts", even_times_s(10), size_px=(64, 48))
    tall = write_clip(
        tmp_path / "tall.ts", [3 + time_s for time_s in even_times_s(10)], size_px=(48, 64)
    )
    both = tmp_path / "both.ts"
    both.write_bytes(wide.read_bytes() + tall.read_bytes())
    with open_video(both) as video:
        frames = list(video.frames())

    assert {frame.image.shape for frame in frames} == {(48, 64, 3)}
    assert len(frames) == 10
    assert video.problem is not None
    assert "frames out of time or shape" in video.problem
