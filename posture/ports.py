"""Seams: what a replaceable part must offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
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


class Answer(StrEnum):
    """What a prompt can be answered with."""

    SNOOZE = "snooze"
    WHY = "why"
    FALSE_ALARM = "false-alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is shown of an alert: a title, a text, the numbers behind it, the words on its buttons.

    Buttons are decoration: not every desktop shows them, so nothing depends on one.
    """

    title: str
    text: str
    why: str
    buttons: Mapping[Answer, str] = field(default_factory=dict)

    @property
    def explained(self) -> "Prompt":
        """The numbers behind it, as a prompt of their own."""
        left = dict(self.buttons)
        left.pop(Answer.WHY, None)
        return replace(self, text=self.why, buttons=left)


class Notifier(Protocol):
    """Show prompts in one way; the last one stands for all before it.

    Each method may take some seconds and may raise: `posture.notifiers.fan_out.FanOut` keeps both
    away from whoever watches.
    """

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        ...

    def notify(self, prompt: Prompt) -> None:
        """Show a prompt in place of the one before."""
        ...

    def clear(self) -> None:
        """Take the prompt away, if it can still be seen."""
        ...

    def close(self) -> None:
        """Let go of everything; what can still be seen stays."""
        ...
