"""What tests of the pure core share: no folder each, for none of them writes anything."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's settings out of them, once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTURE_HOME", str(tmp_path_factory.mktemp("home")))
        yield
