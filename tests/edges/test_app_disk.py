"""Results that cannot be written are a sentence, and nothing half done is left behind."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.disks import mountable
from tests.program import call
from tests.recorded import save, sitting


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that mounts a file system with the options given."""
    with mountable(tmp_path / "disk") as mount:
        yield mount


def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path) -> str:
    """Return the one sentence about a folder that cannot take results."""
    ended = call(capsys, "analyze", save(tmp_path / "desk", sitting(30)), "--out", folder)

    assert ended.code == 1
    assert ended.out == ""
    assert len(ended.sentences) == 1
    return ended.sentences[0]


def test_a_file_where_the_folder_should_be_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")

    sentence = refused(capsys, tmp_path, tmp_path / "taken")

    assert sentence == (
        f"posture: {tmp_path / 'taken' / 'desk'}: expected a folder that results can be written "
        "to, found Not a directory; choose another one with --out."
    )
    assert (tmp_path / "taken").read_text() == "a file"


def test_a_read_only_disk_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], disk: Callable[[str], Path]
) -> None:
    sentence = refused(capsys, tmp_path, disk("size=4m,ro"))

    assert "found Read-only file system; choose another one with --out" in sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_folder_without_permission_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)

    sentence = refused(capsys, tmp_path, tmp_path / "locked")

    assert "found Permission denied; choose another one with --out" in sentence


@pytest.mark.parametrize("size", ["4k", "16k", "64k", "512k"])  # folder, table, table, report
def test_a_full_disk_is_named_and_left_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], disk: Callable[[str], Path], size: str
) -> None:
    folder = disk(f"size={size}")

    sentence = refused(capsys, tmp_path, folder)

    assert f"{folder / 'desk'}" in sentence
    assert "space" in sentence
    assert ".unfinished" not in sentence
    assert list(folder.iterdir()) == []


def test_a_full_disk_keeps_the_older_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], disk: Callable[[str], Path]
) -> None:
    folder = disk("size=512k")
    (folder / "desk").mkdir()
    (folder / "desk" / "measurements.csv").write_text("older")

    refused(capsys, tmp_path, folder)

    assert (folder / "desk" / "measurements.csv").read_text() == "older"
    assert len(list((folder / "desk").iterdir())) == 1


def test_a_profile_on_a_full_disk_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], disk: Callable[[str], Path]
) -> None:
    profile = disk("size=4k") / "me.json"
    (profile.parent / "film").write_bytes(bytes(4096))
    seen = save(tmp_path / "me", sitting(2))

    ended = call(capsys, "calibrate", "--from", seen, "--out", profile)

    assert ended.code == 1
    assert ended.sentences == [
        f"posture: Cannot write {profile}: the disk is full; free some space or choose another "
        "place."
    ]
    assert [path.name for path in profile.parent.iterdir()] == ["film"]
