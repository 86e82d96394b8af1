"""What the data of self-care say: complete, sourced, calm, and never more than the reference."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from pydantic import BaseModel

from posture.care import load_care, parse_care
from posture.care_advice import load_advice
from posture.care_records import BREAK_S, TIERS, Sourced, Tier
from posture.errors import ConfigError
from posture.knowledge import Channel, load_knowledge, named_sources
from posture.literature import load_sources, parse_sources
from posture.records import Claim

CARE = load_care()
DATA = files("posture").joinpath("data")
RED_FLAGS, EXERCISES, SELF_CARE, ADVICE = (
    DATA.joinpath(f"{name}.toml").read_text("utf-8")
    for name in ("redflags", "exercises", "care", "advice")
)
OUR_DATA = (CARE.flags, CARE.exercises, CARE.care, load_advice())
NEVER_SAID = [one.claim.lower() for one in CARE.care.ruling if one.ruling == "never"]


def entries(entry: object) -> Iterator[BaseModel]:
    """Yield every record of the data, the nested ones too."""
    if isinstance(entry, BaseModel):
        yield entry
        entry = [value for _, value in entry]
    if isinstance(entry, dict):
        entry = list(entry.values())
    if isinstance(entry, list | tuple):
        for below in entry:
            yield from entries(below)


def shown(entry: object) -> Iterator[str]:
    """Yield every text that is shown, which leaves out the names of what must not be said."""
    for record in entries(entry):
        if type(record).__name__ != "Ruling":
            yield from (value for _, value in record if isinstance(value, str))
            yield from (
                text
                for _, value in record
                if isinstance(value, tuple)
                for text in value
                if isinstance(text, str) and text not in load_sources()
            )


def test_every_claim_has_a_known_source_and_a_grade() -> None:
    claims = [one for one in entries(OUR_DATA) if isinstance(one, Claim | Sourced)]
    bare = [
        one
        for one in claims
        if not one.sources or not set(one.sources) <= set(load_sources()) or one.grade not in "ABC"
    ]

    assert len(claims) > 100
    assert bare == []


def test_no_text_that_is_shown_stands_outside_a_claim() -> None:
    carriers = {
        "Exercise",
        "Break",
        "Comfort",
        "Card",
        "Widespread",
        "Level",
        "Words",
        "RangeCheck",
    }
    spoken = {type(one).__name__ for one in entries(OUR_DATA) if isinstance(one, Claim | Sourced)}

    assert carriers <= spoken


def test_every_source_of_self_care_is_used() -> None:
    """Section 10 of the reference."""
    ours = parse_sources(DATA.joinpath("sources-care.toml").read_text("utf-8"))

    assert set(ours) - set(named_sources(OUR_DATA)) == set()


def test_nothing_that_is_shown_reads_as_a_diagnosis_or_a_promise() -> None:
    promises = r"\b(cures?|heals?|treats?|relieves?|guarantees?|limits?|you have a)\b"

    assert re.findall(promises, " ".join(shown(OUR_DATA)).lower()) == []


@pytest.mark.parametrize("claim", NEVER_SAID)
def test_a_claim_that_is_not_repeated_is_nowhere_in_what_is_shown(claim: str) -> None:
    """Section 9 of the reference: rulings with an X."""
    spoken = " ".join((*shown(OUR_DATA), *shown(load_knowledge().muscles))).lower()

    assert claim not in spoken


def test_every_claim_of_the_article_has_a_ruling() -> None:
    """Section 9 of the reference: all of its rows."""
    claims = " ".join(one.claim for one in CARE.care.ruling).lower()
    rows = "headache migraine jaw back heel sciatica osteoarthritis tinnitus carpal parkinson"
    rows += " circulation endorphin toxin therapist sweating urin dizziness 70 fatigue"

    assert [row for row in rows.split() if row not in claims] == []
    assert all(one.words for one in CARE.care.ruling if one.ruling != "never")


def test_signs_of_the_article_that_are_red_flags_are_asked_for() -> None:
    asked = " ".join(one.text for screen in CARE.flags.screen for one in screen.question).lower()

    for sign in ("dizziness", "weak", "coordination", "urine", "sweat"):
        assert sign in asked


def test_every_exercise_of_the_reference_is_there_with_its_dose() -> None:
    """Section 1 of the reference, exercises 1 to 11."""
    doses = {
        "chin_tuck": "10 nods of 10 s",
        "scapular_setting": "5 of 5 s",
        "side_bend": "15 s a side",
        "levator_stretch": "15 s a side",
        "suboccipital_nod": "15 s, three times, twice a day",
        "doorway": "3 of 30 s",
        "band_raise": "about 2 minutes, five days a week for ten weeks",
        "outward_turn": "2 sets of 10",
        "wall_slide": "2 sets of 8",
        "chair_extension": "10 slow",
        "breathing": "3 to 5 minutes, two or three times a day",
    }

    assert [one.id for one in CARE.exercises.exercise] == list(doses)
    assert [key for key, dose in doses.items() if dose not in CARE.exercise(key).dose] == []


def test_what_is_known_of_exercise_promises_nothing_to_others() -> None:
    """Section 1 of the reference, evidence of programmes."""
    texts = [claim.text for claim in CARE.exercises.evidence]

    assert any("selected group: nothing is promised to others" in text for text in texts)
    assert all(re.search(r"\d", text) for text in texts)


def test_every_break_lasts_45_seconds_and_every_exposure_has_one() -> None:
    """Section 2 of the reference."""
    breaks = CARE.exercises.break_
    lasting_s = {sum(phase.seconds for phase in one.phases) for one in breaks}

    assert lasting_s == {BREAK_S}
    assert {channel for one in breaks for channel in one.channels} == set(Channel)


def test_no_break_circles_the_neck_or_holds_it_tipped_back() -> None:
    """Section 2 of the reference, and only walking is left while a doctor is awaited."""
    said = " ".join(phase.say for one in CARE.exercises.break_ for phase in one.phases).lower()
    left = [one.id for one in CARE.exercises.break_ if one.stops_at is Tier.NOW]

    assert "circle" not in said
    assert "no further, and back" in said
    assert left == ["walk"]


def test_pressure_on_the_neck_rises_over_60_to_90_seconds_below_the_point_of_pain() -> None:
    """Section 4 of the reference and the article's neck protocol."""
    for name in ("fingers_skull_rim", "fingers_blade_corner"):
        press, ease, rise, release, stretch = CARE.care.timing[name].phases

        assert 60 <= rise.seconds <= 90
        assert "below the point of pain" in rise.say
        assert "no pain" in ease.say
        assert press.seconds < rise.seconds
        assert "Let go slowly" in release.say
        assert "Stretch" in stretch.say


