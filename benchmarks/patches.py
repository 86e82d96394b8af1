"""Other code for a while: how a benchmark takes a step away without an option in the product."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

Patches = Mapping[str, object]
"""What stands instead of the thing with that dotted name."""


@contextmanager
def patched(patches: Patches) -> Iterator[None]:
    """Put the patches in place, and everything back afterwards."""
    with ExitStack() as stack:
        for name, instead in patches.items():
            stack.enter_context(patch(name, instead))
        yield
