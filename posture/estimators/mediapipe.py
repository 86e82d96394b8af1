"""Frames to landmarks with MediaPipe's networks: pose, outline, face mesh and irises.

The only module that imports mediapipe. It blocks mediapipe's usage uploads first.
"""

import hashlib
import math
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import cv2
import numpy as np

from posture.errors import EstimatorError
from posture.estimators import bundle, environment, weights
from posture.estimators.crop import Region, expected_face, mesh_region, shrunk
from posture.estimators.quality import head, luma, sharpness
from posture.estimators.silhouette import holds, outline
from posture.headpose import rigid_face
from posture.types import Floats, Frame, ImageBGR, Joint, Landmarks

environment.block_uploads()

try:
    import mediapipe as mp
    from mediapipe.tasks.python import vision
    from mediapipe.tasks.python.core.base_options import BaseOptions
except (ImportError, OSError) as error:
    raise EstimatorError(
        f"mediapipe cannot be loaded ({error}); on Debian or Ubuntu type "
        "`sudo apt-get install libgl1 libegl1 libgles2 libglib2.0-0`, "
        "`posture doctor` shows what is missing."
    ) from error

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
_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
_MIDDLES = [_SHOULDERS, [Joint.LEFT_EAR, Joint.RIGHT_EAR]]  # one of which is in every outline
_MESH_SIDE = 192  # px, input of the face mesh
_MESH_POINTS = 468
_POSE_SIDE = 960  # px; larger pictures are halved, thirded … for the pose, never below this
_PEOPLE = 3  # at most looked for
_CENSUS_S = 2.0  # how often a recording is searched for more people
_CENSUSES = 3  # somebody who is missing in so many is looked for no more


class _Pose(NamedTuple):
    joints_px: Floats
    joints_world_m: Floats
    score: Floats
    outline_px: Floats


class _Face(NamedTuple):
    mesh_px: Floats
    iris_px: Floats


class MediaPipeEstimator:
    """Pose landmarks with person mask, and the attention face mesh on a crop of the full picture.

    ``seat_px`` (x, y of the middle between the shoulders) says whom to follow when there are
    several people; without it the one with the broadest shoulders. In a recording whoever was
    followed is followed on; a time before the last one begins a new recording. ``face_points`` are
    the rows of the face mesh to keep, by default those of `posture.headpose.rigid_face`.
    """

    def __init__(
        self,
        *,
        pose_model: str | None = None,
        seat_px: tuple[float, float] | None = None,
        face_points: Sequence[int] | None = None,
    ) -> None:
        models = weights.ensure()
        own = None if pose_model is None else bundle.require_task(Path(pose_model))
        self._pose_path = own or models.pose_task
        self._mesh_path = models.face_mesh_task
        self._sha256 = models.sha256 if own is None else _with_own_pose(models, own)
        self._face_points = list(rigid_face().points if face_points is None else face_points)
        self._first_seat = None if seat_px is None else np.array(seat_px, float)
        self._tasks: dict[tuple[str, int], Any] = {}
        self._begin()

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and sha256 of every model in use, and the version of mediapipe."""
        return {**self._sha256, "mediapipe": mp.__version__}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._begin()
        self._close(list(self._tasks))

    def locate(self, frame: Frame) -> Landmarks:
        """Return what is seen in the frame; pictures without a time are looked at on their own."""
        rgb = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)
        gray = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
        size_px = gray.shape[1], gray.shape[0]
        people = _people(self._find(rgb, frame.time_s), size_px)
        pose = self._choose(people, frame.time_s)
        face = None if pose is None else self._face(rgb, pose.joints_px, frame.time_s)
        seen = pose or _nobody()
        return Landmarks(
            index=frame.index,
            time_s=frame.time_s,
            name=frame.name,
            size_px=size_px,
            joints_px=seen.joints_px,
            joints_world_m=seen.joints_world_m,
            score=seen.score,
            outline_px=seen.outline_px,
            face_px=_unseen(len(self._face_points), 2)
            if face is None
            else face.mesh_px[self._face_points],
            iris_px=_unseen(2, 5, 2) if face is None else face.iris_px,
            people=len(people) if frame.time_s is None else self._count(len(people)),
            luma=luma(gray),
            sharpness=sharpness(gray if pose is None else head(gray, pose.joints_px)),
        )

    # -- pose ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Forget the recording so far."""
        self._seat = self._first_seat
        self._face_region: Region | None = None
        self._counts: deque[int] = deque([0], maxlen=_CENSUSES)
        self._census_s = self._last_s = -math.inf
        self._last_ms = -1
        self._close([task for task in self._tasks if task[0] == "video"])

    def _find(self, rgb: ImageBGR, time_s: float | None) -> Any:
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=shrunk(rgb, _POSE_SIDE))
        if time_s is None:
            return self._landmarker("picture", _PEOPLE).detect(picture)
        if time_s < self._last_s:
            self._begin()
        if time_s - self._census_s >= _CENSUS_S:
            self._census_s = time_s
            found = self._landmarker("census", _PEOPLE).detect(picture)
            self._counts.append(len(found.pose_landmarks))
        self._last_s = time_s
        self._last_ms = max(round(time_s * 1000), self._last_ms + 1)  # MediaPipe wants them to rise
        return self._tracker().detect_for_video(picture, self._last_ms)

    def _tracker(self) -> Any:
        """Return what follows as many people as there are; one more would be searched for anew.

        One that rested is closed: it would go on where somebody was when it was last used.
        """
        wanted = "video", max(1, *self._counts)
        self._close([task for task in self._tasks if task[0] == "video" and task != wanted])
        return self._landmarker(*wanted)

    def _landmarker(self, use: str, people: int) -> Any:
        if (use, people) not in self._tasks:
            running = vision.RunningMode.VIDEO if use == "video" else vision.RunningMode.IMAGE
            options = vision.PoseLandmarkerOptions(
                base_options=BaseOptions(model_asset_path=str(self._pose_path)),
                running_mode=running,
                num_poses=people,
                output_segmentation_masks=use != "census",
            )
            self._tasks[use, people] = _open(vision.PoseLandmarker, options)
        return self._tasks[use, people]

    def _close(self, tasks: Sequence[tuple[str, int]]) -> None:
        for task in tasks:
            self._tasks.pop(task).close()

    def _count(self, tracked: int) -> int:
        """Return how many people there are: the tracker stops looking when it has its number."""
        return max(tracked, self._counts[-1]) if tracked > 0 else 0

    def _choose(self, people: Sequence[_Pose], time_s: float | None) -> _Pose | None:
        if not people:
            return None
        shoulders = np.array([pose.joints_px[_SHOULDERS] for pose in people])
        middles = shoulders.mean(axis=1)
        if self._seat is None:
            chosen = int(np.argmax(np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=1)))
        else:
            chosen = int(np.argmin(np.linalg.norm(middles - self._seat, axis=1)))
        if time_s is not None:  # a recording: whoever was followed is followed on
            self._seat = middles[chosen]
        return people[chosen]

    # -- face ---------------------------------------------------------------------------------

    def _face(self, rgb: ImageBGR, joints: Floats, time_s: float | None) -> _Face | None:
        expected, known = expected_face(joints), None if time_s is None else self._face_region
        face = None if expected is None else self._find_face(rgb, expected, known)
        if time_s is not None:
            self._face_region = None if face is None else mesh_region(face.mesh_px)
        return face

    def _find_face(self, rgb: ImageBGR, expected: Region, known: Region | None) -> _Face | None:
        """Look where the face was, or else where the pose expects it, then once more exactly."""
        if known is None or known.apart(expected):
            first = self._run_mesh(rgb, expected)
            if first is None:
                return None
            known = mesh_region(first.mesh_px)
        return self._run_mesh(rgb, known)

    def _run_mesh(self, rgb: ImageBGR, region: Region) -> _Face | None:
        if ("mesh", 1) not in self._tasks:
            options = vision.ImageEmbedderOptions(
                base_options=BaseOptions(model_asset_path=str(self._mesh_path)),
                l2_normalize=False,
                quantize=False,
            )
            self._tasks["mesh", 1] = _open(vision.ImageEmbedder, options)
        crop = np.ascontiguousarray(region.crop(rgb, _MESH_SIDE))
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=crop)
        heads = {
            found.head_name: np.asarray(found.embedding, np.float64)
            for found in self._tasks["mesh", 1].embed(picture).embeddings
        }
        if heads["conv_faceflag"][0] < 0:  # logit: less likely a face than not
            return None
        mesh = heads["output_mesh_identity"].reshape(-1, 3)[:_MESH_POINTS, :2]
        # the network names the irises by side of the picture: its "left" is the person's right
        irises = [heads[f"output_{side}_iris"].reshape(5, 2) for side in ("right", "left")]
        back = [region.to_picture(points, _MESH_SIDE) for points in (mesh, *irises)]
        return _Face(mesh_px=back[0], iris_px=np.stack(back[1:]))


