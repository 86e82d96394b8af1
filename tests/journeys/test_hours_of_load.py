"""When the load of a muscle is spoken of, over an hour."""

from dataclasses import replace

from posture.config import AlertConfig, Band, Config
from posture.types import Level
from tests.builders_measurements import (
    LOOKING_DOWN,
    SLOUCHED,
    SOON,
    UPRIGHT,
    alerts,
    exact,
    held,
    kinds,
    one_after_the_other,
    said,
)


def test_one_prompt_stands_for_everything_with_the_same_cause() -> None:
    down = replace(SLOUCHED, head_pitch_change_deg=exact(18.0))

    assert kinds(said((UPRIGHT, 2), (SLOUCHED, 8))) == ["head_forward"]
    assert len(said((UPRIGHT, 2), (down, 8))) == 1


def test_a_posture_of_a_muscle_beyond_its_guide_value_is_a_warning() -> None:
    unheard = AlertConfig(first_hold_s=540.0, dose=Band(enter=0.9, leave=0.8))
    quiet = unheard.model_copy(update={"quiet_first_s": 541.0})
    note = said((LOOKING_DOWN, 3), config=SOON)[0]
    late = [a for a in said((LOOKING_DOWN, 12), config=quiet) if a.kind == "looking_down"]

    assert note.level is Level.NOTE
    assert [a.level for a in late] == [Level.WARN]


def test_a_muscle_loaded_bit_by_bit_is_named_at_its_guide_value() -> None:
    bit = [held(LOOKING_DOWN, 2), held(UPRIGHT, 0.5)] * 7
    found = alerts(one_after_the_other(*bit), Config(alerts=AlertConfig(first_hold_s=240.0)))

    assert [(a.kind, a.level, a.muscle) for a in found] == [
        ("muscle_load", Level.WARN, "cervical_extensors")
    ]


def test_a_muscle_that_recovers_is_not_named() -> None:
    config = AlertConfig(quiet_first_s=600.0)

    assert said((LOOKING_DOWN, 9.5), (UPRIGHT, 5), config=config) == []
