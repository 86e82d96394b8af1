"""`import posture` is fast because nothing heavy is loaded before it is used."""

import subprocess
import sys

HEAVY = ("cv2", "mediapipe", "av", "plotly", "typer", "rich", "jinja2", "contourpy", "matplotlib")


def loaded_by(statement: str) -> set[str]:
    """Return the heavy modules that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*set({HEAVY!r}) & sys.modules.keys())"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def test_importing_posture_loads_nothing_heavy() -> None:
    assert loaded_by("import posture") == set()


def test_the_check_would_notice() -> None:
    assert loaded_by("import jinja2") == {"jinja2"}
