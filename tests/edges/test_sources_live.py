"""Live sources: the newest picture wins, at its own pace, and the device is always given back."""

import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from threading import Event

import cv2
import numpy as np
import pytest

from posture.errors import SourceError
from posture.sources.camera import pictures
from posture.sources.devices import find_device
from posture.sources.live import Live, paced
from posture.sources.named import open_live
from posture.sources.sampling import Wanted
from posture.types import Frame
from tests.cameras import Listed, connect
from tests.clips import even_times_s, write_clip

BLACK = np.zeros((4, 4, 3), np.uint8)


def frame(number: int, *, rate_hz: float = 10.0) -> Frame:
    return Frame(index=number, time_s=number / rate_hz, image=BLACK)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "me.mp4", even_times_s(10))


def readers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("reader of")]


def held_open(path: Path) -> bool:
    return any(
        link.exists() and link.resolve() == path.resolve()
        for link in Path("/proc/self/fd").iterdir()
    )


def test_whoever_is_slow_gets_the_newest_frame_and_none_twice() -> None:
    given, looked = Event(), Event()

    def feed(_stop: Event) -> Generator[Frame]:
        yield frame(0)
        looked.wait(5)
        yield from map(frame, range(1, 50))
        given.set()
        yield frame(50)

    with Live(feed, "desk") as live:
        frames = live.frames()
        first = next(frames).index
        looked.set()
        given.wait(5)
        rest = [one.index for one in frames]

    assert first == 0
    assert rest[-1] == 50
    assert len(rest) <= 2


def test_every_frame_reaches_whoever_is_quick() -> None:
    asked = threading.Semaphore(0)

    def feed(_stop: Event) -> Generator[Frame]:
        for number in range(20):
            asked.acquire(timeout=5)
            yield frame(number)

    indices = []
    with Live(feed, "desk") as live:
        asked.release()
        for one in live.frames():
            indices.append(one.index)
            asked.release()

    assert indices == list(range(20))


def test_a_film_is_played_at_its_own_pace_with_its_own_times(clip: Path) -> None:
    began_s = time.monotonic()

    with open_live(str(clip)) as live:
        arrived = [(one.time_s or 0.0, time.monotonic() - began_s) for one in live.frames()]

    assert all(now_s >= time_s for time_s, now_s in arrived)
    assert arrived[-1][0] == pytest.approx(0.9)
    assert [time_s for time_s, _ in arrived] == sorted(time_s for time_s, _ in arrived)


def test_waiting_for_the_next_frame_ends_at_once_when_nobody_wants_it() -> None:
    stop = Event()
    stop.set()

    assert list(paced(iter([frame(1, rate_hz=1e-6)]), stop)) == []


@pytest.mark.parametrize("how", ["to the end", "in the middle", "with an exception"])
@pytest.mark.skipif(sys.platform != "linux", reason="/proc lists open files on Linux only")
def test_a_film_is_closed_however_watching_ends(clip: Path, how: str) -> None:
    def watch() -> Iterator[bool]:
        with open_live(str(clip)) as live:
            for number, _ in enumerate(live.frames()):
                yield held_open(clip)
                if how == "with an exception" and number == 1:
                    raise ZeroDivisionError
                if how == "in the middle" and number == 1:
                    return

    seen = []
    try:
        for open_now in watch():
            seen.append(open_now)
    except ZeroDivisionError:
        assert how == "with an exception"

    assert seen[0]
    assert not held_open(clip)
    assert readers() == []


def test_a_device_that_keeps_still_is_a_sentence_and_is_let_go() -> None:
    def feed(stop: Event) -> Generator[Frame]:
        yield frame(0)
        stop.wait(30)

    with Live(feed, "desk camera", next_within_s=0.05) as live:
        frames = live.frames()
        next(frames)
        with pytest.raises(SourceError, match=r"desk camera: expected pictures, none came for 0"):
            next(frames)

    assert readers() == []


def test_what_goes_wrong_in_the_reader_is_raised_where_the_frames_are_wanted() -> None:
    def feed(_stop: Event) -> Generator[Frame]:
        yield frame(0)
        raise SourceError("the lens cap is on.")

    with Live(feed, "desk") as live, pytest.raises(SourceError, match="lens cap"):
        list(live.frames())


# -- cameras --------------------------------------------------------------------------------------


@pytest.fixture
def _two_cameras(monkeypatch: pytest.MonkeyPatch) -> None:
    cameras = (
        Listed(1800, "Built-in", "/dev/video0"),  # each backend lists them
        Listed(202, "Logi C920", "/dev/video2"),
        Listed(200, "Built-in", "/dev/video0"),
    )
    connect(monkeypatch, *cameras)


@pytest.mark.usefixtures("_two_cameras")
@pytest.mark.parametrize(
    ("named", "address"),
    [("0", 200), ("2", 202), ("c920", 202), ("built", 200), ("/dev/video2", 202)],
)
def test_a_camera_is_found_by_number_name_and_path(named: str, address: int) -> None:
    assert find_device(named).address == address


@pytest.mark.usefixtures("_two_cameras")
@pytest.mark.parametrize("named", ["1", "20", "kinect", "", "/dev/video9"])
def test_a_camera_that_is_not_there_is_a_sentence_that_names_the_others(named: str) -> None:
    with pytest.raises(SourceError, match=r"only the cameras 0 \(Built-in\), 2 \(Logi C920\)"):
        find_device(named)


def test_without_any_camera_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch)

    with pytest.raises(SourceError, match="no such file and no camera"):
        open_live("0")


@pytest.mark.usefixtures("_two_cameras")
def test_a_camera_that_was_pulled_out_is_a_sentence() -> None:
    with (
        open_live("0") as live,
        pytest.raises(SourceError, match=r"Built-in: expected a camera, it is gone"),
    ):
        next(live.frames())

    assert readers() == []


def test_a_camera_gives_pictures_with_rising_times_until_it_is_pulled_out(clip: Path) -> None:
    capture = cv2.VideoCapture(str(clip))  # the same interface as a camera's
    frames = pictures(capture, "desk", Wanted(), Event(), silent_s=0.2)
    seen = [next(frames) for _ in range(10)]

    with pytest.raises(SourceError, match="it gives none any more"):
        next(frames)

    times_s = [one.time_s or 0.0 for one in seen]
    assert times_s[0] == 0.0
    assert times_s == sorted(set(times_s))
    assert [one.index for one in seen] == list(range(10))
    capture.release()
