"""Whether another program holds the device: told by a real other process; and how it is asked."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from posture.errors import SourceError
from posture.life import Sign
from posture.sources.asking import Asking, Signs
from posture.sources.camera import camera
from posture.sources.devices import Device
from posture.sources.others import used_by_another
from posture.sources.sampling import Wanted
from tests.others import held_by_another

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked so far")


@pytest.fixture
def device(tmp_path: Path) -> Path:
    (tmp_path / "video0").touch()
    return tmp_path / "video0"


@linux
def test_a_device_is_used_while_another_program_has_it_open(device: Path) -> None:
    assert used_by_another(device) is False
    with held_by_another(device):
        assert used_by_another(device) is True
    assert used_by_another(device) is False


@linux
def test_a_device_is_found_under_its_lasting_name_too(device: Path, tmp_path: Path) -> None:
    link = tmp_path / "usb-Logi-index0"
    link.symlink_to(device)

    with held_by_another(device):
        assert used_by_another(link) is True


@linux
def test_what_this_program_holds_itself_is_not_used_by_another(device: Path) -> None:
    with device.open():
        assert used_by_another(device) is False


@linux
def test_too_little_time_is_no_answer(device: Path) -> None:
    with held_by_another(device):
        assert used_by_another(device, within_s=-1.0) is None


def test_other_systems_cannot_tell(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    assert used_by_another(device) is None


@linux
def test_a_camera_that_another_program_uses_is_not_even_opened(device: Path) -> None:
    busy = Device(address=0, label="Logi C920", key="logi", path=device)

    with held_by_another(device), pytest.raises(SourceError, match="another program uses it"):
        next(camera(busy, Wanted(), Event()))


# -- asked in a thread of its own -----------------------------------------------------------------


def soon(true: Callable[[], bool]) -> bool:
    ends_s = time.monotonic() + 5
    while not (found := true()) and time.monotonic() < ends_s:
        time.sleep(0.01)
    return found


def test_the_latest_answer_is_told_and_nobody_waits_for_it() -> None:
    answers = iter([True, False])
    asked = Event()

    def ask() -> bool | None:
        asked.set()
        return next(answers, None)

    with Asking(ask, unknown=None, every_s=0.05) as asking:
        assert asked.wait(5)
        assert soon(lambda: asking.latest is False)
        assert soon(lambda: asking.latest is None)


def test_a_question_that_hangs_is_unknown_and_so_is_an_old_answer() -> None:
    answers, goes_on = iter([True]), Event()

    def ask() -> bool:
        for answer in answers:
            return answer
        goes_on.wait(30)
        return True

    with Asking[bool | None](ask, unknown=None, every_s=0.1) as asking:
        assert soon(lambda: asking.latest is True)
        assert soon(lambda: asking.latest is None)
        goes_on.set()


def test_a_question_that_fails_is_unknown_and_is_asked_again() -> None:
    answers = iter([None, True])

    def ask() -> bool:
        answer = next(answers, True)
        if answer is None:
            raise OSError
        return answer

    with Asking[bool | None](ask, unknown=None, every_s=0.02) as asking:
        assert soon(lambda: asking.latest is True)


def test_signs_are_given_once_for_each_change_and_cannot_tell_ends_a_hold() -> None:
    answers: list[bool | None] = [None, False, True, True, None, None, True, False, False]
    latest = iter(answers)
    signs = Signs(lambda: next(latest), yes=Sign.LENT, no=Sign.FREE)

    given = [list(signs()) for _ in answers]

    lent, free = [Sign.LENT], [Sign.FREE]
    assert given == [[], [], lent, [], free, [], lent, free, []]
