"""Where a muscle's dose would stand: "not observable", why, and the advice that fits."""

from dataclasses import replace

from posture.knowledge import load_knowledge
from posture.outputs.report import render
from posture.outputs.summary import session_mapping
from tests.builders_measurements import ARM_OUT, UPRIGHT, recorded
from tests.builders_session import front_session, picture_session

INFRASPINATUS = load_knowledge().muscle("infraspinatus_left")


def test_the_report_says_not_observable_where_the_dose_would_stand() -> None:
    page = render(front_session())
    row = page[page.index("back-of-shoulder muscle <small>infraspinatus</small>") :]

    assert row.index("not observable") < row.index(str(INFRASPINATUS.advice)) < row.index("</tr>")
    assert str(INFRASPINATUS.why) in page


def test_one_arm_that_was_seen_leaves_the_other_unjudged() -> None:
    page = render(recorded((replace(ARM_OUT, arm_right_lift_deg=None), 5.0)))

    assert "<strong>right back-of-shoulder muscle</strong>" in page
    assert "<strong>back-of-shoulder muscle</strong>" not in page
    assert "<strong>left back-of-shoulder muscle</strong>" not in page


def test_session_json_says_why_and_what_helps() -> None:
    found = session_mapping(recorded((UPRIGHT, 2.0)))["dose_not_observable"]

    assert found["infraspinatus_left"] == {
        "why": INFRASPINATUS.why,
        "advice": INFRASPINATUS.advice,
    }
    assert "scalenes" not in found


def test_doses_before_the_arm_was_seen_are_null() -> None:
    doses = session_mapping(recorded((UPRIGHT, 2.0), (ARM_OUT, 2.5)))["dose"]["by_muscle"]

    assert doses["infraspinatus_left"][0] is None
    assert doses["infraspinatus_left"][-1] > 0


def test_pictures_have_no_dose_to_be_missing() -> None:
    assert session_mapping(picture_session())["dose_not_observable"] == {}
