from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.guidance import Guidance, Step
from posture.instructions import hint, say
from posture.profile import Profile
from posture.suitability import Fault, Reason
from posture.types import Landmarks
from tests.builders import Sitter, from_the_side, nobody
from tests.guided import PLAY, SHRUGGING, UPRIGHT, follow, guide, learn, played

FORWARD = Sitter(head_ahead_cm=8.0, head_rise_cm=-4.0).landmarks()


def refused(said: list[Guidance]) -> list[Reason]:
    return [fault.reason for fault in said[-1].refused]


def made(one: object) -> Profile:
    assert isinstance(one, Profile)
    return one


@settings(max_examples=4)
@given(
    distance_cm=st.floats(60, 80),
    pitch_deg=st.floats(-10, 15),
    yaw_deg=st.floats(-10, 10),
    hz=st.floats(3, 8),
)
def test_who_sits_as_asked_is_never_refused(
    distance_cm: float, pitch_deg: float, yaw_deg: float, hz: float
) -> None:
    sitter = Sitter(distance_cm=distance_cm, pitch_deg=pitch_deg, yaw_deg=yaw_deg)
    lifted = sitter.moved(shrug_left_cm=6.0, shrug_right_cm=6.0).landmarks()
    rest = sitter.landmarks()
    one = guide()

    said = follow(one, played([(5.5, rest), (3.5, lifted), (30.0, rest)], hz=hz))

    assert said[-1].step is Step.DONE
    assert refused(said) == []
    assert made(one.profile).full_shrug_cm.keys() == {"left", "right"}


def test_steps_come_in_order_and_each_takes_its_seconds() -> None:
    said = follow(guide(), played(PLAY))
    steps = [one.step for one in said]

    assert list(dict.fromkeys(steps)) == [Step.UPRIGHT, Step.SHRUG, Step.RELAX, Step.DONE]
    assert 4.8 <= steps.count(Step.UPRIGHT) / 5 <= 5.4
    assert said[0].left_s == said[0].length_s == 4.0
    assert all(0 <= one.left_s <= one.length_s for one in said)


@given(seen=st.lists(st.booleans(), min_size=5, max_size=5).filter(lambda seen: sum(seen) <= 3))
def test_unseen_is_never_counted_as_good(seen: list[bool]) -> None:
    """Whoever is there in three of five pictures, or fewer, has not been seen to sit upright."""
    one = guide()
    frames = [
        now if seen[now.index % 5] else replace(nobody(), time_s=now.time_s)
        for now in played([(30.0, UPRIGHT)])
    ]

    said = follow(one, frames)

    assert refused(said) == [Reason.NOBODY]
    assert one.profile is None
    assert all(now.left_s >= 4.0 * (1 - sum(seen) / 5) - 0.3 for now in said)


def test_silence_is_not_sitting_upright() -> None:
    one = guide()
    frames = [seen for seen in played([(20.0, UPRIGHT)]) if (seen.time_s or 0.0) % 3.0 < 0.3]

    said = follow(one, frames)

    assert one.profile is None
    assert refused(said) != []


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (nobody(), Reason.NOBODY),
        (replace(UPRIGHT, luma=3.0), Reason.DARK),
        (replace(UPRIGHT, sharpness=0.5), Reason.BLURRED),
        (replace(UPRIGHT, people=2), Reason.SEVERAL),
        (replace(UPRIGHT, score=np.zeros(len(UPRIGHT.score))), Reason.SHOULDERS_OUT),
        (replace(UPRIGHT, face_px=np.full_like(UPRIGHT.face_px, np.nan)), Reason.FACE_HIDDEN),
        (from_the_side(hidden_neck=True), Reason.NECK_HIDDEN),
        (from_the_side(head_forward_deg=52.0), Reason.SLOUCHED),
        (Sitter(yaw_deg=28.0).landmarks(), Reason.HEAD_TURNED),
        (Sitter(pitch_deg=45.0).landmarks(), Reason.LOOKING_DOWN),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_reason(seen: Landmarks, reason: Reason) -> None:
    one = guide()

    said = follow(one, played([(60.0, seen)], hz=2.0))

    assert refused(said)[0] is reason
    assert one.profile is None
    assert said[-2].hints[0].reason is reason


def test_a_restless_person_is_refused_as_unsteady() -> None:
    frames = [
        Sitter(pitch_deg=6.0 * np.sin(2.1 * n)).landmarks(index=n, time_s=n / 5) for n in range(100)
    ]

    assert Reason.UNSTEADY in refused(follow(guide(), frames))


def test_a_sinking_person_is_refused_as_drifting() -> None:
    frames = [Sitter(pitch_deg=1.2 * n / 5).landmarks(index=n, time_s=n / 5) for n in range(100)]

    assert Reason.DRIFTING in refused(follow(guide(), frames))


def test_who_sits_still_at_last_is_accepted_after_all() -> None:
    one = guide()

    said = follow(one, played([(4.0, Sitter(yaw_deg=30.0).landmarks()), *PLAY]))

    assert said[-1].step is Step.DONE
    assert made(one.profile).value("head_yaw_deg") == pytest.approx(0.0, abs=0.5)


# -- an older profile ------------------------------------------------------------------------------


def test_further_forward_than_before_is_refused_where_the_seat_is_the_same() -> None:
    before = learn([UPRIGHT])

    assert refused(follow(guide(before), played([(60.0, FORWARD)], hz=2.0))) == [Reason.WORSE]


