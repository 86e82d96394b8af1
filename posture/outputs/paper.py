"""A page to PDF, by a browser that is installed: without its network, in a profile of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from posture.errors import StoreError
from posture.outputs.files import appearing

_NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge", "brave-browser"),
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_QUIET = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"),
)
_DRAWN_WITHIN_MS = 20_000  # of the page's own clock
_WITHIN_S = 180.0


def browser() -> Path | None:
    """Return a browser of the Chromium family, None where none is installed."""
    return next(_installed(), None)


def _installed() -> Iterator[Path]:
    yield from (Path(found) for name in _NAMES if (found := shutil.which(name)) is not None)
    yield from (Path(place) for place in _PLACES if Path(place).is_file())


def print_page(page: Path, path: Path) -> None:
    """Print a page on A4 into a PDF.

    Raises
    ------
    StoreError
        When no browser is installed, or it printed nothing.
    """
    found = browser()
    if found is None:
        raise StoreError(
            "Expected Chromium, Chrome or Edge for a PDF, found none; install one, or open "
            f"{page} in your browser and print it from there."
        )
    with appearing(path) as part, tempfile.TemporaryDirectory(prefix="posture-") as profile:
        part.touch(mode=0o600)  # it holds what the page holds
        said = _print(found, page, part.absolute(), profile)
        if part.stat().st_size == 0:
            raise StoreError(
                f"{found}: expected it to print {page}, it did not ({said}); open the page in "
                "your browser and print it from there."
            )


def _print(found: Path, page: Path, part: Path, profile: str) -> str:
    root = ("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
    command = [
        *(str(found), *_QUIET, *root, f"--user-data-dir={profile}"),
        *(f"--virtual-time-budget={_DRAWN_WITHIN_MS}", f"--print-to-pdf={part}"),
        page.absolute().as_uri(),
    ]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=_WITHIN_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[-1]
