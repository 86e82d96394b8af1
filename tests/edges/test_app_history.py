"""`posture history`: what was kept, to look at, to take along, to delete."""

import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from posture.app.history import forget_old
from posture.app.settings import history_path
from posture.config import HistoryConfig
from posture.outputs.archive import Archive
from posture.outputs.control import Control
from posture.outputs.logbook import Logbook
from tests.builders_watch import FORWARD, NOW, WATCHING, minute
from tests.program import call


@pytest.fixture
def _kept() -> None:
    """One session of two minutes with a false alarm."""
    with Logbook(history_path()) as logbook:
        session = logbook.begin("HD Webcam", NOW)
        for number in range(2):
            logbook.add_minute(session, minute(number))
        logbook.add_feedback(logbook.add_alert(session, NOW, FORWARD), NOW)
        logbook.end(session, NOW + timedelta(minutes=2), "stopped")


@pytest.mark.usefixtures("_kept")
def test_the_list_has_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = json.loads(call(capsys, "history", "list", "--json").out)

    assert found == found | {"id": 1, "source": "HD Webcam", "duration_s": 120.0, "alerts": 1}
    assert datetime.fromisoformat(found["started_at"]) == NOW
    assert found["observed_s"] == 120.0
    assert "HD Webcam" in call(capsys, "history", "list").out


@pytest.mark.usefixtures("_kept")
def test_one_session_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(call(capsys, "history", "show", 1, "--json").out)
    said = call(capsys, "history", "show", 1).out

    assert found["seconds"] == {"seated": 120.0, "neutral": 120.0}
    assert found["measures"]["protraction_cm"]["observed_s"] == 120.0
    assert found["peak_dose"]["cervical_extensors"] == 0.25
    assert found["said"][0]["false_alarm"] is True
    assert "1.5 cm ± 0.5 cm" in said
    assert "(false alarm)" in said
    assert "said from 5.4° and 1.89 cm on, before from 5.0° and 1.75 cm" in " ".join(said.split())
    assert found["false_alarms"][0]["changed"][0]["after"] == 5.4


def test_a_session_without_an_end_runs_or_has_crashed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = datetime.now().astimezone()
    with Logbook(history_path()) as logbook, Control(history_path()) as control:
        session = logbook.begin("0", now)
        assert "crashed" in call(capsys, "history", "list").out
        control.beat("0", now, WATCHING, session)
        assert "running" in call(capsys, "history", "list").out


def test_an_empty_history_is_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(call(capsys, "history", "list", "--json").out) == []


def test_a_session_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "history", "show", 7)

    assert ended.code == 1
    assert "found 7; `posture history list`" in ended.sentences[0]


@pytest.mark.usefixtures("_kept")
def test_what_began_before_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    after = call(capsys, "history", "list", "--json", "--since", "2026-03-03")
    before = call(capsys, "history", "list", "--json", "--until", "2026-03-01")

    assert (json.loads(after.out), json.loads(before.out)) == ([], [])


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_tables_are_exported_and_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    ended = call(capsys, "history", "export", "--format", form, "--out", tmp_path / "out")

    assert ended.code == 0
    assert {Path(line) for line in ended.out.split()} == set((tmp_path / "out").iterdir())
    assert (tmp_path / "out" / f"minute.{form}").exists()


@pytest.mark.usefixtures("_kept")
def test_a_purge_asks_and_deletes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    asked = call(capsys, "history", "purge", "--older", "1d")
    kept = json.loads(call(capsys, "history", "list", "--json").out)
    done = call(capsys, "history", "purge", "--before", "2026-03-05", "--yes")

    assert asked.code == 1
    assert len(kept) == 1
    assert "deleted: everything from before 2026-03-05" in done.out
    assert json.loads(call(capsys, "history", "list", "--json").out) == []


@pytest.mark.parametrize(
    "words", [[], ["--older", "90"], ["--before", "yesterday"], ["--before", "2026-02-30"]]
)
def test_an_unclear_purge_is_refused(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert call(capsys, "history", "purge", "--yes", *words).code == 2


@pytest.mark.usefixtures("_kept")
def test_a_backup_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    call(capsys, "history", "backup", tmp_path / "copy.sqlite3")

    with Archive(tmp_path / "copy.sqlite3") as archive:
        assert len(archive.watched()) == 1


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize(("keep_days", "left"), [(None, 1), (30, 1), (3, 0)])
def test_what_is_older_than_the_settings_allow_is_forgotten(
    keep_days: int | None, left: int
) -> None:
    forget_old(HistoryConfig(keep_days=keep_days), NOW + timedelta(days=7))

    with Archive(history_path()) as archive:
        assert len(archive.watched()) == left
