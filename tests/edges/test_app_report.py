"""`posture report`: a page of one's days, or a sentence that says why there is none."""

import os
import stat
import webbrowser
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from posture.app.settings import history_path
from posture.outputs import paper
from posture.outputs.logbook import Logbook
from tests.builders_watch import FORWARD, minute
from tests.program import call

NOW = datetime.now().astimezone()
YESTERDAY = (NOW - timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _kept() -> None:
    """An hour of yesterday and one of the day before, with a prompt that was called false."""
    with Logbook(history_path()) as logbook:
        for began in (YESTERDAY - timedelta(days=1), YESTERDAY):
            session = logbook.begin("HD Webcam", began, "gone-desk", {"posture": "0.1.0"})
            for number in range(60):
                at = began + timedelta(minutes=number)
                logbook.add_minute(session, replace(minute(number), at=at))
            said = logbook.add_alert(session, began + timedelta(minutes=30), FORWARD)
            logbook.add_feedback(said, began + timedelta(minutes=31))
            logbook.end(session, began + timedelta(hours=1), "stopped")


@pytest.mark.usefixtures("_kept")
def test_the_page_lies_where_it_says_and_only_its_owner_reads_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended = call(capsys, "report")
    (path,) = map(Path, ended.out.split())
    text = path.read_text(encoding="utf-8")

    assert ended.code == 0
    assert path == Path("posture-report.html")
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "On 2 of 3 days you were seen" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "HD Webcam" in text
    assert "false alarm" in text
    assert '<details class="fold" id="professional">' in text


@pytest.mark.usefixtures("_kept")
def test_the_part_for_professionals_can_be_unfolded(capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "report", "--professional", "--out", "here/mine.html")

    assert 'id="professional" open>' in Path("here/mine.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("_kept")
def test_a_sheet_for_a_therapist_has_what_was_tried(capsys: pytest.CaptureFixture[str]) -> None:
    day = f"{YESTERDAY:%Y-%m-%d}"
    call(capsys, "report", "--therapist", "--change", day, "--what", "a higher screen")
    text = Path("posture-therapist.html").read_text(encoding="utf-8")

    assert "Prompts: 2 given" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "a higher screen" in text


@pytest.mark.usefixtures("_kept")
def test_a_period_ends_before_the_day_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "report", "--since", "30d", "--until", f"{YESTERDAY:%Y-%m-%d}")
    text = Path("posture-report.html").read_text(encoding="utf-8")

    assert "1 day watched" in text


def test_without_a_history_a_sentence_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "report")

    assert ended.code == 1
    assert len(ended.sentences) == 1
    assert "posture watch" in ended.err


def test_an_empty_history_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Logbook(history_path()):
        pass

    assert "found none at all" in call(capsys, "report").err


@pytest.mark.usefixtures("_kept")
def test_a_period_without_minutes_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "report", "--since", "2020-01-01", "--until", "2020-02-01")

    assert ended.code == 1
    assert f"to {YESTERDAY:%Y-%m-%d}" in ended.err
    assert not Path("posture-report.html").exists()


@pytest.mark.usefixtures("_kept")
def test_a_change_needs_days_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "report", "--change", "2020-01-01")

    assert ended.code == 2
    assert "--since" in ended.err


@pytest.mark.usefixtures("_kept")
def test_without_a_browser_the_page_is_written_and_a_sentence_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(paper, "_PLACES", ())
    ended = call(capsys, "report", "--pdf")

    assert ended.code == 1
    assert "Chromium" in ended.err
    assert Path("posture-report.html").is_file()


@pytest.mark.usefixtures("_kept")
def test_a_browser_that_prints_nothing_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "bin" / "chromium"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent))
    ended = call(capsys, "report", "--pdf")

    assert ended.code == 1
    assert "no display" in ended.err
    assert not Path("posture-report.pdf").exists()


@pytest.mark.usefixtures("_kept")
def test_the_page_can_be_opened(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    call(capsys, "report", "--open")

    assert opened == [Path("posture-report.html").absolute().as_uri()]
