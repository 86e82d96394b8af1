import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.sources.recordings import find, natural_order, unique_names
from tests.clips import even_times_s, write_clip, write_picture

names = st.lists(st.sampled_from(["a", "A", "b", "a-2", "a-3", "A-2", "ä"]), max_size=12)


def clip(path: Path) -> Path:
    return write_clip(path, even_times_s(2), size_px=(16, 16))


def test_video_picture_and_saved_landmarks_are_recordings(tmp_path: Path) -> None:
    video = clip(tmp_path / "meeting.mp4")
    picture = write_picture(tmp_path / "desk.JPG")
    (tmp_path / "monday").mkdir()
    saved = tmp_path / "monday" / "landmarks.npz"
    saved.touch()
    recordings, problems = find([str(video), str(picture), str(saved)])

    assert problems == []
    assert [(r.kind, r.name) for r in recordings] == [
        ("video", "meeting"),
        ("pictures", "desk"),
        ("saved", "monday"),
    ]
    assert [r.paths for r in recordings] == [(video,), (picture,), (saved,)]
    assert [r.source for r in recordings] == [str(video), str(picture), str(saved)]


def test_folder_is_its_pictures_together_and_each_of_its_videos(tmp_path: Path) -> None:
    folder = tmp_path / "shoot"
    (folder / "deeper").mkdir(parents=True)
    clip(folder / "deeper" / "not-searched.mp4")
    pictures = [write_picture(folder / f"p{number}.png") for number in (1, 2, 10)]
    videos = [clip(folder / name) for name in ("a.mp4", "b.mkv")]
    (folder / "notes.txt").write_text("who sat where\n" * 50)
    (folder / "measurements.csv").write_text("frame,time_s\n0,0.0\n")
    (folder / "landmarks.npz").touch()
    (folder / ".hidden.png").touch()
    recordings, problems = find([str(folder)])

    assert problems == []
    assert [(r.kind, r.name) for r in recordings] == [
        ("pictures", "shoot"),
        ("video", "a"),
        ("video", "b"),
    ]
    assert [r.paths for r in recordings] == [tuple(pictures), (videos[0],), (videos[1],)]


def test_pictures_and_videos_are_known_by_content_where_the_name_says_nothing(
    tmp_path: Path,
) -> None:
    write_picture(tmp_path / "a.png").rename(tmp_path / "picture.dat")
    clip(tmp_path / "b.mp4").rename(tmp_path / "video")
    recordings, _ = find([str(tmp_path)])

    assert [(r.kind, r.paths[0].name) for r in recordings] == [
        ("pictures", "picture.dat"),
        ("video", "video"),
    ]


def test_damaged_recording_in_a_folder_is_not_silently_left_out(tmp_path: Path) -> None:
    (tmp_path / "damaged.mp4").write_text("this is no video")
    (tmp_path / "damaged.jpg").write_text("this is no picture")
    recordings, _ = find([str(tmp_path)])

    assert [(r.kind, r.paths[0].name) for r in recordings] == [
        ("pictures", "damaged.jpg"),
        ("video", "damaged.mp4"),
    ]


def test_pattern_stands_for_all_it_matches(tmp_path: Path) -> None:
    for name in ("p10.mp4", "p9.mp4", "q1.mp4"):
        clip(tmp_path / name)
    recordings, problems = find([str(tmp_path / "p*.mp4")])

    assert problems == []
    assert [r.name for r in recordings] == ["p9", "p10"]


def test_recordings_after_an_empty_folder_in_a_pattern_are_found(tmp_path: Path) -> None:
    (tmp_path / "a-empty").mkdir()
    clip(tmp_path / "b.mp4")
    recordings, problems = find([str(tmp_path / "*")])

    assert [r.name for r in recordings] == ["b"]
    assert [problem.source for problem in problems] == [str(tmp_path / "a-empty")]


def test_name_that_looks_like_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    recordings, _ = find([str(clip(tmp_path / "take [1].mp4"))])

    assert [r.name for r in recordings] == ["take [1]"]


def test_problems_are_sentences_and_the_others_go_on(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "notes.txt").touch()
    results = tmp_path / "results"
    results.mkdir()
    (results / "landmarks.npz").touch()
    wrong = [
        str(tmp_path / "missing.mp4"),
        str(empty),
        str(texts),
        str(results),
        str(tmp_path / "*.mov"),
        "",
        "x" * 5000,
    ]
    recordings, problems = find([*wrong, str(clip(tmp_path / "good.mp4"))])
    findings = [problem.message.split("found ", 1)[1] for problem in problems]

    assert [r.name for r in recordings] == ["good"]
    assert [problem.source for problem in problems] == wrong
    assert findings[0].startswith("no such file or folder; ")
    assert findings[1].startswith("no files; ")
    assert findings[2].startswith("1 files that are neither; ")
    assert findings[3].startswith(f"saved numbers; name {results / 'landmarks.npz'} ")
    assert findings[4].startswith("none; ")
    assert findings[5].startswith("no such file or folder; ")
    assert all(problem.message.endswith(".") for problem in problems)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    recordings, problems = find([str(tmp_path / "pipe")])

    assert recordings == []
    assert len(problems) == 1


def test_recording_named_twice_is_analysed_once(tmp_path: Path) -> None:
    path = clip(tmp_path / "meeting.mp4")
    recordings, _ = find([str(path), str(tmp_path), str(path)])

    assert len(recordings) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows lets administrators alone make links")
def test_a_recording_that_links_lead_to_is_analysed_once(tmp_path: Path) -> None:
    clip(tmp_path / "meeting.mp4")
    (tmp_path / "again").symlink_to(tmp_path)
    recordings, _ = find([f"{tmp_path}/**/*.mp4"])

    assert [one.source for one in recordings] == [str(tmp_path / "meeting.mp4")]


def test_same_stems_are_the_same_name(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        clip(tmp_path / folder / "meeting.mp4")
    clip(tmp_path / "Meeting.mkv")
    recordings, _ = find([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path)])

    assert [r.name for r in recordings] == ["meeting", "meeting", "Meeting"]


def test_current_folder_has_the_name_it_has_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_picture(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    recordings, _ = find(["."])

    assert [r.name for r in recordings] == [tmp_path.name]


@given(names)
def test_names_are_unique_on_every_file_system(given_names: list[str]) -> None:
    unique = unique_names(given_names)

    assert len({name.casefold() for name in unique}) == len(given_names)
    assert all(new.startswith(old) for new, old in zip(unique, given_names, strict=True))


@given(names)
def test_first_of_a_name_keeps_it(given_names: list[str]) -> None:
    seen: set[str] = set()
    for new, old in zip(unique_names(given_names), given_names, strict=True):
        assert (new == old) == (old.casefold() not in seen)
        seen.add(old.casefold())


@given(st.lists(st.integers(0, 10**6), unique=True))
def test_numbers_in_names_sort_as_numbers(numbers: list[int]) -> None:
    paths = [Path(f"IMG_{number}.jpg") for number in numbers]

    assert sorted(paths, key=natural_order) == [Path(f"IMG_{n}.jpg") for n in sorted(numbers)]
