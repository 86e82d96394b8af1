"""Saved landmarks to lens and baseline: what a recording is measured against."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from posture.app.locate import EXIF_FOCAL_PX
from posture.app.profiles import path_of
from posture.app.wiring import read_profile
from posture.baseline import Timed, most_upright
from posture.config import Config
from posture.distance import eye_distance_cm
from posture.errors import CalibrationError, ConfigError
from posture.features import Features, features
from posture.framing import Framing
from posture.lens import (
    EXIF_SD,
    Optics,
    assumed_lens,
    given_lens,
    resized_optics,
    taped_lens,
)
from posture.measure import UPRIGHT_HEAD_FORWARD_DEG
from posture.profile import Profile, calibrate, scaled
from posture.side import upright_head_forward_deg
from posture.sources.optics import read_optics
from posture.sources.saved import Saved
from posture.types import Landmarks, Lens

_SEARCH_S = 0.35  # between the frames in which a baseline is looked for: a posture is held longer
_MOST_FRAMES = 6000  # a longer recording is thinned out further
_SHORTEST_PART_S = 1.0
_PART = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_MOST = {"focal_px": math.inf, "hfov_deg": 180.0, "distance_cm": math.inf}

About = Mapping[str, str | float | None]
Upright = Callable[[Lens], Sequence[Features]]
"""The upright person, seen through a lens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the user said about camera and baseline."""

    focal_px: float | None = None
    hfov_deg: float | None = None
    distance_cm: float | None = None
    part_s: tuple[float, float] | None = None  # where the person sits upright
    profile: Profile | None = None  # wins over the part
    lens: Optics | None = None  # wins over that of the profile

    def __post_init__(self) -> None:
        said = {"--focal-px": self.focal_px, "--hfov-deg": self.hfov_deg, "--lens": self.lens}
        given = [option for option, value in said.items() if value is not None]
        if len(given) > 1:
            raise ConfigError(f"{' and '.join(given)} say the same thing twice; give one of them.")
        for name, most in _MOST.items():
            value = getattr(self, name)
            if value is not None and not 0 < value < most:
                raise ConfigError(
                    f"{name}: expected a number above 0 and below {most:g}, found {value}."
                )

    @property
    def optics(self) -> Optics | None:
        """How the lens bends what is seen: as stated, else as the profile knows it."""
        if self.lens is not None or self.profile is None:
            return self.lens
        return self.profile.optics


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Lens and profile of a recording, and a description of where they come from."""

    lens: Lens
    profile: Profile | None
    about: About


def reference(saved: Saved, setup: Setup, config: Config) -> Reference:
    """Find lens and upright posture: from a profile, a stated part, or the recording itself."""
    if setup.profile is not None:
        return _from_profile(saved, setup.profile, setup)
    lens = choose_lens(saved, setup, config)
    if _without_time(saved):
        require_time_line(saved.source, setup)
        return Reference(lens=lens, profile=None, about=_no_baseline("pictures have none"))
    if setup.part_s is None:
        return _self_referenced(saved, lens, setup, config)
    start_s, end_s = setup.part_s
    about: About = {"kind": "part", "from_s": start_s, "to_s": end_s}
    origin = f"{saved.source}, baseline {start_s:g}-{end_s:g}"
    upright = _inside(saved, setup.part_s, config)
    return _reference(upright_profile(upright, lens, setup, origin=origin), about)


def parse_baseline(text: str) -> Setup:
    """Read what follows --baseline: auto, START-END, or a profile by its name or path."""
    if text == "auto":
        return Setup()
    if _PART.fullmatch(text) is not None:
        return Setup(part_s=parse_part(text, option="--baseline"))
    if not path_of(text).exists():
        raise CalibrationError(
            f"--baseline {text}: expected auto, START-END in seconds such as 0-12.5, or a "
            "profile, found no such file; make one with "
            "`posture calibrate --from RECORDING --out PROFILE.json`."
        )
    return Setup(profile=read_profile(text))


def read_lens(path: Path | None) -> Optics | None:
    """Read what follows --lens."""
    return None if path is None else read_optics(path)


def parse_part(text: str, *, option: str) -> tuple[float, float]:
    """Read START-END in seconds.

    Examples
    --------
    >>> parse_part("0-12.5", option="--part")
    (0.0, 12.5)
    """
    match = _PART.fullmatch(text)
    if match is None:
        raise ConfigError(f"{option} {text}: expected START-END in seconds such as 0-12.5.")
    start_s, end_s = float(match[1]), float(match[2])
    if end_s - start_s < _SHORTEST_PART_S:
        raise ConfigError(
            f"{option} {text}: expected START-END of at least {_SHORTEST_PART_S:g} s, "
            f"found {end_s - start_s:g} s; choose a longer part."
        )
    return start_s, end_s


def require_time_line(source: str, setup: Setup) -> None:
    """Refuse START-END for pictures, which have no time."""
    if setup.part_s is not None:
        raise ConfigError(
            f"{source}: baseline START-END expects a recording with a time line, found pictures; "
            "name a profile instead (`posture calibrate --from PICTURE --out PROFILE.json`)."
        )


def choose_lens(saved: Saved, setup: Setup, config: Config) -> Lens:
    """Return the stated lens, else what a photograph says of itself, else the usual guess."""
    width = saved.size_px[0]
    stated = given_lens(width, focal=setup.focal_px, hfov_deg=setup.hfov_deg)
    if stated is not None:
        return stated
    if saved.optics is not None:
        return resized_optics(saved.optics, saved.size_px).lens
    focal_px = saved.facts.get(EXIF_FOCAL_PX)
    if isinstance(focal_px, int | float) and focal_px > 0:
        return Lens(focal_px=float(focal_px), relative_sd=EXIF_SD, source="exif")
    return assumed_lens(width, config.camera)


