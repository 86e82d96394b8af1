"""Phantom pictures to rows of estimate and truth.

Every rendered picture is measured against the neutral picture of the same person and camera, with
the true focal length. "change" is against that neutral picture, "taped" knows the true distance of
the neutral picture as well, "marked" its true tragus and C7, each set off by so many pixels.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

import posture
from benchmarks.fit.people import CONFIG, Seen
from benchmarks.fit.phantom import Picture, axis_elevation_cm
from posture.marks import mark
from posture.measure import measure
from posture.profile import Profile
from posture.types import Estimate, Measurement, View

CLICKS_PX = (0.0, 1.0, 3.0)  # how far marks are set off the true points, one sd


@dataclass(frozen=True)
class Row:
    """One estimate and its truth; an estimate of None abstains."""

    measure: str
    picture: Picture
    estimated: float | None
    true: float
    sd: float | None = None

    @property
    def error(self) -> float | None:
        return None if self.estimated is None else self.estimated - self.true


@dataclass(frozen=True)
class Case:
    """A picture and the neutral one of the same person and camera, and what was measured there."""

    picture: Picture
    neutral: Picture
    now: Measurement
    then: Measurement

    def value(self, measure: str, true: float, *, unit: float = 1.0, name: str = "") -> Row:
        found: Estimate | None = getattr(self.now, measure)
        name = f"{self.picture.view} {name or measure}"
        if found is None:
            return Row(name, self.picture, None, true)
        return Row(name, self.picture, found.value * unit, true, found.sd * unit)

    def change(self, measure: str, true: float) -> Row:
        now: Estimate | None = getattr(self.now, measure)
        then: Estimate | None = getattr(self.then, measure)
        name = f"{self.picture.view} {measure} change"
        if now is None or then is None:
            return Row(name, self.picture, None, true)
        return Row(name, self.picture, now.value - then.value, true, now.sd)

    def metric_change(self, name: str) -> float:
        return self.picture.metric(name) - self.neutral.metric(name)


def rows(people: Mapping[str, Seen]) -> Iterator[Row]:
    """Compare everything that can be compared."""
    for case in _cases(people, _upright):
        yield from _rows(case)
    for case in _cases(people, _taped):
        if case.picture.view == "front" and case.picture.id != case.neutral.id:
            yield _distance(case, " taped")
    for click_px in CLICKS_PX:
        for case in _cases(people, partial(_marked, click_px=click_px)):
            yield from _by_marks(case, f" marked ± {click_px:g} px")


# -- measuring ------------------------------------------------------------------------------------


def _cases(
    people: Mapping[str, Seen], baseline: Callable[[Seen], Profile | None]
) -> Iterator[Case]:
    """Measure every picture as the program does with pictures, which have no time."""
    for one in people.values():
        neutral = people[one.picture.truth["neutral_id"]]
        profile = baseline(neutral)
        yield Case(
            one.picture, neutral.picture, _measured(one, profile), _measured(neutral, profile)
        )


def _measured(one: Seen, profile: Profile | None) -> Measurement:
    return measure(one.landmarks, one.features, profile, lens=one.lens, config=CONFIG)


def _taped(neutral: Seen) -> Profile | None:
    return _upright(neutral, neutral.picture.metric("eye_camera_distance_cm"))


def _marked(neutral: Seen, *, click_px: float) -> Profile | None:
    """Mark the true tragus (that on the side of the camera) and C7, by clicks this far off."""
    profile, picture = _upright(neutral), neutral.picture
    if profile is None or neutral.features.view is not View.SIDE:
        return profile
    near = "tragus_l" if picture.camera["azimuth_deg"] > 0 else "tragus_r"
    off = np.random.default_rng(int(picture.id[1:])).normal(0, click_px, (2, 2))
    places = [picture.truth["landmarks"][name]["px"] for name in (near, "c7")]
    tragus, c7 = (off + places).tolist()
    marks = mark(neutral.landmarks, neutral.features, tragus_px=tuple(tragus), c7_px=tuple(c7))
    return replace(profile, marks=marks)


def _upright(neutral: Seen, taped_cm: float | None = None) -> Profile | None:
    try:
        return posture.calibrate([neutral.features], neutral.lens, taped_cm=taped_cm)
    except posture.CalibrationError:  # nobody was found: what needs a baseline stays empty
        return None


# -- comparing ------------------------------------------------------------------------------------


def _rows(case: Case) -> Iterator[Row]:
    """Compare what can be compared; raised arms hide shoulders and neck."""
    is_neutral = case.picture.id == case.neutral.id
    arms_up = case.picture.truth["scenario"] == "arms_overhead"
    if case.picture.view == "side" and not arms_up:
        yield from _side(case, is_neutral=is_neutral)
    if case.picture.view == "front":
        yield from _face(case, is_neutral=is_neutral)
        if not is_neutral and not arms_up:
            yield from _neck_and_shoulders(case)


def _side(case: Case, *, is_neutral: bool) -> Iterator[Row]:
    yield case.value("head_forward_deg", 90 - case.picture.metric("cva_deg"))
    if not is_neutral:
        yield case.change("head_forward_deg", -case.metric_change("cva_deg"))
        yield case.value("protraction_cm", case.metric_change("head_forward_cm"))


def _by_marks(case: Case, suffix: str) -> Iterator[Row]:
    if case.picture.view != "side" or case.picture.truth["scenario"] == "arms_overhead":
        return
    for row in _side(case, is_neutral=case.picture.id == case.neutral.id):
        if "head_forward" in row.measure:
            yield replace(row, measure=row.measure + suffix)


def _face(case: Case, *, is_neutral: bool) -> Iterator[Row]:
    head, neutral_head = (p.truth["metrics"]["head_camera"] for p in (case.picture, case.neutral))
    yield _distance(case)
    for axis in ("pitch", "yaw", "roll"):
        yield case.value(f"head_{axis}_deg", head[axis])
    if not is_neutral:
        yield case.change("head_pitch_deg", head["pitch"] - neutral_head["pitch"])


def _distance(case: Case, suffix: str = "") -> Row:
    true_cm = case.picture.metric("eye_camera_distance_cm")
    row = case.value("camera_distance_cm", 100.0, unit=100 / true_cm)
    percent = None if row.estimated is None else row.estimated - 100
    name = f"{case.picture.view} camera_distance %{suffix}"
    return Row(name, case.picture, percent, 0.0, row.sd)


def _neck_and_shoulders(case: Case) -> Iterator[Row]:
    yield case.value("protraction_cm", case.metric_change("head_forward_cm"))
    yield case.change("head_forward_deg", -case.metric_change("cva_deg"))
    yield case.change("shoulder_tilt_deg", case.metric_change("shoulder_tilt_deg"))
    for name, side in (("left", "l"), ("right", "r")):
        true = axis_elevation_cm(case.picture, side) - axis_elevation_cm(case.neutral, side)
        yield case.value(f"shoulder_elevation_{name}_cm", true, name="shoulder_elevation_cm")
