"""Something that may fail to the watch that goes on: said once, until it works again."""

from collections.abc import Callable
from typing import TypeVar

from posture.app.terminal import complain
from posture.errors import StoreError

T = TypeVar("T")


class Guarded:
    """Call what reads or writes the history; a full disk ends nothing.

    Each kind of call wants its own: a full disk can be read, which would end the silence.

    Examples
    --------
    >>> guarded = Guarded()
    >>> guarded(lambda: 3)
    3
    """

    def __init__(self, nevertheless: str = "The watch goes on.") -> None:
        """Say after the reason what goes on nevertheless."""
        self._nevertheless = nevertheless
        self._failing = False

    def __call__(self, act: Callable[[], T]) -> T | None:
        """Return what it gives, ``None`` where it fails."""
        try:
            made = act()
        except StoreError as error:
            if not self._failing:
                complain(f"{error} {self._nevertheless}")
            self._failing = True
            return None
        self._failing = False
        return made
