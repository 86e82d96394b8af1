"""Upright features to a personal profile, and back from its file.

A profile holds, for one camera and one place, every feature of the upright person that measuring
subtracts, the camera's focal length and, where somebody took a tape, one true distance.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from posture.backdrop import COLUMNS, ROWS, Backdrop
from posture.errors import CalibrationError
from posture.features import SCALARS, Features, resized_feature
from posture.lens import Optics, optics_from_mapping, optics_to_mapping, resized
from posture.marks import Marks, marks_from_mapping, marks_to_mapping, resized_marks
from posture.types import Lens, View

VERSION = 1
SIDES = ("left", "right")  # of the person
_SAME_SHAPE = 0.02  # logarithm of the proportions
_NORMAL_MAD = 1.4826  # standard deviation of normal numbers over their median absolute deviation


@dataclass(frozen=True, slots=True)
class Stat:
    """Median of a feature while upright, its standard deviation (None for one picture), and n."""

    value: float
    sd: float | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One person's upright posture in front of one camera."""

    size_px: tuple[int, int]
    view: View
    lens: Lens
    upright: Mapping[str, Stat]
    full_shrug_cm: Mapping[str, Stat] = field(default_factory=dict)  # left, right; as measured
    taped_cm: float | None = None
    origin: str = ""
    created_at: str | None = None
    notes: tuple[str, ...] = field(default=())
    marks: Marks | None = None  # tragus and C7, where somebody marked them
    optics: Optics | None = None  # where the points were straightened
    backdrop: Backdrop | None = None  # what is behind the person

    def value(self, name: str) -> float | None:
        """Return the upright value of a feature, or None when it was not seen."""
        stat = self.upright.get(name)
        return None if stat is None else stat.value

    def features(self) -> Features:
        """Return the upright person as if seen in one frame."""
        return _as_features(self)

    def __hash__(self) -> int:
        return hash((self.size_px, self.origin, self.created_at))  # mappings have none


@lru_cache(maxsize=64)  # every measure of every frame asks for them
def _as_features(profile: Profile) -> Features:
    values: dict[str, Any] = {name: stat.value for name, stat in profile.upright.items()}
    return Features(view=profile.view, size_px=profile.size_px, **values)


def calibrate(
    upright: Iterable[Features],
    lens: Lens,
    *,
    taped_cm: float | None = None,
    origin: str = "",
    created_at: str | None = None,
) -> Profile:
    """Average upright features into a profile; what was not seen stays empty and is noted.

    ``taped_cm`` is the true distance from the eyes to the camera while upright.
    """
    frames = [found for found in upright if found.view is not View.UNKNOWN]
    if not frames:
        raise CalibrationError(
            f"{origin or 'calibration'}: expected an upright person, found nobody whose posture "
            "can be judged; choose a part in which head and shoulders are in the picture."
        )
    view = max({found.view for found in frames}, key=[found.view for found in frames].count)
    same = [found for found in frames if found.view is view]
    stats = {name: stat for name in SCALARS if (stat := stat_of(same, name)) is not None}
    return Profile(
        size_px=same[0].size_px,
        view=view,
        lens=lens,
        upright=stats,
        taped_cm=taped_cm,
        origin=origin,
        created_at=created_at,
        notes=tuple(_notes(view, stats)),
    )


def stat_of(frames: Sequence[Features], name: str) -> Stat | None:
    """Return middle and spread of a feature where it was seen, None where it never was."""
    return spread([value for found in frames if (value := getattr(found, name)) is not None])


def spread(values: Sequence[float]) -> Stat | None:
    """Return median and standard deviation, the latter from the median absolute deviation.

    Examples
    --------
    >>> spread([1.0, 2.0, 3.0, 4.0, 90.0])
    Stat(value=3.0, sd=1.4826, n=5)
    """
    if not len(values):
        return None
    middle = float(np.median(values))
    sd = _NORMAL_MAD * float(np.median(np.abs(np.subtract(values, middle))))
    return Stat(middle, sd if len(values) > 1 else None, len(values))


def _notes(view: View, stats: Mapping[str, Stat]) -> Iterable[str]:
    if view is View.SIDE and "side_head_forward_deg" not in stats:
        yield "the neck was not visible: no head-forward angle; tie back hair or take off the hood"
    if view is View.FRONT and "shoulder_width_px" not in stats:
        yield "the shoulders were out of the picture: no protraction and no shoulder elevation"
    if view is View.FRONT and "eyes_cm" not in stats:
        yield "no face was found: no distance and no head angles"
    if view is View.OBLIQUE:
        yield "the camera looks from an angle: place it in front or at the side"


