"""How exact the measures are: python -m benchmarks.accuracy PHANTOM_FOLDER

Every rendered picture is measured against the neutral picture of the same person and camera, with
the true focal length, through the Python API. "change" is against that neutral picture; "moved"
are the pictures in which the measure really changed by more than `MOVED`; "taped" knows the true
distance of the neutral picture as well, "marked" its true tragus and C7. R² is against the guess
that nothing changed.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import posture
from benchmarks.fit.phantom import Picture, axis_elevation_cm, pictures
from posture.features import features
from posture.lens import given_lens
from posture.marks import mark
from posture.profile import Profile
from posture.types import Estimate, Landmarks, Lens, Measurement, View

CONFIG = posture.Config()
MOVED = {  # above the smallest change that matters
    "side head_forward_deg change": 5.0,
    "front head_forward_deg change": 5.0,
    "front protraction_cm": 1.0,
    "front head_pitch_deg change": 5.0,
    "front shoulder_tilt_deg change": 2.0,
    "front shoulder_elevation_cm": 1.0,
}
CLICKS_PX = (0.0, 1.0, 3.0)  # how far marks are set off the true points, one sd
COLUMNS = ("n", "empty", "bias", "MAE", "median", "p95", "R²", "1 sd", "2 sd")


@dataclass(frozen=True)
class Row:
    """One estimate and its truth; an estimate of None abstains."""

    measure: str
    estimated: float | None
    true: float
    sd: float | None = None


@dataclass(frozen=True)
class Case:
    """A picture and the neutral one of the same person and camera, and what was measured there."""

    picture: Picture
    neutral: Picture
    now: Measurement
    then: Measurement

    def value(self, measure: str, true: float, *, unit: float = 1.0) -> Row:
        found: Estimate | None = getattr(self.now, measure)
        name = f"{self.picture.view} {measure}"
        if found is None:
            return Row(name, None, true)
        return Row(name, found.value * unit, true, found.sd * unit)

    def change(self, measure: str, true: float) -> Row:
        now: Estimate | None = getattr(self.now, measure)
        then: Estimate | None = getattr(self.then, measure)
        name = f"{self.picture.view} {measure} change"
        if now is None or then is None:
            return Row(name, None, true)
        return Row(name, now.value - then.value, true, now.sd)

    def metric_change(self, name: str) -> float:
        return self.picture.metric(name) - self.neutral.metric(name)


def rows(case: Case) -> Iterator[Row]:
    """Compare what can be compared; raised arms hide shoulders and neck."""
    is_neutral = case.picture.id == case.neutral.id
    arms_up = case.picture.truth["scenario"] == "arms_overhead"
    if case.picture.view == "side" and not arms_up:
        yield from side(case, is_neutral=is_neutral)
    if case.picture.view == "front":
        yield from face(case, is_neutral=is_neutral)
        if not is_neutral and not arms_up:
            yield from neck_and_shoulders(case)


def side(case: Case, *, is_neutral: bool) -> Iterator[Row]:
    yield case.value("head_forward_deg", 90 - case.picture.metric("cva_deg"))
    if not is_neutral:
        yield case.change("head_forward_deg", -case.metric_change("cva_deg"))
        yield case.value("protraction_cm", case.metric_change("head_forward_cm"))


def face(case: Case, *, is_neutral: bool) -> Iterator[Row]:
    head, neutral_head = (p.truth["metrics"]["head_camera"] for p in (case.picture, case.neutral))
    yield distance(case)
    for axis in ("pitch", "yaw", "roll"):
        yield case.value(f"head_{axis}_deg", head[axis])
    if not is_neutral:
        yield case.change("head_pitch_deg", head["pitch"] - neutral_head["pitch"])


def distance(case: Case, suffix: str = "") -> Row:
    true_cm = case.picture.metric("eye_camera_distance_cm")
    row = case.value("camera_distance_cm", 100.0, unit=100 / true_cm)
    percent = None if row.estimated is None else row.estimated - 100
    return Row(f"{case.picture.view} camera_distance %{suffix}", percent, 0.0, row.sd)


def neck_and_shoulders(case: Case) -> Iterator[Row]:
    yield case.value("protraction_cm", case.metric_change("head_forward_cm"))
    yield case.change("head_forward_deg", -case.metric_change("cva_deg"))
    yield case.change("shoulder_tilt_deg", case.metric_change("shoulder_tilt_deg"))
    for name, side in (("left", "l"), ("right", "r")):
        true = axis_elevation_cm(case.picture, side) - axis_elevation_cm(case.neutral, side)
        row = case.value(f"shoulder_elevation_{name}_cm", true)
        yield Row("front shoulder_elevation_cm", row.estimated, true, row.sd)


# -- measuring ------------------------------------------------------------------------------------


def groups(folder: Path) -> dict[str, list[Picture]]:
    """Pictures by the id of their neutral picture."""
    found = defaultdict(list)
    for picture in pictures(folder):
        found[str(picture.truth["neutral_id"])].append(picture)
    return found


def cases(
    group: list[Picture],
    seen: Mapping[str, Landmarks],
    *,
    is_taped: bool = False,
    click_px: float | None = None,
) -> Iterator[Case]:
    """Measure all pictures of one person and camera."""
    neutral = next(picture for picture in group if picture.id == picture.truth["neutral_id"])
    lens = given_lens(neutral.camera["width"], focal=neutral.camera["fx"], hfov_deg=None)
    assert lens is not None
    taped_cm = neutral.metric("eye_camera_distance_cm") if is_taped else None
    profile = upright(seen[neutral.id], lens, taped_cm)
    if click_px is not None and profile is not None:
        profile = marked(profile, neutral, seen[neutral.id], click_px)
    landmarks = [seen[picture.id] for picture in group]
    moments = posture.follow(landmarks, profile, CONFIG, lens=lens)
    measured = {
        picture.id: moment.measurement for picture, moment in zip(group, moments, strict=True)
    }
    for picture in group:
        yield Case(picture, neutral, measured[picture.id], measured[neutral.id])


def marked(profile: Profile, neutral: Picture, seen: Landmarks, click_px: float) -> Profile:
    """Mark the true tragus (that on the side of the camera) and C7, by clicks this far off."""
    near = "tragus_l" if neutral.camera["azimuth_deg"] > 0 else "tragus_r"
    off = np.random.default_rng(int(neutral.id[1:])).normal(0, click_px, (2, 2))
    places = [neutral.truth["landmarks"][name]["px"] for name in (near, "c7")]
    (tragus, c7), now = (off + places).tolist(), features(seen, profile.lens, CONFIG.measure)
    if now.view is not View.SIDE:
        return profile
    return replace(profile, marks=mark(seen, now, tragus_px=tuple(tragus), c7_px=tuple(c7)))


def upright(neutral: Landmarks, lens: Lens, taped_cm: float | None) -> Profile | None:
    try:
        found = features(neutral, lens, CONFIG.measure)
        return posture.calibrate([found], lens, taped_cm=taped_cm)
    except posture.CalibrationError:  # nobody was found: what needs a baseline stays empty
        return None


def measure(folder: Path) -> Iterator[Row]:
    found = groups(folder)
    with posture.open_estimator() as estimator:
        seen = {p.id: estimator.locate(p.frame()) for group in found.values() for p in group}
    for group in found.values():
        for case in cases(group, seen, is_taped=False):
            yield from rows(case)
        for case in cases(group, seen, is_taped=True):
            if case.picture.view == "front" and case.picture.id != case.neutral.id:
                yield distance(case, " taped")
        yield from with_marks(group, seen)


def with_marks(group: list[Picture], seen: Mapping[str, Landmarks]) -> Iterator[Row]:
    """Measure side views once more, with tragus and C7 marked in the neutral picture."""
    if group[0].view != "side" or not seen[str(group[0].truth["neutral_id"])].seen:
        return
    for click_px in CLICKS_PX:
        for case in cases(group, seen, click_px=click_px):
            for row in rows(case):
                if "head_forward" in row.measure:
                    yield replace(row, measure=f"{row.measure} marked ± {click_px:g} px")


# -- the table ------------------------------------------------------------------------------------


def table(found: Iterator[Row]) -> dict[str, list[Row]]:
    """Rows by measure, those that moved once more by themselves."""
    by_measure: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_measure[row.measure].append(row)
        if abs(row.true) > MOVED.get(row.measure, float("inf")):
            by_measure[f"{row.measure} moved"].append(row)
    return dict(sorted(by_measure.items()))


def line(of_measure: list[Row]) -> list[str]:
    known = [(row.estimated, row.true) for row in of_measure if row.estimated is not None]
    empty = len(of_measure) - len(known)
    if not known:
        return ["0", str(empty)] + ["–"] * (len(COLUMNS) - 2)
    estimated, true = np.array(known).T
    error, power = estimated - true, float((true**2).sum())
    size = np.abs(error)
    numbers = [error.mean(), size.mean(), np.median(size), np.quantile(size, 0.95)]
    r2 = f"{1 - float((error**2).sum()) / power:.2f}" if power > 0 else "–"
    return [str(len(known)), str(empty), *(f"{number:.2f}" for number in numbers), r2,
            *shares(of_measure)]  # fmt: skip


def shares(of_measure: list[Row]) -> list[str]:
    """Share of true values within one and within two standard deviations."""
    scaled = np.array(
        [
            abs(row.estimated - row.true) / row.sd
            for row in of_measure
            if row.estimated is not None and row.sd is not None
        ]
    )
    return [f"{(scaled <= limit).mean():.0%}" for limit in (1, 2)]


def main(folder: Path) -> None:
    print("| measure | " + " | ".join(COLUMNS) + " |")
    print("|---" + "|--:" * len(COLUMNS) + "|")
    for name, of_measure in table(measure(folder)).items():
        print(f"| {name} | " + " | ".join(line(of_measure)) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
