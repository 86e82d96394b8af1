"""Steps that change what is made of the landmarks."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.ablation.sensors import FRONT, SIDE
from benchmarks.ablation.step import Step
from benchmarks.fit.process import Process, Shape, fit
from benchmarks.patches import Patches
from posture.config import MeasureConfig
from posture.distance import Ruler, rulers
from posture.features import Features, features
from posture.fitted import Kernel, Linear, fitted, pitch_change_deg
from posture.headpose import HeadPose, head_pose
from posture.neck import C7_FROM_TRAGUS_CM
from posture.shoulders import CONTOUR_AT
from posture.types import Floats, Landmarks, Lens

C7_FROM_SHOULDERS_CM = (-7.0, 7.2)  # forward and up: mean of 19 upright people, by `mean_c7_cm`
FEW_POINTS = 12  # every twelfth point of the rigid face
UNSURE = 1e3  # standard deviation of a ruler that does not count
CONTOURS = tuple(
    f"contour_{side}_{place}_v_px" for side in ("left", "right") for place in range(len(CONTOUR_AT))
)
WIDTHS = ("body_width_20_px", "body_width_30_px", "body_width_45_px", "neck_width_px")


def seen_as(change: Callable[[Features], Features]) -> Patches:
    """Features as they would be without something."""

    def without(landmarks: Landmarks, lens: Lens, config: MeasureConfig) -> Features:
        return change(features(landmarks, lens, config))

    return {"benchmarks.fit.people.features": without}


def unseen(*names: str) -> Patches:
    """Features of these names are not seen."""
    nothing: dict[str, Any] = dict.fromkeys(names)
    return seen_as(lambda found: replace(found, **nothing))


def read_by(change: Callable[[str, Ruler], Ruler]) -> Patches:
    """Other rulers for distances."""

    def changed() -> Mapping[str, Ruler]:
        return {name: change(name, ruler) for name, ruler in rulers().items()}

    return {"posture.distance.rulers": changed}


def unmoved(*names: str) -> Patches:
    """Fitted models of these names always say that nothing changed."""

    def instead(name: str) -> Linear | Kernel:
        found = fitted(name)
        return Linear(weights={}, error=found.error) if name in names else found

    return {"posture.measure.fitted": instead, "posture.side.fitted": instead}


def _few_points(face_px: Floats, lens: Lens, size_px: tuple[int, int]) -> HeadPose | None:
    few = np.full_like(face_px, np.nan)
    few[::FEW_POINTS] = face_px[::FEW_POINTS]
    return head_pose(few, lens, size_px)


def _c7_at_shoulders(found: Features) -> Features:
    """C7 in its mean place over the shoulders instead of on the contour of the neck."""
    x, y = found.side_tragus_x_cm, found.side_tragus_y_cm
    if x is None or y is None:
        return found
    ahead, up = x - C7_FROM_SHOULDERS_CM[0], y - C7_FROM_SHOULDERS_CM[1]
    angle = math.degrees(math.atan2(ahead, up))
    return replace(found, side_head_forward_deg=angle, side_tragus_ahead_cm=ahead)


def mean_c7_cm(found: Features) -> tuple[float, float] | None:
    """Where C7 is against the shoulders: how `C7_FROM_SHOULDERS_CM` was made."""
    x, y, angle = found.side_tragus_x_cm, found.side_tragus_y_cm, found.side_head_forward_deg
    if x is None or y is None or angle is None:
        return None
    line = math.radians(angle)
    return x - C7_FROM_TRAGUS_CM * math.sin(line), y - C7_FROM_TRAGUS_CM * math.cos(line)


def _straight(x: Floats, y: Floats, shape: Shape) -> Process:
    return fit(x, y, replace(shape, curved=0.0))


def _pitch_of_the_face(_people: object) -> str:
    """Section of the head pitch when only the rigid face is seen."""
    return f"\n[head_pitch_deg]\nchange = {pitch_change_deg(1.0)}\n"


SUMS = (
    Step(
        name="rigid face (14 of its 164 points)",
        measuring={"posture.features.head_pose": _few_points},
        refits=FRONT,
    ),
    Step(name="depth of the face mesh for turns", refits=FRONT,
         measuring={"posture.headpose.DEPTH_SHARE": 0.0}),
    Step(name="ears and mouth for the pitch", measuring=unseen("ear_drop", "mouth_drop"),
         fitting={"benchmarks.fit.front.head_pitch": _pitch_of_the_face}, refits=FRONT),
    Step(name="widths of trunk and neck", measuring=unseen(*WIDTHS), refits=FRONT),
    Step(name="acromia on the outline (joints)", refits=FRONT,
         measuring=unseen("acromion_left_v_px", "acromion_right_v_px", "acromion_tilt_deg",
                          *CONTOURS)),
    Step(name="contour beside the acromia", measuring=unseen(*CONTOURS), refits=FRONT),
    Step(name="levelling by the upright head", refits=FRONT,
         measuring={"posture.contrast._level": lambda _pitch_deg: np.eye(3)}),
    Step(name="size of the head by iris or tape", refits=FRONT,
         measuring={"posture.contrast.person_scale": lambda _profile: 1.0}),
    Step(name="processes of the front view (no change)",
         measuring=unmoved("protraction_cm", "head_forward_change_deg", "shoulder_elevation_cm",
                           "shoulder_tilt_deg")),
    Step(name="curved part of the processes", fitting={"benchmarks.fit.process.fit": _straight},
         refits=FRONT),
    Step(name="ridge of the side change", measuring=unmoved("side_change_deg")),
    Step(name="C7 on the contour (fixed to the shoulders)", refits=SIDE,
         measuring=seen_as(_c7_at_shoulders)),
    Step(name="tragus from ear and face (ear)", refits=SIDE,
         measuring={"posture.neck.TRAGUS_FROM_EAR_CM": (0.0, 0.0)}),
    Step(name="tragus in the picture itself", refits=SIDE,
         measuring={"posture.neck.READ_SHARE": 0.0}),
    Step(name="necks must be visible",
         measuring={"posture.neck._MIN_HOLLOW_CM": 0.0, "posture.neck._MAX_NAPE_CM": math.inf,
                    "posture.neck._MAX_SPREAD_DEG": math.inf}),
    Step(name="irises (average face)",
         measuring=read_by(lambda name, ruler: ruler if name == "face"
                           else replace(ruler, sd=UNSURE, sd_small=0.0))),
    Step(name="average face beside irises",
         measuring=read_by(lambda name, ruler: ruler if name != "face"
                           else replace(ruler, sd=UNSURE, sd_small=0.0))),
    Step(name="fitted bias of the rulers",
         measuring=read_by(lambda _name, ruler: replace(ruler, bias=0.0, bias_small=0.0))),
    Step(name="pupil distance for changes (face)",
         measuring={"posture.distance.PUPILS_WEIGHT": 0.0}),
    Step(name="face for changes (pupil distance)",
         measuring={"posture.distance.PUPILS_WEIGHT": 1.0}),
)  # fmt: skip