def test_every_spot_of_the_board_is_left_after_90_seconds() -> None:
    phases = CARE.care.timing["board_blades"].phases

    assert sum(phase.seconds for phase in phases) <= 90


def test_a_stubborn_spot_gets_six_sessions_of_20_to_30_strokes_within_a_week() -> None:
    """Section 4 of the reference and the article's three levels."""
    minor, moderate, stubborn = CARE.care.level

    assert (stubborn.sessions, stubborn.days, stubborn.strokes) == (6, 7, (20, 30))
    assert "not painful" in stubborn.text
    assert not minor.tools
    assert not moderate.tools


def test_the_questions_come_in_three_tiers_from_the_most_urgent() -> None:
    """Section 5 of the reference."""
    tiers = [screen.tier for screen in CARE.flags.screen]
    urgency = [TIERS.index(tier) for tier in tiers]

    assert urgency == sorted(urgency, reverse=True)
    assert set(tiers) == set(TIERS) - {Tier.CLEAR}


@pytest.mark.parametrize(
    ("tier", "words"),
    [
        (Tier.NOW, "worst headache|stiff neck|drooping face|breathing or swallowing|double vision"),
        (Tier.NOW, "chest|urine or stool|clumsy hands|electric shock|temple|jaw that hurts"),
        (Tier.NOW, "crash, blow or dive|gets weaker|massage gun|blackout today"),
        (Tier.WEEK, "cancer|tuberculosis|night sweats|under 20 or over 55|Steroids|osteoporosis"),
        (Tier.WEEK, "tingling|Dizziness that comes back|15 days a month|Painkillers|six weeks"),
        (Tier.WEEK, "Toothache"),
        (Tier.ASK, "Blood thinners|thrombosis|operation|skin infection|Pregnant|connective"),
        (Tier.ASK, "diabetic nerve|Numb skin|last two days|Heart disease"),
    ],
)
def test_no_red_flag_of_the_reference_is_missing(tier: Tier, words: str) -> None:
    """Section 5 of the reference, line by line."""
    screens = [screen for screen in CARE.flags.screen if screen.tier is tier]
    asked = " ".join(one.text for screen in screens for one in screen.question)

    assert [word for word in words.split("|") if word not in asked] == []


