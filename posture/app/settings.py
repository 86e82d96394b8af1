"""Where the settings lie to settings: the file the user named, the user's own, or the defaults."""

import hashlib
import os
import tomllib
from importlib.metadata import version
from pathlib import Path

import platformdirs

from posture.config import Config, parse_config
from posture.errors import ConfigError

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


def history_path() -> Path:
    """Return where the diary and everything else that is kept over the days lies."""
    return home("data") / "history.sqlite3"


def answers_path() -> Path:
    """Return where the answers about the desk lie."""
    return home("config") / "desk.json"


def load_config(path: str | Path | None = None) -> Config:
    """Read the settings: the given file, else the user's, else the defaults."""
    found = config_path() if path is None else Path(path)
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
        raise ConfigError(
            f"{found}: expected TOML, found an error: {error}; "
            "`posture config show` prints one to start from."
        ) from error
    return parse_config(tables, origin=str(found))


def config_hash(config: Config) -> str:
    """Return a short name for exactly these settings."""
    return hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:12]


def posture_version() -> str:
    """Return the version of this program."""
    return version(DISTRIBUTION)
