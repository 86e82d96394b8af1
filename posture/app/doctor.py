"""`posture doctor`: what is wrong with this machine, and how to mend it."""

import ctypes
import importlib
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.text import Text

from posture.app.settings import config_path, load_config, posture_version
from posture.app.terminal import out, quieten, visible
from posture.errors import PostureError
from posture.estimators import environment, weights

SYSTEM_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
_FETCH = "type `posture models fetch` (36 MB, once)"
_PACKAGES = ("numpy", "cv2", "av", "mediapipe", "plotly")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was found, and what to do if not."""

    name: str
    ok: bool
    found: str
    remedy: str | None = None


def doctor(
    privacy: Annotated[
        bool, typer.Option("--privacy", help="Say who is spoken to and when, and what is kept.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Check python, libraries, models, settings and cameras; exit 1 when something is wrong."""
    quieten()
    checks = list(_privacy() if privacy else _checks())
    if as_json:
        print(json.dumps([asdict(check) for check in checks]))
    else:
        _print(checks)
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


def remedy() -> str:
    """Return what to do when a library does not load."""
    missing = _missing()
    return _apt(missing) if missing else "`posture doctor` shows what is wrong"


def _print(checks: list[Check]) -> None:
    for check in checks:
        mark = ("ok   ", "green") if check.ok else ("wrong", "red")
        out.print(Text.assemble(mark, f" {check.name}: {visible(check.found)}"), soft_wrap=True)
        if check.remedy is not None:
            out.print(f"      → {visible(check.remedy)}", soft_wrap=True)


def _checks() -> Iterator[Check]:
    yield Check("posture", True, posture_version())
    yield Check("python", sys.version_info >= (3, 11), f"{platform.python_version()} {sys.prefix}")
    yield Check("system", True, platform.platform())
    if sys.platform == "linux":
        yield _libraries()
    environment.block_uploads()
    yield from map(_package, _PACKAGES)
    yield _settings()
    yield _models()
    yield _cameras()


def _privacy() -> Iterator[Check]:
    from posture.app.privacy import statements

    yield from statements()


def _libraries() -> Check:
    missing = _missing()
    if not missing:
        return Check("system libraries", True, ", ".join(SYSTEM_LIBRARIES))
    return Check("system libraries", False, f"missing: {', '.join(missing)}", _apt(missing))


def _missing() -> list[str]:
    """Name the packages that MediaPipe and OpenCV need and that are not there."""
    if sys.platform != "linux":
        return []
    return [package for name, package in SYSTEM_LIBRARIES.items() if not _loads(name)]


def _apt(packages: list[str]) -> str:
    return f"type `sudo apt-get install {' '.join(packages)}` (Debian, Ubuntu)"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _package(name: str) -> Check:
    try:
        module = importlib.import_module(name)
    except (ImportError, OSError) as error:
        return Check(name, False, str(error), "install posture again; see README, Install")
    return Check(name, True, str(getattr(module, "__version__", "installed")))


def _settings() -> Check:
    path = config_path()
    try:
        load_config()
    except PostureError as error:
        return Check("settings", False, str(error), f"mend {path} or move it away")
    return Check(
        "settings", True, str(path) if path.exists() else f"defaults ({path} is not there)"
    )


def _models() -> Check:
    try:
        bad = [f"{one.path.name} {one.state}" for one in weights.verify() if str(one.state) != "ok"]
    except PostureError as error:
        return Check("models", False, str(error), _FETCH)
    if bad:
        return Check("models", False, ", ".join(bad), _FETCH)
    return Check("models", True, str(weights.folder()))


def _cameras() -> Check:
    """Name the cameras; recordings need none, so none is no fault."""
    try:
        from posture.sources.devices import devices

        names = [f"{one.label} ({one.path})" for one in devices().values()]
    except (ImportError, PostureError) as error:
        return Check("cameras", True, f"cannot be listed here ({error})")
    return Check("cameras", True, ", ".join(names) or "none (recordings can be analysed)")
