"""The science page quotes the numbers that are in force."""

import re
from pathlib import Path

import pytest

from posture import load
from posture.care import load_care
from posture.care_records import BREAK_S
from posture.config import Band, Config
from posture.knowledge import Channel, load_knowledge
from posture.measure import UPRIGHT_HEAD_FORWARD_DEG

PAGE = (Path(__file__).parents[1] / "docs" / "science.md").read_text("utf-8")
CARE = load_care().care
RATES = {
    "head forward or down": load.neck_rate,
    "chin lifted": load.chin_poke_rate,
    "raised shoulder": load.shrug_rate,
    "uneven shoulders": load.tilt_rate,
    "head turned": load.turn_rate,
    "near screen": load.near_rate,
    "arm lifted": load.arm_rate,
}


def row(begins: str) -> list[str]:
    """Return the cells of the one table row that begins so."""
    (found,) = re.findall(rf"^\| ({re.escape(begins)}.*) \|$", PAGE, re.MULTILINE)
    return [cell.strip() for cell in str(found).split(" | ")]


@pytest.mark.parametrize("name", RATES)
def test_the_holding_times_are_those_of_the_model(name: str) -> None:
    examples = re.findall(r"([\d.]+)°?: ([\d.]+)", row(name)[3])

    assert examples
    for x, minutes in examples:
        assert round(1 / RATES[name](float(x)), 1) == float(minutes)


@pytest.mark.parametrize("name", RATES)
def test_nothing_counts_before_the_dead_band_that_is_named(name: str) -> None:
    (bound, *_) = re.findall(r"[\d.]+", row(name)[1])
    inward = 0.01 if "near" in name else -0.01

    assert RATES[name](float(bound) + inward) == 0
    assert RATES[name](float(bound) - inward) > 0


def test_the_weights_are_those_of_the_data() -> None:
    for muscle in load_knowledge().muscles:
        if muscle.weights:
            weights = [muscle.weights.get(channel, 0.0) for channel in Channel]

            assert [float(cell) for cell in row(muscle.anatomical.split(" (")[0])[1:]] == weights


def test_every_default_that_is_named_is_the_default() -> None:
    named = re.findall(r"^\| `(\w+)\.(\w+)` \| ([\d.]+) \|", PAGE, re.MULTILINE)

    assert len(named) >= 8
    for section, key, value in named:
        default = getattr(getattr(Config(), section), key)
        assert float(value) == (default.enter if isinstance(default, Band) else default)


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("that of the population stands in: `{}` ± 4°", UPRIGHT_HEAD_FORWARD_DEG),
        ("arcsin(cm / `{}` cm)", Config().exposure.lever_cm),
        ("up to `{}` at most", Config().exposure.max_dose),
        ("time constant `{}` minutes seated", Config().exposure.seated_recovery_min),
        ("`{}` minutes out of the chair", Config().exposure.away_recovery_min),
        ("a gap of more than `{}` s is unseen", Config().exposure.max_gap_s),
        ("An active break lasts `{}` s", BREAK_S),
        ("An exercise stops above `{}` of 10", CARE.course.pain_ceiling),
        ("or `{}` above where the pain began", CARE.course.above_start),
        ("Pain of `{}`, or", CARE.course.ask_again_from),
        ("a rise of `{}`, asks", CARE.course.ask_again_rise),
        ("No better after `{}` weeks", CARE.course.settle_weeks),
        ("a change must be `{}`° (turn)", CARE.range_.change_turn_deg),
        ("or `{}`° (tilt)", CARE.range_.change_tilt_deg),
        ("Beyond `{}`° the far eye", CARE.range_.see_up_to_deg),
    ],
)
def test_every_number_in_a_sentence_is_the_one_in_force(sentence: str, number: float) -> None:
    before, after = sentence.split("{}")
    (quoted,) = re.findall(rf"{re.escape(before)}([\d.]+){re.escape(after)}", PAGE)

    assert float(quoted) == number


def test_the_strokes_are_those_of_the_plan() -> None:
    *_, stubborn = CARE.level

    assert stubborn.strokes is not None
    assert "self-massages of `{}` to `{}` strokes".format(*stubborn.strokes) in PAGE


def test_every_source_that_a_sentence_names_is_listed() -> None:
    text, listed = PAGE.split("\n## Sources\n")
    named = set(re.findall(r"\b([A-Z]\w+ \d{4})\b", text)) - {"ISO 11226"}

    assert sorted(name for name in named if f"**{name}.**" not in listed) == []


def test_the_page_says_first_what_no_study_shows() -> None:
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)

    assert headings[0] == "What no study shows"
    assert "diagnoses nothing" in PAGE


def test_readme_leads_to_the_page() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")

    assert "(docs/science.md)" in readme
