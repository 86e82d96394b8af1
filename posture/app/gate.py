"""Pictures that did not change to what was seen before: the networks rest while nothing moves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Self

from posture.ports import PoseEstimator, Seat
from posture.sources.planes import means
from posture.stillness import StillGate
from posture.types import Frame, Landmarks


def gated(
    estimator: PoseEstimator, *, gate: bool, always_s: tuple[float, float] | None = None
) -> PoseEstimator:
    """Return the estimator, behind a gate if there is to be one; see `Gated`."""
    return Gated(estimator, always_s=always_s) if gate else estimator


class Gated:
    """An estimator that looks only where something moved around the person.

    What is kept is marked as ``held``. Within ``always_s``, the seconds of a baseline, it looks at
    every picture.
    """

    def __init__(
        self, estimator: PoseEstimator, *, always_s: tuple[float, float] | None = None
    ) -> None:
        self._estimator, self._gate = estimator, StillGate()
        self._always_s = always_s

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and sha256 of every model in use."""
        return self._estimator.versions

    def begin(self, seat_px: Seat | None = None) -> None:
        """Begin another recording, and follow whoever sits nearest to this place of it."""
        self._gate.begin()
        self._estimator.begin(seat_px)

    def locate(self, frame: Frame) -> Landmarks:
        """Return what is seen in the frame, or what was while nothing has changed."""
        if frame.time_s is None:
            return self._estimator.locate(frame)
        plane = means(frame.image)
        kept = None if self._looks_always(frame.time_s) else self._gate.update(frame.time_s, plane)
        if kept is not None:
            return replace(kept, index=frame.index, time_s=frame.time_s, held=True)
        seen = self._estimator.locate(frame)
        self._gate.looked(seen, plane)
        return seen

    def _looks_always(self, time_s: float) -> bool:
        return self._always_s is not None and self._always_s[0] <= time_s <= self._always_s[1]

    def __enter__(self) -> Self:
        self._estimator.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._estimator.__exit__(*exc)
