"""Sightings to presence: seated, away or unknown; a dark picture never empties a chair."""

from posture.config import PresenceConfig
from posture.features import Features
from posture.profile import Profile
from posture.types import Empty, Presence

_FARTHEST = 2.0  # upright distances; nobody works from so far away


def at_desk(now: Features, profile: Profile | None) -> Features:
    """Return nobody where a face is too far away to sit at this desk: a guest's or a poster's.

    Only faces are judged: of somebody who turns away the points of the body may fall together,
    and that must not empty the chair.
    """
    upright = None if profile is None else profile.value("pupils_px")
    if now.pupils_px is None or upright is None or now.pupils_px * _FARTHEST >= upright:
        return now
    return Features(size_px=now.size_px, reasons=frozenset({Empty.NO_PERSON}))


class PresenceTracker:
    """Tell whether somebody is there, from what each picture showed.

    Only time between usable pictures without a person counts towards away: a dark or blurred
    stretch stops that clock, and so does a silence longer than the limit itself.

    Examples
    --------
    >>> tracker = PresenceTracker(PresenceConfig(away_after_s=2.0))
    >>> [str(tracker.update(float(t), seen=t < 1, usable=True)) for t in range(5)]
    ['seated', 'unknown', 'unknown', 'away', 'away']
    """

    def __init__(self, config: PresenceConfig) -> None:
        self._away_after_s = config.away_after_s
        self._empty_at_s: float | None = None
        self._empty_s = 0.0

    def update(self, time_s: float, seen: bool, usable: bool) -> Presence:
        """Return the presence at this picture; standing is for those who know a desk's height."""
        if seen:
            self._empty_at_s, self._empty_s = None, 0.0
            return Presence.SEATED
        if not usable:
            self._empty_at_s = None
            return Presence.UNKNOWN
        self._count(time_s)
        return Presence.AWAY if self._empty_s >= self._away_after_s else Presence.UNKNOWN

    def _count(self, time_s: float) -> None:
        last_s, self._empty_at_s = self._empty_at_s, time_s
        if last_s is not None and time_s - last_s <= self._away_after_s:
            self._empty_s += time_s - last_s
