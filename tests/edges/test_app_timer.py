"""The timer runs every phase for its time, in order, and obeys the keys; nothing waits for real."""

import pytest
from rich.console import Console, RenderableType

from posture.app.timer import HELP, Outcome, run_phases, step_face
from posture.care import load_care
from posture.care_plan import Step, exercise_step, muscle_names, plan_for

CARE = load_care()
STEPS = {step.id: step for name in muscle_names(CARE) for step in plan_for(name, CARE).steps}


class Hand:
    """A clock that only moves while a key is awaited, and a hand that presses one in time."""

    def __init__(self, key: str = "", at_s: float = 0.0) -> None:
        self.now_s, self._key, self._at_s = 0.0, key, at_s
        self.faces: list[RenderableType] = []

    def clock(self) -> float:
        return self.now_s

    def read_key(self, timeout_s: float) -> str:
        self.now_s += timeout_s
        return self._key if self.now_s >= self._at_s else ""


def led(step: Step, hand: Hand) -> Outcome:
    return run_phases(step, hand.read_key, hand.faces.append, hand.clock)


def text(face: RenderableType) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(face)
    return captured.get()


@pytest.mark.parametrize("name", STEPS)
def test_every_step_lasts_as_long_as_it_says(name: str) -> None:
    hand = Hand()

    assert led(STEPS[name], hand) is Outcome.DONE
    assert hand.now_s == pytest.approx(STEPS[name].seconds)


def test_the_pressure_on_the_neck_is_led_for_75_seconds_in_the_order_of_the_protocol() -> None:
    step = STEPS["fingers_skull_rim"]
    hand = Hand()
    led(step, hand)
    shown = [text(face) for face in hand.faces[::10]]
    seen = [next(n for n, p in enumerate(step.phases) if p.say[:20] in face) for face in shown]

    assert seen == sorted(seen)
    assert seen.count(2) == pytest.approx(75, abs=2)


@pytest.mark.parametrize(
    ("key", "outcome"),
    [("s", Outcome.SKIPPED), ("p", Outcome.HURTS), ("q", Outcome.LEFT), ("x", Outcome.DONE)],
)
def test_keys_end_a_step_and_others_do_not(key: str, outcome: Outcome) -> None:
    hand = Hand(key, at_s=3.0)

    assert led(exercise_step(CARE.exercise("chin_tuck")), hand) is outcome
    assert (hand.now_s < 3.2) == (key != "x")


@pytest.mark.parametrize("name", STEPS)
def test_every_face_shows_what_to_do_when_to_stop_and_the_keys(name: str) -> None:
    step = STEPS[name]
    face = " ".join(text(step_face(step, 1, step.phases[0], 1.0)).replace("│", " ").split())

    assert step.phases[0].say in face
    assert step.stop in face
    assert HELP in face
