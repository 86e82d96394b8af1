"""A watch that is calibrated anew: what belongs to the person and the day goes on as it was."""

import pytest

from posture.app.settings import config_path
from tests.program import spawn
from tests.watches import FILM, START_S, TOLD_S, rows, status, until, watching

SETTINGS = """[calibration]
upright_s = 3.0
shrug_s = 0.5
relax_s = 0.5
settle_s = 0.5
patience_s = 0.5

[alerts]
looking_down_deg = { enter = -40.0, leave = -50.0 }
first_hold_s = 1.0
hold_s = 1.0
hold_most_s = 1.0
quiet_first_s = 0.0
cooldown_min = 0.0
pause_min = 0.0
min_coverage = 0.0
max_per_day = 1

[notify]
desktop = false
"""

pytestmark = pytest.mark.model


def test_prompts_dose_sitting_time_and_snooze_go_on_after_a_calibration() -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text(SETTINGS, "utf-8")
    assert spawn("calibrate", "--source", FILM, "--out", "desk-front").code == 0

    with watching(FILM, "--quiet") as process:
        assert until(lambda: status()["last_alert"] is not None, START_S)
        said = status()["last_alert"]
        assert until(lambda: total_dose() > 0.01, START_S)  # the head goes forward after 20 s
        seated, dose = seated_min(), total_dose()

        recalibrate(sessions=2)

        assert status()["last_alert"] == said
        assert seated_min() >= seated
        assert total_dose() > 0.8 * dose
        assert until(lambda: "looking_down" in str(status()["states"]), START_S)
        assert not until(lambda: alerts() > 1, 5.0)

        assert spawn("feedback", "false-alarm").code == 0
        assert until(lambda: rows("SELECT count(*) FROM feedback") == [(1,)], TOLD_S)
        assert spawn("snooze", "15m").code == 0
        assert until(lambda: "snoozed until" in str(status()["hushed"]), TOLD_S)

        recalibrate(sessions=3)

        assert "snoozed until" in str(status()["hushed"])
        assert spawn("stop").code == 0
        assert process.wait(60) == 0

    assert rows("SELECT reason, profile FROM session ORDER BY id") == [
        ("calibrated anew", "desk-front"),
        ("calibrated anew", "desk-front"),
        ("stopped", "desk-front"),
    ]
    assert rows(
        "SELECT count(*) FROM session AS a JOIN session AS b ON b.id = a.id + 1"
        " WHERE b.started_at < a.ended_at"
    ) == [(0,)]


def recalibrate(*, sessions: int) -> None:
    """Calibrate a running watch anew, and go on when it measures in so many sessions."""
    assert spawn("recalibrate").code == 0
    assert until(lambda: rows("SELECT count(*) FROM session") == [(sessions,)], START_S)
    assert until(lambda: bool(status()["now"]), START_S)


def alerts() -> int:
    return int(str(rows("SELECT count(*) FROM alert")[0][0]))


def seated_min() -> float:
    return float(str(status()["seated_min"] or 0.0))


def total_dose() -> float:
    found = status()["dose"]
    assert isinstance(found, dict)
    return float(sum(found.values()))
