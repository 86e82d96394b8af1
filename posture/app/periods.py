"""What can be compared as before and after: results of a recording, or days of the history."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

import numpy as np

from posture.app import wallclock
from posture.app.settings import history_path
from posture.change import Observed, Period
from posture.comparable import Setup, in_use
from posture.errors import ConfigError, SourceError
from posture.evenly import usual_step_s
from posture.minutes import Minute
from posture.outputs.archive import Archive, Watched
from posture.sources.measured import SUMMARY, TABLE, Measured, read_measured, read_session
from posture.types import MEASURES, Floats, Presence

_DAYS = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})(?:\.\.(?P<last>\d{4}-\d{2}-\d{2}))?")
_HEAD = "head_forward_deg"
_MADE_BY = ("posture", "settings")
Part = tuple[Watched, list[Minute]]  # of a session, what lies within a span


def are_days(text: str) -> bool:
    """Whether an argument means days of the history, such as 2026-01-01..2026-01-14."""
    return _DAYS.fullmatch(text) is not None


def period_of(text: str) -> Period:
    """Return what an argument means: days of the history, or results of a recording.

    Raises
    ------
    SourceError
        When nothing is there, or nothing was kept of these days.
    """
    days = _DAYS.fullmatch(text)
    return _of_results(Path(text)) if days is None else _of_days(days)


def _of_results(place: Path) -> Period:
    folder = place if place.is_dir() else place.parent
    found, session = read_measured(folder / TABLE), read_session(folder / SUMMARY)
    constant = {name: one["sd_person"] for name, one in session["measures"].items()}
    return Period(
        name=folder.absolute().name,
        setup=_setup_of_results(found, session),
        measures={
            name: Observed(found.time_s, values, found.weight_s, constant.get(name, 0.0))
            for name, values in found.columns.items()
            if name in MEASURES and np.isfinite(values).any()
        },
        doses=_doses(session["dose"]),
        recording=f"{session['source']} {session['started_at']} {session['duration_s']}",
    )


def _setup_of_results(found: Measured, session: Mapping[str, Any]) -> Setup:
    baseline = session["baseline"]
    origin = baseline.get("profile") or f"an upright part of {_file(session['source'])}"
    seen = np.isfinite(found.columns[_HEAD])
    seated_s = float(found.weight_s[found.seated].sum())
    return Setup(
        size_px=tuple(session["camera"]["size_px"]),
        focal_px=session["camera"]["focal_px"],
        view=session["view"],
        baseline="none" if baseline["kind"] == "none" else str(origin),
        upright_deg=baseline.get("upright_head_forward_deg"),
        rate_hz=1 / usual_step_s(found.time_s) if len(found.time_s) > 1 else None,
        coverage=_share(float(found.weight_s[found.seated & seen].sum()), seated_s),
        made_by=_made_by(session["versions"]),
    )


def _doses(dose: Mapping[str, Any]) -> dict[str, Observed]:
    """Return the dose of each muscle, which is kept at the end of every minute."""
    time_s = np.array(dose["time_s"], np.float64)
    weight_s = np.diff(time_s, prepend=time_s[:1])
    return {
        muscle: Observed(time_s, np.array(values, np.float64), weight_s)
        for muscle, values in dose["by_muscle"].items()
    }


def _of_days(days: re.Match[str]) -> Period:
    begin, end = _span(days)
    parts = _kept(begin, end)
    minutes = sorted((row for _, rows in parts for row in rows), key=lambda row: row.at)
    if not any(minute.measures for minute in minutes):
        raise SourceError(
            f"{days[0]}: expected days of which something was kept, found nothing in the history; "
            "`posture history list` shows the days."
        )
    time_s = np.array([_on_the_wall(minute.at) for minute in minutes])
    judged = any(minute.head_s > 0 for minute in minutes)  # breaks alone tell nothing of sitting
    muscles = dict.fromkeys(name for minute in minutes for name in minute.dose if judged)
    return Period(
        name=_days_in_words(begin, end - timedelta(days=1)),
        setup=_setup_of_days(parts, minutes),
        measures={name: _observed(name, time_s, minutes) for name in MEASURES},
        doses={name: _dose(name, time_s, minutes) for name in muscles},
    )


def _kept(begin: datetime, end: datetime) -> list[Part]:
    """Return the minutes of a span, session by session.

    A session may have begun before the span, or go on after it: its minutes say what belongs.
    """
    with Archive(history_path()) as archive:
        parts = [
            (one, [row for row in archive.minutes(one.id) if begin <= row.at < end])
            for one in archive.watched()
            if one.overlaps(begin, end)
        ]
    return [(one, rows) for one, rows in parts if rows]


def _span(days: re.Match[str]) -> tuple[datetime, datetime]:
    """Return the beginning of the first day and the end of the last one."""
    now = datetime.now().astimezone()
    first, last = (wallclock.since(days[name] or days["first"], now) for name in ("first", "last"))
    begin, end = first, wallclock.local(last + timedelta(days=1))
    if end <= begin:
        raise ConfigError(f'"{days[0]}": expected the earlier day first; turn them round.')
    return begin, end


def _days_in_words(first: datetime, last: datetime) -> str:
    begin, end = (f"{day:%d %B %Y}".lstrip("0") for day in (first, last))
    return begin if begin == end else f"{begin} to {end}"


def _on_the_wall(at: datetime) -> float:
    """Return the clock on the wall as seconds, so that a day is a day."""
    return at.astimezone().replace(tzinfo=UTC).timestamp()


def _observed(name: str, time_s: Floats, minutes: Sequence[Minute]) -> Observed:
    means = [minute.measures.get(name) for minute in minutes]
    constant = [one.sd_person for one in means if one is not None]
    return Observed(
        time_s,
        np.array([np.nan if one is None else one.value for one in means]),
        np.array([minute.observed_s.get(name, 0.0) for minute in minutes]),
        float(np.median(constant)) if constant else 0.0,
    )


def _dose(name: str, time_s: Floats, minutes: Sequence[Minute]) -> Observed:
    """Return the dose of a muscle, by the seconds in which load was told."""
    judged_s = [minute.judged_s for minute in minutes]
    values = [minute.dose.get(name, np.nan) for minute in minutes]
    return Observed(time_s, np.array(values), np.array(judged_s))


def _setup_of_days(parts: Sequence[Part], minutes: Sequence[Minute]) -> Setup:
    seated_s = sum(minute.seconds.get(str(Presence.SEATED), 0.0) for minute in minutes)
    head_s = sum(minute.observed_s.get(_HEAD, 0.0) for minute in minutes)
    cameras, profiles = defaultdict[str, float](float), defaultdict[str, float](float)
    for one, rows in parts:
        seen_s = sum(row.head_s for row in rows)
        cameras[one.source] += seen_s
        profiles[one.profile or "none"] += seen_s
    return Setup(
        camera=in_use(cameras),
        view=_usual([minute.view for minute in minutes if minute.measures]),
        baseline=in_use(profiles),
        coverage=_share(head_s, seated_s),
        made_by=_made_by(parts[-1][0].versions),
    )


def _made_by(versions: Mapping[str, str]) -> dict[str, str]:
    return {name: versions[name] for name in _MADE_BY if name in versions}


def _usual(names: Sequence[str]) -> str | None:
    return Counter(names).most_common(1)[0][0] if names else None


def _share(part_s: float, whole_s: float) -> float | None:
    return min(1.0, part_s / whole_s) if whole_s > 0 else None


def _file(source: str) -> str:
    return PurePath(source).name or source
