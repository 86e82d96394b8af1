"""Measurements to states: which posture is held, since when, over short pauses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from posture.config import AlertConfig, Band
from posture.knowledge import Channel, Side
from posture.load import head_turn, known, screen_distance, size, upward_pitch
from posture.types import Estimate, Measurement

OVER_S = 60.0  # who sits up for less goes on
RAISED = Band(enter=1.0, leave=0.5)  # arms are up or they are not
_TINY = 1e-9

CHANNELS: Mapping[str, Channel] = {
    "head_forward": Channel.NECK_FLEXION,
    "looking_down": Channel.NECK_FLEXION,
    "chin_poke": Channel.CHIN_POKE,
    "shrug_both": Channel.SHRUG,
    "shrug_left": Channel.SHRUG,
    "shrug_right": Channel.SHRUG,
    "uneven_shoulders": Channel.SHOULDER_TILT,
    "too_close": Channel.NEAR_SCREEN,
    "too_far": Channel.NECK_FLEXION,
    "leaning": Channel.NECK_FLEXION,
    "arms_overhead": Channel.ARM_LIFT,
    "twisted": Channel.HEAD_TURN,
}
"""What each posture loads, or what comes nearest to it in the model."""
POSTURE_STATES: tuple[str, ...] = tuple(CHANNELS)
SIDES: Mapping[str, Side] = {"shrug_left": "left", "shrug_right": "right"}
INCLUDES: Mapping[str, frozenset[str]] = {
    "shrug_both": frozenset({"shrug_left", "shrug_right"}),
    "too_far": frozenset({"head_forward"}),
    "chin_poke": frozenset({"head_forward"}),
}
"""Postures that are part of another one, which says more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measure says about a state: its value, and where the state begins and ends.

    Examples
    --------
    >>> near = Reading(Estimate(47.0, sd_frame=2.0), Band(enter=50.0, leave=53.0), "cm")
    >>> near.enters, near.stays
    (True, True)
    """

    estimate: Estimate
    band: Band
    unit: str
    present: bool = True  # whether what else belongs to the state is there

    @property
    def value(self) -> float:
        """The value of the measure."""
        return self.estimate.value

    @property
    def enters(self) -> bool:
        """Whether the state may begin.

        The value must be more likely than not beyond where the state begins, and 84 % sure (one
        standard deviation, its constant part included) beyond where it ends.
        """
        return self.stays and self.excess >= 0 and self.sureness >= 1

    @property
    def stays(self) -> bool:
        """Whether the state goes on once it has begun."""
        return self.present and self._beyond(self.band.leave) >= 0

    @property
    def excess(self) -> float:
        """By how much the value is beyond where the state begins; negative if it is not."""
        return self._beyond(self.band.enter)

    @property
    def sureness(self) -> float:
        """By how many standard deviations the value is beyond where the state ends."""
        return self._beyond(self.band.leave) / max(self.estimate.sd, _TINY)

    def _beyond(self, limit: float) -> float:
        falling = self.band.enter < self.band.leave  # small values are the bad ones
        return limit - self.value if falling else self.value - limit


class Bout:
    """One posture over time: held or not, since when, and whether that was said already.

    It begins after ``dwell_in_s`` and ends ``dwell_out_s`` after it was last seen; when it comes
    back within ``merge_gap_s`` it counts as never interrupted.
    """

    def __init__(self, config: AlertConfig) -> None:
        self._config = config
        self.end()

    def end(self) -> None:
        """Forget everything: what comes next is a new bout."""
        self.held = False
        self.said = False
        self._since_s = 0.0
        self._excess = 0.0  # times seconds, since it began
        self._coming_s: float | None = None
        self._last_s: float | None = None  # last seen beyond the limit while held
        self._frame_s: float | None = None

    def update(self, time_s: float, reading: Reading | None) -> None:
        """Follow the posture to this moment; None is unseen."""
        if self._frame_s is not None and time_s - self._frame_s > self._config.max_gap_s:
            self.end()
        step_s = 0.0 if self._frame_s is None else time_s - self._frame_s
        self._frame_s = time_s
        if reading is None or not reading.stays:
            self._pause(time_s)
        elif self.held:
            self._last_s = time_s
            self._excess += step_s * reading.excess
        else:
            self._approach(time_s, reading)

    def held_s(self, time_s: float) -> float:
        """Return for how long the posture has been held."""
        return time_s - self._since_s if self.held else 0.0

    def is_due(self, time_s: float, hold_s: float) -> bool:
        """Tell whether this bout, held for so long, is worth a word that was not said yet.

        On average it must have been beyond where the state begins: what lingers just short of its
        end may be nothing but an error of the measure.
        """
        seen_now = self._last_s == time_s and self._excess >= 0
        return seen_now and not self.said and self.held_s(time_s) >= hold_s

    def is_over(self, time_s: float) -> bool:
        """Tell whether the posture was held, and has not been seen for a minute."""
        return not self.held and self._last_s is not None and time_s - self._last_s > OVER_S

    def _pause(self, time_s: float) -> None:
        self._coming_s = None
        if self._last_s is not None and time_s - self._last_s >= self._config.dwell_out_s:
            self.held = False

    def _approach(self, time_s: float, reading: Reading) -> None:
        if self._coming_s is None and reading.enters:
            self._coming_s = time_s
        if self._coming_s is None or time_s - self._coming_s < self._config.dwell_in_s:
            return
        if self._last_s is None or self._coming_s - self._last_s > self._config.merge_gap_s:
            self._since_s, self.said, self._excess = self._coming_s, False, 0.0
        self.held, self._last_s, self._coming_s = True, time_s, None


def read_states(m: Measurement, config: AlertConfig) -> dict[str, Reading]:
    """Return what can be read about each posture state; a state that is missing is unseen."""
    found = {kind: read(m, config) for kind, read in _READERS.items()}
    return {kind: reading for kind, reading in found.items() if reading is not None}


def _reading(estimate: Estimate | None, band: Band, unit: str) -> Reading | None:
    seen = known(estimate)
    return None if seen is None else Reading(seen, band, unit)


def _head_forward(m: Measurement, config: AlertConfig) -> Reading | None:
    """Read the angle at the neck or the way forward, whichever is more sure."""
    angle = _reading(m.head_forward_change_deg, config.head_forward_deg, "deg")
    way = _reading(m.protraction_cm, config.protraction_cm, "cm")
    seen = [reading for reading in (way, angle) if reading is not None]
    return max(seen, key=lambda reading: reading.sureness, default=None)


def _shrug_both(m: Measurement, config: AlertConfig) -> Reading | None:
    """Read the lower shoulder; both must be seen."""
    left, right = known(m.shrug_left), known(m.shrug_right)
    if left is None or right is None:
        return None
    return _reading(min(left, right, key=lambda one: one.value), config.shrug, "own shrug")


def _arms_overhead(m: Measurement) -> Reading | None:
    if m.arms_raised is None:
        return None
    return Reading(Estimate(float(m.arms_raised), sd_frame=0.0), RAISED, "1/0")


def _while_forward(
    m: Measurement, config: AlertConfig, estimate: Estimate | None, band: Band, unit: str
) -> Reading | None:
    """Let a reading count only while the head is forward; unseen where that is not known."""
    forward, reading = _head_forward(m, config), _reading(estimate, band, unit)
    if reading is None or forward is None:
        return None
    return replace(reading, present=forward.stays)


_READERS: Mapping[str, Callable[[Measurement, AlertConfig], Reading | None]] = {
    "head_forward": _head_forward,
    "looking_down": lambda m, c: _reading(m.head_pitch_change_deg, c.looking_down_deg, "deg"),
    # A lifted chin strains only where the head is forward, and a far screen only who goes after it.
    "chin_poke": lambda m, c: _while_forward(m, c, upward_pitch(m), c.chin_poke_deg, "deg"),
    "shrug_both": _shrug_both,
    "shrug_left": lambda m, c: _reading(m.shrug_left, c.shrug, "own shrug"),
    "shrug_right": lambda m, c: _reading(m.shrug_right, c.shrug, "own shrug"),
    "uneven_shoulders": lambda m, c: _reading(
        size(m.shoulder_tilt_change_deg), c.uneven_deg, "deg"
    ),
    "too_close": lambda m, c: _reading(screen_distance(m), c.too_close_cm, "cm"),
    "too_far": lambda m, c: _while_forward(m, c, screen_distance(m), c.too_far_cm, "cm"),
    "leaning": lambda m, c: _reading(m.trunk_lean_deg, c.leaning_deg, "deg"),
    "arms_overhead": lambda m, _: _arms_overhead(m),
    "twisted": lambda m, c: _reading(head_turn(m), c.twisted_deg, "deg"),
}
