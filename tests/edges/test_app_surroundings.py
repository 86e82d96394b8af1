"""What surrounds a watch: who wants the camera, who is away, who must not be disturbed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from posture.app import surroundings
from posture.app.surroundings import Surroundings
from posture.life import Sign
from posture.sources.desk_state import DeskState


@dataclass
class Machine:
    """A machine whose answers a test changes."""

    others: bool | None = None
    desk: DeskState = field(default_factory=DeskState)
    battery: bool | None = None

    def around(self, patch: pytest.MonkeyPatch) -> Surroundings:
        patch.setattr(surroundings, "used_by_another", lambda _device: self.others)
        patch.setattr(surroundings, "desk_state", lambda: self.desk)
        patch.setattr(surroundings, "on_battery", lambda: self.battery)
        return Surroundings(Path("/dev/video9"))


def soon(true: Callable[[], bool]) -> bool:
    ends_s = time.monotonic() + 10
    while not (found := true()) and time.monotonic() < ends_s:
        time.sleep(0.02)
    return found


@pytest.fixture(autouse=True)
def _asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_LENT_EVERY_S", "_DESK_EVERY_S", "_POWER_EVERY_S"):
        monkeypatch.setattr(f"posture.app.surroundings.{name}", 0.05)


def test_another_program_and_a_locked_screen_become_signs_and_end_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine, given = Machine(), list[Sign]()

    def has(*wanted: Sign) -> bool:
        given.extend(around.signs())
        return set(wanted) <= set(given)

    with machine.around(monkeypatch) as around:
        machine.others, machine.desk = True, DeskState(locked=True)
        assert soon(lambda: has(Sign.LENT, Sign.LOCKED))
        machine.others, machine.desk = None, DeskState(locked=None)
        assert soon(lambda: has(Sign.FREE, Sign.UNLOCKED))

    assert sorted(given) == sorted([Sign.LENT, Sign.LOCKED, Sign.FREE, Sign.UNLOCKED])


@pytest.mark.parametrize(
    ("desk", "words"),
    [
        (DeskState(undisturbed=True, kept_awake=True), "do not disturb"),
        (DeskState(undisturbed=False, kept_awake=True), "a call, a film"),
    ],
)
def test_somebody_who_must_not_be_disturbed_is_measured_in_silence(
    monkeypatch: pytest.MonkeyPatch, desk: DeskState, words: str
) -> None:
    with Machine(desk=desk).around(monkeypatch) as around:
        assert soon(lambda: words in (around.hushed or ""))
        assert list(around.signs()) == []


def test_what_cannot_be_told_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Machine().around(monkeypatch) as around:
        time.sleep(0.2)
        assert list(around.signs()) == []
        assert around.hushed is None
        assert not around.on_battery


def test_a_battery_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with Machine(battery=True).around(monkeypatch) as around:
        assert soon(lambda: around.on_battery)


def test_nobody_else_can_hold_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(others=True).around(monkeypatch)
    with Surroundings(None) as around:
        time.sleep(0.2)
        assert list(around.signs()) == []
