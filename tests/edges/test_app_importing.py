"""Recordings that were analysed become sessions of the history, once each."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posture.app.settings import history_path
from posture.outputs.archive import Archive
from tests.disks import fill, mountable
from tests.program import call
from tests.recorded import photographed, save, sitting

BEGAN = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
LENGTH_S = 60.0


def saved(folder: Path, **facts: object) -> Path:
    """Results of an analysis of a minute: only the landmarks count."""
    facts = {"duration_s": LENGTH_S, "started_at": BEGAN.isoformat(), **facts}
    return save(folder, sitting(LENGTH_S), **facts)


def test_all_recordings_of_a_folder_are_added_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved(tmp_path / "out" / "monday")
    saved(tmp_path / "out" / "tuesday")

    first = call(capsys, "history", "add", tmp_path / "out")
    again = call(capsys, "history", "add", tmp_path / "out")
    listed = json.loads(call(capsys, "history", "list", "--json").out)

    assert [line.split(",")[0] for line in first.out.splitlines()] == [
        "added: monday.mp4",
        "added: tuesday.mp4",
    ]
    assert again.out.splitlines() == ["there already: monday.mp4", "there already: tuesday.mp4"]
    assert (first.code, again.code, len(listed)) == (0, 0, 2)


def test_a_recording_is_kept_minute_by_minute(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved(tmp_path / "monday")
    call(capsys, "history", "add", tmp_path / "monday")

    with Archive(history_path()) as archive:
        (session,) = archive.watched()
        minutes = archive.minutes(session.id)
    assert (session.started_at, session.duration_s) == (BEGAN, LENGTH_S)
    assert session.reason == "imported"
    assert [one.at.minute for one in minutes] == [0, 1]
    assert sum(one.seconds["seated"] for one in minutes) == pytest.approx(LENGTH_S, abs=1)
    assert all("protraction_cm" in one.measures for one in minutes)


def test_a_recording_without_a_date_needs_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved(tmp_path / "monday", started_at=None)

    refused = call(capsys, "history", "add", tmp_path / "monday")
    given = call(capsys, "history", "add", tmp_path / "monday", "--at", "2026-03-02 09:00")

    assert (refused.code, given.code) == (2, 0)
    assert "give it with --at" in refused.sentences[0]
    assert given.out == "added: monday.mp4, 2026-03-02 09:00\n"


def test_pictures_and_empty_folders_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    save(tmp_path / "pictures", photographed("a.jpg"))

    pictures = call(capsys, "history", "add", tmp_path / "pictures")
    nothing = call(capsys, "history", "add", tmp_path)
    (tmp_path / "empty").mkdir()
    empty = call(capsys, "history", "add", tmp_path / "empty")

    assert (pictures.code, nothing.code, empty.code) == (1, 1, 1)
    assert "found pictures" in pictures.sentences[0]
    assert "found neither landmarks.npz" in empty.sentences[0]


def test_one_date_does_not_fit_two_recordings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    saved(tmp_path / "out" / "monday")
    saved(tmp_path / "out" / "tuesday")

    ended = call(capsys, "history", "add", tmp_path / "out", "--at", "2026-03-02 09:00")

    assert ended.code == 2
    assert "found 2" in ended.sentences[0]


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is mounted as Linux does")
@pytest.mark.parametrize("room", [0, 48 * 1024])  # for nothing; for the first rows
def test_what_finds_no_room_is_said_and_added_wholly_or_not_at_all(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
) -> None:
    saved(tmp_path / "monday")
    saved(tmp_path / "tuesday")
    with mountable(tmp_path / "disk") as mount:
        disk = mount("size=1m")
        monkeypatch.setenv("POSTURE_HOME", str(disk))
        call(capsys, "history", "add", tmp_path / "monday")
        fill(disk / "ballast")
        os.truncate(disk / "ballast", (disk / "ballast").stat().st_size - room)
        full = call(capsys, "history", "add", tmp_path / "tuesday")
        (disk / "ballast").unlink()
        listed = json.loads(call(capsys, "history", "list", "--json").out)
        again = call(capsys, "history", "add", tmp_path / "tuesday")

    assert (full.code, full.out) == (1, "")
    assert len(full.sentences) == 1
    assert "free some space" in full.sentences[0]
    assert [one["source"] for one in listed] == ["monday.mp4"]
    assert again.out.startswith("added: tuesday.mp4")
