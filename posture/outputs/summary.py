"""Summary of a recording: session.json."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from posture.day import figures
from posture.knowledge import load_knowledge
from posture.outputs.files import atomic
from posture.scores import session_scores
from posture.summed import Session
from posture.types import Lens


def session_mapping(session: Session) -> dict[str, Any]:
    """Return everything session.json holds, ready for JSON; what is unknown is ``None``."""
    cleaned = _jsonable(
        {
            "source": session.source,
            "started_at": None if session.started_at is None else session.started_at.isoformat(),
            "duration_s": session.duration_s,
            "frames": session.frames,
            "view": session.view,
            "camera": _camera(session.lens, session.size_px),
            "baseline": session.baseline,
            "coverage": session.coverage,
            "empty_because": session.empty,
            "minutes": session.minutes,
            "measures": {name: asdict(s) for name, s in session.summary.items()},
            "dose": {"time_s": session.dose_time_s, "by_muscle": session.dose},
            "peak_dose": session.peak_dose,
            "peak_dose_interval": session.peak_interval,
            "dose_shares": session.shares,
            "dose_not_observable": {} if session.pictures else _unjudged(session),
            "alerts": [asdict(alert) for alert in session.alerts],
            "day": figures(session.day),
            "scores_seen_by_camera": session_scores(session),
            "segments": [asdict(segment) for segment in session.segments],
            "versions": session.versions,
        }
    )
    return dict(cleaned)


def write_session(path: Path, session: Session, notes: Mapping[str, Any] | None = None) -> None:
    """Write session.json; ``notes`` are keys that whoever ordered the analysis adds."""
    with atomic(path) as handle:
        mapping = {**session_mapping(session), **(notes or {})}
        json.dump(mapping, handle, ensure_ascii=False, indent=2, allow_nan=False)
        handle.write("\n")


def field_of_view_deg(lens: Lens, size_px: tuple[int, int]) -> float:
    """Horizontal angle that the camera sees.

    Examples
    --------
    >>> lens = Lens(focal_px=320.0, relative_sd=0.0, source="given")
    >>> round(field_of_view_deg(lens, (640, 480)), 1)
    90.0
    """
    return math.degrees(2 * math.atan2(size_px[0] / 2, lens.focal_px))


def _unjudged(session: Session) -> Mapping[str, Any]:
    unjudged = load_knowledge().unjudged(session.peak_dose)
    return {one.id: {"why": one.why, "advice": one.advice} for one in unjudged}


def _camera(lens: Lens, size_px: tuple[int, int]) -> Mapping[str, Any]:
    return {
        "size_px": size_px,
        "focal_px": lens.focal_px,
        "focal_relative_sd": lens.relative_sd,
        "focal_source": lens.source,
        "hfov_deg": field_of_view_deg(lens, size_px),
    }


def _jsonable(value: Any) -> Any:
    """Turn mappings, sequences and numbers into what JSON knows; not finite becomes ``None``."""
    match value:
        case Mapping():
            return {str(key): _jsonable(item) for key, item in value.items()}
        case tuple() | list():
            return [_jsonable(item) for item in value]
        case float():
            return _rounded(value) if math.isfinite(value) else None
        case _:
            return value


def _rounded(value: float) -> float:
    """Drop what is only noise of the floating point: nine significant digits stay."""
    return float(f"{value:.9g}")