def test_an_emergency_says_whom_to_call_and_what_not_to_do() -> None:
    do = " ".join(CARE.flags.screen[0].do)

    for word in ("112", "999", "911", "Do not drive yourself", "Do not test"):
        assert word in do


def test_a_no_to_everything_clears_nobody() -> None:
    assert "does not mean that nothing is wrong" in CARE.flags.words.nobody_cleared


def test_heat_breathing_relaxation_and_sleep_come_with_their_cautions() -> None:
    """Section 6 of the reference."""
    heat, relaxation, sleep = CARE.care.comfort
    words = " ".join(heat.lines)

    for caution in ("10 to 15 minutes", "5 minutes", "20 at the latest", "48 hours", "numb"):
        assert caution in words
    assert "asleep" in words
    assert any("sit up before you stand" in line for line in relaxation.lines)
    assert any("regular times" in line for line in sleep.lines)
    assert "Light-headed" in CARE.exercise("breathing").stop


def test_the_therapists_five_to_seven_is_never_ours() -> None:
    """Section 8 of the reference."""
    lines = " ".join(CARE.care.therapist.lines)
    rest = " ".join(text for text in shown(OUR_DATA) if text not in CARE.care.therapist.lines)

    assert "5 to 7 of 10 at most" in lines
    assert "never yours for self-care" in lines
    assert not re.search(r"\b5 to 7\b", rest)


def test_manipulation_guns_and_pulling_are_never_advised() -> None:
    """Section 8 of the reference: what the product never recommends."""
    never = " ".join(claim.text for claim in CARE.flags.never)

    for thing in ("manipulation", "Massage guns", "collar", "forced turning", "hanging"):
        assert thing in never


@pytest.mark.parametrize(
    ("pattern", "new", "complaint"),
    [
        (r'sources = \["seed"\]', 'sources = ["hearsay"]', "sources missing or unknown: hearsay"),
        ('grade = "C"', 'grade = "D"', "grade"),
        (r"\[guide\.scalenes\]", "[guide.deltoid]", "guides missing or unknown: deltoid, scalenes"),
        (
            r"\[timing\.board_blades\]",
            "[timing.hammer]",
            "timings missing or unknown: board_blades",
        ),
        ('exercises = \\["breathing"', 'exercises = ["headstand"', "exercises missing or unknown"),
        ("settle_weeks", "settle_week", "settle_week"),
    ],
)
def test_damaged_self_care_is_refused_in_one_sentence(
    pattern: str, new: str, complaint: str
) -> None:
    with pytest.raises(ConfigError, match=r"^care: .*\.$") as caught:
        parse_care(RED_FLAGS, EXERCISES, re.sub(pattern, new, SELF_CARE))

    assert complaint in str(caught.value)


def test_a_break_of_another_length_is_refused() -> None:
    longer = EXERCISES.replace("seconds = 25", "seconds = 26")

    with pytest.raises(ConfigError, match="walk lasts 46 s, expected 45"):
        parse_care(RED_FLAGS, longer, SELF_CARE)
