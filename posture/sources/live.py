"""Feed to the newest frame: one thread reads as fast as pictures come, none is kept waiting."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from threading import Condition, Event, Thread
from typing import Self

from posture.errors import SourceError
from posture.types import Frame

Feed = Callable[[Event], Generator[Frame]]
"""Opens a device when it is iterated, gives frames with rising times, closes what it opened.

The event is set when nobody wants frames any more; whoever waits must look at it.
"""

FIRST_WITHIN_S = 15.0  # some webcams need 10 s to open
NEXT_WITHIN_S = 6.0  # longer than a stream may keep still, which has a sentence of its own
_RELEASED_WITHIN_S = 6.0


class Live:
    """A feed that is read by one thread; use it as a context manager, it releases the device.

    ``label`` is what the source is called in sentences.
    """

    def __init__(
        self,
        feed: Feed,
        label: str,
        *,
        first_within_s: float = FIRST_WITHIN_S,
        next_within_s: float = NEXT_WITHIN_S,
    ) -> None:
        self.label = label
        self._feed = feed
        self._first_within_s, self._next_within_s = first_within_s, next_within_s
        self._stop, self._news = Event(), Condition()
        self._newest: Frame | None = None
        self._ended = False
        self._failure: Exception | None = None
        # A driver that hangs must not keep the program from ending.
        self._reader = Thread(target=self._read, name=f"reader of {label}", daemon=True)

    def __enter__(self) -> Self:
        self._reader.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.let_go()
        self.released(_RELEASED_WITHIN_S)

    def let_go(self) -> None:
        """Ask the reader to close the device, and do not wait for it."""
        self._stop.set()

    def released(self, within_s: float) -> bool:
        """Wait until the device is closed; whether it is."""
        self._reader.join(within_s)
        return not self._reader.is_alive()

    @property
    def ended(self) -> bool:
        """Whether no more pictures will come and the last one was taken."""
        return self._ended and self._newest is None

    def frames(self) -> Iterator[Frame]:
        """Give the newest frame each time, never one twice, until the feed ends.

        Raises
        ------
        SourceError
            When the device cannot be opened, breaks off or keeps still for too long.
        """
        within_s = self._first_within_s
        while (frame := self.newest(within_s)) is not None:
            yield frame
            within_s = self._next_within_s
        if not self.ended:
            raise SourceError(
                f"{self.label}: expected pictures, none came for {within_s:g} s; "
                "close other programs that use the camera, or connect it again."
            )

    def newest(self, within_s: float) -> Frame | None:
        """Return the newest frame, ``None`` if none comes in that time or any more.

        Raises
        ------
        SourceError
            When the device cannot be opened or breaks off.
        """
        with self._news:
            self._news.wait_for(lambda: self._newest is not None or self._ended, within_s)
            frame, self._newest = self._newest, None
            if frame is None and self._failure is not None:
                raise self._failure
            return frame

    def _read(self) -> None:
        try:
            with closing(self._feed(self._stop)) as frames:
                for frame in frames:
                    self._put(frame)
                    if self._stop.is_set():
                        return
        except Exception as error:  # noqa: BLE001 - raised again where the frames are wanted
            self._failure = error
        finally:
            with self._news:
                self._ended = True
                self._news.notify()

    def _put(self, frame: Frame) -> None:
        with self._news:
            self._newest = frame
            self._news.notify()


def paced(frames: Iterator[Frame], stop: Event) -> Iterator[Frame]:
    """Give each frame when its time has come, counted from the first one."""
    began_s = time.monotonic()
    for frame in frames:
        due_s = began_s + (frame.time_s or 0.0)
        if stop.wait(max(0.0, due_s - time.monotonic())):
            return
        yield frame
