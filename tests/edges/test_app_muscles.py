"""The muscles command, and the rows of what an article on trigger points asks of it."""

import json
import re
from pathlib import Path

import pytest

from posture.knowledge import load_knowledge
from posture.outputs.muscles import MusclesDocument
from tests.program import call

Screen = pytest.CaptureFixture[str]
KNOWLEDGE = load_knowledge()
PARTS = {muscle.part_of: muscle for muscle in KNOWLEDGE.parts()}
ROOT = Path(__file__).parents[2]


def words(text: str) -> str:
    return " ".join(text.split())


def page(capsys: Screen, name: str) -> str:
    return words(call(capsys, "muscles", name).out)


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.usefixtures("wide")
def test_the_table_has_a_row_for_each_muscle(capsys: Screen) -> None:
    shown = call(capsys, "muscles").out

    assert all(muscle.anatomical.split()[-1] in shown for muscle in PARTS.values())
    assert shown.count("not scored") == sum(not one.observable for one in PARTS.values())


def test_no_name_is_cut_short_in_a_narrow_terminal(
    capsys: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    shown = call(capsys, "muscles").out

    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert all(muscle.anatomical.split()[0] in shown for muscle in PARTS.values())


def test_json_is_what_its_model_says(capsys: Screen) -> None:
    ended = call(capsys, "muscles", "--json")
    found = MusclesDocument.model_validate_json(ended.out)

    assert [one.id for one in found.muscles] == list(PARTS)
    assert found.muscles[3].sides == ("left", "right")
    assert found.muscles[3].name == "top-of-shoulder muscle"
    assert json.loads(ended.out)["muscles"][3]["weights"]["shrug"] == 1.0


@pytest.mark.parametrize("part", PARTS)
def test_json_of_one_muscle_explains_every_key_that_it_names(capsys: Screen, part: str) -> None:
    found = MusclesDocument.model_validate_json(call(capsys, "muscles", part, "--json").out)
    (muscle,) = found.muscles
    named = set(re.findall(r'"sources":\["([^]]+)"\]', found.model_dump_json()))

    assert set(muscle.referral.zones) == set(found.zones)
    assert set(muscle.massage.techniques) == set(found.techniques)
    assert {key for group in named for key in group.split('","')} == set(found.sources)


def test_every_key_of_the_json_is_documented() -> None:
    text = (ROOT / "docs" / "muscles-json.md").read_text("utf-8")
    schema = MusclesDocument.model_json_schema()
    keys = {key for one in [schema, *schema["$defs"].values()] for key in one.get("properties", {})}

    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_the_map_goes_to_a_file_and_json_stays_clean(capsys: Screen, tmp_path: Path) -> None:
    ended = call(capsys, "muscles", "infraspinatus", "--map", tmp_path / "m.svg", "--json")

    assert json.loads(ended.out)["muscles"][0]["id"] == "infraspinatus"
    assert words(ended.err) == f"map: {tmp_path / 'm.svg'}"
    assert "ball against the wall" in (tmp_path / "m.svg").read_text("utf-8")


def test_an_unknown_muscle_is_told_what_is_near(capsys: Screen) -> None:
    ended = call(capsys, "muscles", "levatr")

    assert ended.code == 2
    assert ended.sentences == [
        'posture: muscle: expected a muscle, but found "levatr"; near to it: levator_scapulae.'
    ]


# What the article says, row by row, where it concerns muscles and the map.


@pytest.mark.parametrize("part", PARTS)
def test_row_definition_signs_referral_and_honesty_stand_on_the_page(
    capsys: Screen, part: str
) -> None:
    found = page(capsys, part)

    assert words(KNOWLEDGE.about.definition.text) in found
    assert words(PARTS[part].referral.text) in found
    assert all(words(claim.text) in found for claim in KNOWLEDGE.about.honesty)
    assert "Signs, by the article: a knot or taut band" in found


@pytest.mark.parametrize("part", PARTS)
def test_row_signs_red_flags_are_shown_only_with_the_doctor(capsys: Screen, part: str) -> None:
    found = page(capsys, part)
    sentence = re.search(r"The article lists these; see a doctor first: ([^.]*)\.", found)
    assert sentence is not None
    flags = {sign.text for sign in KNOWLEDGE.sign if sign.red_flag}

    assert {"weakness", "dizziness", "loss of coordination"} < flags
    assert any("urine" in flag for flag in flags)
    before_massage, _ = found.split(" Self-massage ")
    assert all(flag in sentence.group(1) and before_massage.count(flag) == 1 for flag in flags)


def test_row_contributors_sedentary_life_and_overload_are_named(capsys: Screen) -> None:
    found = page(capsys, "suboccipitals")

    assert "Sitting much and moving little." in found
    assert "Overload of a muscle" in found


def test_row_injury_joints_sleep_and_deficiency_are_named_as_unseen(capsys: Screen) -> None:
    found = page(capsys, "suboccipitals")

    for word in ("injury", "joint problems", "sleep", "vitamins", "no camera sees them"):
        assert word in found


@pytest.mark.parametrize(
    "part",
    ["suboccipitals", "scalenes", "levator_scapulae", "upper_trapezius", "infraspinatus",
     "subscapularis"],
)  # fmt: skip
def test_row_neck_and_shoulder_muscles_say_what_is_seen_and_what_not(
    capsys: Screen, part: str
) -> None:
    found, camera = page(capsys, part), PARTS[part].camera

    assert f"Not seen: {camera.misses}." in found
    assert (f"Seen: {camera.sees}." in found) == (camera.sees is not None)
    assert ("Not scored." in found) != PARTS[part].observable
    assert "the article" in found.lower()


def test_row_active_and_latent_may_come_back(capsys: Screen) -> None:
    assert "a latent one may become active again" in page(capsys, "levator")


@pytest.mark.parametrize("part", ["infraspinatus", "upper_trapezius"])
def test_row_knots_out_of_shoulders_by_a_ball_against_the_wall(capsys: Screen, part: str) -> None:
    found = page(capsys, part)

    assert "Ball against the wall" in found
    assert "20 to 30" in found
    assert "not painful" in found


@pytest.mark.parametrize("part", ["suboccipitals", "levator_scapulae"])
def test_row_neck_pressure_stays_below_the_point_of_pain(capsys: Screen, part: str) -> None:
    found = page(capsys, part)

    assert "over 60 to 90 s, always below the point of pain, let go slowly, then stretch" in found


def test_row_cane_and_board_are_told_with_where_not(capsys: Screen) -> None:
    found = page(capsys, "infraspinatus")

    assert "Never on the spine, the bony ridge or the edge of the armpit" in found
    assert "Blades and base of the neck only, never the neck" in found


@pytest.mark.parametrize("part", PARTS)
def test_row_conditions_and_effects_that_are_ruled_out_are_never_repeated(
    capsys: Screen, part: str
) -> None:
    found = page(capsys, part).split(" Sources ")[0].lower()
    ruled_out = (
        "parkinson|sciatica|osteoarthritis|tinnitus|carpal|toxin|waste|endorphin|migraine|heel"
        "|low back|circulation|5 to 7|massage gun|cures|heals|you have a trigger"
    )

    assert re.findall(ruled_out, found) == []
