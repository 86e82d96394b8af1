"""Time stamps to samples: when each frame was shown, and which of them are looked at."""

import math
from fractions import Fraction

from posture.errors import ConfigError

_USUAL_RATE_HZ = Fraction(25)  # FFmpeg's own guess for streams without any time
_USUAL_TICK_S = Fraction(1, 1000)
_MIN_ROUNDING_S = 1e-6  # of floating-point numbers
_MAX_ROUNDING_S = 0.0005  # Matroska rounds to whole milliseconds
_EARLY = 0.1  # of the interval: live pictures jitter, and the next one would come too late


class Sampler:
    """Choose the first moment at or after each multiple of ``1 / rate_hz``, each once.

    A source slower than the rate is taken whole. ``tolerance_s`` is by how much a time stamp may
    be rounded down and still count as *at* the multiple. Without a rate every moment is taken.

    Examples
    --------
    >>> sampler = Sampler(5.0)
    >>> [time_s for time_s in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7) if sampler.takes(time_s)]
    [0.0, 0.2, 0.5, 0.7]
    """

    def __init__(self, rate_hz: float | None, *, tolerance_s: float = _MIN_ROUNDING_S) -> None:
        if rate_hz is not None and not (rate_hz > 0 and math.isfinite(rate_hz)):
            raise ConfigError(f"rate: expected more than 0 Hz, found {rate_hz}; 5 is usual.")
        self._rate_hz = rate_hz
        self._tolerance_s = tolerance_s
        self._next_tick = 0

    def takes(self, time_s: float) -> bool:
        """Whether this moment is looked at; call once for each moment, in rising order."""
        if self._rate_hz is None:
            return True
        tick = math.floor((time_s + self._tolerance_s) * self._rate_hz)
        if tick < self._next_tick:
            return False
        self._next_tick = tick + 1
        return True


class Wanted:
    """How many pictures a second somebody wants, which may change while they come.

    Whoever reads asks `takes` for each picture and leaves out the costly rest where it says no.
    Without a rate every picture is wanted.

    Examples
    --------
    >>> wanted = Wanted(5.0)
    >>> [time_s for time_s in (0.0, 0.1, 0.2, 0.3, 0.5, 0.7) if wanted.takes(time_s)]
    [0.0, 0.2, 0.5, 0.7]
    """

    def __init__(self, rate_hz: float | None = None) -> None:
        self.rate_hz = rate_hz
        self._taken_s: float | None = None

    def due(self, time_s: float) -> bool:
        """Whether a picture of this moment would be taken."""
        if self.rate_hz is None or self._taken_s is None or time_s < self._taken_s:
            return True
        return (time_s - self._taken_s) * self.rate_hz >= 1 - _EARLY

    def takes(self, time_s: float) -> bool:
        """Whether a picture of this moment is taken; if so, the next ones are not for a while."""
        due = self.due(time_s)
        if due:
            self._taken_s = time_s
        return due


class MediaClock:
    """Seconds since the first frame, from whatever time stamps a container offers.

    Examples
    --------
    >>> clock = MediaClock(Fraction(1, 10), rate_hz=Fraction(5))
    >>> [clock.rise(stamp) for stamp in (70, 71, 71, None, 80)]
    [0.0, 0.1, None, 0.3, 1.0]
    """

    def __init__(self, tick_s: Fraction | None, *, rate_hz: Fraction | None) -> None:
        self._tick_s = tick_s or _USUAL_TICK_S
        self._step_s = 1 / (rate_hz or _USUAL_RATE_HZ)
        self._origin_s: Fraction | None = None
        self._last_s: Fraction | None = None
        self._end_s = Fraction(0)

    @property
    def tick_s(self) -> Fraction:
        """The unit of its time stamps, which all times are a multiple of."""
        return self._tick_s

    @property
    def rate_hz(self) -> Fraction:
        """How many frames a second there are on average."""
        return 1 / self._step_s

    @property
    def origin_s(self) -> float:
        """What the container calls the moment of the first frame."""
        return float(self._origin_s or 0)

    @property
    def rounding_s(self) -> float:
        """By how much a stamp may be rounded down: half a tick of the container's clock."""
        return max(min(float(self._tick_s) / 2, _MAX_ROUNDING_S), _MIN_ROUNDING_S)

    @property
    def end_s(self) -> float:
        """When the last frame goes off the screen."""
        return float(self._end_s)

    def rise(self, stamp: int | None, *, duration: int | None = None) -> float | None:
        """Return the time of the next frame, ``None`` where it does not rise.

        A frame without a stamp follows the one before it at the average rate.
        """
        time_s = self._time_s(stamp)
        if self._last_s is not None and time_s <= self._last_s:
            return None
        self._last_s = time_s
        self._end_s = time_s + (duration * self._tick_s if duration else self._step_s)
        return float(time_s)

    def _time_s(self, stamp: int | None) -> Fraction:
        expected_s = Fraction(0) if self._last_s is None else self._last_s + self._step_s
        if stamp is None:
            return expected_s
        if self._origin_s is None:
            self._origin_s = stamp * self._tick_s - expected_s
        return stamp * self._tick_s - self._origin_s
