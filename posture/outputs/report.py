"""Report of a session: one self-contained page, made for a reader who has never seen a table."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from plotly.offline import get_plotlyjs

from posture.config import AlertConfig
from posture.knowledge import Muscle, load_knowledge
from posture.outputs import panels, trends
from posture.outputs.bodymap import body_views, dose_words
from posture.outputs.dictionary import column, words
from posture.outputs.files import atomic
from posture.outputs.pages import page
from posture.outputs.rows import most_loaded
from posture.outputs.segments import segment_rows
from posture.outputs.sentences import summary_sentences
from posture.outputs.summary import field_of_view_deg
from posture.outputs.wording import (
    are_pictures,
    cause,
    clock,
    duration,
    listed,
    measured,
    muscle_name,
    number,
    percent,
    reasons,
    seen_from,
)
from posture.summed import Session
from posture.types import MEASURES, Alert, View

NOT_SEEN = "not observable"
_LENS_SOURCES = {
    "given": "as given",
    "profile": "from the profile",
    "exif": "from the picture's own data",
    "taped": "from a distance measured by tape",
    "assumed": "assumed, as for a usual laptop camera",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One key figure."""

    label: str
    value: str
    note: str


SCRIPT = "plotly.min.js"  # draws the charts, where several reports share it


def write_report(
    session: Session, path: Path, *, alerts: AlertConfig | None = None, script: str | None = None
) -> None:
    """Write the page of a session; ``alerts`` are the limits that it was judged by.

    It is complete in itself, or ``script`` is where, seen from it, lies what `write_script` wrote.
    """
    with atomic(path) as handle:
        handle.write(render(session, alerts=alerts, script=script))


def write_script(folder: Path) -> None:
    """Write the file that draws the charts of all reports in a folder, if it is not there."""
    text, path = get_plotlyjs(), folder / SCRIPT
    if not path.exists() or path.stat().st_size != len(text.encode()):
        with atomic(path) as handle:
            handle.write(text)


def render(session: Session, alerts: AlertConfig | None = None, script: str | None = None) -> str:
    """Return the page of a session, which asks the network for nothing."""
    config = alerts or AlertConfig()
    groups = {
        "over_time": list(trends.over_time(session, config)),
        "load": list(panels.load(session)),
        "time": list(panels.time_shares(session)),
        "coverage": [panels.coverage(session)],
    }
    shown = [panel for group in groups.values() for panel in group if panel.figure is not None]
    return page("report.html.j2").render(
        title=PurePath(session.source).name or session.source,
        session=session,
        meta=list(_meta(session)),
        sentences=summary_sentences(session),
        cards=list(_cards(session)),
        pictures=are_pictures(session),
        groups=groups,
        figures={panel.key: panel.figure for panel in shown},
        muscles=list(_muscle_rows(session)),
        bodies=body_views(session.peak_dose),
        body_words=dose_words(session.peak_dose),
        reasons=[(text, percent(share)) for text, share in reasons(session)],
        unjudged=dict(_unjudged(session)),
        alerts=[_alert_row(alert) for alert in session.alerts],
        measures=list(_measure_rows(session)),
        method=dict(_method(session)),
        segments=list(segment_rows(session.segments)),
        script=script,
    )


def _meta(session: Session) -> Iterator[str]:
    if session.started_at is not None:
        yield f"{session.started_at:%d %B %Y, %H:%M}".lstrip("0")
    if not are_pictures(session):
        yield duration(session.duration_s)
    yield f"{session.frames:,} {'pictures' if are_pictures(session) else 'frames'} analysed"
    yield f"seen {seen_from(session.view)}"


def _cards(session: Session) -> Iterator[Card]:
    yield _measure_card(session, "Head forward", "head_forward_deg")
    yield _shoulder_card(session)
    if session.view is not View.SIDE:
        yield _measure_card(session, "Distance to the screen", "screen_distance_cm")
    else:
        yield _measure_card(session, "Trunk lean", "trunk_lean_deg")
    if not are_pictures(session):
        yield _load_card(session)
        count = len(session.alerts)
        first = f"the first at {clock(session.alerts[0].time_s)}" if count > 0 else "none raised"
        yield Card(label="Alerts", value=str(count), note=first)
    share = session.coverage.get("head_forward_deg", 0.0)
    of = "pictures" if are_pictures(session) else "frames"
    yield Card(label="Head judged in", value=percent(share), note=f"of the analysed {of}")


def _measure_card(session: Session, label: str, name: str) -> Card:
    value, found = measured(session, name), session.summary.get(name)
    if value is None or found is None:
        return Card(label=label, value="–", note=NOT_SEEN)
    unit = column(name).unit
    low, high = number(found.p10, unit, decimals=0), number(found.p90, unit, decimals=0)
    return Card(label=label, value=value, note=f"median; mostly {low} to {high}")


