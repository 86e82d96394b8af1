"""Panels of a report: load, time and coverage as charts, each with the same in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from posture.outputs.barcharts import Part, coverage_bars, dose_bars, stacked
from posture.outputs.charts import DOSE_STYLES, dose_timeline
from posture.outputs.dictionary import column, terms, words
from posture.outputs.plotting import Figure
from posture.outputs.wording import (
    anything_seen,
    are_pictures,
    capitalised,
    clock,
    grouped,
    listed,
    muscle_name,
    percent,
)
from posture.summed import Session
from posture.types import MEASURES, PRESENCES, Empty

_WHISKERS = (
    "The whiskers hold four fifths of what the constant error of the measures leaves possible."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One chart with its heading and what it says in words; no figure where nothing was seen."""

    key: str
    heading: str
    figure: Figure | None
    caption: str


def frames(session: Session) -> str:
    """Name what was analysed."""
    return "pictures" if are_pictures(session) else "analysed frames"


def load(session: Session) -> Iterator[Panel]:
    """Yield the dose of each muscle: highest and last, and over time."""
    ordered = sorted(session.peak_dose, key=lambda name: -session.peak_dose[name])
    if not ordered or not session.dose_time_s or not anything_seen(session):
        return
    last = {name: session.dose[name][-1] for name in ordered}
    labels = [capitalised(muscle_name(name)) for name in ordered]
    bars = dose_bars(
        labels,
        [100 * session.peak_dose[name] for name in ordered],
        [100 * last[name] for name in ordered],
        interval_pct=[
            (100 * low, 100 * high) for low, high in map(session.peak_interval.__getitem__, ordered)
        ],
    )
    said = [f"{muscle_name(n)} {percent(session.peak_dose[n])}" for n in ordered]
    caption = f"Highest load, of our guide value: {listed(said)}. {_WHISKERS}"
    yield Panel(key="dose", heading="Load by muscle", figure=bars, caption=caption)
    if len(session.dose_time_s) > 1:
        yield _dose_panel(session, ordered[: len(DOSE_STYLES)])


def time_shares(session: Session) -> Iterator[Panel]:
    """Yield how the time was spent: presence, and each posture held, not held or unseen."""
    whole = sum(session.minutes.get(name, 0.0) for name in PRESENCES)
    if whole <= 0:
        return
    yield _presence_panel({name: session.minutes.get(name, 0.0) / whole for name in PRESENCES})
    yield _postures_panel(session, whole)


def coverage(session: Session) -> Panel:
    """Return in how much of the recording each measure has a value."""
    shares = {name: session.coverage.get(name, 0.0) for name in MEASURES}
    labels = [column(name).label for name in shares]
    said = grouped({column(name).label.lower(): percent(share) for name, share in shares.items()})
    return Panel(
        key="coverage",
        heading="How much could be judged",
        figure=coverage_bars(labels, [100 * share for share in shares.values()]),
        caption=f"Share of the {frames(session)} with a value: {_said(said)}.",
    )


def _dose_panel(session: Session, names: Sequence[str]) -> Panel:
    percents = {
        capitalised(muscle_name(name)): [100 * dose for dose in session.dose[name]]
        for name in names
    }
    loaded = [name for name in names if session.peak_dose[name] > 0]
    at_s = {one: session.dose_time_s[int(np.nanargmax(session.dose[one]))] for one in loaded}
    peaks = [f"{muscle_name(one)} at {clock(time_s)}" for one, time_s in at_s.items()]
    highest = f" Highest: {listed(peaks)}." if peaks else ""
    alerts = [alert for alert in session.alerts if alert.kind == "muscle_load"]
    several = "the most loaded muscles" if len(session.peak_dose) > len(names) else "all muscles"
    return Panel(
        key="dose-over-time",
        heading="Load over time",
        figure=dose_timeline(session.dose_time_s, percents, alerts=alerts),
        caption=f"Load of {several}, once a minute.{highest}",
    )


def _presence_panel(shares: Mapping[str, float]) -> Panel:
    looks = (("sky", ""), ("green", "x"), ("pink", "-"), ("grey", "."))
    parts = [
        Part(label=words(name), share_pct=[100 * share], colour=colour, pattern=pattern)
        for (name, share), (colour, pattern) in zip(shares.items(), looks, strict=True)
        if share > 0
    ]
    said = [f"{name} {percent(share)}" for name, share in shares.items() if share > 0]
    caption = f"Of the recording: {listed(said)}. Unknown time counts neither as good nor as bad."
    figure = stacked(["Presence"], parts)
    return Panel(key="presence", heading="Presence", figure=figure, caption=caption)


def _postures_panel(session: Session, whole_min: float) -> Panel:
    kinds = {name: term for name, term in terms("alert_kind").items() if term.needs}
    held = [_clipped(session.minutes.get(name, 0.0) / whole_min) for name in kinds]
    unseen = [
        min(_unseen(session, term.needs), 1 - share)
        for term, share in zip(kinds.values(), held, strict=True)
    ]
    free = [1 - a - b for a, b in zip(held, unseen, strict=True)]
    looks = (
        ("held", held, "orange", "/"),
        ("not held", free, "sky", ""),
        ("could not be judged", unseen, "grey", "."),
    )
    parts = [
        Part(label=label, share_pct=[100 * s for s in shares], colour=colour, pattern=pattern)
        for label, shares, colour, pattern in looks
    ]
    labels = [term.label.lower() for term in kinds.values()]
    said = f"Held: {_named(labels, held)}. Could not be judged: {_named(labels, unseen)}."
    return Panel(
        key="postures",
        heading="Postures",
        figure=stacked([term.label for term in kinds.values()], parts),
        caption=f"{said} Postures can be held at the same time.",
    )


def _unseen(session: Session, needs: Sequence[str]) -> float:
    """Share in which a posture was not judged; without an upright posture none is."""
    blind = 1 - min(session.coverage.get(name, 0.0) for name in needs)
    return _clipped(max(blind, session.empty.get(Empty.NO_BASELINE, 0.0)))


def _named(labels: Sequence[str], shares: Sequence[float]) -> str:
    """Name what has a share at all."""
    some = {label: percent(s) for label, s in zip(labels, shares, strict=True) if s > 0}
    return _said(grouped(some)) or "none"


def _said(grouped_shares: Mapping[str, str]) -> str:
    return "; ".join(f"{names} {share}" for share, names in grouped_shares.items())


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
