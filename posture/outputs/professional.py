"""A period to what a professional asks for: percentiles, variation, scores, setups, data."""

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise

import numpy as np
from markupsafe import Markup

from posture.knowledge import load_knowledge
from posture.outputs.almanac import Period
from posture.outputs.archive import Watched
from posture.outputs.daywords import camera, many_days, prompt_name, reach, span
from posture.outputs.dictionary import column, terms
from posture.outputs.digest import Digest
from posture.outputs.hours import hours_csv
from posture.outputs.trends import SHOULDERS
from posture.outputs.wording import as_set, duration, muscle_name, number, percent, seen_from
from posture.profile import Profile
from posture.resampling import DRAWS, LEVEL
from posture.scores import scores
from posture.types import MEASURES, View
from posture.variation import LENGTHS_S, exposure_variation, longest_run_s
from posture.weeks import HOUR_S

LEVELS = {  # classes of exposure variation, since upright where it is a change
    "protraction_cm": (0.5, 1.75, 3.0),
    "neck_flexion_deg": (0.0, 10.0, 20.0, 45.0),  # bands of RULA and of ISO 11226
    SHOULDERS[0]: (0.5, 1.0, 2.0),
    SHOULDERS[1]: (0.5, 1.0, 2.0),
    "screen_distance_cm": (40.0, 50.0, 75.0),
    "trunk_lean_deg": (0.0, 10.0, 20.0, 60.0),
}
_SCORES = {
    "rula_neck": ("RULA, neck", "1 to 6"),
    "rula_trunk": ("RULA, trunk", "1 to 4"),
    "rula_neck_and_trunk": ("RULA, neck and trunk (table B)", "1 to 9"),
    "rosa_monitor": ("ROSA, monitor", "1 to 6"),
}


def parts(digest: Digest, profiles: Mapping[str, Profile]) -> dict[str, object]:
    """Return everything that the folded part of the page holds."""
    period = digest.period
    return {
        "setups": [_setup(one) for one in _setups(period)],
        "profiles": [_profile(name, one) for name, one in profiles.items()],
        "gone": sorted({one.profile for one in period.sessions if one.profile} - set(profiles)),
        "views": [(seen_from(View(name)), duration(s)) for name, s in sorted(period.views.items())],
        "measures": list(_measures(digest)),
        "unseen_measures": [column(n).label.lower() for n in MEASURES if _unseen(digest, n)],
        "variations": list(_variations(digest)),
        "lengths": _length_names(),
        "postures": list(_postures(digest)),
        "scores": list(_scores(digest)),
        "alerts": list(_alerts(period)),
        "csv": Markup(base64.b64encode(hours_csv(digest).encode()).decode()),
        "csv_name": f"posture-hours-{period.begin:%Y-%m-%d}-{period.end:%Y-%m-%d}.csv",
        "method": _method(digest, profiles),
    }


def _unseen(digest: Digest, name: str) -> bool:
    return not np.isfinite(digest.minutes.value[name]).any()


def _measures(digest: Digest) -> Iterator[Mapping[str, str]]:
    for name in MEASURES:
        found, mean = digest.percentiles(name), digest.mean(name)
        if found is None or mean is None:
            continue
        unit = column(name).unit
        digits = 2 if unit == "" else 1
        low, median, high, frame, person = (
            number(one, unit, decimals=digits) for one in (*found, *digest.sd(name))
        )
        yield {
            "label": column(name).label,
            "sign": column(name).sign,
            "observed": f"{float(digest.minutes.seen_s[name].sum()) / HOUR_S:.1f} h",
            "share": percent(digest.seen_share(name)),
            "p10": low,
            "p50": median,
            "p90": high,
            "mean": number(mean.estimate, unit, decimals=digits),
            "interval": reach(mean, decimals=digits),
            "frame": frame,
            "person": person,
        }


def _variations(digest: Digest) -> Iterator[Mapping[str, object]]:
    for name, levels in LEVELS.items():
        minutes = digest.minutes
        table = exposure_variation(
            minutes.time_s, minutes.value[name], minutes.seen_s[name], levels
        )
        if table is None:
            continue
        rows = [
            {"level": level, "cells": row.tolist(), "all": float(row.sum())}
            for level, row in zip(_level_names(name, levels), table, strict=True)
        ]
        yield {"key": f"eva-{name}", "label": column(name).label, "rows": rows}


def _level_names(name: str, levels: tuple[float, ...]) -> list[str]:
    unit = column(name).unit
    edges = [as_set(one, unit) for one in levels]
    inner = [f"{low} to {high}" for low, high in pairwise(edges)]
    return [f"below {edges[0]}", *inner, f"{edges[-1]} and more"]


def _length_names() -> list[str]:
    edges = [f"{one / 60:.0f}" for one in LENGTHS_S]
    inner = [f"{low} to {high} min" for low, high in pairwise(edges)]
    return [f"under {edges[0]} min", *inner, f"{edges[-1]} min and more"]