def scaled(profile: Profile, size_px: tuple[int, int]) -> Profile:
    """Return the profile for another picture size of the same camera."""
    if size_px == profile.size_px and (profile.marks is None or profile.marks.size_px == size_px):
        return profile
    ratio = size_px[0] / profile.size_px[0]
    upright = {
        name: Stat(
            resized_feature(name, stat.value, profile.size_px, size_px),
            None if stat.sd is None else stat.sd * (ratio if name.endswith("_px") else 1.0),
            stat.n,
        )
        for name, stat in profile.upright.items()
    }
    return replace(
        profile,
        size_px=size_px,
        lens=resized(profile.lens, ratio),
        upright=upright,
        marks=None if profile.marks is None else resized_marks(profile.marks, size_px),
        backdrop=profile.backdrop if _has_shape(size_px, profile.size_px) else None,
    )


def _has_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether pictures of both sizes may show the same: cameras cut others off."""
    return abs(math.log(one[0] * other[1] / (one[1] * other[0]))) < _SAME_SHAPE


# -- file -----------------------------------------------------------------------------------------


def to_mapping(profile: Profile) -> dict[str, Any]:
    """Return the profile as plain values for a JSON file."""
    return {
        "version": VERSION,
        "created_at": profile.created_at,
        "origin": profile.origin,
        "view": str(profile.view),
        "size_px": list(profile.size_px),
        "focal_px": profile.lens.focal_px,
        "focal_relative_sd": profile.lens.relative_sd,
        "focal_source": profile.lens.source,
        "taped_cm": profile.taped_cm,
        "notes": list(profile.notes),
        "marks": None if profile.marks is None else marks_to_mapping(profile.marks),
        "lens": None if profile.optics is None else optics_to_mapping(profile.optics),
        "backdrop": None if profile.backdrop is None else list(profile.backdrop),
        "upright": _stats(profile.upright),
        "full_shrug_cm": _stats(profile.full_shrug_cm),
    }


def _stats(stats: Mapping[str, Stat]) -> dict[str, Any]:
    return {name: {"value": stat.value, "sd": stat.sd, "n": stat.n} for name, stat in stats.items()}


def from_mapping(table: Mapping[str, Any], *, origin: str) -> Profile:
    """Check the values of a profile file; ``origin`` names it in messages."""
    try:
        if table["version"] != VERSION:
            raise ValueError(f"version is {table['version']!r}, this program reads {VERSION}")
        width, height = (int(_positive(side, "size_px")) for side in table["size_px"])
        taped, marks, optics = (table.get(name) for name in ("taped_cm", "marks", "lens"))
        return Profile(
            size_px=(width, height),
            view=View(table["view"]),
            lens=Lens(
                focal_px=_positive(table["focal_px"], "focal_px"),
                relative_sd=_number(table["focal_relative_sd"], "focal_relative_sd"),
                source=str(table["focal_source"]),
            ),
            upright=_read_stats(table, "upright", SCALARS),
            full_shrug_cm=_read_shrugs(table),
            taped_cm=None if taped is None else _positive(taped, "taped_cm"),
            origin=str(table.get("origin", "")),
            created_at=table.get("created_at"),
            notes=tuple(table.get("notes", ())),
            marks=None if marks is None else marks_from_mapping(marks),
            optics=None if optics is None else optics_from_mapping(optics),
            backdrop=_read_backdrop(table.get("backdrop")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise CalibrationError(
            f"{origin}: expected a profile written by `posture calibrate`, but {reason}; "
            "make a new one with `posture calibrate --from RECORDING --out PROFILE.json`."
        ) from error


def _read_stats(table: Mapping[str, Any], name: str, known: Sequence[str]) -> Mapping[str, Stat]:
    stats = {key: _read_stat(f"{name}.{key}", stat) for key, stat in table[name].items()}
    unknown = stats.keys() - set(known)
    if unknown:
        raise ValueError(f"{name}.{min(unknown)} is unknown")
    return stats


def _read_backdrop(parts: Sequence[Any] | None) -> Backdrop | None:
    """Read what is behind the person; older profiles and those of recordings do not know it."""
    if parts is None:
        return None
    if len(parts) != COLUMNS * ROWS:
        raise ValueError(f"backdrop has {len(parts)} parts, not {COLUMNS * ROWS}")
    return tuple(None if one is None else _number(one, "backdrop") for one in parts)


def _read_shrugs(table: Mapping[str, Any]) -> Mapping[str, Stat]:
    """Read the own full shrug; profiles without that step have none."""
    stats = _read_stats({"full_shrug_cm": {}, **table}, "full_shrug_cm", SIDES)
    for side, stat in stats.items():
        _positive(stat.value, f"full_shrug_cm.{side}.value")
    return stats


def _read_stat(name: str, table: Mapping[str, Any]) -> Stat:
    sd = table["sd"]
    return Stat(
        _number(table["value"], f"{name}.value"),
        None if sd is None else _number(sd, f"{name}.sd"),
        int(_number(table["n"], f"{name}.n")),
    )


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}, not a number")
    return float(value)


def _positive(value: object, name: str) -> float:
    number = _number(value, name)
    if number <= 0:
        raise ValueError(f"{name} is {value!r}, not above 0")
    return number
