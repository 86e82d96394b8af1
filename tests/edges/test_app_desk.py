"""What was answered about the desk travels into the alerts of an analysis."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posture.app.analyze import analyze
from posture.app.desk import desk_answers, write_answers
from posture.app.settings import answers_path
from posture.config import MeasureConfig
from posture.features import features
from posture.profile import calibrate
from tests.builders import LENS, Sitter
from tests.program import call
from tests.recorded import save

UPRIGHT = calibrate([features(Sitter().landmarks(), LENS, MeasureConfig())], LENS)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def looking_down(folder: Path) -> Path:
    """Save somebody who sits upright for 15 s and then looks down for three minutes."""
    times = range(195)
    seen = [Sitter(pitch_deg=25.0 * (t > 15)).landmarks(index=t, time_s=float(t)) for t in times]
    return save(folder / "down", seen)


def test_nobody_who_was_never_asked_has_answers() -> None:
    assert desk_answers() is None


@pytest.mark.parametrize(
    ("answers", "words"),
    [({}, "unless your glasses are progressive"), ({"lenses": "yes"}, "Tilt the screen back")],
)
def test_alerts_of_a_recording_obey_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answers: Mapping[str, str], words: str
) -> None:
    if answers:
        write_answers(answers_path(), answers, NOW)
    recording = looking_down(tmp_path)

    ended = call(capsys, "analyze", recording, "--baseline", "0-14", "--out", tmp_path / "out")
    session = json.loads((tmp_path / "out" / "down" / "session.json").read_text("utf-8"))

    assert ended.code == 0
    assert words in session["alerts"][0]["message"]
    assert words in analyze(recording, UPRIGHT).alerts[0].message