def _postures(digest: Digest) -> Iterator[Mapping[str, str]]:
    for name, term in terms("alert_kind").items():
        share = digest.held_share(name) if term.phrase else None
        if share is None:
            continue
        held = digest.minutes.held_s.get(name)
        longest = 0.0 if held is None else longest_run_s(digest.minutes.time_s, held)
        yield {
            "label": term.label,
            "share": percent(share),
            "judged": f"{float(digest.judged_s(name).sum()) / HOUR_S:.1f} h",
            "longest": duration(longest) if longest > 0 else "–",
        }


def _scores(digest: Digest) -> Iterator[tuple[str, str, int]]:
    found = {name: digest.percentiles(name) for name in MEASURES}
    medians = {name: one[1] for name, one in found.items() if one is not None}
    held = [longest_run_s(digest.minutes.time_s, one) for one in digest.minutes.held_s.values()]
    seated_min = digest.total_s("seated") / 60 / len(digest.days.keys)
    done = scores(medians, seated_min=seated_min, longest_s=max(held, default=0.0))
    for name, score in done.items():
        label, reach = _SCORES[name]
        yield label, reach, score


def _alerts(period: Period) -> Iterator[Mapping[str, str]]:
    for one in period.said:
        yield {
            "at": f"{one.at:%Y-%m-%d %H:%M}",
            "kind": prompt_name(one.alert.kind),
            "level": str(one.alert.level),
            "value": number(one.alert.value, one.alert.unit),
            "limit": as_set(one.alert.limit, one.alert.unit),
            "muscle": "" if one.alert.muscle is None else muscle_name(one.alert.muscle),
            "message": one.alert.message,
            "denied": "false alarm" if one.denied else "",
        }


def _setups(period: Period) -> list[list[Watched]]:
    """Group the sessions that were made with the same camera, profile and versions."""
    groups: dict[object, list[Watched]] = {}
    for one in period.sessions:
        key = (one.source, one.profile, tuple(sorted(one.versions.items())))
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _setup(same: list[Watched]) -> Mapping[str, object]:
    first, last = same[0], same[-1]
    return {
        "source": camera(first.source),
        "profile": first.profile or "none",
        "when": span(first.started_at.date(), last.started_at.date()),
        "sessions": len(same),
        "lasted": duration(sum(one.duration_s for one in same)),
        "observed": duration(sum(one.observed_s for one in same)),
        "versions": dict(first.versions),
    }


def _profile(name: str, profile: Profile) -> Mapping[str, str]:
    lens, (width, height) = profile.lens, profile.size_px
    taped = "not taped" if profile.taped_cm is None else f"taped {profile.taped_cm:g} cm"
    focal = f"focal length {lens.focal_px:.0f} px ± {percent(lens.relative_sd)} ({lens.source})"
    frames = max((stat.n for stat in profile.upright.values()), default=0)
    seen = f"{frames} frames seen {seen_from(profile.view)}"
    return {
        "name": name,
        "camera": f"{width} × {height} pixels, {focal}, distance {taped}",
        "upright": f"{seen}, {profile.origin}, made {_made(profile)}",
        "notes": "; ".join(profile.notes),
    }


def _made(profile: Profile) -> str:
    if profile.created_at is None:
        return "at an unknown time"
    return f"on {datetime.fromisoformat(profile.created_at):%Y-%m-%d}"


def _method(digest: Digest, profiles: Mapping[str, Profile]) -> Mapping[str, object]:
    period, (_, length_s) = digest.period, digest.rows
    made_by = {k: v for one in period.sessions for k, v in one.versions.items()}
    return {
        "days": many_days(len(digest.days.keys)),
        "when": span(digest.dates[0], digest.dates[-1]),
        "watched": _long(digest.watched_s),
        "here": _long(digest.here_s),
        "unknown": _long(digest.total_s("unknown")),
        "head": percent(digest.seen_share("head_forward_deg", "protraction_cm")),
        "shoulders": percent(digest.seen_share(*SHOULDERS)),
        "distance": percent(digest.seen_share("screen_distance_cm")),
        "view": " and ".join(seen_from(View(one)) for one in sorted(period.views)),
        "profiles": len(profiles),
        "cameras": len({one.source for one in period.sessions}),
        "block": "days" if length_s > HOUR_S else "hours",
        "draws": DRAWS,
        "level": f"{100 * LEVEL:.0f}",
        "judged": len(digest.loads),
        "muscles": len(load_knowledge().muscles),
        "version": made_by.get("posture", "unknown"),
        "settings": made_by.get("settings", "unknown"),
    }


def _long(seconds: float) -> str:
    """Write a length of time: hours, where there are many."""
    hours = seconds / HOUR_S
    return f"{hours:.0f} h" if hours >= 10 else duration(seconds)
