"""Saved landmarks to lens and baseline: what a recording is measured against."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from posture.app.locate import Located
from posture.app.wiring import read_profile
from posture.baseline import Timed, most_upright, part
from posture.config import Config
from posture.distance import eye_distance_cm
from posture.errors import CalibrationError, ConfigError
from posture.features import Features, features
from posture.lens import EXIF_SD, assumed_lens, given_lens, taped_lens
from posture.measure import UPRIGHT_HEAD_FORWARD_DEG
from posture.profile import Profile, calibrate, scaled
from posture.sources.saved import Saved
from posture.types import Lens

_MOST_FRAMES = 6000  # a longer recording is thinned out to find its baseline
_SHORTEST_PART_S = 1.0
_PART = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")

About = Mapping[str, str | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the user said about camera and baseline."""

    focal_px: float | None = None
    hfov_deg: float | None = None
    distance_cm: float | None = None
    part_s: tuple[float, float] | None = None  # where the person sits upright
    profile: Profile | None = None  # wins over the part


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Lens and profile of a recording, and a description of where they come from."""

    lens: Lens
    profile: Profile | None
    about: About


def reference(located: Located, setup: Setup, config: Config) -> Reference:
    """Find lens and upright posture: from a profile, a stated part, or the recording itself."""
    if setup.profile is not None:
        return _from_profile(located.saved, setup.profile, setup)
    lens = choose_lens(located, setup, config)
    if _without_time(located.saved):
        if setup.part_s is not None:
            raise ConfigError(
                "baseline START-END: expected a recording with a time line, found pictures; name "
                "a profile instead (`posture calibrate --from PICTURE --out PROFILE.json`)."
            )
        return Reference(lens=lens, profile=None, about={"kind": "none"})
    timed = list(_timed(located.saved, lens, config))
    if setup.part_s is None:
        return _self_referenced(timed, lens, setup, config)
    about: About = {"kind": "part", "from_s": setup.part_s[0], "to_s": setup.part_s[1]}
    return from_upright(part(timed, *setup.part_s), lens, setup, origin="baseline", about=about)


def parse_baseline(text: str) -> Setup:
    """Read what follows --baseline: auto, START-END or the path of a profile."""
    if text == "auto":
        return Setup()
    span = parse_part(text)
    return Setup(profile=read_profile(Path(text))) if span is None else Setup(part_s=span)


def parse_part(text: str) -> tuple[float, float] | None:
    """Read START-END in seconds; None when the text is something else.

    Examples
    --------
    >>> parse_part("0-12.5"), parse_part("me.json")
    ((0.0, 12.5), None)
    """
    match = _PART.fullmatch(text.strip())
    if match is None:
        return None
    start_s, end_s = float(match[1]), float(match[2])
    if end_s - start_s < _SHORTEST_PART_S:
        raise ConfigError(
            f"baseline {text}: expected START-END of at least {_SHORTEST_PART_S:g} s, "
            f"found {end_s - start_s:g} s; choose a longer part."
        )
    return start_s, end_s


def choose_lens(located: Located, setup: Setup, config: Config) -> Lens:
    """Return the stated lens, else what a photograph says of itself, else the usual guess."""
    width = located.saved.size_px[0]
    stated = given_lens(width, focal=setup.focal_px, hfov_deg=setup.hfov_deg)
    if stated is not None:
        return stated
    if located.exif_focal_px is not None:
        return Lens(focal_px=located.exif_focal_px, relative_sd=EXIF_SD, source="exif")
    return assumed_lens(width, config.camera)


def from_upright(
    upright: list[Features], lens: Lens, setup: Setup, *, origin: str, about: About
) -> Reference:
    """Make a profile of upright features; one taped distance also tells the focal length."""
    profile = calibrate(upright, lens, origin=origin)
    if setup.distance_cm is not None:
        lens = _taped(profile, lens, setup.distance_cm)
        profile = replace(profile, lens=lens, taped_cm=setup.distance_cm)
    return Reference(lens=lens, profile=profile, about={**about, **_about(profile)})


def _taped(profile: Profile, lens: Lens, taped_cm: float) -> Lens:
    if lens.source != "assumed":
        return lens
    measured = eye_distance_cm(profile.features(), None, lens, min_iris_px=0.0)
    if measured is None:
        return lens
    return taped_lens(lens, measured_cm=measured.value, taped_cm=taped_cm)


def _from_profile(saved: Saved, profile: Profile, setup: Setup) -> Reference:
    profile = scaled(profile, saved.size_px)
    width = saved.size_px[0]
    stated = given_lens(width, focal=setup.focal_px, hfov_deg=setup.hfov_deg)
    lens = stated or profile.lens
    if setup.distance_cm is not None:
        profile = replace(profile, taped_cm=setup.distance_cm)
    about: About = {"kind": "profile", "profile": profile.origin, **_about(profile)}
    return Reference(lens=lens, profile=replace(profile, lens=lens), about=about)


def _self_referenced(timed: list[Timed], lens: Lens, setup: Setup, config: Config) -> Reference:
    try:
        stretch = most_upright(timed, lens, config.baseline)
    except CalibrationError as error:
        return Reference(lens=lens, profile=None, about={"kind": "none", "note": str(error)})
    about: About = {
        "kind": "auto",
        "from_s": stretch.start_s,
        "to_s": stretch.end_s,
        "steadiness_sd_deg": stretch.sd_deg,
        "note": "self-referenced: compared with the most upright part of this recording",
    }
    upright = part(timed, stretch.start_s, stretch.end_s)
    return from_upright(upright, lens, setup, origin="auto", about=about)


def _about(profile: Profile) -> About:
    side = profile.value("side_head_forward_deg")
    return {
        "view": str(profile.view),
        "frames": float(max((stat.n for stat in profile.upright.values()), default=0)),
        "upright_head_forward_deg": UPRIGHT_HEAD_FORWARD_DEG if side is None else side,
        "upright_head_forward_from": "average of people, ± 4°" if side is None else "side view",
        "taped_cm": profile.taped_cm,
        "notes": "; ".join(profile.notes) or None,
    }


def _without_time(saved: Saved) -> bool:
    first = next(saved.landmarks(), None)
    return first is None or first.time_s is None


def _timed(saved: Saved, lens: Lens, config: Config) -> Iterator[Timed]:
    step = max(1, saved.count // _MOST_FRAMES)
    for position, seen in enumerate(saved.landmarks()):
        if position % step == 0 and seen.time_s is not None:
            yield seen.time_s, features(seen, lens, config.measure)