def _shoulder_card(session: Session) -> Card:
    sides = {"left": trends.SHOULDERS[0], "right": trends.SHOULDERS[1]}
    seen = {side: session.summary[name] for side, name in sides.items() if name in session.summary}
    if not seen:
        return Card(label="Shoulders raised", value="–", note=NOT_SEEN)
    side, highest = max(seen.items(), key=lambda item: item[1].p90)
    said = [f"{name} {number(found.median, 'cm')}" for name, found in seen.items()]
    return Card(
        label=f"Shoulder raised, {side}",
        value=number(highest.p90, "cm"),
        note=f"or more in a tenth of the {_whole(session)}; median {listed(said)}",
    )


def _whole(session: Session) -> str:
    return "pictures" if are_pictures(session) else "time"


def _load_card(session: Session) -> Card:
    name = most_loaded(session.peak_dose)
    if name is None:
        return Card(label="Highest muscle load", value="–", note="no load counted")
    return Card(
        label="Highest muscle load",
        value=percent(session.peak_dose[name]),
        note=f"of our guide value, {muscle_name(name)}",
    )


def _muscle_rows(session: Session) -> Iterator[Mapping[str, str]]:
    latin = {muscle.id: muscle.anatomical for muscle in load_knowledge().muscles}
    for name, peak in sorted(session.peak_dose.items(), key=lambda item: -item[1]):
        shares = sorted(session.shares.get(name, {}).items(), key=lambda item: -item[1])
        dose = session.dose.get(name, ())
        yield {
            "name": muscle_name(name),
            "anatomical": latin.get(name, ""),
            "peak": percent(peak),
            "end": percent(dose[-1]) if len(dose) > 0 else "–",
            "causes": ", ".join(f"{cause(key)} {percent(share)}" for key, share in shares) or "–",
        }
    for name, one in _unjudged(session):
        cells = {"name": name, "anatomical": one.anatomical, "peak": NOT_SEEN, "end": "–"}
        yield cells | {"causes": one.advice or "–"}


def _unjudged(session: Session) -> Iterator[tuple[str, Muscle]]:
    """Yield what could not be judged, both sides in one where it is both."""
    missing = load_knowledge().unjudged(session.peak_dose)
    sides = Counter(one.part_of for one in missing)
    yield from {
        one.plain_name if sides[one.part_of] > 1 else one.name: one for one in missing
    }.items()


def _alert_row(alert: Alert) -> Mapping[str, str]:
    return {
        "time": clock(alert.time_s),
        "kind": words(alert.kind),
        "level": str(alert.level),
        "value": number(alert.value, alert.unit),
        "limit": number(alert.limit, alert.unit),
        "message": alert.message,
    }


def _measure_rows(session: Session) -> Iterator[Mapping[str, str]]:
    for name in MEASURES:
        found, unit = session.summary.get(name), column(name).unit
        cells = {"label": column(name).label, "sign": column(name).sign}
        cells["seen"] = percent(session.coverage.get(name, 0.0))
        if found is None:
            yield cells | dict.fromkeys(("median", "range", "sd_frame", "sd_person"), "–")
            continue
        digits = 2 if unit == "" else 1
        low, high, median, frame, person = (
            number(value, unit, decimals=digits)
            for value in (found.p10, found.p90, found.median, found.sd_frame, found.sd_person)
        )
        cells |= {"median": median, "range": f"{low} to {high}"}
        yield cells | {"sd_frame": frame, "sd_person": person}


def _method(session: Session) -> Iterator[tuple[str, str]]:
    lens, (width, height) = session.lens, session.size_px
    angle = number(field_of_view_deg(lens, session.size_px), "deg", decimals=0)
    source = _LENS_SOURCES.get(lens.source, lens.source)
    focal = f"focal length {lens.focal_px:.0f} pixels, {source}, ± {percent(lens.relative_sd)}"
    yield "Camera", f"{width} × {height} pixels, sees {angle} across ({focal})"
    yield "Upright posture", _baseline(session.baseline)
    yield (
        "Uncertainty",
        "Every ± is one standard deviation. Its random part differs from frame to frame and "
        "averages out; its constant part stays the same for a person and a camera and does not.",
    )


def _baseline(baseline: Mapping[str, str | float | None]) -> str:
    said = [_baseline_origin(baseline)]
    taped, steady = baseline.get("taped_cm"), baseline.get("steadiness_sd_deg")
    if isinstance(steady, float):
        said.append(f"The angle of the head was steady there to ± {number(steady, 'deg')}.")
    if isinstance(taped, float):
        said.append(f"The distance was measured by tape: {number(taped, 'cm')}.")
    notes = ("notes",) if baseline.get("kind") == "auto" else ("note", "notes")
    said += [f"Note: {str(baseline[key]).rstrip('.')}." for key in notes if baseline.get(key)]
    return " ".join(said)


def _baseline_origin(baseline: Mapping[str, str | float | None]) -> str:
    """Say what upright means here, and how much that is worth."""
    where = f"seconds {_plain(baseline.get('from_s'))} to {_plain(baseline.get('to_s'))}"
    match baseline.get("kind"):
        case "auto":
            return (
                f"Self-referenced: the most upright steady part of this recording, {where}. "
                "Who slouches throughout is compared with the own slouch."
            )
        case "part":
            return f"As told: {where} of this recording."
        case "profile":
            return f"From the profile {baseline.get('profile')}."
        case _:
            return "None: measures that are a change since upright stay empty."


def _plain(value: str | float | None) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
