"""Effects to an open or a released device: the one place in a watch that touches the camera."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from threading import Event
from typing import Self

from posture.errors import SourceError
from posture.life import Effect, Failed, Sign
from posture.sources import clock
from posture.sources.live import Live
from posture.sources.named import Source, find_source
from posture.sources.sampling import Wanted
from posture.types import Frame

Find = Callable[[str, Wanted], Source]

_LET_GO_S = (
    1.0  # a reader that takes longer is left to itself, and must be done before it is opened
)
_STUCK_S = 15.0  # longer than any time-out of a stream
_TICK_S = 0.001


class Owner:
    """Hold at most one source open, as the effects of `posture.lifecycle` say.

    It is opened in its reader's thread, so nothing here waits for a slow device. ``now_s`` are the
    seconds since the owner was made, sleep counted; frames carry the same time, whatever their
    source says, so that a gap stays a gap. The rate that is ``wanted`` may change at any time.
    """

    def __init__(
        self,
        named: str,
        *,
        wanted: Wanted,
        find: Find = find_source,
        now_s: Callable[[], float] = clock.now_s,
    ) -> None:
        self.wanted = wanted
        self._named, self._find, self._clock_s = named, find, now_s
        self._began_s = now_s()
        self._live: Live | None = None
        self._leaving: Live | None = None
        self._left_s = 0.0
        self._opens = self._told = False
        self._index, self._last_s = 0, -1.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.obey([Effect.RELEASE])

    @property
    def now_s(self) -> float:
        """Seconds since the owner was made, of a clock that goes on during sleep."""
        return self._clock_s() - self._began_s

    @property
    def holds(self) -> bool:
        """Whether the device is open, opening or not yet closed."""
        return self._live is not None or self._is_leaving()

    def obey(self, effects: Iterable[Effect]) -> None:
        """Open or release; a device that is slow to close is closed in its own time."""
        for effect in effects:
            self._opens = effect is Effect.OPEN
            if effect is Effect.RELEASE and self._live is not None:
                self._live.let_go()
                self._leaving, self._live, self._left_s = self._live, None, self.now_s
                self._leaving.released(_LET_GO_S)
        self._open_if_due()

    def read(self, timeout_s: float) -> Frame | Failed | Sign | None:
        """Return the newest frame, or what became of the device; ``None`` if nothing comes so soon.

        ``Sign.STOP`` is the end of a film. Like a failure it is said once; what follows is for
        `posture.lifecycle` to decide.
        """
        self._open_if_due()
        if self._live is None or self._told:
            return self._wait(timeout_s)
        try:
            frame = self._live.newest(timeout_s)
        except SourceError as error:
            self._told = True
            return Failed(said=str(error))
        self._told = frame is None and self._live.ended
        return Sign.STOP if self._told else frame

    def _wait(self, timeout_s: float) -> Failed | None:
        if not self._is_leaving():
            Event().wait(timeout_s)
        elif self._leaving is not None and not self._leaving.released(timeout_s):
            return self._stuck()
        return None

    def _stuck(self) -> Failed | None:
        if not self._opens or self.now_s - self._left_s < _STUCK_S:
            return None
        self._opens = False
        return Failed(
            said="camera: expected its driver to let go of it, it does not "
            "answer; connect the camera again, or start the program anew."
        )

    def _is_leaving(self) -> bool:
        if self._leaving is not None and self._leaving.released(0.0):
            self._leaving = None
        return self._leaving is not None

    def _open_if_due(self) -> None:
        if self._opens and self._live is None and not self._is_leaving():
            self._opens = self._told = False
            self._live = Live(self._feed, "the camera")
            self._live.__enter__()

    def _feed(self, stop: Event) -> Generator[Frame]:
        source = self._find(self._named, self.wanted)
        self._named = source.key  # a camera may have another number when it comes back
        for frame in source.feed(stop):
            self._last_s = max(self.now_s, self._last_s + _TICK_S)
            self._index += 1
            yield replace(frame, index=self._index - 1, time_s=self._last_s)
