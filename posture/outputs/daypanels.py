"""A period to panels: charts over days, each with the same in words."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import numpy as np

from posture.outputs.daycharts import (
    UNSEEN,
    Track,
    heat_map,
    histogram,
    pain_beside_load,
    sitting_bars,
    trend,
)
from posture.outputs.daywords import entries, hardest_hour, many_days, worst_day, written
from posture.outputs.dictionary import column
from posture.outputs.digest import Digest, day
from posture.outputs.panels import Panel
from posture.outputs.trends import MIN_PAIRS, MIN_SHRUG, SHOULDERS
from posture.outputs.wording import as_set, duration, listed, muscle_name, number, percent
from posture.types import Floats
from posture.variation import distribution

_muscle_name = cache(muscle_name)  # asked for every hour of a year
TRENDS = (
    ("protraction_cm", "Head moved forward"),
    ("head_forward_deg", "Angle of the head"),
    (SHOULDERS[0], "Shoulders raised"),
    ("screen_distance_cm", "Distance to the screen"),
    ("trunk_lean_deg", "Lean of the trunk"),
)
STEPS = {  # width of a class, by unit
    "head_forward_deg": 1.0,
    "protraction_cm": 0.25,
    "neck_flexion_deg": 2.0,
    SHOULDERS[0]: 0.25,
    SHOULDERS[1]: 0.25,
    "screen_distance_cm": 2.0,
    "trunk_lean_deg": 2.0,
}
_BAND = (
    "The dark band is the error that stays the same for person and camera (± one standard "
    "deviation), the pale one holds four fifths of the day."
)


def heat(digest: Digest) -> Panel:
    """Return the load of every hour of every day."""
    clock = digest.doses.hour % 24
    hours = range(int(clock.min()), int(clock.max()) + 1)
    grid = np.full((len(hours), len(digest.dates)), np.nan)
    says = [[""] * len(digest.dates) for _ in hours]
    for place, (hour, highest) in enumerate(zip(digest.doses.hour, digest.highest, strict=True)):
        row, across = int(hour % 24) - hours[0], (day(hour // 24) - digest.dates[0]).days
        grid[row, across] = 100 * highest if np.isfinite(highest) else UNSEEN
        says[row][across] = _hour_words(digest, place)
    return Panel(
        key="heat",
        heading="Load, hour by hour",
        figure=heat_map(digest.dates, list(hours), grid, says),
        caption=" ".join(_heat_words(digest)),
    )


def _hour_words(digest: Digest, place: int) -> str:
    hour = digest.doses.hour[place]
    when = f"{day(hour // 24):%a %d %b}, {int(hour % 24)} to {int(hour % 24) + 1} h"
    doses = {muscle: peak[place] for muscle, peak in digest.doses.peak.items()}
    seen = {muscle: dose for muscle, dose in doses.items() if np.isfinite(dose)}
    if not np.isfinite(digest.highest[place]):
        return f"{when}: not judged"
    top = max(seen, key=lambda one: seen[one])
    return f"{when}: {percent(seen[top])} of our guide value, {_muscle_name(top)}"


def _heat_words(digest: Digest) -> Iterator[str]:
    over = int((digest.highest >= 1).sum())
    judged = int(np.isfinite(digest.highest).sum())
    yield (
        "Highest load of any muscle in each hour, in per cent of our guide value: at or above it "
        f"in {over} of {judged} judged hours."
    )
    worst, hour = worst_day(digest), hardest_hour(digest)
    if worst is not None and digest.judged_days > 1:
        yield (
            f"The most loaded day was {worst[0]:%A}, {written(worst[0])}, on average "
            f"{percent(worst[1])}."
        )
    if hour is not None:
        yield f"The most loaded hour of the day was {hour}."
    blind = len(digest.doses.hour) - judged
    if blind > 0:
        yield f"In {blind} watched hour{'' if blind == 1 else 's'} nothing could be judged."
    yield "Empty places were not watched."


def over_days(digest: Digest) -> Iterator[Panel]:
    """Yield head, shoulders, distance and trunk day by day; what was never seen says so."""
    for name, heading in TRENDS:
        names = SHOULDERS if name == SHOULDERS[0] else (name,)
        seen = [one for one in names if np.isfinite(digest.minutes.value[one]).any()]
        if seen:
            yield _trend(digest, seen, heading)
        elif name in ("protraction_cm", SHOULDERS[0], "screen_distance_cm"):
            yield Panel(key=name, heading=heading, figure=None, caption="Not observed.")


def _trend(digest: Digest, names: Sequence[str], heading: str) -> Panel:
    tracks = []
    for name in names:
        low, middle, high = map(digest.on_calendar, digest.by_day(name))
        label = column(name).label
        sd = digest.sd(name)[1]
        tracks.append(Track(label=label, middle=middle, low=low, high=high, sd=sd))
    unit, limit = column(names[0]).unit, guide(digest, names[0])
    words = [_trend_words(digest, name) for name in names]
    if limit is not None:
        words.append(f"Dotted line: {limit[1]}.")
    return Panel(
        key=names[0],
        heading=heading,
        figure=trend(digest.dates, tracks, unit=unit, limit=limit, changed=digest.changed),
        caption=" ".join([*words, _BAND]),
    )


def _trend_words(digest: Digest, name: str) -> str:
    unit, by_day = column(name).unit, digest.by_day(name)[1]
    low, median, high = (number(value, unit) for value in digest.percentiles(name) or ())
    ends = [number(float(end), unit) for end in (np.nanmin(by_day), np.nanmax(by_day))]
    days = f" (by day from {ends[0]} to {ends[1]})" if ends[0] != ends[1] else ""
    return (
        f"{column(name).label}: median {median} ± {number(digest.sd(name)[1], unit)}{days}, four "
        f"fifths of the time between {low} and {high}, seen for "
        f"{percent(digest.seen_share(name))} of the time at the desk."
    )


def guide(digest: Digest, name: str) -> tuple[float, str] | None:
    """Return the value from which a measure counts, and what to call it."""
    limits = digest.limits
    if name in SHOULDERS:
        return _shrug_guide(digest)
    found = {
        "protraction_cm": (limits.protraction_cm.enter, "guide value", ""),
        "screen_distance_cm": (limits.too_close_cm.enter, "guide value", ", closer counts"),
        "trunk_lean_deg": (limits.leaning_deg.enter, "guide value", ""),
    }.get(name)
    if found is None:
        return None
    value, words, remark = found
    return value, f"{words} {as_set(value, column(name).unit)}{remark}"


def _shrug_guide(digest: Digest) -> tuple[float, str] | None:
    """The guide value is a share of a full shrug; the minutes say how many centimetres that is."""
    value = digest.minutes.value
    ratios = [
        value[f"shoulder_elevation_{side}_cm"][known] / value[f"shrug_{side}"][known]
        for side in ("left", "right")
        for known in [np.abs(np.nan_to_num(value[f"shrug_{side}"])) > MIN_SHRUG]
    ]
    ratio = np.concatenate(ratios)
    ratio = ratio[np.isfinite(ratio)]
    if len(ratio) < MIN_PAIRS:
        return None
    share = digest.limits.shrug.enter
    limit_cm = share * float(np.median(ratio))
    return limit_cm, f"guide value {number(limit_cm, 'cm')}, {percent(share)} of a full shrug"


def sitting(digest: Digest) -> Panel:
    """Return the longest sitting of each day, and the breaks."""
    limit, longest = digest.limits.long_sitting_min, digest.longest_by_day_min
    return Panel(
        key="sitting",
        heading="Longest sitting of each day",
        figure=sitting_bars(digest.dates, digest.on_calendar(longest), limit_min=limit),
        caption=" ".join(_sitting_words(digest, limit)),
    )


def _sitting_words(digest: Digest, limit: float) -> Iterator[str]:
    longest, found = digest.longest_by_day_min, digest.sittings
    yield f"The longest sitting without a break that was seen: {duration(60 * longest.max())}."
    over = int((longest > limit).sum())
    yield f"It was longer than {limit:.0f} min on {over} of {many_days(len(longest))}."
    if found.breaks > 0:
        every = duration(digest.total_s("seated") / found.breaks)
        usual = duration(float(np.nanmedian(found.break_s)))
        yield f"Breaks seen: {found.breaks}, one in {every} of sitting."
        yield f"Half of them lasted {usual} or more."
    else:
        yield "No break was seen."
    yield "What could not be seen counts neither as sitting nor as a break."


def pain(digest: Digest) -> Panel | None:
    """Return the diary beside the load of the days; None where nothing was written."""
    told = [(f"{one.at:%Y-%m-%d}", float(one.pain)) for one in digest.diary]
    if not told:
        return None
    load = digest.on_calendar(100 * digest.load_by_day)
    return Panel(
        key="pain",
        heading="Pain beside load",
        figure=pain_beside_load(digest.dates, load, told, digest.changed),
        caption=" ".join(_pain_words(digest, np.array([value for _, value in told]))),
    )


def _pain_words(digest: Digest, pains: Floats) -> Iterator[str]:
    yield (
        f"Pain in your diary: {entries(len(pains))}, on average {pains.mean():.1f} of 10, from "
        f"{pains.min():.0f} to {pains.max():.0f}."
    )
    tags = sorted({str(tag) for one in digest.diary for tag in one.tags})
    if tags:
        yield f"Written beside it: {listed(tags)}."
    yield "Below, the load of the day: the mean over its hours of what the most loaded muscle had."
    yield "What goes together need not be the cause of each other."


def distributions(digest: Digest) -> Iterator[Panel]:
    """Yield in which share of the time each measure lay where."""
    for name, step in STEPS.items():
        value, seen = digest.minutes.value[name], digest.minutes.seen_s[name]
        middles, share = distribution(value, seen, step)
        found = digest.percentiles(name)
        if found is None:
            continue
        unit = column(name).unit
        low, middle, high = (number(one, unit) for one in found)
        limit = guide(digest, name)
        yield Panel(
            key=f"spread-{name}",
            heading=column(name).label,
            figure=histogram(middles, share, step=step, unit=unit, limit=limit),
            caption=f"10th percentile {low}, median {middle}, 90th {high}; {_hours(seen)} seen.",
        )


def day_rows(digest: Digest) -> Iterator[dict[str, str]]:
    """Yield every day in numbers: what the charts show, as a table."""
    seated, unknown = (digest.days.sum(digest.minutes.presence_s[p]) for p in ("seated", "unknown"))
    forward = _held_by_day(digest, "head_forward")
    pains = _pain_by_day(digest)
    for place, number_ in enumerate(digest.days.keys):
        load = digest.load_by_day[place]
        yield {
            "day": f"{day(number_):%a} {day(number_).day} {day(number_):%b %Y}",
            "seated": duration(seated[place]),
            "unknown": duration(unknown[place]),
            "forward": _share(forward[place]),
            "longest": duration(60 * digest.longest_by_day_min[place]),
            "load": _share(load),
            "pain": pains.get(day(number_), "–"),
        }


def _held_by_day(digest: Digest, state: str) -> Floats:
    held = digest.minutes.held_s.get(state, np.zeros(len(digest.minutes.time_s)))
    judged = digest.judged_s(state)
    share = np.divide(held, judged, out=np.full(len(held), np.nan), where=judged > 0)
    return digest.days.mean(np.minimum(share, 1.0), judged)


def _pain_by_day(digest: Digest) -> dict[date, str]:
    by_day: dict[date, list[int]] = {}
    for one in digest.diary:
        by_day.setdefault(one.at.date(), []).append(one.pain)
    return {when: " / ".join(map(str, pains)) for when, pains in by_day.items()}


def _share(value: float) -> str:
    return percent(value) if np.isfinite(value) else "–"


def _hours(seconds: Floats) -> str:
    return f"{float(seconds.sum()) / 3600:.1f} h"
