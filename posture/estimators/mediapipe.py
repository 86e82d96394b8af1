"""Frames to landmarks with MediaPipe's networks: pose, outline, face mesh and irises."""

import hashlib
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import cv2
import numpy as np

from posture.absence import nobody
from posture.errors import EstimatorError
from posture.estimators import bundle, facemesh, weights
from posture.estimators.crop import shrunk
from posture.estimators.ears import tragus_px
from posture.estimators.facemesh import Face, FaceMesh
from posture.estimators.following import Followed, Follower, is_beside
from posture.estimators.limbus import iris_diameters_px
from posture.estimators.networks import PoseDetector, PoseLandmarks
from posture.estimators.quality import head, luma, sharpness
from posture.estimators.silhouette import outline
from posture.headpose import head_pose, rigid_face
from posture.ports import Seat
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
_HEAD_SIDE = 96  # px; sharpness is looked for at the scale of an ordinary webcam, not of 4K
_USUAL_FOCAL = 0.87  # of the width; for the turn of an eye to the camera any ordinary lens will do


class MediaPipeEstimator:
    """Pose and person mask on a region of our own, the face mesh on a crop of the full picture.

    Of several people the one with the broadest shoulders is followed, unless `begin` names another
    place (x, y of the middle between the shoulders). ``looks`` is how often the pose
    network looks at a frame (`posture.estimators.following.Follower`). ``face_points`` are the rows
    of the face mesh to keep, by default those of `posture.headpose.rigid_face`. ``threads`` is how
    many a network uses: a third hardly helps, and one is best where several processes share a
    machine.
    """

    def __init__(
        self,
        *,
        pose_model: str | None = None,
        face_points: Sequence[int] | None = None,
        looks: int | None = None,
        threads: int = 2,
    ) -> None:
        models = weights.ensure()
        own = None if pose_model is None else bundle.require_task(Path(pose_model))
        self._pose_path = own or models.pose_task
        self._sha256 = models.sha256 if own is None else _with_own_pose(models, own)
        self._face_points = list(rigid_face().points if face_points is None else face_points)
        self._looks, self._threads = looks, threads
        self._seat_px: Seat | None = None
        self._mesh = FaceMesh(models.face_mesh_task)
        cv2.setNumThreads(threads)  # its helpers take time by waiting for the next small piece
        self._follower: Follower | None = None
        self._last_s = -math.inf

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and sha256 of every model in use, and the version of mediapipe."""
        return {**self._sha256, "mediapipe": facemesh.VERSION}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._follower, self._last_s = None, -math.inf
        self._mesh.close()

    def begin(self, seat_px: Seat | None = None) -> None:
        """Begin another recording, and follow whoever sits nearest to this place of it."""
        self._seat_px, self._last_s = seat_px, -math.inf
        self._mesh.forget()
        if self._follower is not None:
            self._follower.begin(seat_px)

    def locate(self, frame: Frame) -> Landmarks:
        """Return what is seen in the frame; pictures without a time are looked at on their own."""
        rgb = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)
        gray = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
        followed = self._follow(rgb, frame.time_s)
        if followed.person is None:
            self._mesh.forget()
            return self._nobody(frame, gray)
        person, size_px = followed.person, (gray.shape[1], gray.shape[0])
        joints = person.points_px[_ROWS]
        face = self._mesh.find(rgb, joints, tracked=frame.time_s is not None)
        mask = person.mask_in(size_px)
        return Landmarks(
            index=frame.index,
            time_s=frame.time_s,
            name=frame.name,
            size_px=size_px,
            joints_px=joints,
            joints_world_m=person.world_m[_ROWS],
            score=person.visibility[_ROWS],
            face_px=self._unseen_face() if face is None else face.mesh_px[self._face_points],
            iris_px=np.full((2, 5, 2), np.nan) if face is None else face.iris_px,
            limbus_px=np.full(2, np.nan) if face is None else _limbus_px(gray, face),
            outline_px=outline(mask) * (np.array(size_px) / mask.shape[::-1]),
            tragus_px=tragus_px(gray, joints) if is_beside(person) else np.full(2, np.nan),
            people=followed.people,
            luma=luma(gray),
            sharpness=sharpness(shrunk(head(gray, joints), _HEAD_SIDE)),
        )

    def _follow(self, rgb: ImageBGR, time_s: float | None) -> Followed:
        if self._follower is None:
            self._follower = self._open()
        if time_s is not None:
            if time_s < self._last_s:
                self._mesh.forget()
            self._last_s = time_s
        return self._follower.update(rgb, time_s)

    def _open(self) -> Follower:
        try:
            with zipfile.ZipFile(self._pose_path) as packed:
                detector, landmarks = (packed.read(member) for member in bundle.MEMBERS)
            return Follower(
                PoseDetector(detector, threads=self._threads),
                PoseLandmarks(landmarks, threads=self._threads),
                seat_px=self._seat_px,
                looks=self._looks,
            )
        except (RuntimeError, ValueError, OSError, KeyError) as error:
            raise EstimatorError(
                f"{self._pose_path}: expected a pose model that can be opened, found "
                f"{str(error).splitlines()[0]!r}; `posture models verify` checks ours."
            ) from error

    def _unseen_face(self) -> Floats:
        return np.full((len(self._face_points), 3), np.nan)

    def _nobody(self, frame: Frame, gray: ImageBGR) -> Landmarks:
        empty = nobody(
            index=frame.index,
            time_s=frame.time_s,
            name=frame.name,
            size_px=(gray.shape[1], gray.shape[0]),
            face_points=len(self._face_points),
        )
        return replace(empty, luma=luma(gray), sharpness=sharpness(gray))


def _limbus_px(gray: ImageBGR, face: Face) -> Floats:
    """Diameters of the irises in the full picture, as seen face on."""
    height, width = gray.shape
    lens = Lens(focal_px=_USUAL_FOCAL * width, relative_sd=0.2, source="assumed")
    pose = head_pose(face.mesh_px[list(rigid_face().points)], lens, (width, height))
    if pose is None:
        return np.full(2, np.nan)
    bearing = math.atan2(face.iris_px[:, 0, 0].mean() - width / 2, lens.focal_px)
    return iris_diameters_px(gray, face.iris_px, turned_rad=math.radians(pose.yaw_deg) + bearing)


def _with_own_pose(models: weights.Models, own: Path) -> dict[str, str]:
    shipped = {models.pose_task.name, models.pose_detector.name, models.pose_landmarks.name}
    rest = {name: value for name, value in models.sha256.items() if name not in shipped}
    return {**rest, own.name: hashlib.sha256(own.read_bytes()).hexdigest()}
