"""A span of days to a page: read from the history, written, printed, opened."""

import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from posture.app.settings import history_path
from posture.app.terminal import err, out, visible
from posture.app.wiring import read_profile
from posture.config import AlertConfig
from posture.errors import CalibrationError, ConfigError, StoreError
from posture.outputs.almanac import Almanac, Period
from posture.outputs.digest import Digest
from posture.outputs.history_report import write_history_report, write_printout
from posture.outputs.paper import print_page
from posture.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of a report."""

    begin: datetime
    end: datetime
    path: Path
    changed: date | None = None
    what: str = ""
    therapist: bool = False
    professional: bool = False
    pdf: bool = False
    show: bool = False


def report(wish: Wish, limits: AlertConfig) -> None:
    """Write the page that is wished for and print where it lies."""
    period = _period(wish)
    digest = Digest(period, limits, changed=wish.changed, what=wish.what)
    if wish.therapist:
        write_printout(digest, wish.path)
    else:
        profiles = _profiles(period)
        write_history_report(digest, wish.path, profiles=profiles, unfolded=wish.professional)
    out.print(visible(wish.path), soft_wrap=True)
    if wish.show:
        webbrowser.open(wish.path.absolute().as_uri())
    if wish.pdf:
        paper = wish.path.with_suffix(".pdf")
        with err.status("printing"):
            print_page(wish.path, paper)
        out.print(visible(paper), soft_wrap=True)


def _period(wish: Wish) -> Period:
    """Read the history, or say what it holds instead."""
    if not history_path().exists():
        raise StoreError(
            "Expected a history to report on, found none; `posture watch` begins one, "
            "`posture history add` makes one of recordings."
        )
    with Almanac(history_path()) as almanac:
        period = almanac.period(wish.begin, wish.end)
        if len(period.minutes.time_s):
            _check_change(wish)
            return period
        there = almanac.first_and_last()
    asked = f"from {wish.begin:%Y-%m-%d %H:%M} to {wish.end:%Y-%m-%d %H:%M}"
    if there is None:
        raise StoreError(
            f"Expected watched minutes {asked}, found none at all; `posture watch` begins."
        )
    first, last = (one.astimezone() for one in there)
    raise StoreError(
        f"Expected watched minutes {asked}, found only some from {first:%Y-%m-%d} to "
        f"{last:%Y-%m-%d}; name days of these with --since and --until."
    )


def _check_change(wish: Wish) -> None:
    day = wish.changed
    if day is not None and not wish.begin.date() < day < wish.end.date():
        raise ConfigError(
            f"--change: expected a day within the period, found {day}; name an earlier --since "
            "so that there are days before it, or another day."
        )


def _profiles(period: Period) -> Mapping[str, Profile]:
    """Return the profiles that were used and can still be read."""
    found = {}
    for name in sorted({one.profile for one in period.sessions if one.profile is not None}):
        try:
            found[name] = read_profile(name)
        except (CalibrationError, ConfigError):
            continue  # the page says that it is gone
    return found
