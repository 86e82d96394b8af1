"""Annotated films: each picture at its own time, and the sound as it was."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from posture.outputs.film import Film, Sound
from posture.sources.sound import packets, sound_of
from posture.sources.video import open_video
from posture.types import ImageBGR
from tests.films import Played, play, write_film

UNEVEN_S = [0.0, 0.033, 0.1, 0.2, 0.21, 0.5, 0.9, 1.0, 1.033, 1.9]
GREY: ImageBGR = np.full((48, 64, 3), 128, np.uint8)


def again(path: Path, to: Path) -> Played:
    """Write every picture and all of the sound anew, and play what came of it."""
    with open_video(path) as video, sound_of(path) as track:
        frames = list(video.frames())
        clock = video.clock
        sound = None if track is None else Sound(track, packets(track, origin_s=clock.origin_s))
        with Film(to, (64, 48), rate_hz=clock.rate_hz, tick_s=clock.tick_s, sound=sound) as film:
            for frame in frames:
                film.add(frame.image, frame.time_s or 0.0)
            film.finish(clock.end_s)
    return play(to)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov", "ts"])
def test_uneven_times_are_kept_to_the_tick(tmp_path: Path, suffix: str) -> None:
    path = write_film(tmp_path / f"in.{suffix}", [GREY] * len(UNEVEN_S), UNEVEN_S)

    played = again(path, tmp_path / "out.mp4")

    assert played.codec == "h264"
    assert played.times_s == pytest.approx(UNEVEN_S, abs=1e-9)
    assert played.end_s > UNEVEN_S[-1]


@pytest.mark.parametrize(
    ("suffix", "codec", "rate_hz", "kept"),
    [
        ("mp4", "aac", 48_000, "aac"),
        ("mkv", "libopus", 48_000, "opus"),
        ("mkv", "mp3", 44_100, "mp3"),
        ("mov", "pcm_s16le", 44_100, "aac"),
        ("mkv", "pcm_s16le", 96_000, "aac"),
        ("ts", "aac", 48_000, "aac"),
    ],
)
def test_sound_is_there_as_long_as_it_was(
    tmp_path: Path, suffix: str, codec: str, rate_hz: int, kept: str
) -> None:
    path = tmp_path / f"in.{suffix}"
    write_film(path, [GREY] * 10, UNEVEN_S, sound=codec, seconds=3.0, rate_hz=rate_hz)

    played, before = again(path, tmp_path / "out.mp4"), play(path)

    assert played.sound == kept
    assert played.sound_from_s == pytest.approx(0.0, abs=0.03)
    length_s = before.sound_until_s - before.times_s[0]
    assert played.sound_until_s == pytest.approx(length_s, abs=0.05)


def test_a_film_without_sound_stays_silent(tmp_path: Path) -> None:
    path = write_film(tmp_path / "in.mp4", [GREY] * 10, UNEVEN_S)

    assert again(path, tmp_path / "out.mp4").sound is None


def test_sound_from_before_the_first_picture_is_left_out_and_the_rest_stays_in_step(
    tmp_path: Path,
) -> None:
    late_s = [time_s + 0.4 for time_s in UNEVEN_S]
    path = write_film(tmp_path / "in.mp4", [GREY] * 10, late_s, sound="aac", seconds=3.0)

    played, before = again(path, tmp_path / "out.mp4"), play(path)

    assert played.times_s == pytest.approx(UNEVEN_S, abs=1e-9)
    assert played.sound_until_s == pytest.approx(before.sound_until_s - 0.4, abs=0.03)


def test_colours_stay_what_they_are(tmp_path: Path) -> None:
    colours: ImageBGR = np.zeros((48, 64, 3), np.uint8)
    colours[:, :32], colours[:, 32:] = (200, 40, 60), (30, 180, 90)
    with Film(tmp_path / "out.mp4", (64, 48), rate_hz=Fraction(10), tick_s=Fraction(1, 10)) as film:
        film.add(colours, 0.0)
        film.finish(0.1)

    (picture,) = play(tmp_path / "out.mp4", keep=True).pictures
    apart = np.abs(picture.astype(int) - colours)[:, [8, 16, 48, 56]]
    assert apart.max() <= 6
