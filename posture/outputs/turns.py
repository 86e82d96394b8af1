"""A period to what became of each quantity from the day of a change on, and how sure that is."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from posture.agreement import WITHIN
from posture.comparable import Setup, differences, in_use
from posture.minutes import HEAD
from posture.outputs.digest import EPOCH, Digest
from posture.resampling import Interval, endless, widened
from posture.turning import Turn, turn
from posture.weeks import DAY_S

_MEASURES = (
    *HEAD,
    "shoulder_elevation_left_cm",
    "shoulder_elevation_right_cm",
    "screen_distance_cm",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """One quantity before and after; ``unit`` is empty where it is that of its column.

    Not ``told``: camera or upright posture changed too, and what that does to it is not known.
    """

    name: str
    unit: str
    found: Turn
    told: bool = True


def turns(digest: Digest) -> Iterator[Turned]:
    """Yield each quantity before the day of the change and from it on; nothing without one."""
    if digest.changed is None:
        return
    at_s = (digest.changed - EPOCH).days * DAY_S
    alike, day_s = not unlike_sides(digest), digest.days.keys * DAY_S
    time_s, pain = digest.pains
    yield Turned(name="pain", unit="of 10", found=turn(time_s, pain, np.ones(len(pain)), at_s))
    seated, head = map(digest.days.sum, (digest.minutes.presence_s["seated"], digest.head_s))
    load = turn(day_s, 100 * digest.load_by_day, head, at_s)
    yield Turned(name="load", unit="%", found=load if alike else _untold(load), told=alike)
    for name in _MEASURES:
        found = turn(*digest.series(name), at_s)
        constant = 0.0 if alike else WITHIN * math.sqrt(2) * digest.sd(name)[1]
        yield Turned(name=name, unit="", found=_doubted(found, constant))
    longest = turn(day_s, digest.longest_by_day_min, seated, at_s)
    yield Turned(name="longest sitting", unit="min", found=longest)


def unlike_sides(digest: Digest) -> tuple[str, ...]:
    """Say where camera or upright posture differ before and after the change, a sentence each."""
    if digest.changed is None:
        return ()
    at = datetime(*digest.changed.timetuple()[:3], tzinfo=UTC)
    begin, end = (one.replace(tzinfo=UTC) for one in (digest.period.begin, digest.period.end))
    return differences(_setup(digest, begin, at), _setup(digest, at, end))


def _setup(digest: Digest, begin: datetime, end: datetime) -> Setup:
    """Return by which cameras and against which upright postures somebody was seen in a span.

    Moments are those of the clock on the wall, with the zone of which nothing is meant.
    """
    cameras, profiles = defaultdict[str, float](float), defaultdict[str, float](float)
    for one in digest.period.sessions:
        started_at = one.started_at.replace(tzinfo=UTC)
        from_s = max(begin, started_at).timestamp()
        until_s = min(end.timestamp(), started_at.timestamp() + one.duration_s)
        share = one.observed_s / one.duration_s if one.duration_s > 0 else 0.0
        cameras[one.source] += max(0.0, until_s - from_s) * share
        profiles[one.profile or "none"] += max(0.0, until_s - from_s) * share
    return Setup(camera=in_use(cameras), baseline=in_use(profiles))


def _untold(found: Turn) -> Turn:
    return (
        found if found.difference is None else replace(found, difference=endless(found.difference))
    )


def _doubted(found: Turn, by: float) -> Turn:
    between: Interval | None = found.difference
    return found if between is None else replace(found, difference=widened(between, by))
