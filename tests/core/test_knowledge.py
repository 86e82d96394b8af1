import re
from importlib.resources import files

import pytest

from posture.errors import ConfigError
from posture.knowledge import load_knowledge, load_muscles, parse_knowledge
from posture.states import CHANNELS

DATA = files("posture").joinpath("data")
MUSCLES = DATA.joinpath("muscles.toml").read_text("utf-8")


def test_the_shipped_files_hold_every_muscle_of_both_sides() -> None:
    ids = {muscle.id for muscle in load_muscles() if muscle.always_judged}

    assert ids == {
        "suboccipitals",
        "cervical_extensors",
        "levator_scapulae_left",
        "levator_scapulae_right",
        "upper_trapezius_left",
        "upper_trapezius_right",
        "sternocleidomastoid",
        "scalenes",
    }


def test_left_and_right_are_loaded_alike() -> None:
    knowledge = load_knowledge()
    pairs = {muscle.part_of for muscle in load_muscles() if muscle.side is not None}

    assert len(pairs) == 5
    for name in pairs:
        left, right = (knowledge.muscle(f"{name}_{side}") for side in ("left", "right"))

        assert left.weights == right.weights
        assert (left.side, right.side) == ("left", "right")
        assert left.name.replace("left", "right") == right.name


def test_a_muscle_that_cannot_be_judged_says_why_and_has_no_weights() -> None:
    hidden = [muscle for muscle in load_muscles() if not muscle.observable]

    assert {"rhomboids", "pectoralis_minor"} <= {muscle.id for muscle in hidden}
    assert all(muscle.why is not None and not muscle.weights for muscle in hidden)


def test_what_is_not_always_judged_comes_with_advice_that_needs_no_camera() -> None:
    sometimes = {m.part_of: m for m in load_muscles() if m.camera.condition is not None}

    assert {"infraspinatus", "subscapularis"} <= sometimes.keys()
    assert all(muscle.observable for muscle in sometimes.values())
    assert all(m.advice for m in load_muscles() if not m.always_judged)


def test_every_posture_state_has_a_muscle() -> None:
    assert all(load_knowledge().loaded_by(channel) for channel in CHANNELS.values())


def test_every_advice_is_one_sentence() -> None:
    actions = [text.advice for text in load_knowledge().channel.values()]

    assert all(action.endswith(".") and action.count(".") == 1 for action in actions)


def test_no_alert_speaks_of_a_limit_or_a_diagnosis() -> None:
    knowledge = load_knowledge()
    shown = [*knowledge.channel.values(), *(muscle.name for muscle in knowledge.muscles)]
    words = str(shown).lower()

    assert not [word for word in ("limit", "trigger point", "treat", "you have a") if word in words]


@pytest.mark.parametrize(
    ("pattern", "new", "complaint"),
    [
        ("neck_flexion = 0.5", "neck_flexoin = 0.5", "neck_flexoin"),
        ("chin_poke = 1.0", "chin_poke = 1.5", "less than or equal to 1"),
        (r'\["simons1999", "ctth2006", "decision"\]', '["hearsay"]', "unknown sources: hearsay"),
        (r'"temple", "eye"\]', '"elbow", "eye"]', "unknown zones: elbow"),
        (r'\["fingers_skull_rim"\]', '["hammer"]', "unknown techniques: hammer"),
        (r'techniques = \["board_blades"\], ', "", "massage needs either techniques"),
        (r"red_flag = true\n", "", "red_flag"),
        (r'grade = "A"', 'grade = "D"', "'A', 'B' or 'C'"),
        (r"region = \"back\"", 'region = "leg"', "'neck', 'shoulder' or 'back'"),
        ("observable = false", "observable = true", "middle_trapezius needs either weights or"),
        (r", near_screen = [0-9.]+", "", "without a muscle: near_screen"),
        (r"\nwhy = .*", "", "infraspinatus_left needs a why"),
        (r"\nadvice = \"Keep.*", "", "infraspinatus_left needs an advice"),
        (r"channel\.head_turn", "channel.head_spin", "head_spin"),
    ],
)
def test_a_damaged_muscle_file_is_refused_in_one_sentence(
    pattern: str, new: str, complaint: str
) -> None:
    with pytest.raises(ConfigError, match=r"^knowledge: .*\.$") as caught:
        parse_knowledge(re.sub(pattern, new, MUSCLES))

    assert complaint in str(caught.value)