def upright_profile(upright: Upright, lens: Lens, setup: Setup, *, origin: str) -> Profile:
    """Make a profile of an upright person; one taped distance also tells the focal length.

    Then the person is seen anew through the lens that was found, as every later frame will be.
    """
    profile = calibrate(upright(lens), lens, taped_cm=setup.distance_cm, origin=origin)
    solved = _solved(profile, setup)
    if solved == lens:
        return profile
    return calibrate(upright(solved), solved, taped_cm=setup.distance_cm, origin=origin)


def _solved(profile: Profile, setup: Setup) -> Lens:
    lens = profile.lens
    if setup.distance_cm is None or lens.source != "assumed":
        return lens
    measured = eye_distance_cm(profile.features(), None, lens, min_iris_px=0.0)
    if measured is None:
        return lens
    return taped_lens(lens, measured_cm=measured.value, taped_cm=setup.distance_cm)


def _from_profile(saved: Saved, profile: Profile, setup: Setup) -> Reference:
    here = scaled(profile, saved.size_px)
    stated = given_lens(saved.size_px[0], focal=setup.focal_px, hfov_deg=setup.hfov_deg)
    if setup.lens is not None:
        stated = resized_optics(setup.lens, saved.size_px).lens
    if stated is not None:
        here = _seen_through(here, stated)
    if setup.distance_cm is not None:
        here = replace(_seen_through(here, _solved(here, setup)), taped_cm=setup.distance_cm)
    return _reference(here, {"kind": "profile", "profile": profile.origin})


def _seen_through(profile: Profile, lens: Lens) -> Profile:
    """Return the same pictures measured through another lens: depths grow with its focal length."""
    ratio = lens.focal_px / profile.lens.focal_px
    upright = {
        name: replace(
            stat,
            value=stat.value * ratio,
            sd=None if stat.sd is None else stat.sd * ratio,
        )
        if name in ("eyes_cm", "tragus_z_cm")
        else stat
        for name, stat in profile.upright.items()
    }
    return replace(profile, lens=lens, upright=upright)


def _self_referenced(saved: Saved, lens: Lens, setup: Setup, config: Config) -> Reference:
    try:
        stretch = most_upright(list(_timed(saved, lens, config)), lens, config.baseline)
    except CalibrationError as error:
        return Reference(lens=lens, profile=None, about=_no_baseline(str(error)))
    about: About = {
        "kind": "auto",
        "from_s": stretch.start_s,
        "to_s": stretch.end_s,
        "steadiness_sd_deg": stretch.sd_deg,
        "note": "self-referenced: compared with the most upright part of this recording",
    }
    upright = _inside(saved, (stretch.start_s, stretch.end_s), config)
    return _reference(upright_profile(upright, lens, setup, origin=saved.source), about)


def _inside(saved: Saved, part_s: tuple[float, float], config: Config) -> Upright:
    if next(during(saved, part_s), None) is None:
        raise CalibrationError(
            f"{saved.source}: expected frames from {part_s[0]:g} s to {part_s[1]:g} s for the "
            "baseline, found none; choose a part inside the recording."
        )
    return lambda lens: [features(seen, lens, config.measure) for seen in during(saved, part_s)]


def during(saved: Saved, part_s: tuple[float, float] | None) -> Iterator[Landmarks]:
    """Give the frames of a part; pictures have no time and always belong to it.

    Kept points count only where none were looked at: they would feign steadiness.
    """
    looked = False
    for seen in _within(saved, part_s):
        if not seen.held:
            looked = True
            yield seen
    if not looked:
        yield from _within(saved, part_s)


def _within(saved: Saved, part_s: tuple[float, float] | None) -> Iterator[Landmarks]:
    for seen in saved.landmarks():
        if part_s is None or seen.time_s is None or part_s[0] <= seen.time_s <= part_s[1]:
            yield seen


def _reference(profile: Profile, about: About) -> Reference:
    return Reference(lens=profile.lens, profile=profile, about={**about, **_about(profile)})


def _no_baseline(note: str) -> About:
    return {"kind": "none", "note": note}


def _about(profile: Profile) -> About:
    side = upright_head_forward_deg(profile)
    seen = "side view" if profile.marks is None else "marks of tragus and C7"
    return {
        "view": str(profile.view),
        "frames": float(max((stat.n for stat in profile.upright.values()), default=0)),
        "upright_head_forward_deg": UPRIGHT_HEAD_FORWARD_DEG if side is None else side,
        "upright_head_forward_from": "average of people, ± 4°" if side is None else seen,
        "taped_cm": profile.taped_cm,
        "marks": None if profile.marks is None else profile.marks.origin,
        "notes": "; ".join(profile.notes) or None,
    }


def _without_time(saved: Saved) -> bool:
    first = next(saved.landmarks(), None)
    return first is None or first.time_s is None


def _timed(saved: Saved, lens: Lens, config: Config) -> Iterator[Timed]:
    """Give every frame in which the camera frames as it does at the start."""
    step_s = max(_SEARCH_S, (saved.duration_s or 0.0) / _MOST_FRAMES)
    due_s, framing = -math.inf, Framing()
    for seen in saved.landmarks():
        if seen.time_s is None or seen.held or seen.time_s < due_s:
            continue
        due_s = seen.time_s + step_s
        now = features(seen, lens, config.measure)
        if framing.update(seen.time_s, now):
            yield seen.time_s, now
