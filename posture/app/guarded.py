"""Something that may fail to the watch that goes on: said once, until it works again."""

from collections.abc import Callable
from typing import TypeVar

from posture.app.terminal import complain
from posture.errors import StoreError

T = TypeVar("T")


class Guarded:
    """Call what writes to the history; a full disk ends nothing.

    Examples
    --------
    >>> guarded = Guarded()
    >>> guarded(lambda: 3)
    3
    """

    def __init__(self) -> None:
        self._failing = False

    def __call__(self, act: Callable[[], T]) -> T | None:
        """Return what it gives, ``None`` where it fails."""
        try:
            made = act()
        except StoreError as error:
            if not self._failing:
                complain(f"{error} The watch goes on.")
            self._failing = True
            return None
        self._failing = False
        return made
