"""Recorded landmarks to landmarks: no model, no pixels."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Self

from posture.errors import EstimatorError
from posture.types import Frame, Landmarks


class ReplayEstimator:
    """Return recorded landmarks by frame index; both arrive in rising order.

    Examples
    --------
    >>> with ReplayEstimator([]) as estimator:
    ...     dict(estimator.versions)
    {}
    """

    def __init__(
        self,
        recorded: Iterable[Landmarks],
        *,
        versions: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._remaining = iter(recorded)
        self._current: Landmarks | None = None
        self._versions = versions

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and sha256 of the models that saw the recording."""
        return self._versions

    def begin(self, seat_px: tuple[float, float] | None = None) -> None:
        """Go on: whom to follow was decided when this was recorded."""

    def locate(self, frame: Frame) -> Landmarks:
        """Return the landmarks recorded for this frame."""
        while self._current is None or self._current.index < frame.index:
            self._current = next(self._remaining, None)
            if self._current is None:
                break
        if self._current is None or self._current.index != frame.index:
            raise EstimatorError(
                f"frame {frame.index}: expected recorded landmarks in rising order, found none; "
                "replay the frames of the same recording."
            )
        return self._current

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None
