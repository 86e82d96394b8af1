"""Frames to landmarks with MediaPipe's networks: pose, outline, face mesh and irises."""

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import cv2
import numpy as np

from posture.estimators import bundle, weights
from posture.estimators.crop import Region
from posture.estimators.facemesh import Face, FaceMesh, expected_region, mesh_region
from posture.estimators.networks import (
    FOUR_LOOKS,
    ONE_LOOK,
    Person,
    PoseDetector,
    PoseLandmarks,
)
from posture.estimators.silhouette import outline
from posture.estimators.limbus import iris_diameters_px
from posture.headpose import head_pose, rigid_face
from posture.types import Floats, Frame, ImageBGR, Joint, Landmarks, Lens

BLAZEPOSE: Mapping[Joint, int] = {
    Joint.NOSE: 0,
    Joint.LEFT_EYE: 2,
    Joint.RIGHT_EYE: 5,
    Joint.LEFT_EAR: 7,
    Joint.RIGHT_EAR: 8,
    Joint.MOUTH_LEFT: 9,
    Joint.MOUTH_RIGHT: 10,
    Joint.LEFT_SHOULDER: 11,
    Joint.RIGHT_SHOULDER: 12,
    Joint.LEFT_ELBOW: 13,
    Joint.RIGHT_ELBOW: 14,
    Joint.LEFT_WRIST: 15,
    Joint.RIGHT_WRIST: 16,
    Joint.LEFT_HIP: 23,
    Joint.RIGHT_HIP: 24,
}
_ROWS = [BLAZEPOSE[joint] for joint in Joint]
_CENSUS_S = 2.0  # how often a recording is searched for more people
_UNSURE = 0.3  # detections below one half count if the landmark network agrees
_SIDE_ABOVE_DEG = 55.0  # from here on the contour of the neck matters: look several times


