"""Measurements of a turning and tilting head to its comfortable range on each side, ± sd.

Sides are the person's. The head is known only relative to where it looked at the start; a trunk
that turns along cannot be told from the neck, and beyond 60° the far eye is hidden: then the value
is "at least". A good range clears nobody.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

from posture.care_records import RangeCheck
from posture.knowledge import Side
from posture.load import known
from posture.types import Estimate, Measurement


class Movement(StrEnum):
    """How the head moves."""

    TURN = "turn"
    TILT = "tilt"


class Change(StrEnum):
    """What a difference between two checks may be called."""

    SAME = "about the same"
    MORE = "more"
    LESS = "less"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the head moved to one side without strain, in degrees from straight ahead.

    ``sd`` joins how well the camera reads the head with how much the same neck differs when it is
    measured again. ``at_least``: the camera saw the head no further than this.
    """

    deg: float
    sd: float
    repeats: int
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    time_s: float
    moved: Mapping[Movement, Estimate | None]  # + to the person's left, and to the left shoulder
    pitch_deg: float | None
    shoulders_deg: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Peak:
    deg: float
    sd: float
    at_least: bool


Sides = Mapping[Side, Reach | None]
Ranges = Mapping[Movement, Sides]


def ranges(seen: Sequence[Measurement], check: RangeCheck) -> Ranges:
    """Return the comfortable turn and tilt to each side; ``None`` where no repeat counts.

    The series begins with the head straight ahead for ``neutral_s``. A repeat counts when the
    shoulders stayed level and the chin stayed where it was; the first of more than ``repeats`` is
    the warm-up and is left out.
    """
    moments = [_moment(one) for one in seen if one.time_s is not None]
    if not moments:
        return {movement: {"left": None, "right": None} for movement in Movement}
    relative = _from_neutral(moments, moments[0].time_s + check.neutral_s)
    return {
        movement: {
            "left": _reach(relative, movement, 1, check),
            "right": _reach(relative, movement, -1, check),
        }
        for movement in Movement
    }


def change(before: Reach | None, after: Reach | None, least_deg: float) -> Change:
    """Name the difference; less than ``least_deg`` is as much as one neck differs from itself.

    Examples
    --------
    >>> str(change(Reach(deg=40, sd=5, repeats=3), Reach(deg=50, sd=5, repeats=3), 15))
    'about the same'
    """
    if before is None or after is None or before.at_least or after.at_least:
        return Change.UNKNOWN
    if abs(after.deg - before.deg) < least_deg:
        return Change.SAME
    return Change.MORE if after.deg > before.deg else Change.LESS


def uneven(sides: Sides, check: RangeCheck) -> bool:
    """Tell whether left and right differ by so much that it is worth noting, seen on two days."""
    left, right = sides["left"], sides["right"]
    if left is None or right is None or (left.at_least and right.at_least):
        return False
    return abs(left.deg - right.deg) >= check.gap_deg


def _moment(m: Measurement) -> _Moment:
    roll, pitch = known(m.head_roll_deg), known(m.head_pitch_deg)
    shoulders = known(m.shoulder_tilt_deg)
    return _Moment(
        time_s=m.time_s or 0.0,
        moved={
            Movement.TURN: known(m.head_yaw_deg),
            Movement.TILT: None if roll is None else _minus(roll),  # roll + is left ear up
        },
        pitch_deg=None if pitch is None else pitch.value,
        shoulders_deg=None if shoulders is None else shoulders.value,
    )


def _minus(estimate: Estimate) -> Estimate:
    return replace(estimate, value=-estimate.value)


def _from_neutral(moments: Sequence[_Moment], until_s: float) -> list[_Moment]:
    start = [one for one in moments if one.time_s <= until_s]
    neutral = {movement: _middle(_values(start, movement)) for movement in Movement}
    pitch = _middle(one.pitch_deg for one in start)
    shoulders = _middle(one.shoulders_deg for one in start)
    return [
        _Moment(
            time_s=one.time_s,
            moved={
                movement: _since(one.moved[movement], neutral[movement]) for movement in Movement
            },
            pitch_deg=_less(one.pitch_deg, pitch),
            shoulders_deg=_less(one.shoulders_deg, shoulders),
        )
        for one in moments
        if one.time_s > until_s
    ]


def _values(moments: Iterable[_Moment], movement: Movement) -> Iterator[float | None]:
    seen = (one.moved[movement] for one in moments)
    return (None if estimate is None else estimate.value for estimate in seen)


def _middle(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return median(found) if found else None


def _since(now: Estimate | None, neutral: float | None) -> Estimate | None:
    return None if now is None or neutral is None else replace(now, value=now.value - neutral)


def _less(value: float | None, neutral: float | None) -> float | None:
    return None if value is None or neutral is None else value - neutral


def _reach(
    moments: Sequence[_Moment], movement: Movement, sign: int, check: RangeCheck
) -> Reach | None:
    peaks = [_peak(run, movement, sign, check) for run in _runs(moments, movement, sign, check)]
    counted = [peak for peak in peaks if peak is not None][-check.repeats :]
    if not counted:
        return None
    deg = median(peak.deg for peak in counted)
    return Reach(
        deg=min(deg, check.see_up_to_deg),
        sd=math.hypot(check.body_sem_deg, median(peak.sd for peak in counted)),
        repeats=len(counted),
        at_least=deg > check.see_up_to_deg or any(peak.at_least for peak in counted),
    )


def _runs(
    moments: Sequence[_Moment], movement: Movement, sign: int, check: RangeCheck
) -> Iterator[list[_Moment]]:
    """Yield each stretch beyond the smallest movement; what is unseen within it belongs to it."""
    run: list[_Moment] = []
    for one in moments:
        seen = one.moved[movement]
        if seen is None:
            if run:
                run.append(one)
        elif sign * seen.value >= check.min_turn_deg:
            run.append(one)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _peak(run: Sequence[_Moment], movement: Movement, sign: int, check: RangeCheck) -> _Peak | None:
    across = Movement.TILT if movement is Movement.TURN else Movement.TURN
    seen = [(one, value) for one in run if (value := one.moved[movement]) is not None]
    top, most = max(seen, key=lambda pair: sign * pair[1].value)
    other = top.moved[across]
    if other is not None and abs(other.value) > abs(most.value):
        return None  # the other movement, with some of this one in it
    if _has_help(top, check):
        return None
    near = [v for one, v in seen if abs(one.time_s - top.time_s) <= check.hold_s / 2]
    return _Peak(
        deg=median(sign * value.value for value in near),
        sd=median(value.sd for value in near),
        at_least=len(seen) < len(run),
    )


def _has_help(top: _Moment, check: RangeCheck) -> bool:
    """Tell whether shoulders or chin moved along, so that it was not the neck alone."""
    tilt = top.moved[Movement.TILT]
    tilt_deg = 0.0 if tilt is None else abs(tilt.value)
    most_deg = check.max_shoulder_tilt_deg + check.shoulders_follow * tilt_deg
    return _beyond(top.shoulders_deg, most_deg) or _beyond(top.pitch_deg, check.max_pitch_drift_deg)


def _beyond(value: float | None, most: float) -> bool:
    return value is not None and abs(value) > most
