"""A recording becomes an annotated film: same times, same sound, and the person only if wanted."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
import webvtt

from posture import absence
from posture.app.analyze import find_one
from posture.app.annotating import Annotation, Story, annotate, wished
from posture.app.job import Job, Options
from posture.app.progress import unseen
from posture.config import Config
from posture.errors import ConfigError, StoreError
from posture.outputs.annotated import layout_of
from posture.pipeline import follow
from posture.sources.saved import read
from posture.sources.video import open_video
from posture.stretches import Stretch
from posture.types import ImageBGR, Landmarks
from tests import clips
from tests.builders import Sitter
from tests.contract import FILES
from tests.disks import mountable
from tests.films import Played, play, write_film
from tests.frames import SAMPLES, SIZE_PX, picture, sample_frames
from tests.program import call
from tests.recorded import film, photograph, photographed, save, sitting

if TYPE_CHECKING:
    from posture.estimators.mediapipe import MediaPipeEstimator

SIZE = (320, 180)
SITTER = Sitter(size=SIZE, lens=replace(Sitter().lens, focal_px=275.0))
UNEVEN_S = [0.0, 0.033, 0.2, 0.21, 0.4, 0.433, 0.6, 1.0, 1.3, 2.0]
PLAIN = Annotation()


def story(place: Path, seen: Sequence[Landmarks], **facts: object) -> Story:
    """What an analysis would have found out about a recording."""
    saved = read(save(place, seen, **facts))
    return Story(
        saved=saved,
        moments=lambda: follow(saved.landmarks()),
        stretches=(Stretch("neutral", 0.0, 2.0),),
        alerts=(),
        config=Config(),
    )


def looked_at(times_s: Sequence[float], every: int = 2) -> list[Landmarks]:
    return [
        SITTER.landmarks(index=index, time_s=times_s[index])
        for index in range(0, len(times_s), every)
    ]


def nobody(time_s: float = 0.0) -> Landmarks:
    return absence.nobody(time_s=time_s, size_px=SIZE, index=round(10 * time_s))


def annotated(
    recording: Path, told: Story, wish: Annotation = PLAIN, *, keep: bool = False
) -> Played:
    place = recording.parent / "out"
    annotate(find_one(recording), told, wish, place, unseen)
    assert [path.name for path in place.iterdir()] == ["annotated.mp4"]
    return play(place / "annotated.mp4", keep=keep)


def noise(count: int, seed: int = 0) -> list[ImageBGR]:
    rng = np.random.default_rng(seed)
    return [
        np.asarray(rng.integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8), np.uint8)
        for _ in range(count)
    ]


def test_every_picture_is_there_at_its_own_time_and_so_is_the_sound(tmp_path: Path) -> None:
    clip = write_film(tmp_path / "in.mp4", noise(10), UNEVEN_S, sound="aac", seconds=2.1)

    played, before = annotated(clip, story(tmp_path / "s", looked_at(UNEVEN_S))), play(clip)

    assert played.codec == "h264"
    assert played.times_s == pytest.approx(before.times_s, abs=1e-9)
    assert played.end_s == pytest.approx(before.end_s, abs=0.05)
    assert played.sound == before.sound == "aac"
    assert played.sound_until_s == pytest.approx(before.sound_until_s, abs=0.03)


def test_skeleton_only_leaves_neither_picture_nor_voice(tmp_path: Path) -> None:
    told, films = story(tmp_path / "s", looked_at(UNEVEN_S)), []
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        clip = write_film(folder / "in.mp4", noise(10, seed), UNEVEN_S, sound="aac", seconds=2.0)
        films.append(annotated(clip, told, Annotation(skeleton_only=True), keep=True))

    assert films[0].sound is None
    for one, other in zip(films[0].pictures, films[1].pictures, strict=True):
        assert (one == other).all()


def test_where_nobody_was_found_all_of_a_blurred_film_is_blurred(tmp_path: Path) -> None:
    clip = write_film(tmp_path / "in.mp4", noise(10), UNEVEN_S)

    played = annotated(
        clip, story(tmp_path / "s", [nobody(), nobody(0.4)]), Annotation(blur_face=True), keep=True
    )

    width, rows = layout_of(SIZE).picture_px
    for one in played.pictures:
        assert cv2.Laplacian(one[:rows, :width], cv2.CV_64F).std() < 2.0


@pytest.mark.parametrize("turned_deg", [0, 90, 180, 270])
def test_a_film_of_a_turned_phone_is_upright(tmp_path: Path, turned_deg: int) -> None:
    times_s = clips.even_times_s(5)
    clip = clips.write_clip(
        tmp_path / "in.mp4", times_s, size_px=(322, 182), rotation_deg=turned_deg
    )
    with open_video(clip) as video:
        upright = next(video.frames()).image

    played = annotated(clip, story(tmp_path / "s", [nobody()]), keep=True)

    width, rows = layout_of((upright.shape[1], upright.shape[0])).picture_px
    assert (width > rows) is (turned_deg in (0, 180))
    assert clips.corner_of(played.pictures[0][:rows, :width]) == clips.corner_of(upright)
    assert played.times_s == pytest.approx(times_s, abs=1e-9)


def test_odd_sizes_become_even_ones(tmp_path: Path) -> None:
    clip = clips.write_clip(
        tmp_path / "in.mkv", clips.even_times_s(3), size_px=(321, 181), codec=("ffv1", "yuv444p")
    )

    played = annotated(clip, story(tmp_path / "s", [nobody()]))

    assert played.size_px == layout_of((321, 181)).size_px
    assert len(played.times_s) == 3


def test_after_the_last_look_nothing_is_claimed_for_long(tmp_path: Path) -> None:
    times_s = clips.even_times_s(30)
    clip = write_film(tmp_path / "in.mp4", noise(1) * 30, times_s)
    seen = [SITTER.landmarks(index=i, time_s=times_s[i]) for i in (0, 2, 4)]

    pictures = annotated(clip, story(tmp_path / "s", seen), keep=True).pictures
    panels = [one[:, layout_of(SIZE).picture_px[0] :][:700] for one in pictures]

    alike = [bool(np.abs(panel.astype(int) - panels[29]).max() < 60) for panel in panels]
    assert not any(alike[:7])
    assert all(alike[8:])


def test_an_interrupted_film_leaves_nothing_and_an_older_one_as_it_was(tmp_path: Path) -> None:
    clip = write_film(tmp_path / "in.mp4", noise(10), UNEVEN_S)
    out = tmp_path / "out"
    out.mkdir()
    (out / "annotated.mp4").write_text("older")

    def stop(done: float, _total: float | None) -> None:
        if done > 1.0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate(find_one(clip), story(tmp_path / "s", looked_at(UNEVEN_S)), PLAIN, out, stop)

    assert [path.name for path in out.iterdir()] == ["annotated.mp4"]
    assert (out / "annotated.mp4").read_text() == "older"


def test_a_full_disk_is_a_sentence_and_no_half_film(tmp_path: Path) -> None:
    clip = write_film(tmp_path / "in.mp4", noise(10) * 10, clips.even_times_s(100))
    told = story(tmp_path / "s", looked_at(clips.even_times_s(100)))
    with mountable(tmp_path / "small") as mount:
        small = mount("size=64k")
        with pytest.raises(StoreError, match="disk is full"):
            annotate(find_one(clip), told, PLAIN, small, unseen)

        assert list(small.iterdir()) == []


def test_pictures_become_annotated_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "shots"
    folder.mkdir()
    for name in ("a.jpg", "b.png"):
        photograph(folder / name, noise(1)[0])
    told = story(tmp_path / "s", photographed("a.jpg", "b.png", sitter=SITTER))

    annotate(find_one(folder), told, PLAIN, tmp_path / "out", unseen)

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "annotated-a.jpg.png",
        "annotated-b.png.png",
    ]
    drawn = cv2.imread(str(tmp_path / "out" / "annotated-a.jpg.png"))
    assert drawn is not None
    assert drawn.shape[:2] == layout_of(SIZE, banded=False).size_px[::-1]


def test_what_the_options_ask_for() -> None:
    assert wished(annotate=False, blur_face=False, skeleton_only=False) is None
    assert wished(annotate=True, blur_face=True, skeleton_only=False) == Annotation(blur_face=True)
    with pytest.raises(ConfigError, match="add it"):
        wished(annotate=False, blur_face=False, skeleton_only=True)


def test_saved_points_have_no_picture_to_annotate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path / "desk", sitting())

    ended = call(capsys, "analyze", path, "--annotate", "--out", tmp_path / "out")

    assert ended.code == 1
    assert "found saved points without any picture; name the recording" in ended.err
    assert not (tmp_path / "out" / "desk").exists()


def test_saved_points_have_subtitles_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(tmp_path / "desk", sitting(4.0), duration_s=30.0)

    call(capsys, "analyze", path, "--out", tmp_path / "out")
    cues = webvtt.read(str(tmp_path / "out" / "desk" / "events.vtt")).captions

    assert [cue.text for cue in cues] == ["Posture not known, 26 s"]


@pytest.mark.model
def test_no_face_is_found_in_a_film_with_blurred_faces(
    shared: "MediaPipeEstimator", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = film(tmp_path / "desk.mp4", [one.image for one in sample_frames("front", 10)])

    for folder, options in (("open", ["--annotate"]), ("veiled", ["--annotate", "--blur-face"])):
        ended = call(capsys, "analyze", clip, *options, "--out", tmp_path / folder)
        names = {path.name for path in (tmp_path / folder / "desk").iterdir()}
        assert ended.code == 0
        assert names == FILES | {"annotated.mp4"}

    assert faces(shared, tmp_path / "open" / "desk") == 10
    assert faces(shared, tmp_path / "veiled" / "desk") == 0


def faces(estimator: "MediaPipeEstimator", folder: Path) -> int:
    """Count the pictures of an annotated film in which the networks find a face."""
    width, rows = layout_of(SIZE_PX).picture_px
    shown = [one[:rows, :width] for one in play(folder / "annotated.mp4", keep=True).pictures]
    seen = [estimator.locate(picture(np.ascontiguousarray(one))) for one in shown]
    return sum(bool(np.isfinite(one.face_px).any()) for one in seen)


@pytest.mark.parametrize("wish", [None, Annotation(), Annotation(blur_face=True)])
def test_every_picture_is_looked_at_where_faces_must_not_be_seen(wish: Annotation | None) -> None:
    recording = find_one(SAMPLES / "desk-front.mp4")
    job = Job(recording=recording, options=Options(annotation=wish))

    assert job.look.gate is not (wish is not None and wish.blur_face)
