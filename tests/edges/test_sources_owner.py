"""The owner of the device: opens and releases as told, and released means closed."""

import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from posture.errors import SourceError
from posture.life import Effect, Failed, Sign
from posture.sources.named import Source
from posture.sources.owner import Owner
from posture.sources.sampling import Wanted
from posture.types import Frame
from tests.clips import even_times_s, write_clip
from tests.streaming import streaming

OPEN, RELEASE = [Effect.OPEN], [Effect.RELEASE]
Feed = Callable[[Event], Generator[Frame]]

linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc lists open files on Linux only")


def frame(number: int) -> Frame:
    return Frame(index=number, time_s=number / 10, image=np.zeros((4, 4, 3), np.uint8))


def owning(feed: Feed, now_s: Callable[[], float] = time.monotonic) -> Owner:
    source = Source(feed=feed, label="desk", key="desk")
    return Owner("desk", wanted=Wanted(), find=lambda _named, _wanted: source, now_s=now_s)


def first(owner: Owner) -> Frame:
    """Wait for a picture as a watch does, in short steps."""
    for _ in range(100):
        seen = owner.read(0.1)
        if seen is not None:
            assert isinstance(seen, Frame), seen
            return seen
    raise AssertionError("no picture came")


def descriptors() -> set[str]:
    """Name what this process has open, sockets as well."""
    links = (str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
    return {link for link in links if link.startswith("socket:") or link.endswith(".mp4")}


# -- paused implies released ----------------------------------------------------------------------


@linux
def test_a_released_film_has_no_open_descriptor_and_opens_again(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "me.mp4", even_times_s(100))
    before = descriptors()

    with Owner(str(clip), wanted=Wanted()) as owner:
        for _ in range(3):
            owner.obey(OPEN)
            first(owner)
            assert descriptors() - before == {str(clip)}

            owner.obey(RELEASE)
            assert descriptors() == before
            assert not owner.holds
            assert owner.read(0.05) is None


@linux
def test_a_released_stream_has_no_open_descriptor() -> None:
    before = descriptors()
    with streaming() as (url, _server), Owner(url, wanted=Wanted(5.0)) as owner:
        owner.obey(OPEN)
        first(owner)
        assert len(descriptors() - before) == 1

        owner.obey(RELEASE)
        assert descriptors() == before


@linux
def test_whoever_leaves_the_context_has_released(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "me.mp4", even_times_s(100))
    before = descriptors()

    with Owner(str(clip), wanted=Wanted()) as owner:
        owner.obey(OPEN)
        first(owner)

    assert descriptors() == before


# -- slow and stuck devices -----------------------------------------------------------------------


def test_a_slow_device_keeps_nobody_waiting() -> None:
    opens = Event()

    def slow(_stop: Event) -> Generator[Frame]:
        opens.wait(10)
        yield frame(0)

    with owning(slow) as owner:
        owner.obey(OPEN)
        assert [owner.read(0.01) for _ in range(5)] == [None] * 5
        assert owner.holds

        opens.set()
        assert first(owner).index == 0


def test_a_device_that_is_released_while_it_opens_gives_no_picture_and_is_closed() -> None:
    opens, closed = Event(), Event()

    def slow(_stop: Event) -> Generator[Frame]:
        try:
            opens.wait(10)
            yield frame(0)
        finally:
            closed.set()

    with owning(slow) as owner:
        owner.obey(OPEN)
        owner.obey(RELEASE)
        assert owner.holds  # honest: the driver is still at it
        opens.set()

        assert [owner.read(0.05) for _ in range(5)] == [None] * 5
        assert closed.is_set()
        assert not owner.holds


def test_at_most_one_device_is_open_whatever_is_asked() -> None:
    open_now, most, lock = 0, 0, threading.Lock()

    def slow_to_close(stop: Event) -> Generator[Frame]:
        nonlocal open_now, most
        with lock:
            open_now += 1
            most = max(most, open_now)
        try:
            while not stop.wait(0.01):
                yield frame(0)
        finally:
            time.sleep(0.05)
            with lock:
                open_now -= 1

    with owning(slow_to_close) as owner:
        for _ in range(10):
            owner.obey(OPEN)
            owner.read(0.02)
            owner.obey([*RELEASE, *OPEN])
            first(owner)

    assert most == 1
    assert open_now == 0


def test_a_driver_that_never_lets_go_is_said_and_not_opened_twice() -> None:
    ends, clock_s = Event(), [0.0]

    def stuck(_stop: Event) -> Generator[Frame]:
        yield frame(0)
        ends.wait(30)

    with owning(stuck, lambda: clock_s[0]) as owner:
        owner.obey(OPEN)
        first(owner)
        owner.obey([*RELEASE, *OPEN])
        assert owner.read(0.01) is None

        clock_s[0] += 60.0
        failed = owner.read(0.01)
        ends.set()

    assert isinstance(failed, Failed)
    assert "connect the camera again" in failed.said


# -- what is said ---------------------------------------------------------------------------------


def test_a_failure_is_said_once_and_the_device_can_be_opened_again() -> None:
    gone = True

    def feed(_stop: Event) -> Generator[Frame]:
        if gone:
            raise SourceError("desk: expected a camera, it is gone; connect it again.")
        yield frame(0)

    with owning(feed) as owner:
        owner.obey(OPEN)
        said = [owner.read(0.1) for _ in range(3)]
        owner.obey(RELEASE)
        gone = False
        owner.obey(OPEN)
        first(owner)

    assert said == [
        Failed(said="desk: expected a camera, it is gone; connect it again."),
        None,
        None,
    ]


def test_the_end_of_a_film_is_said_once(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "me.mp4", even_times_s(3))
    with Owner(str(clip), wanted=Wanted()) as owner:
        owner.obey(OPEN)
        said = [owner.read(0.5) for _ in range(6)]

    assert said.count(Sign.STOP) == 1
    assert said[-1] is None


def test_what_is_wrong_with_the_program_is_not_taken_for_a_fault_of_the_camera() -> None:
    def feed(_stop: Event) -> Generator[Frame]:
        yield frame(0)
        raise ZeroDivisionError

    with owning(feed) as owner:
        owner.obey(OPEN)
        first(owner)
        with pytest.raises(ZeroDivisionError):
            owner.read(5.0)


# -- time -----------------------------------------------------------------------------------------


def test_times_and_numbers_rise_across_openings_and_a_gap_stays_a_gap() -> None:
    clock_s = [1000.0]

    def feed(stop: Event) -> Generator[Frame]:
        for number in range(3):
            yield frame(number)
            stop.wait(0.05)

    seen = []
    with owning(feed, lambda: clock_s[0]) as owner:
        for _ in range(4):
            owner.obey(OPEN)
            seen.append(first(owner))
            owner.obey(RELEASE)
            clock_s[0] += 9 * 3600

    hours = [(one.time_s or 0.0) / 3600 for one in seen]
    assert hours == pytest.approx([0, 9, 18, 27], abs=1e-3)
    assert [one.index for one in seen] == sorted({one.index for one in seen})


def test_a_camera_is_looked_for_by_what_it_is_once_it_was_found() -> None:
    asked = []

    def feed(_stop: Event) -> Generator[Frame]:
        yield frame(0)

    def find(named: str, _wanted: Wanted) -> Source:
        asked.append(named)
        return Source(feed=feed, label="Logi C920", key="/dev/v4l/by-id/usb-Logi-index0")

    with Owner("0", wanted=Wanted(), find=find) as owner:
        for _ in range(2):
            owner.obey(OPEN)
            first(owner)
            owner.obey(RELEASE)

    assert asked == ["0", "/dev/v4l/by-id/usb-Logi-index0"]
