"""Names to parts: profiles and estimators as the user names them."""

import json
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from posture.app.profiles import path_of
from posture.errors import CalibrationError, EstimatorError
from posture.outputs.files import appearing
from posture.ports import PoseEstimator
from posture.profile import Profile, from_mapping, to_mapping

_REMEDY = "make one with `posture calibrate --from RECORDING --out PROFILE.json`."


def read_profile(named: str | Path) -> Profile:
    """Read a profile that `posture calibrate` wrote, by its name or its path."""
    path = path_of(named)
    try:
        table = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise CalibrationError(
            f"{path}: expected a profile, it cannot be read ({error.strerror}); {_REMEDY}"
        ) from error
    except ValueError as error:  # neither JSON nor text
        raise CalibrationError(
            f"{path}: expected a profile in JSON, found something else ({error}); {_REMEDY}"
        ) from error
    if not isinstance(table, dict):
        raise CalibrationError(
            f"{path}: expected a profile, found a {type(table).__name__}; {_REMEDY}"
        )
    return from_mapping(table, origin=str(path))


def profile_text(profile: Profile) -> str:
    """Return the profile as the text of its file."""
    return json.dumps(to_mapping(profile), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_profile(profile: Profile, path: Path) -> str:
    """Write a profile to its file, for its owner alone, and return its text."""
    text = profile_text(profile)
    with appearing(path) as part:
        part.touch(mode=0o600)  # how somebody sits, and what is behind them
        part.write_text(text, encoding="utf-8", newline="\n")
    return text


def open_estimator(name: str = "mediapipe", **settings: Any) -> PoseEstimator:
    """Return an installed estimator by name; use it as a context manager.

    Raises
    ------
    EstimatorError
        When none has this name, or when it does not load or does not take these settings.
    """
    installed = {entry.name: entry for entry in entry_points(group="posture.estimators")}
    if name not in installed:
        raise EstimatorError(
            f"estimator.name is {name!r}, installed are {', '.join(sorted(installed))}; "
            "choose one of them."
        )
    return _made(installed[name], settings)


def _made(entry: EntryPoint, settings: dict[str, Any]) -> PoseEstimator:
    try:
        estimator: PoseEstimator = entry.load()(**settings)
    except (ImportError, AttributeError, TypeError) as error:
        raise EstimatorError(
            f"estimator {entry.name!r} ({entry.value}) cannot be opened: {error}; "
            "mend it or choose another one in the settings (estimator.name)."
        ) from error
    return estimator