class MediaPipeEstimator:
    """Pose and person mask on a region of our own, face mesh on a crop of the full picture.

    ``seat_px`` (x, y of the middle between the shoulders) says whom to follow when there are
    several people; without it the one who fills most of the picture, later the one who stayed
    closest. ``looks`` is how often the pose network looks at a frame: ``"auto"`` (four times at
    pictures and from the side, else once), 1 or 4.
    """

    def __init__(
        self,
        *,
        pose_model: str | None = None,
        seat_px: tuple[float, float] | None = None,
        face_points: Sequence[int] | None = None,
        looks: str | int = "auto",
    ) -> None:
        models = weights.ensure()
        self._sha256 = models.sha256
        self._stack = ExitStack()
        self._detector = PoseDetector(models.pose_detector)
        self._landmarks = PoseLandmarks(models.pose_landmarks)
        self._mesh = self._stack.enter_context(FaceMesh(models.face_mesh_task))
        self._face_points = list(rigid_face().points if face_points is None else face_points)
        self._seat = None if seat_px is None else np.array(seat_px)
        self._looks = looks
        self._region: Region | None = None
        self._face_region: Region | None = None
        self._people = 0
        self._census_s: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    @property
    def versions(self) -> Mapping[str, str]:
        return dict(self._sha256)

    def locate(self, frame: Frame) -> Landmarks:
        rgb = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)
        gray = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
        size = gray.shape[1], gray.shape[0]
        person = self._follow(rgb, frame.time_s)
        if person is None:
            return self._nobody(frame, gray)
        joints = person.points_px[_ROWS]
        face = self._face(rgb, joints, tracked=frame.time_s is not None)
        return Landmarks(
            index=frame.index,
            time_s=frame.time_s,
            name=frame.name,
            size_px=size,
            joints_px=joints,
            joints_world_m=person.world_m[_ROWS],
            score=person.visibility[_ROWS],
            face_px=self._unseen_face() if face is None else face.mesh_px[self._face_points],
            iris_px=np.full((2, 5, 2), np.nan) if face is None else face.iris_px,
            limbus_px=np.full(2, np.nan) if face is None else self._limbus(gray, face),
            outline_px=outline(person.mask, person.region, size),
            people=max(self._people, 1),
            luma=float(gray[::4, ::4].mean()),
            sharpness=_sharpness(gray, joints),
        )

    # -- pose

    def _follow(self, rgb: ImageBGR, time_s: float | None) -> Person | None:
        if time_s is None:
            return self._search(rgb, picture=True)
        if self._census_s is None or time_s - self._census_s >= _CENSUS_S:
            self._census_s = time_s
            self._people = len(self._detector.find(rgb))
        person = None
        if self._region is not None:
            person = self._landmarks.look(rgb, self._region)
        if person is None:
            person = self._search(rgb, picture=False)
        self._region = None if person is None else person.next_region
        if person is None:
            return None
        self._seat = _shoulders(person)
        if self._several(person, picture=False):
            again = self._landmarks.look(rgb, person.next_region, FOUR_LOOKS)
            return again or person
        return person

    def _several(self, person: Person, *, picture: bool) -> bool:
        if self._looks != "auto":
            return self._looks == 4
        return picture or _view_deg(person) > _SIDE_ABOVE_DEG

    def _search(self, rgb: ImageBGR, *, picture: bool) -> Person | None:
        regions = self._detector.find(rgb)
        self._people = len(regions)
        if not regions:
            regions = self._detector.find(rgb, min_score=_UNSURE) or [
                region.mirrored(rgb.shape[1])
                for region in self._detector.find(
                    np.ascontiguousarray(rgb[:, ::-1]), min_score=_UNSURE
                )
            ]
        seen = [one for region in regions if (one := self._landmarks.look(rgb, region)) is not None]
        if not seen:
            return None
        person = self._choose(seen)
        if not self._several(person, picture=picture):
            return person
        region = person.next_region if FINER else person.region
        return self._landmarks.look(rgb, region, FOUR_LOOKS) or person

    def _choose(self, seen: Sequence[Person]) -> Person:
        if self._seat is None:
            return max(seen, key=lambda one: one.region.size)
        return min(seen, key=lambda one: float(np.linalg.norm(_shoulders(one) - self._seat)))

    # -- face

    def _face(self, rgb: ImageBGR, joints: Floats, *, tracked: bool) -> Face | None:
        expected = expected_region(joints)
        known = self._face_region if tracked else None
        self._face_region = None
        if expected is None:
            return None
        if known is None or _apart(known, expected):
            first = self._mesh.look(rgb, expected)
            if first is None:
                return None
            known = mesh_region(first)
        face = self._mesh.look(rgb, known)
        if face is not None:
            self._face_region = mesh_region(face)
        return face

    def _limbus(self, gray: ImageBGR, face: Face) -> Floats:
        """Diameters of the irises in the full picture; for the turn an ordinary lens will do."""
        width = gray.shape[1]
        lens = Lens(focal_px=0.87 * width, relative_sd=0.2, source="assumed")
        pose = head_pose(face.mesh_px[list(rigid_face().points)], lens, (width, gray.shape[0]))
        if pose is None:
            return np.full(2, np.nan)
        bearing = math.atan2(face.iris_px[:, 0, 0].mean() - width / 2, lens.focal_px)
        return iris_diameters_px(
            gray, face.iris_px, turned_rad=math.radians(pose.yaw_deg) + bearing
        )

    def _unseen_face(self) -> Floats:
        return np.full((len(self._face_points), 2), np.nan)

    def _nobody(self, frame: Frame, gray: ImageBGR) -> Landmarks:
        self._face_region = None
        return Landmarks(
            index=frame.index,
            time_s=frame.time_s,
            name=frame.name,
            size_px=(gray.shape[1], gray.shape[0]),
            joints_px=np.full((len(Joint), 2), np.nan),
            joints_world_m=np.full((len(Joint), 3), np.nan),
            score=np.zeros(len(Joint)),
            face_px=self._unseen_face(),
            iris_px=np.full((2, 5, 2), np.nan),
            limbus_px=np.full(2, np.nan),
            outline_px=np.empty((0, 2)),
            people=0,
            luma=float(gray[::4, ::4].mean()),
            sharpness=float(cv2.Laplacian(gray, cv2.CV_64F).var()),
        )


FINER = False


def _shoulders(person: Person) -> Floats:
    rows = [BLAZEPOSE[Joint.LEFT_SHOULDER], BLAZEPOSE[Joint.RIGHT_SHOULDER]]
    return np.asarray(person.points_px[rows].mean(axis=0))


def _view_deg(person: Person) -> float:
    left, right = (
        person.world_m[BLAZEPOSE[j]] for j in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    )
    across, _, deep = np.abs(left - right)
    return math.degrees(math.atan2(deep, across))


def _sharpness(gray: ImageBGR, joints: Floats) -> float:
    head = joints[[Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR, Joint.MOUTH_LEFT]]
    low, high = head.min(axis=0), head.max(axis=0)
    margin = 0.3 * float((high - low).max())
    (x0, y0), (x1, y1) = np.maximum(low - margin, 0).astype(int), (high + margin).astype(int)
    patch = gray[y0:y1, x0:x1]
    return float(cv2.Laplacian(patch, cv2.CV_64F).var()) if min(patch.shape) > 2 else 0.0


def _apart(known: Region, expected: Region) -> bool:
    moved = math.hypot(known.x - expected.x, known.y - expected.y)
    return moved > 0.25 * known.size or not 0.5 < known.size / expected.size < 2
