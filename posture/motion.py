"""Measurements to stillness: for how long somebody has been seated without a change of position."""

from collections.abc import Callable, Mapping

from posture.load import known
from posture.types import Estimate, Measurement, Presence

MOVED_S = 3.0  # a new position is one that is kept for so long

# What counts as another position: trunk and shoulders elsewhere, not a turn or a nod of the head.
# Sizes are some three times the error from frame to frame, and plain to see.
_POSITIONS: Mapping[str, tuple[Callable[[Measurement], Estimate | None], float]] = {
    "distance": (lambda m: m.camera_distance_cm or m.screen_distance_cm, 6.0),
    "protraction": (lambda m: m.protraction_cm, 2.5),
    "tilt": (lambda m: m.shoulder_tilt_change_deg, 4.0),
    "lean": (lambda m: m.trunk_lean_deg, 10.0),
}


class StillTimer:
    """Count the seated time since the last change of position; unseen time changes nothing."""

    def __init__(self) -> None:
        self.still_s = 0.0
        self._anchor: dict[str, float] = {}
        self._moved_s: float | None = None
        self._last_s: float | None = None

    def update(self, m: Measurement, time_s: float, max_gap_s: float) -> None:
        """Follow the position to this moment."""
        step_s = 0.0 if self._last_s is None else time_s - self._last_s
        self._last_s = time_s
        if m.presence in (Presence.AWAY, Presence.STANDING):
            self._settle({})
            return
        here = _position(m)
        if m.presence is not Presence.SEATED or not here:
            return
        self.still_s += step_s if step_s <= max_gap_s else 0.0
        self._compare(here, time_s)

    def _compare(self, here: dict[str, float], time_s: float) -> None:
        self._anchor = here | self._anchor
        if all(abs(here[name] - self._anchor[name]) < _POSITIONS[name][1] for name in here):
            self._moved_s = None
        elif self._moved_s is None:
            self._moved_s = time_s
        elif time_s - self._moved_s >= MOVED_S:
            self._settle(here)

    def _settle(self, here: dict[str, float]) -> None:
        self.still_s, self._anchor, self._moved_s = 0.0, here, None


def _position(m: Measurement) -> dict[str, float]:
    found = {name: known(read(m)) for name, (read, _) in _POSITIONS.items()}
    return {name: estimate.value for name, estimate in found.items() if estimate is not None}
