"""Videos that are cut off, damaged, or no videos."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from posture.errors import SourceError
from posture.sources.video import is_video, open_video
from tests.clips import (
    cut,
    damage,
    even_times_s,
    write_clip,
    write_picture,
    write_sound,
)


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
    damage(path)
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
    assert "out of time or shape" in video.problem