def test_a_moved_camera_is_not_compared_with_an_older_profile() -> None:
    before = learn([Sitter(camera_pitch_deg=12.0).landmarks()])
    one = guide(before)

    said = follow(one, played([(5.2, FORWARD)]))

    assert refused(said) == []
    assert one.profile is not None


@pytest.mark.parametrize(
    ("seen", "note"),
    [
        (from_the_side(head_forward_deg=52.0), "a fixed posture: a head carried"),
        (FORWARD, "a fixed posture: a head"),
    ],
)
def test_a_fixed_posture_is_accepted_with_a_note(seen: Landmarks, note: str) -> None:
    before = learn([UPRIGHT]) if seen is FORWARD else None
    one = guide(before, fixed=True)

    follow(one, played([(5.2, seen)]))

    assert any(said.startswith(note) for said in made(one.profile).notes)


def test_a_fixed_posture_excuses_nothing_else() -> None:
    turned = Sitter(yaw_deg=30.0).landmarks()

    assert Reason.HEAD_TURNED in refused(
        follow(guide(fixed=True), played([(60.0, turned)], hz=2.0))
    )


# -- skipping --------------------------------------------------------------------------------------


def test_skipping_the_upright_step_keeps_the_older_posture_and_learns_the_shrug() -> None:
    before = replace(learn([UPRIGHT]), notes=("shrug: skipped",))
    one = guide(before)
    acts = [(0.4, UPRIGHT), (6.0, SHRUGGING), (9.0, UPRIGHT)]

    follow(one, played(acts), skip=lambda step: step is Step.UPRIGHT)

    assert made(one.profile).upright == before.upright
    assert made(one.profile).full_shrug_cm["left"].value > 2.0
    assert made(one.profile).notes == ()


def test_skipping_the_upright_step_without_an_older_profile_is_refused() -> None:
    said = follow(guide(), played(PLAY), skip=lambda step: step is Step.UPRIGHT)

    assert refused(said) == [Reason.SKIPPED]


def test_skipping_the_shrug_stores_the_rest_and_says_so() -> None:
    one = guide()

    said = follow(one, played(PLAY), skip=lambda step: step is Step.SHRUG)

    assert said[-1].step is Step.DONE
    assert made(one.profile).full_shrug_cm == {}
    assert made(one.profile).notes == ("shrug: skipped; a usual one counts instead",)


def test_skipping_the_rest_keeps_the_shrug() -> None:
    one = guide()

    follow(one, played(PLAY), skip=lambda step: step is Step.RELAX)

    assert made(one.profile).full_shrug_cm.keys() == {"left", "right"}


# -- the shrug -------------------------------------------------------------------------------------


def test_one_lifted_shoulder_is_stored_alone_on_its_side() -> None:
    left = Sitter(shrug_left_cm=5.0).landmarks()
    one = guide()

    follow(one, played([(5.2, UPRIGHT), (3.4, left), (9.0, UPRIGHT)]))

    assert made(one.profile).full_shrug_cm.keys() == {"left"}
    assert made(one.profile).notes == ("shrug: the right shoulder was not lifted",)


@pytest.mark.parametrize(
    ("acts", "note"),
    [
        ([(60.0, UPRIGHT)], "no full one was seen (shoulders that rose by 0.0 cm)"),
        ([(5.2, UPRIGHT), (60.0, nobody())], "no full one was seen (nobody who can be judged)"),
        ([(5.2, UPRIGHT), (60.0, SHRUGGING)], "left out, as no rest followed"),
        ([(5.2, UPRIGHT), (3.4, SHRUGGING), (60.0, nobody())], "left out, as no rest followed"),
        ([(60.0, from_the_side())], "seen from the front only"),
    ],
)
def test_without_shrug_and_rest_none_is_stored_and_why_is_noted(
    acts: list[tuple[float, Landmarks]], note: str
) -> None:
    one = guide()

    said = follow(one, played(acts, hz=3.0))

    assert said[-1].step is Step.DONE
    assert made(one.profile).full_shrug_cm == {}
    assert made(one.profile).notes[-1].startswith(f"shrug: {note}")


@pytest.mark.parametrize("seconds", [0.5, 3.0])
def test_a_source_that_ends_too_early_is_refused_as_short(seconds: float) -> None:
    said = follow(guide(), played([(seconds, UPRIGHT)]))

    assert refused(said) == [Reason.SHORT]


def test_a_source_that_ends_before_the_rest_keeps_the_shrug() -> None:
    one = guide()

    said = follow(one, played([(5.2, UPRIGHT), (2.9, SHRUGGING), (1.0, UPRIGHT)]))

    assert said[-2].step is Step.RELAX
    assert said[-1].step is Step.DONE
    assert made(one.profile).full_shrug_cm.keys() == {"left", "right"}


def test_pictures_without_a_time_change_nothing() -> None:
    one = guide()

    assert one.update(UPRIGHT) == one.update(SHRUGGING)
    assert not one.ended


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_and_a_remedy(reason: Reason) -> None:
    assert ": " in hint(Fault(reason=reason, value=0.5))


@pytest.mark.parametrize("step", Step)
def test_every_step_says_what_to_do_in_one_sentence(step: Step) -> None:
    assert say(step).endswith(".")
