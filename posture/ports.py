"""Seams: what a replaceable part must offer."""

from collections.abc import Mapping
from typing import Protocol, Self

from posture.types import Frame, Landmarks

Seat = tuple[float, float]
"""Where the middle between the shoulders of the followed person is, in pixels."""


class PoseEstimator(Protocol):
    """Find the body, face and outline of the person in a frame.

    Frames with a time arrive in rising order and may be tracked; frames without one are
    independent pictures. Always used as a context manager.
    """

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and sha256 of every model in use."""
        ...

    def begin(self, seat_px: Seat | None = None) -> None:
        """Begin another recording, and follow whoever sits nearest to this place of it."""
        ...

    def locate(self, frame: Frame) -> Landmarks:
        """Return the points of the followed person; NaN where unseen."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...