def _open(task: Any, options: Any) -> Any:
    try:
        return task.create_from_options(options)
    except (RuntimeError, ValueError, OSError) as error:
        raise EstimatorError(
            f"{options.base_options.model_asset_path}: expected a model that mediapipe can "
            f"open, it said {str(error).splitlines()[0]!r}; `posture models verify` checks it."
        ) from error


def _with_own_pose(models: weights.Models, own: Path) -> dict[str, str]:
    shipped = {models.pose_task.name, models.pose_detector.name, models.pose_landmarks.name}
    rest = {name: value for name, value in models.sha256.items() if name not in shipped}
    return {**rest, own.name: hashlib.sha256(own.read_bytes()).hexdigest()}


def _people(found: Any, size_px: tuple[int, int]) -> list[_Pose]:
    """Return everybody with a body: a tracker goes on for a while where somebody has left."""
    people = []
    masks = found.segmentation_masks or ()  # None where nobody is
    for pose, world, mask in zip(
        found.pose_landmarks, found.pose_world_landmarks, masks, strict=True
    ):
        body = mask.numpy_view()[..., 0]  # valid as long as ``found`` is
        seen = _Pose(
            joints_px=np.array([(pose[row].x, pose[row].y) for row in _ROWS]) * size_px,
            joints_world_m=np.array([(world[row].x, world[row].y, world[row].z) for row in _ROWS]),
            score=np.array([pose[row].visibility for row in _ROWS]),
            outline_px=outline(body) * (np.array(size_px) / body.shape[::-1]),
        )
        if holds(seen.outline_px, seen.joints_px[_MIDDLES].mean(axis=1)):
            people.append(seen)
    return people


def _nobody() -> _Pose:
    count = len(Joint)
    return _Pose(_unseen(count, 2), _unseen(count, 3), np.zeros(count), np.empty((0, 2)))


def _unseen(*shape: int) -> Floats:
    return np.full(shape, np.nan)
