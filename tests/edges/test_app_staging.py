"""Results appear together, and only when they are complete."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from posture.app.staging import passing, staged
from posture.errors import StoreError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_appear_together_at_the_end(tmp_path: Path) -> None:
    with staged(tmp_path / "desk") as place:
        (place / "a.csv").write_text("a")
        (place / "b.csv").write_text("b")
        before = [name for name in names(tmp_path / "desk") if not name.startswith(".")]

    assert before == []
    assert names(tmp_path / "desk") == ["a.csv", "b.csv"]


def test_complete_results_replace_older_ones_and_leave_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("older")
    (tmp_path / "notes.txt").write_text("the user's own")

    with staged(tmp_path) as place:
        (place / "a.csv").write_text("newer")

    assert names(tmp_path) == ["a.csv", "notes.txt"]
    assert (tmp_path / "a.csv").read_text() == "newer"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, StoreError, OSError])
def test_an_exception_leaves_nothing_new_and_everything_old(
    tmp_path: Path, error: type[BaseException]
) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "a.csv").write_text("older")

    def interrupted() -> None:
        with staged(tmp_path / "desk") as place:
            (place / "a.csv").write_text("half")
            raise error

    with pytest.raises(error):
        interrupted()

    assert names(tmp_path / "desk") == ["a.csv"]
    assert (tmp_path / "desk" / "a.csv").read_text() == "older"


def test_folders_that_were_made_in_vain_are_removed_again(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()

    with suppress(ValueError), staged(tmp_path / "mine" / "new" / "desk"):
        raise ValueError

    assert names(tmp_path) == ["mine"]
    assert names(tmp_path / "mine") == []


def test_what_nobody_works_on_is_swept_and_what_somebody_works_on_stays(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-left").mkdir()
    (tmp_path / ".unfinished-left" / "landmarks.npz").write_text("half")

    with staged(tmp_path) as first:
        (first / "a.csv").write_text("first")
        with staged(tmp_path) as second:
            (second / "a.csv").write_text("second")
            inside = names(tmp_path)

    assert inside == sorted([first.name, second.name])
    assert names(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "first"


def test_errors_name_the_folder_that_the_user_knows(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised, staged(tmp_path / "desk") as place:
        raise StoreError(f"Cannot write {place / 'a.csv'}: the disk is full.")

    assert str(raised.value) == f"Cannot write {tmp_path / 'desk' / 'a.csv'}: the disk is full."


def test_a_folder_below_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="found Not a directory; choose another one"):
        staged(tmp_path / "file" / "desk").__enter__()

    assert names(tmp_path) == ["file"]


def test_a_result_in_the_way_of_a_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()

    with pytest.raises(StoreError, match="found Is a directory"), staged(tmp_path) as place:
        (place / "a.csv").write_text("a")

    assert names(tmp_path) == ["a.csv"]


def test_a_passing_place_is_gone_afterwards() -> None:
    with passing() as place:
        (place / "a.csv").write_text("a")

    assert not place.exists()


def test_what_a_killed_process_left_among_temporary_files_is_swept_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("killed", "somebody-elses", "new"):
        (tmp_path / f".posture-passing-{name}").mkdir()
        (tmp_path / f".posture-passing-{name}" / "desk.mp4").touch()
    for name in ("killed", "new"):
        (tmp_path / f".posture-passing-{name}" / ".lock").touch()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".lock").touch()
    (tmp_path / ".posture-passing-link").symlink_to(tmp_path / "mine")
    for name in ("killed", "somebody-elses", "link"):
        os.utime(tmp_path / f".posture-passing-{name}", (0, 0))

    with passing() as first, passing() as second:
        os.utime(first, (0, 0))
        with passing():
            kept = first.exists() and second.exists()

    assert kept
    assert names(tmp_path) == [
        ".posture-passing-link",
        ".posture-passing-new",
        ".posture-passing-somebody-elses",
        "mine",
    ]


def test_no_room_for_temporary_files_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")

    with pytest.raises(StoreError, match="let TMPDIR name one that can be written to"), passing():
        pytest.fail("there is no such folder")


def test_the_last_file_stands_for_all_others_of_its_run(tmp_path: Path) -> None:
    for old in ("alerts.csv", "segments.csv", "session.json"):
        (tmp_path / old).write_text("old")

    with staged(tmp_path) as place:
        (place / "alerts.csv").write_text("new")
        (place / "session.json").write_text("new")

    assert names(tmp_path) == ["alerts.csv", "session.json"]
    assert (tmp_path / "session.json").stat().st_mtime_ns >= (
        tmp_path / "alerts.csv"
    ).stat().st_mtime_ns
