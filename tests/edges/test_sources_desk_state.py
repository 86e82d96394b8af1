"""What the desktop says of itself: real calls on a D-Bus of our own, and no answer is no answer."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from dbus_fast import Variant

from posture.sources.desk_state import DeskState, desk_state
from posture.sources.power import on_battery
from tests.desk_services import Said, saying
from tests.desktop import session_bus

linux = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="needs a dbus-daemon"
)

GNOME = "org.gnome.SessionManager"
LOGIN, SESSION = "org.freedesktop.login1", "org.freedesktop.login1.Session"
KDE = "org.freedesktop.ScreenSaver"
NOTES = "org.freedesktop.Notifications"
POWER = "org.freedesktop.PowerManagement"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with session_bus(tmp_path, monkeypatch):
        address = "unix:path=/nonexistent/system"
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield


@linux
@pytest.mark.usefixtures("bus")
def test_a_desktop_that_says_nothing_cannot_be_told() -> None:
    assert desk_state() == DeskState(locked=None, kept_awake=None, undisturbed=None)


@linux
def test_without_any_bus_nothing_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, "unix:path=/nonexistent/bus")

    assert desk_state() == DeskState()


@linux
@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize(
    ("flags", "kept_awake"), [(0, False), (4, False), (8, True), (12, True), (15, True)]
)
def test_gnome_is_kept_awake_by_what_inhibits_idle_and_by_nothing_else(
    flags: int, *, kept_awake: bool
) -> None:
    with saying([GNOME], {(GNOME, "InhibitedActions"): Variant("u", flags)}):
        assert desk_state() == DeskState(kept_awake=kept_awake)


@linux
@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("yes", [True, False])
def test_kde_says_all_three(*, yes: bool) -> None:
    said: Said = {
        (KDE, "GetActive"): yes,
        (f"{POWER}.Inhibit", "HasInhibit"): yes,
        (NOTES, "Inhibited"): Variant("b", yes),
    }
    with saying([KDE, POWER, NOTES], said):
        assert desk_state() == DeskState(locked=yes, kept_awake=yes, undisturbed=yes)


@linux
def test_the_session_manager_of_the_system_says_that_the_screen_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session_bus(tmp_path, monkeypatch):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", os.environ["DBUS_SESSION_BUS_ADDRESS"])
        locked: Said = {(SESSION, "LockedHint"): Variant("b", True), (KDE, "GetActive"): False}
        with saying([LOGIN, KDE], locked):
            assert desk_state() == DeskState(locked=True)


@linux
@pytest.mark.usefixtures("bus")
def test_who_hangs_is_not_waited_for_and_the_others_are_heard() -> None:
    said: Said = {(GNOME, "InhibitedActions"): None, (KDE, "GetActive"): True}
    with saying([GNOME, KDE], said):
        began_s = time.monotonic()
        found = desk_state(within_s=0.5)

    assert found == DeskState(locked=True)
    assert time.monotonic() - began_s < 5.0  # D-Bus itself would wait for 25 s


class Battery:
    def __init__(self, plugged: bool | None) -> None:
        self.power_plugged = plugged


@pytest.mark.parametrize(
    ("battery", "answer"),
    [(None, None), (Battery(None), None), (Battery(True), False), (Battery(False), True)],
)
def test_a_battery_that_is_not_there_or_not_told_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, battery: Battery | None, *, answer: bool | None
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery)

    assert on_battery() is answer
