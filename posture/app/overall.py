"""Progress over all recordings: how many, how much of them, how fast, and how long it will take."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from posture.app.progress import Report
from posture.app.sizes import Sizes
from posture.app.terminal import visible

_MINUTE_S, _HOUR_S = 60.0, 3600.0
_OFTEN_S, _SELDOM_S = 5.0, 30.0  # between plain lines, in the first minute and later
_DRAWN_S = 0.2
_LEAST_S = 1e-9
_SURE_AFTER_S, _SURE_SHARE = 10.0, 0.02  # what passes before the time left is more than a guess


class _Mark(NamedTuple):
    """When something was heard, and how much was done by then."""

    at_s: float
    weight_s: float
    length_s: float


class _Seconds:
    """Seconds of each recording, all and done; kept as sums, for everybody asks all the time."""

    def __init__(self, seconds: Mapping[int, float]) -> None:
        self._seconds = dict(seconds)
        self.all_s, self.done_s = sum(seconds.values()), 0.0

    def advance(self, key: int, share: float) -> None:
        """Count so much more of a recording as done."""
        self.done_s += share * self._seconds.get(key, 0.0)

    def put(self, key: int, seconds: float, *, share: float) -> None:
        """Change what a recording takes of which so much is done."""
        change_s = seconds - self._seconds.get(key, 0.0)
        self._seconds[key] = seconds
        self.all_s += change_s
        self.done_s += share * change_s


class Overall:
    """Counts what is done of many recordings; `text` says it in one line.

    ``label`` is what is shown in place of a count where there is only one.
    """

    def __init__(
        self,
        sizes: Sizes,
        *,
        label: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._weights, self._lengths = _Seconds(sizes.weights_s), _Seconds(sizes.lengths_s)
        self._known_s = self._lengths.all_s
        self._label, self._clock = label, clock
        self.changed: Callable[[], None] = lambda: None
        self._shares = dict.fromkeys(sizes.weights_s, 0.0)
        self._ended = self._failed = 0
        self._first: _Mark | None = None  # starting says nothing about the speed
        self._last: _Mark | None = None

    def report(self, key: int) -> Report:
        """Return what to call with how much of a recording is done."""

        def heard(done: float, total: float | None) -> None:
            if total is not None and total > 0:
                self._advance(key, min(done / total, 1.0))
                self._mark()
                self.changed()

        return heard

    def ended(self, key: int, length_s: float | None, *, failed: bool = False) -> None:
        """Count a recording that is over, and that was so long."""
        self._advance(key, 1.0)
        if length_s is not None and self._known_s <= 0:
            self._lengths.put(key, length_s, share=1.0)
        self._ended += 1
        self._failed += failed
        if failed:  # takes no time
            self._weights.put(key, 0.0, share=1.0)
            self._lengths.put(key, 0.0, share=1.0)
        else:
            self._mark()

    @property
    def has_begun(self) -> bool:
        """Whether anything was heard yet."""
        return self._first is not None

    @property
    def share(self) -> float:
        """How much of all is done, 0–1."""
        whole_s = self._weights.all_s
        return min(self._weights.done_s / whole_s, 1.0) if whole_s > _LEAST_S else 0.0

    def text(self) -> str:
        """Say in one line how far everything is."""
        return ", ".join([self._count(), *self._video(), *self._left()])

    def _advance(self, key: int, share: float) -> None:
        gained = share - self._shares[key]
        self._shares[key] = share
        self._weights.advance(key, gained)
        self._lengths.advance(key, gained)

    def _mark(self) -> None:
        self._last = _Mark(self._clock(), self._weights.done_s, self._lengths.done_s)
        self._first = self._first or self._last

    def _count(self) -> str:
        if self._label is not None:
            return f"{visible(self._label)}: {100 * self.share:.0f} %"
        failed = f" ({self._failed} failed)" if self._failed > 0 else ""
        return f"{self._ended} of {len(self._shares)} recordings{failed}"

    def _video(self) -> Iterator[str]:
        done_s = self._lengths.done_s
        if self._known_s <= 0 and done_s <= 0:
            return
        of = f" of {self._lengths.all_s / _MINUTE_S:.1f}" if self._known_s > 0 else ""
        yield f"{done_s / _MINUTE_S:.1f}{of} min of video"
        if self._gained is not None and self._gained.length_s > 0:
            yield f"{self._gained.length_s / self._gained.at_s:.1f} × real time"

    def _left(self) -> Iterator[str]:
        whole_s, gained = self._weights.all_s, self._gained
        if gained is None or self._last is None or gained.weight_s < _SURE_SHARE * whole_s:
            return
        left_s = gained.at_s * (whole_s - self._last.weight_s) / max(gained.weight_s, _LEAST_S)
        since_s = self._clock() - self._last.at_s  # many processes are heard of now and then
        yield f"about {in_words(max(left_s - since_s, 0.0))} left"

    @property
    def _gained(self) -> _Mark | None:
        """What was done from the first that was heard to the last, once that took a while."""
        if self._first is None or self._last is None:
            return None
        gained = _Mark(*(b - a for a, b in zip(self._first, self._last, strict=True)))
        return gained if gained.at_s >= _SURE_AFTER_S else None


@contextmanager
def displayed(
    console: Console, overall: Overall, *, bar: bool = True
) -> Iterator[Callable[[], None]]:
    """Give a function to call now and then: a bar on a terminal, plain lines elsewhere."""
    if not (bar and console.is_terminal):
        overall.changed = _Lines(console, overall).refresh
        yield overall.changed
        return
    columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        overall.changed = _Bar(progress, overall).refresh
        yield overall.changed


class _Bar:
    def __init__(self, progress: Progress, overall: Overall) -> None:
        self._progress, self._overall = progress, overall
        self._task = progress.add_task(overall.text(), total=1.0)
        self._drawn_s = time.monotonic()

    def refresh(self) -> None:
        """Draw what has changed, as often as an eye follows."""
        if time.monotonic() - self._drawn_s >= _DRAWN_S:
            self._drawn_s = time.monotonic()
            text, share = self._overall.text(), self._overall.share
            self._progress.update(self._task, completed=share, description=text)


class _Lines:
    def __init__(
        self, console: Console, overall: Overall, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._console, self._overall, self._clock = console, overall, clock
        self._began_s = self._said_s = clock()

    def refresh(self) -> None:
        """Print a line when it is time for one."""
        now_s = self._clock()
        every_s = _OFTEN_S if now_s - self._began_s < _MINUTE_S else _SELDOM_S
        if now_s - self._said_s >= every_s and self._overall.has_begun:
            self._said_s = now_s
            self._console.print(self._overall.text(), soft_wrap=True)


def in_words(seconds: float) -> str:
    """Round a time to what a guess is worth.

    Examples
    --------
    >>> in_words(42.0), in_words(400.0), in_words(8000.0)
    ('40 s', '7 min', '2 h 13 min')
    """
    if seconds < 1.5 * _MINUTE_S:
        return f"{max(round(seconds / 10) * 10, 5)} s"
    if seconds < 1.5 * _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    hours, minutes = divmod(round(seconds / _MINUTE_S), 60)
    return f"{hours} h {minutes} min"
