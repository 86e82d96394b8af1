"""Two set-ups to doubts: what makes it hard to compare what was measured under them."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_IN_USE = 0.15  # of the time; less is an exception
_COVERAGE = 0.15  # shares of the seated time
_UPRIGHT_DEG = 2.0
_ZOOM = 1.05  # times
_RATE = 1.5  # times


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Under what a period was seen; ``None`` is not known.

    ``coverage`` is the share of the seated time in which the head was judged, ``upright_deg`` the
    upright angle that a change was measured from, ``made_by`` versions and settings.
    """

    camera: str | None = None
    size_px: tuple[int, int] | None = None
    focal_px: float | None = None
    view: str | None = None
    baseline: str | None = None
    upright_deg: float | None = None
    rate_hz: float | None = None
    coverage: float | None = None
    made_by: Mapping[str, str] = field(default_factory=dict)


def in_use(seconds: Mapping[str, float]) -> str | None:
    """Name the cameras, or the upright postures, of a period by the seconds of each.

    Examples
    --------
    >>> in_use({"HD Webcam": 900.0, "C920": 800.0, "phone": 20.0}), in_use({})
    ('C920 and HD Webcam', None)
    """
    least_s = _IN_USE * sum(seconds.values())
    return " and ".join(sorted(one for one in seconds if seconds[one] > least_s)) or None


def differences(before: Setup, after: Setup) -> tuple[str, ...]:
    """Say where camera, view or upright posture differ, a sentence each."""
    return (*_other_camera(before, after), *_other_upright(before, after))


def are_alike(before: Setup, after: Setup) -> bool:
    """Whether camera, view and upright posture are the same, as far as is known."""
    return not differences(before, after)


def unlike(before: Setup, after: Setup) -> tuple[str, ...]:
    """Say how the two differ, a sentence each; what is not known of one says nothing."""
    return (*differences(before, after), *_other_way(before, after))


def _other_camera(one: Setup, other: Setup) -> Iterator[str]:
    if None not in (one.camera, other.camera) and one.camera != other.camera:
        yield f"The camera was another one: {one.camera} before, {other.camera} after."
    if None not in (one.size_px, other.size_px) and one.size_px != other.size_px:
        yield f"The pictures had another size: {_size(one)} before, {_size(other)} after."
    elif _apart(one.focal_px, other.focal_px) > _ZOOM:
        yield (
            f"The focal length was another one: {one.focal_px:.0f} px before, "
            f"{other.focal_px:.0f} px after."
        )
    if None not in (one.view, other.view) and one.view != other.view:
        yield f"The person was seen from another side: {one.view} before, {other.view} after."


def _other_upright(one: Setup, other: Setup) -> Iterator[str]:
    if None not in (one.baseline, other.baseline) and one.baseline != other.baseline:
        yield (
            f"Upright was another posture: {one.baseline} before, {other.baseline} after. What is "
            "a change since upright is compared with two different zeros."
        )
    elif _further(one.upright_deg, other.upright_deg) > _UPRIGHT_DEG:
        yield (
            f"The upright angle of the head was {one.upright_deg:.0f}° before and "
            f"{other.upright_deg:.0f}° after; part of the change may be that."
        )


def _other_way(one: Setup, other: Setup) -> Iterator[str]:
    if _further(one.coverage, other.coverage) > _COVERAGE:
        yield (
            f"The head was judged in {one.coverage:.0%} of the seated time before and in "
            f"{other.coverage:.0%} after; what was not seen may have been different."
        )
    if _apart(one.rate_hz, other.rate_hz) > _RATE:
        yield (
            f"One was looked at more often: {one.rate_hz:.1f} times a second before, "
            f"{other.rate_hz:.1f} after."
        )
    changed = [key for key in one.made_by if other.made_by.get(key) != one.made_by[key]]
    if changed and other.made_by:
        yield f"They were measured with another {', '.join(changed)}."


def _further(one: float | None, other: float | None) -> float:
    """How far two numbers are apart; 0 where one is not known."""
    return 0.0 if one is None or other is None else abs(other - one)


def _apart(one: float | None, other: float | None) -> float:
    """How many times the larger of two numbers is the smaller; 1 where one is not known."""
    return 1.0 if one is None or other is None else math.exp(abs(math.log(other / one)))


def _size(one: Setup) -> str:
    return "unknown" if one.size_px is None else f"{one.size_px[0]} × {one.size_px[1]}"
