"""What goes wrong with a camera in a day, on a real stream: said, and got over by itself."""

import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from typing import Self

import pytest

from posture.life import Event, Life, Limits, Seen, Sign, reason
from posture.lifecycle import advance
from posture.sources.owner import Owner
from posture.sources.planes import thinned
from posture.sources.sampling import Wanted
from posture.types import Frame
from posture.vital import Health, Vital
from tests.streaming import streaming

LIMITS = Limits(first_retry_s=0.2, last_retry_s=0.8, silent_s=1.5, garbage_s=0.5)
PATIENCE_S = 90.0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Watched:
    """A watch without anybody to watch: owner, life and vital sign in the loop that joins them."""

    def __init__(self, url: str) -> None:
        self._owner, self._vital = Owner(url, wanted=Wanted()), Vital(frozen_after_s=1.5)
        self.life = Life(limits=LIMITS)
        self.frames: list[tuple[float, Health, tuple[int, int]]] = []
        self.reasons: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._owner.__exit__(*exc)

    def until(self, true: Callable[[], bool]) -> None:
        ends_s = self._owner.now_s + PATIENCE_S
        while not true():
            assert self._owner.now_s < ends_s, (self.reasons, self.frames[-3:])
            self._step()

    def sees(self) -> bool:
        return self.life.sees

    def says(self, words: str) -> bool:
        return words in (reason(self.life) or "")

    def sizes(self) -> list[tuple[int, int]]:
        """Return the sizes of the pictures in the order in which they came."""
        return list(dict.fromkeys(size for _, _, size in self.frames))

    def _step(self) -> None:
        event = self._event(self._owner.read(0.1))
        self.life, effects = advance(self.life, event, self._owner.now_s)
        self._owner.obey(effects)
        said = reason(self.life) or ""
        if said not in self.reasons[-1:]:
            self.reasons.append(said)

    def _event(self, read: Frame | Event | None) -> Event:
        if not isinstance(read, Frame):
            return Sign.TICK if read is None else read
        assert read.time_s is not None
        health = self._vital.update(read.time_s, thinned(read.image))
        self.frames.append((read.time_s, health, (read.image.shape[1], read.image.shape[0])))
        return Seen(health=health)


def test_a_stream_that_is_killed_five_times_comes_back_each_time() -> None:
    port = free_port()
    with Watched(f"http://127.0.0.1:{port}") as watched:
        for _ in range(5):
            with streaming(port=port):
                watched.until(watched.sees)
            watched.until(lambda: not watched.sees())
            assert watched.says("expected a stream")

    times_s = [time_s for time_s, _, _ in watched.frames]
    assert times_s == sorted(set(times_s))
    assert len([1 for before, after in pairwise(times_s) if after - before > 0.15]) >= 4  # the gaps
    assert {health for _, health, _ in watched.frames} == {Health.ALIVE}


def test_a_stream_that_begins_late_is_waited_for() -> None:
    port = free_port()
    with Watched(f"http://127.0.0.1:{port}") as watched:
        watched.until(lambda: watched.life.trouble is not None and watched.life.trouble.times > 2)
        assert watched.says("connection refused")
        assert watched.frames == []

        with streaming(port=port):
            watched.until(watched.sees)


def test_a_slow_camera_is_opening_and_no_failure() -> None:
    with streaming(acts="nothing:3,front") as (url, _server), Watched(url) as watched:
        watched.until(watched.sees)

    assert watched.reasons == ["the camera is opening", ""]


@pytest.mark.parametrize(
    ("act", "says", "health"),
    [
        ("frozen", "stands still", Health.FROZEN),
        ("noise", "torn or noise", Health.GARBAGE),
        ("black", "open the shutter", Health.BLACK),
    ],
)
def test_pictures_that_are_worth_nothing_are_said_and_got_over(
    act: str, says: str, health: Health
) -> None:
    with streaming(acts=f"front:3,{act}:10,front") as (url, _server), Watched(url) as watched:
        watched.until(watched.sees)
        watched.until(lambda: watched.says(says))
        assert not watched.sees()

        watched.until(watched.sees)

    assert health in {seen for _, seen, _ in watched.frames}


def test_an_open_shutter_needs_no_new_opening() -> None:
    with streaming(acts="black:3,front") as (url, _server), Watched(url) as watched:
        watched.until(lambda: watched.says("open the shutter"))
        watched.until(watched.sees)

        assert watched.life.trouble is None
    assert watched.reasons == [
        "the camera is opening",
        "the picture is black: open the shutter or uncover the lens",
        "",
    ]


def test_another_resolution_in_the_middle_of_a_stream_is_delivered() -> None:
    with streaming(acts="front:3,small:2,wide:2,front") as (url, _server), Watched(url) as watched:
        watched.until(lambda: len(watched.sizes()) == 3)

    assert watched.sizes() == [(640, 480), (320, 240), (640, 360)]


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped there")
def test_a_stream_that_falls_silent_is_said_and_opened_anew_when_it_speaks() -> None:
    with ExitStack() as stack:
        url, server = stack.enter_context(streaming())
        watched = stack.enter_context(Watched(url))
        watched.until(watched.sees)
        server.send_signal(signal.SIGSTOP)
        watched.until(lambda: watched.says("no pictures any more"))
        silent_s = watched.frames[-1][0]

        server.send_signal(signal.SIGCONT)
        watched.until(watched.sees)

    assert watched.frames[-1][0] - silent_s > LIMITS.silent_s
