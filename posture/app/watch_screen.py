"""What a watch sees to the terminal: a screen that is drawn anew, plain lines, or JSON.

State is told by colour, by shape and by word at once: each alone is enough.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live as Screen
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from posture.app.terminal import visible
from posture.app.watch_view import TREND_BINS, WatchView
from posture.outputs.gauges import Gauge, Zone, verdict
from posture.outputs.wording import duration, percent
from posture.status import Status, WatchState, to_mapping

Show = Callable[[WatchView], None]
"""Shows how a watch stands."""

WIDE, WIDEST = 92, 120
_SHAPES: Mapping[Zone | None, tuple[str, str]] = {
    Zone.FINE: ("●", "green"),
    Zone.EDGE: ("■", "yellow"),
    Zone.BEYOND: ("▲", "bold red"),
    Zone.OPEN: ("●", "blue"),
    Zone.UNSEEN: ("○", "dim"),
    None: ("‖", "yellow"),  # not watching
}
_COLUMNS = (12, 14, 14)
_BARS = "▁▂▃▄▅▆▇█"
_UNSEEN_STAYS_S = 5.0  # what comes and goes from picture to picture is no line worth
_HELP = "Ctrl+C ends · posture pause, snooze, why"


@contextmanager
def shown(console: Console, *, as_json: bool) -> Iterator[Show]:
    """Give a function to call about once a second with how the watch stands."""
    if as_json:
        yield _Json(console)
        return
    if not console.is_terminal:
        yield _Lines(console)
        return
    last = _Last()
    with Screen(console=console, transient=True, auto_refresh=False) as live:
        yield lambda view: live.update(screen(last.kept(view)), refresh=True)
    if last.view is not None:
        console.print(_ending(last.view), soft_wrap=True)


@dataclass(slots=True)
class _Last:
    view: WatchView | None = None

    def kept(self, view: WatchView) -> WatchView:
        self.view = view
        return view


def _ending(view: WatchView) -> Text:
    """Say what is left of a screen that is gone."""
    return Text(visible(f"{view.at:%H:%M} {view.status.source}: {standing(view)[1]}."))


def screen(view: WatchView) -> RenderableType:
    """Draw how a watch stands, in longer rows where there is room for them."""
    return _Sized(lambda width: _panel(view, min(width, WIDEST)))


@dataclass(frozen=True, slots=True)
class _Sized:
    """Something that is drawn when its width is known."""

    draw: Callable[[int], RenderableType]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.draw(options.max_width)


def _panel(view: WatchView, width: int) -> Panel:
    status, wide = view.status, width >= WIDE
    measures = [_gauge(gauge, wide=wide) for gauge in view.gauges if status.now]
    blocks = [block for block in (measures, [*_told(view)]) if block]
    named = f" · {visible(status.profile)}" if status.profile is not None else ""
    return Panel(
        Group(_headline(view), *(part for block in blocks for part in (Text(), *block))),
        title=Text(f"posture · {visible(status.source)}{named} · {view.at:%H:%M}"),
        subtitle=Text(_HELP),
        title_align="left",
        subtitle_align="right",
        width=width,
        padding=(1, 2) if wide else (1, 1),
        border_style=_SHAPES[standing(view)[0]][1],
    )


def standing(view: WatchView) -> tuple[Zone | None, str]:
    """Say in a few words what the watch does and sees; without a zone while it is not watching."""
    status = view.status
    if status.state is WatchState.WATCHING and status.reason is None:
        return verdict(status.states, view.gauges)
    reason = "" if status.reason is None else f": {visible(status.reason)}"
    if status.state is WatchState.WATCHING:
        return Zone.UNSEEN, f"Watching, nothing seen{reason}"
    return None, _capital(f"{status.state}{reason}")


def _headline(view: WatchView) -> Text:
    zone, words = standing(view)
    shape, style = _SHAPES[zone]
    return Text.assemble((f"{shape} {words}", style), (_hushed(view.status), "yellow"))


def _hushed(status: Status) -> str:
    return "" if status.hushed is None else f" · no prompts: {visible(status.hushed)}"


def _gauge(gauge: Gauge, *, wide: bool) -> RenderableType:
    """Return the words of a measure and its scale: behind them, or below where it is narrow."""
    shape, style = _SHAPES[gauge.zone]
    drawn = _Sized(lambda width: _drawn(gauge, width))
    row = Table.grid(padding=(0, 2), expand=wide)
    for cells in _COLUMNS:
        row.add_column(width=cells, no_wrap=True)
    words = (gauge.label, Text(f"{shape} {gauge.zone}", style), gauge.value)
    if not wide:
        row.add_row(*words)
        return Group(row, Padding(drawn, (0, 0, 0, _COLUMNS[0] + 2)))
    row.add_column(ratio=1)
    row.add_row(*words, drawn)
    return row


def _drawn(gauge: Gauge, cells: int) -> Text:
    """Draw the scale with the value on it, and how it went."""
    return Text.assemble(_scale(gauge, cells - TREND_BINS - 2), "  ", _trend(gauge))


def _scale(gauge: Gauge, cells: int) -> Text:
    """Draw threshold, value, and one standard deviation to both sides of it."""

    def cell(value: float) -> int:
        share = (value - gauge.low) / (gauge.high - gauge.low)
        return round(min(max(share, 0.0), 1.0) * (cells - 1))

    row = ["─"] * cells
    if gauge.band is not None:
        at = cell(gauge.band.enter)
        bad = range(at) if gauge.band.enter < gauge.band.leave else range(at + 1, cells)
        row = ["░" if i in bad else "┃" if i == at else one for i, one in enumerate(row)]
    if gauge.now is not None:
        first, last = (cell(gauge.now.value + side * gauge.now.sd) for side in (-1, 1))
        row = ["━" if first <= i <= last and one != "┃" else one for i, one in enumerate(row)]
        row[cell(gauge.now.value)] = "█"
    return Text("".join(row), _SHAPES[gauge.zone][1], no_wrap=True)


def _trend(gauge: Gauge) -> str:
    """Draw the last minutes, the newest on the right; what was not seen is a gap."""
    drawn = "".join(_bar(gauge, value) for value in gauge.recent)
    return drawn.rjust(TREND_BINS)


def _bar(gauge: Gauge, value: float) -> str:
    if not math.isfinite(value):
        return " "
    share = (value - gauge.low) / (gauge.high - gauge.low)
    return _BARS[round(min(max(share, 0.0), 1.0) * (len(_BARS) - 1))]


def _told(view: WatchView) -> Iterator[RenderableType]:
    """Yield what else there is to say."""
    status, alert = view.status, view.status.last_alert
    if view.muscle is not None:
        yield _fact("Most loaded", f"{view.muscle}: {percent(view.dose)} of our guide value")
    if view.break_in_min is not None and status.seated_min is not None:
        due = "now" if view.break_in_min <= 0 else f"in {duration(60 * view.break_in_min)}"
        yield _fact("Next break", f"{due}; seated for {duration(60 * status.seated_min)}")
    if status.coverage is not None:
        yield _fact("Seen", f"{percent(status.coverage)} of the last five minutes")
    for text in view.unseen:
        yield _fact("Not seen", _capital(text), "yellow")
    if alert is not None:
        yield _fact("Last prompt", alert.message)


def _fact(name: str, text: str, style: str = "") -> Table:
    row = Table.grid(padding=(0, 2))
    row.add_column(style="dim", width=_COLUMNS[0])
    row.add_column()
    row.add_row(name, Text(text, style))
    return row


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


class _Json:
    """One object a line, one a second at most."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: datetime | None = None

    def __call__(self, view: WatchView) -> None:
        second = view.at.replace(microsecond=0)
        if second != self._said:
            self._said = second
            line = json.dumps(to_mapping(view.status), ensure_ascii=False, allow_nan=False)
            self._console.print(Text(line), soft_wrap=True)


class _Lines:
    """A line with the time of day whenever something changed: what is held, not seen, or said."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._said: dict[str, str] = {}
        self._coming: tuple[str, datetime] | None = None

    def __call__(self, view: WatchView) -> None:
        status = view.status
        self._say(view, "state", f"{standing(view)[1]}{_hushed(status)}")
        self._say(view, "unseen", self._stayed("; ".join(view.unseen), view.at))
        if status.last_alert is not None:
            self._say(view, "prompt", status.last_alert.message)

    def _say(self, view: WatchView, about: str, text: str) -> None:
        if text != self._said.get(about, ""):
            self._said[about] = text
            if text:
                line = f"{view.at:%H:%M:%S} {visible(view.status.source)}: {_capital(text)}"
                self._console.print(Text(line), soft_wrap=True)

    def _stayed(self, text: str, at: datetime) -> str:
        """Return what has been so for some seconds, until then what was before."""
        if self._coming is None or self._coming[0] != text:
            self._coming = (text, at)
        if (at - self._coming[1]).total_seconds() >= _UNSEEN_STAYS_S:
            return text
        return self._said.get("unseen", "")
