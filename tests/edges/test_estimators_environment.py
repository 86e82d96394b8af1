import json
import subprocess
import sys

import pytest

from posture.estimators.environment import unblocked

SETTINGS = {"https_proxy": "http://proxy.example:3128", "no_proxy": "example.org", "KEEP": "1"}
REPORT = """
import json, os, subprocess, sys
from posture.estimators import environment

child = (
    "import json; from posture.estimators.environment import ORIGINAL; "
    "print(json.dumps({**ORIGINAL}))"
)
environment.block_uploads()
environment.block_uploads()
inherited = subprocess.check_output([sys.executable, "-c", child])
print(json.dumps([{**environment.ORIGINAL}, {**os.environ}, json.loads(inherited)]))
"""


def report(settings: dict[str, str]) -> list[dict[str, str]]:
    """Return the original, the blocked, and what a child of the blocked takes for the original."""
    command = [sys.executable, "-c", REPORT]
    answer = json.loads(subprocess.check_output(command, env=settings))
    assert isinstance(answer, list)
    return answer


@pytest.mark.parametrize("settings", [SETTINGS, {}])
def test_uploads_lead_nowhere_while_the_original_is_kept(settings: dict[str, str]) -> None:
    original, blocked, inherited = report(settings)

    assert original.items() >= settings.items()
    assert inherited == original
    assert blocked["https_proxy"] == blocked["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert not blocked.keys() & {"no_proxy", "NO_PROXY"}
    assert not original.keys() & {"HTTPS_PROXY", "NO_PROXY", "POSTURE_PROXIES_BEFORE"}


def test_an_environment_that_was_never_blocked_stays_as_it_is() -> None:
    assert unblocked(SETTINGS) == SETTINGS
