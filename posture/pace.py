"""Changes of picture and posture to how often to look: seldom while nothing happens."""

from posture.config import WatchConfig
from posture.stillness import Plane, changed_share
from posture.types import Estimate, Measurement

_TELLING = (
    "protraction_cm",
    "head_forward_deg",
    "head_pitch_deg",
    "head_yaw_deg",
    "shoulder_elevation_left_cm",
    "shoulder_elevation_right_cm",
    "camera_distance_cm",
)
_EARLY_S = 0.03  # a picture that comes so little too early is taken; the next may be late


class Pace:
    """Decide for every picture whether to look at it.

    While the picture is as it was at the last look, at the rate of ``still_hz``; while it moves, as
    when somebody talks, at ``moving_hz``; while the measured posture itself changes, at
    ``changing_hz``. ``saves_power`` slows all of them.
    """

    def __init__(self, config: WatchConfig) -> None:
        self._config = config
        self._looked_s: float | None = None
        self._plane: Plane | None = None
        self._moving_until_s = self._changing_until_s = float("-inf")
        self._settled: dict[str, Estimate] = {}
        self.saves_power = False

    def is_due(self, time_s: float, plane: Plane) -> bool:
        """Tell whether to look at the picture of this moment; if so, it counts as looked at."""
        if self._plane is not None and changed_share(self._plane, plane) > self._config.moved_share:
            self._moving_until_s = time_s + self._config.calm_after_s
        interval_s = 1 / self._rate_hz(time_s) - _EARLY_S
        if self._looked_s is not None and time_s < self._looked_s + interval_s:
            return False
        self._looked_s, self._plane = time_s, plane
        return True

    def wanted_hz(self, time_s: float) -> float:
        """Return how many pictures a second are worth having: some more than are looked at."""
        return max(self._slowed(self._config.glance_hz), self._rate_hz(time_s))

    def update(self, m: Measurement) -> None:
        """Take in what the look showed."""
        seen = {name: getattr(m, name) for name in _TELLING}
        now: dict[str, Estimate] = {name: one for name, one in seen.items() if one is not None}
        if m.time_s is not None and self._is_change(now):
            self._changing_until_s = m.time_s + self._config.calm_after_s
            self._settled = now
        self._settled = {**now, **self._settled}

    def _is_change(self, now: dict[str, Estimate]) -> bool:
        """Tell whether a measure moved away from where it was when it last changed."""
        return any(
            abs(one.value - self._settled[name].value) > self._config.changed_sd * one.sd_frame
            for name, one in now.items()
            if name in self._settled
        )

    def _rate_hz(self, time_s: float) -> float:
        if time_s < self._changing_until_s:
            return self._slowed(self._config.changing_hz)
        moves = time_s < self._moving_until_s
        return self._slowed(self._config.moving_hz if moves else self._config.still_hz)

    def _slowed(self, rate_hz: float) -> float:
        return rate_hz * (self._config.battery_share if self.saves_power else 1.0)
