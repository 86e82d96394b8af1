"""Vocabulary: the frozen values that flow through the pipeline, with their units.

Left and right are always the person's. Pixels: u to the right, v down, origin at the top left
corner of the picture. Arrays may hold NaN for *unseen*; scalars are ``None`` instead.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

ImageBGR = NDArray[np.uint8]
Floats = NDArray[np.float64]


class Joint(IntEnum):
    """Row of each body point in `Landmarks.joints_px`."""

    NOSE = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    LEFT_EAR = 3
    RIGHT_EAR = 4
    MOUTH_LEFT = 5
    MOUTH_RIGHT = 6
    LEFT_SHOULDER = 7
    RIGHT_SHOULDER = 8
    LEFT_ELBOW = 9
    RIGHT_ELBOW = 10
    LEFT_WRIST = 11
    RIGHT_WRIST = 12
    LEFT_HIP = 13
    RIGHT_HIP = 14


class View(StrEnum):
    """From where the camera sees the person."""

    FRONT = "front"
    SIDE = "side"
    OBLIQUE = "oblique"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether a person is there to be judged; UNKNOWN is never counted as good."""

    SEATED = "seated"
    STANDING = "standing"
    AWAY = "away"
    UNKNOWN = "unknown"


PRESENCES: tuple[str, ...] = tuple(map(str, Presence))


class Level(StrEnum):
    """How strongly an alert should be shown."""

    NOTE = "note"
    WARN = "warn"


class Empty(StrEnum):
    """Why a cell is empty."""

    NO_PERSON = "no_person"
    NECK_HIDDEN = "neck_hidden"
    SHOULDERS_OUT = "shoulders_out"
    HEAD_TURNED = "head_turned"
    VIEW = "view"
    COLLAPSED = "collapsed"
    NO_BASELINE = "no_baseline"
    BLURRED = "blurred"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture: its index in the source, and when it was taken.

    ``time_s`` counts from the first frame of the source; ``None`` for single pictures, which are
    independent of each other and carry their file name in ``name`` instead.
    """

    index: int
    time_s: float | None
    image: ImageBGR
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """What the networks saw in one frame, as numbers: the line between pixels and posture.

    ``joints_px`` (J, 2) and ``joints_world_m`` (J, 3) hold one row per `Joint`, ``score`` (J,) the
    network's own visibility 0–1; ``face_px`` (F, 3) the points of the face mesh that are kept
    (`posture.headpose.rigid_face` names them): u, v, and depth in the same scale; ``iris_px``
    (2, 5, 2) the left and the right iris (centre, then four points of the rim), ``limbus_px`` (2,)
    their diameters as measured in the full picture, face on; ``outline_px`` (N, 2) the closed
    outline of the person; ``tragus_px`` (2,) the point midway between the tragi as a head in
    profile looks; ``stickers_px`` (2, 2) the stickers on tragus and C7 that somebody wears.
    Everything unseen is NaN, an outline that was not found has no rows.
    """

    index: int
    time_s: float | None
    size_px: tuple[int, int]
    joints_px: Floats
    joints_world_m: Floats
    score: Floats
    face_px: Floats
    iris_px: Floats
    limbus_px: Floats
    outline_px: Floats
    people: int
    name: str | None = None
    luma: float | None = None  # mean brightness of the picture, 0–255
    sharpness: float | None = None  # variance of the Laplacian around the head
    held: bool = False  # the still-gate kept the landmarks of an earlier frame
    tragus_px: Floats = field(default_factory=lambda: np.full(2, np.nan))
    stickers_px: Floats = field(default_factory=lambda: np.full((2, 2), np.nan))

    @property
    def seen(self) -> bool:
        """Whether a person was found at all."""
        return bool(np.isfinite(self.joints_px).any())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """How the camera maps angles to pixels: focal length, and how well it is known."""

    focal_px: float
    relative_sd: float  # 0.02 = known to 2 %
    source: str  # given, profile, exif, taped or assumed


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its uncertainty, as one standard deviation in two parts.

    ``sd_frame`` is random from frame to frame, ``sd_person`` stays the same for a person and a
    camera and does not average out.

    Examples
    --------
    >>> Estimate(12.0, sd_frame=3.0, sd_person=4.0).sd
    5.0
    """

    value: float
    sd_frame: float
    sd_person: float = 0.0

    @property
    def sd(self) -> float:
        """One standard deviation, both parts together."""
        return math.hypot(self.sd_frame, self.sd_person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one frame says about posture; ``None`` is *not observable*, never *good*.

    Definitions, signs and limits of each measure: docs/data-dictionary.md.
    """

    index: int
    time_s: float | None
    presence: Presence
    view: View
    head_forward_deg: Estimate | None = None
    protraction_cm: Estimate | None = None
    neck_flexion_deg: Estimate | None = None
    head_pitch_deg: Estimate | None = None
    head_yaw_deg: Estimate | None = None
    head_roll_deg: Estimate | None = None
    shrug_left: Estimate | None = None
    shrug_right: Estimate | None = None
    shoulder_elevation_left_cm: Estimate | None = None
    shoulder_elevation_right_cm: Estimate | None = None
    shoulder_tilt_deg: Estimate | None = None
    camera_distance_cm: Estimate | None = None
    screen_distance_cm: Estimate | None = None
    trunk_lean_deg: Estimate | None = None
    arms_raised: bool | None = None
    upper_arm_left_deg: float | None = None
    upper_arm_right_deg: float | None = None
    arm_left_lift_deg: Estimate | None = None  # wrist seen too; feeds the dose, not a column
    arm_right_lift_deg: Estimate | None = None  # wrist seen too; feeds the dose, not a column
    head_pitch_change_deg: Estimate | None = None  # since upright; feeds the dose, not a column
    head_yaw_change_deg: Estimate | None = None  # since upright; feeds the dose, not a column
    head_forward_change_deg: Estimate | None = None  # since upright; feeds the dose, not a column
    shoulder_tilt_change_deg: Estimate | None = None  # since upright; feeds the dose, not a column
    people: int = 0
    held: bool = False
    name: str | None = None
    empty_because: frozenset[Empty] = field(default_factory=frozenset)


MEASURES: tuple[str, ...] = tuple(
    f.name
    for f in fields(Measurement)
    if "Estimate" in str(f.type) and not f.name.endswith(("_change_deg", "_lift_deg"))
)
"""Names of the measures that carry a standard deviation, in the order of the table's columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Load gathered so far: dose per muscle, where 1.0 is our guide value.

    ``dose`` is the expected one, of every muscle that could be judged so far, and ``interval`` its
    lowest and highest of five equally likely cases: what the constant error of person and camera
    leaves open four times in five.
    ``shares`` says for each loaded muscle which exposure brought how much of its dose (sums to 1).
    """

    time_s: float
    dose: Mapping[str, float]
    interval: Mapping[str, tuple[float, float]]
    shares: Mapping[str, Mapping[str, float]]
    seated_min: float  # minutes seated without leaving
    coverage: float  # share of the last five minutes in which the neck could be judged, 0–1


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One sentence the user should hear, the numbers behind it, and the active break that fits."""

    time_s: float
    kind: str
    level: Level
    muscle: str | None
    value: float
    limit: float
    unit: str
    message: str
    active_break: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything known about one frame; the only thing that outputs receive while running.

    Pictures have neither exposure nor alerts: dose needs time.
    """

    landmarks: Landmarks
    measurement: Measurement
    exposure: Exposure | None
    states: frozenset[str]
    alerts: tuple[Alert, ...]
    misfit: str | None = None  # what speaks against the profile: `posture.fits.Misfit`
