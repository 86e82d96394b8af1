"""Tracks to BIDS-Motion: the samples, the channels, and what they were recorded with.

Brain Imaging Data Structure, version 1.11, "Motion": ``*_motion.tsv`` without a header,
``*_channels.tsv`` with a row for each of its columns, ``*_motion.json``. Here ``*_channels.tsv`` is
the dictionary of the columns.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from posture.errors import ConfigError
from posture.evenly import evenly
from posture.outputs.files import atomic
from posture.outputs.plane import MM_PER_M, Plane
from posture.tracks import Tracks

SYSTEM = "posture"
UNKNOWN = "n/a"
_CHANNELS = ("name", "component", "type", "tracked_point", "units", "description")
_AXES = {"x": "+ is to the right in the picture", "y": "+ is up, from the lower edge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Who did what, as the names of the files say it: letters and digits only."""

    subject: str
    task: str

    def __post_init__(self) -> None:
        for entity, label in (("subject", self.subject), ("task", self.task)):
            if not re.fullmatch(r"[0-9a-zA-Z]+", label):
                raise ConfigError(
                    f'--{entity}: expected letters and digits as BIDS wants them, found "{label}"; '
                    f'write "{as_label(label) or "01"}".'
                )

    @property
    def stem(self) -> str:
        """Beginning of the names of the three files."""
        return f"sub-{self.subject}_task-{self.task}_tracksys-{SYSTEM}"


def as_label(name: str) -> str:
    """Leave out of a name what BIDS does not allow.

    Examples
    --------
    >>> as_label("desk-front 2")
    'deskfront2'
    """
    return re.sub(r"[^0-9a-zA-Z]", "", name)


def write_bids(
    folder: Path, points: Tracks, plane: Plane, labels: Labels, *, software: str
) -> tuple[Path, ...]:
    """Write the three files of a recording into a data set, and return their paths."""
    place = folder / f"sub-{labels.subject}" / "motion"
    samples, about, channels = (
        place / f"{labels.stem}_{ending}"
        for ending in ("motion.tsv", "motion.json", "channels.tsv")
    )
    with atomic(samples) as handle:
        handle.writelines(f"{_tabbed(row)}\n" for row in _samples(points, plane))
    with atomic(about) as handle:
        json.dump(_about(points, labels, software), handle, indent=2)
        handle.write("\n")
    with atomic(channels) as handle:
        handle.writelines(f"{_tabbed(row)}\n" for row in (_CHANNELS, *_channels(points, plane)))
    return samples, about, channels


def _samples(points: Tracks, plane: Plane) -> Iterator[tuple[str, ...]]:
    places = plane.places_mm(points)
    decimals = 2
    if plane.mm_per_px is not None:
        places, decimals = places / MM_PER_M, 5
    for time_s, row in zip(points.time_s - points.time_s[0], places, strict=True):
        values = row.reshape(-1)
        yield (f"{time_s:.6f}", *(_cell(value, decimals) for value in values))


def _channels(points: Tracks, plane: Plane) -> Iterator[tuple[str, ...]]:
    onset = "Time since the first sample; the rate is that of the camera and not quite even."
    yield ("latency", UNKNOWN, "LATENCY", UNKNOWN, "s", onset)
    unit = "px" if plane.mm_per_px is None else "m"
    for name in points.names:
        for axis, sign in _AXES.items():
            what = f"Place of {name.replace('_', ' ')} in the plane of the picture; {sign}."
            yield (f"{name}_{axis}", axis, "POS", name, unit, what)


def _about(points: Tracks, labels: Labels, software: str) -> dict[str, object]:
    span_s = float(np.ptp(points.time_s))
    return {
        "TaskName": labels.task,
        "TaskDescription": "Seen by one camera; places lie in the plane of its picture.",
        "SamplingFrequency": evenly(points.time_s).rate_hz,
        "SamplingFrequencyEffective": (
            round((len(points.time_s) - 1) / span_s, 6) if span_s > 0 else UNKNOWN
        ),
        "RecordingDuration": round(span_s, 6),
        "TrackingSystemName": SYSTEM,
        "SoftwareVersions": software,
        "TrackedPointsCount": len(points.names),
        "MotionChannelCount": 1 + len(_AXES) * len(points.names),
        "POSChannelCount": len(_AXES) * len(points.names),
        "LATENCYChannelCount": 1,
        "MissingValues": UNKNOWN,
    }


def _cell(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}" if np.isfinite(value) else UNKNOWN


def _tabbed(row: tuple[str, ...]) -> str:
    return "\t".join(row)
