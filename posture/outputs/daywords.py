"""What a period says in plain sentences, true also when little was seen of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePath

import numpy as np

from posture.knowledge import load_knowledge
from posture.minutes import HEAD
from posture.outputs.dictionary import column, terms
from posture.outputs.digest import Digest, day
from posture.outputs.findings import Load
from posture.outputs.turns import Turned
from posture.outputs.wording import (
    MINUTE_S,
    UNTOLD,
    duration,
    listed,
    muscle_name,
    number,
    percent,
    telling,
)
from posture.resampling import Interval

SHRUGS = ("shrug_both", "shrug_left", "shrug_right")
_FIRST = ("head_forward", *SHRUGS, "too_close", "looking_down")  # what to name, in this order
_NAMED = 2
_WORTH_NAMING = 0.005
_PROMPTS = {
    "muscle_load": "Load of a muscle",
    "long_sitting": "Sitting for long",
    "motionless": "Hardly moved",
}


def sentences(digest: Digest) -> tuple[str, str, str]:
    """Say how the period went, what was loaded most, and what was not observed."""
    return _went(digest), _loaded(digest), _unseen(digest)


def span(first: date, last: date) -> str:
    """Write a stretch of days, both included.

    Examples
    --------
    >>> span(date(2026, 3, 2), date(2026, 3, 8)), span(date(2026, 3, 30), date(2026, 4, 2))
    ('2–8 March 2026', '30 March – 2 April 2026')
    """
    if first == last:
        return written(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{written(last)}"
    begin = written(first) if first.year != last.year else f"{first.day} {first:%B}"
    return f"{begin} – {written(last)}"


def written(one: date) -> str:
    """Write a day.

    Examples
    --------
    >>> written(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{one.day} {one:%B %Y}"


def between(found: Interval | None, unit: str, *, decimals: int = 1) -> str:
    """Write an estimate with its interval.

    Examples
    --------
    >>> between(Interval(estimate=1.0, low=0.5, high=1.5, blocks=9), "cm")
    '1.0 cm (0.5 to 1.5)'
    """
    if found is None:
        return "not observed"
    if found.low is not None and found.high is not None:
        decimals = telling(found.low, found.high, decimals)
    value = number(found.estimate, unit, decimals=decimals)
    return f"{value} ({reach(found, decimals=decimals)})"


def turned(one: Turned) -> tuple[str, str, str]:
    """Write a quantity before a change, after it, and the difference; of per cents in points."""
    unit, found = one.unit or column(one.name).unit, one.found
    decimals = 0 if unit in ("%", "min") else 1
    before, after = (between(part, unit, decimals=decimals) for part in (found.before, found.after))
    apart = between(found.difference, "points" if unit == "%" else unit, decimals=decimals)
    return before, after, apart if one.told else UNTOLD


def reach(found: Interval, *, decimals: int = 1) -> str:
    """Write from where to where an interval goes.

    Examples
    --------
    >>> reach(Interval(estimate=1.0, low=-0.5, high=2.5, blocks=9))
    '−0.5 to 2.5'
    """
    if found.low is None or found.high is None:
        return "too few days to say how sure"
    low, high = (number(one, "", decimals=decimals) for one in (found.low, found.high))
    return f"{low} to {high}"


def prompt_name(kind: str) -> str:
    """Name what a prompt was about."""
    known = terms("alert_kind")
    return _PROMPTS.get(kind) or (known[kind].label if kind in known else kind)


def possible(load: Load) -> str:
    """Say what the error of the measures leaves possible for a load."""
    return f"{percent(load.low)} to {percent(load.high)} possible"


def many_days(count: int) -> str:
    """Count days.

    Examples
    --------
    >>> many_days(1), many_days(5)
    ('1 day', '5 days')
    """
    return f"{count} day{'' if count == 1 else 's'}"


def entries(count: int) -> str:
    """Count entries of the diary.

    Examples
    --------
    >>> entries(1), entries(12)
    ('1 entry', '12 entries')
    """
    return "1 entry" if count == 1 else f"{count} entries"


def camera(source: str) -> str:
    """Name a camera; of a recording that was added only the name of the file.

    Examples
    --------
    >>> camera("HD Webcam"), camera("/videos/desk.mp4"), camera("rtsp://10.0.0.7/live")
    ('HD Webcam', 'desk.mp4', 'rtsp://10.0.0.7/live')
    """
    path = PurePath(source)
    return path.name if path.is_absolute() else source


def days_asked(digest: Digest) -> int:
    """Return how many days the period has."""
    last = digest.period.end - timedelta(microseconds=1)
    return (last.date() - max(digest.period.begin.date(), digest.dates[0])).days + 1


def _went(digest: Digest) -> str:
    whole, watched = days_asked(digest), len(digest.days.keys)
    when = f"On {watched} of {many_days(whole)}" if watched < whole else f"In {many_days(whole)}"
    here = f"{when} you were seen at the desk for {duration(digest.here_s)}"
    held = [(state, share) for state in _FIRST if (share := digest.held_share(state))]
    if not held:
        judged = digest.seen_share(*HEAD) > 0
        none = "none of the postures that we count was held, as far as was seen"
        return f"{here}; {none if judged else 'your posture could not be judged'}."
    most = sorted(held, key=lambda one: -one[1])[:_NAMED]
    said = [f"{terms('alert_kind')[state].phrase} for {percent(share)}" for state, share in most]
    return f"{here}; of the time that could be judged {listed(said)}."


def _loaded(digest: Digest) -> str:
    if not digest.loads:
        return "With nothing to be judged, no load could be counted."
    top = digest.loads[0]
    over = f"at or above it on {many_days(top.days_over)}" if top.days_over else "never up to it"
    said = (
        f"The highest load was on the {muscle_name(top.muscle)}: {usual_day(digest)} up to "
        f"{percent(top.usual)} of our guide value ({possible(top)}), {over}"
    )
    hour = hardest_hour(digest)
    return f"{said}; hardest was the hour from {hour}." if hour else f"{said}."


def usual_day(digest: Digest) -> str:
    """Say of which day a load is: a single one is not called usual."""
    return "on a usual day" if digest.judged_days > 1 else "on the one judged day"


def hardest_hour(digest: Digest) -> str | None:
    """Return the hour of the day with the highest load on average, as 16 to 17 h.

    None where there are not two to compare.
    """
    highest = digest.highest
    clock = digest.doses.hour % 24
    hours = [hour for hour in range(24) if np.isfinite(highest[clock == hour]).any()]
    if len(hours) < 2:
        return None
    hour = max(hours, key=lambda one: float(np.nanmean(highest[clock == one])))
    return f"{hour} to {hour + 1} h"


def _unseen(digest: Digest) -> str:
    gaps = list(_gaps(digest))
    if not gaps:
        return "In the time that was watched nothing was left unobserved."
    return f"Not observed: {listed(gaps)}. None of it counts as good or bad."


def _gaps(digest: Digest) -> Iterator[str]:
    unknown, blind = digest.total_s("unknown"), 1 - digest.seen_share(*HEAD)
    if unknown >= MINUTE_S:
        why = "camera released, dark or hidden"
        yield f"for {duration(unknown)} of the watch nobody could tell ({why})"
    if digest.here_s > 0 and blind >= _WORTH_NAMING:
        yield f"in {percent(blind)} of the time at the desk the head could not be judged"
    missed = days_asked(digest) - len(digest.days.keys)
    if missed > 0:
        yield f"on {many_days(missed)} nothing was watched"


def worst_day(digest: Digest) -> tuple[date, float] | None:
    """Return the day with the highest load, and that load."""
    load = digest.load_by_day
    if not np.isfinite(load).any():
        return None
    place = int(np.nanargmax(load))
    return day(digest.dose_days.keys[place]), float(load[place])


def coach_words(digest: Digest) -> str:
    """Say what the coach was used for and what pain did meanwhile; empty without sessions."""
    sessions = digest.period.coached
    if not sessions:
        return ""
    names = {one.id: one.plain_name for one in load_knowledge().muscles}
    names |= {one.part_of: one.plain_name for one in load_knowledge().muscles}
    muscles = listed(sorted({names.get(one.muscle, one.muscle) for one in sessions}))
    told = [(one.before, one.after) for one in sessions if one.after is not None]
    count = f"{len(sessions)} session{'' if len(sessions) == 1 else 's'} of the coach ({muscles})"
    if not told:
        return f"{count}; pain afterwards was not said."
    before, after = np.mean(told, axis=0)
    stopped = sum(one.stopped for one in sessions)
    ended = f" {stopped} stopped because it hurt more." if stopped else ""
    pain = f"pain {before:.1f} of 10 before and {after:.1f} right afterwards, on average"
    return f"{count}: {pain}.{ended}"
