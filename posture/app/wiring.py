"""Names to parts: settings, folders, profiles and estimators as the user names them."""

import hashlib
import json
import os
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import platformdirs

from posture.config import Config, parse_config
from posture.errors import CalibrationError, ConfigError, EstimatorError
from posture.ports import PoseEstimator
from posture.profile import Profile, from_mapping, to_mapping

DISTRIBUTION = "posture-checker"


def home(kind: str) -> Path:
    """Return the folder for "config" or "data"; POSTURE_HOME moves them all."""
    if moved := os.environ.get("POSTURE_HOME"):
        return Path(moved).expanduser()
    user = platformdirs.user_config_path if kind == "config" else platformdirs.user_data_path
    return user("posture", appauthor=False)


def config_path() -> Path:
    """Return where the settings file is looked for."""
    return home("config") / "posture.toml"


def load_config(path: Path | None = None) -> Config:
    """Read the settings: the given file, else the user's, else the defaults."""
    found = path or config_path()
    if path is None and not found.exists():
        return Config()
    try:
        tables = tomllib.loads(found.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{found}: expected a settings file, it cannot be read ({error.strerror}); "
            "`posture config show` prints one to start from."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{found}: expected TOML, found an error: {error}.") from error
    return parse_config(tables, origin=str(found))


def config_hash(config: Config) -> str:
    """Return a short name for exactly these settings."""
    return hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:12]


def posture_version() -> str:
    """Return the version of this program."""
    return version(DISTRIBUTION)


def read_profile(path: Path) -> Profile:
    """Read a profile that `posture calibrate` wrote."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CalibrationError(
            f"{path}: expected a profile, it cannot be read ({error.strerror}); "
            "make one with `posture calibrate --from RECORDING --out PROFILE.json`."
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise CalibrationError(
            f"{path}: expected a profile in JSON, found something else ({error}); "
            "make one with `posture calibrate --from RECORDING --out PROFILE.json`."
        ) from error
    if not isinstance(table, dict):
        raise CalibrationError(f"{path}: expected a profile, found {type(table).__name__}.")
    return from_mapping(table, origin=str(path))


def profile_text(profile: Profile) -> str:
    """Return the profile as the text of its file."""
    return json.dumps(to_mapping(profile), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def open_estimator(name: str = "mediapipe", **settings: Any) -> PoseEstimator:
    """Return an installed estimator by name; use it as a context manager."""
    installed = {entry.name: entry for entry in entry_points(group="posture.estimators")}
    if name not in installed:
        raise EstimatorError(
            f"estimator.name is {name!r}, installed are {', '.join(sorted(installed))}; "
            "choose one of them."
        )
    estimator: PoseEstimator = installed[name].load()(**settings)
    return estimator
