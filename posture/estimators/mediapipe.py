"""Frames to landmarks with MediaPipe's networks: pose, outline, face mesh and irises.

The only module that imports mediapipe. It blocks mediapipe's usage uploads first.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np

from posture.errors import EstimatorError
from posture.estimators import bundle, environment, weights
from posture.estimators.crop import Region
from posture.estimators.silhouette import outline
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
_MESH_SIDE = 192  # px, input of the face mesh
_MESH_POINTS = 468
_EYE_CORNERS = (33, 263)  # rows of the mesh: outer corner of the right and of the left eye
_PEOPLE = 3  # looked for in single pictures and in every census
_CENSUS_S = 2.0  # how often a recording is searched for more people


class MediaPipeEstimator:
    """Pose landmarks with person mask, and the attention face mesh on a crop of the full picture.

    ``seat_px`` (x, y of the middle between the shoulders) says whom to follow when there are
    several people; without it the one who fills most of the picture, later the one who stayed
    closest. ``face_points`` are the rows of the face mesh to keep, by default those of
    `posture.headpose.rigid_face`.
    """

    def __init__(
        self,
        *,
        pose_model: str | None = None,
        seat_px: tuple[float, float] | None = None,
        face_points: Sequence[int] | None = None,
    ) -> None:
        models = weights.ensure()
        self._pose_path = (
            models.pose_task if pose_model is None else bundle.require_task(Path(pose_model))
        )
        self._mesh_path = models.face_mesh_task
        self._sha256 = models.sha256
        self._face_points = list(rigid_face().points if face_points is None else face_points)
        self._seat = None if seat_px is None else np.array(seat_px)
        self._stack = ExitStack()
        self._landmarkers: dict[tuple[str, int], Any] = {}
        self._mesh: Any = None
        self._people = 1
        self._census_s: float | None = None
        self._face_region: Region | None = None

    @property
    def versions(self) -> Mapping[str, str]:
        """Name and sha256 of every model in use, and the version of mediapipe."""
        return {**self._sha256, "mediapipe": mp.__version__}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def locate(self, frame: Frame) -> Landmarks:
        """Return what is seen in the frame; pictures without a time are looked at on their own."""
        rgb = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2RGB), np.uint8)
        gray = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY), np.uint8)
        height, width = gray.shape
        found = self._find(rgb, frame.time_s)
        chosen = self._choose(found, (width, height))
        if chosen is None:
            return _nobody(frame, gray, self._no_face())
        joints, world, score = _joints(found, chosen, (width, height))
        face, irises = self._face(rgb, joints, tracked=frame.time_s is not None)
        mask = np.squeeze(found.segmentation_masks[chosen].numpy_view())
        return Landmarks(
            index=frame.index,
            time_s=frame.time_s,
            name=frame.name,
            size_px=(width, height),
            joints_px=joints,
            joints_world_m=world,
            score=score,
            face_px=face,
            iris_px=irises,
            outline_px=outline(mask),
            people=max(len(found.pose_landmarks), self._people),
            luma=float(gray[::4, ::4].mean()),
            sharpness=_sharpness(gray, joints),
        )

    # -- pose ---------------------------------------------------------------------------------

    def _find(self, rgb: ImageBGR, time_s: float | None) -> Any:
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        if time_s is None:
            found = self._landmarker("picture", _PEOPLE).detect(picture)
            self._people = len(found.pose_landmarks)
            return found
        if self._census_s is None or time_s - self._census_s >= _CENSUS_S:
            self._census_s = time_s
            self._people = len(self._landmarker("picture", _PEOPLE).detect(picture).pose_landmarks)
        followed = min(max(self._people, 1), 2)
        return self._landmarker("video", followed).detect_for_video(picture, round(time_s * 1000))

    def _landmarker(self, mode: str, people: int) -> Any:
        if (mode, people) not in self._landmarkers:
            running = vision.RunningMode.IMAGE if mode == "picture" else vision.RunningMode.VIDEO
            options = vision.PoseLandmarkerOptions(
                base_options=BaseOptions(model_asset_path=str(self._pose_path)),
                running_mode=running,
                num_poses=people,
                output_segmentation_masks=True,
            )
            self._landmarkers[mode, people] = self._open(vision.PoseLandmarker, options)
        return self._landmarkers[mode, people]

    def _open(self, task: Any, options: Any) -> Any:
        try:
            return self._stack.enter_context(task.create_from_options(options))
        except (RuntimeError, ValueError, OSError) as error:
            raise EstimatorError(
                f"{options.base_options.model_asset_path}: expected a model that mediapipe can "
                f"open, it said {str(error).splitlines()[0]!r}; `posture models verify` checks it."
            ) from error

    def _choose(self, found: Any, size_px: tuple[int, int]) -> int | None:
        if not found.pose_landmarks:
            return None
        shoulders = [_shoulders(pose, size_px) for pose in found.pose_landmarks]
        centres = [points.mean(axis=0) for points in shoulders]
        if self._seat is None:
            breadths = [float(np.linalg.norm(np.subtract(*points))) for points in shoulders]
            chosen = int(np.argmax(breadths))
        else:
            chosen = int(np.argmin([np.linalg.norm(c - self._seat) for c in centres]))
        if self._census_s is not None:  # a recording: whoever was followed is followed on
            self._seat = centres[chosen]
        return chosen

    # -- face ---------------------------------------------------------------------------------

    def _face(self, rgb: ImageBGR, joints: Floats, *, tracked: bool) -> tuple[Floats, Floats]:
        region = _face_region(joints)
        if region is None:
            self._face_region = None
            return self._no_face()
        known = self._face_region if tracked else None
        if known is None or _apart(known, region):
            mesh, _ = self._run_mesh(rgb, region)
            known = None if mesh is None else _mesh_region(mesh)
        if known is None:
            self._face_region = None
            return self._no_face()
        mesh, irises = self._run_mesh(rgb, known)
        self._face_region = None if mesh is None else _mesh_region(mesh)
        if mesh is None or irises is None:
            return self._no_face()
        return mesh[self._face_points], irises

    def _no_face(self) -> tuple[Floats, Floats]:
        return np.full((len(self._face_points), 2), np.nan), np.full((2, 5, 2), np.nan)

    def _run_mesh(self, rgb: ImageBGR, region: Region) -> tuple[Floats | None, Floats | None]:
        if self._mesh is None:
            options = vision.ImageEmbedderOptions(
                base_options=BaseOptions(model_asset_path=str(self._mesh_path)),
                l2_normalize=False,
                quantize=False,
            )
            self._mesh = self._open(vision.ImageEmbedder, options)
        crop = np.ascontiguousarray(region.crop(rgb, _MESH_SIDE))
        result = self._mesh.embed(mp.Image(image_format=mp.ImageFormat.SRGB, data=crop))
        heads = {e.head_name: np.asarray(e.embedding, np.float64) for e in result.embeddings}
        if heads["conv_faceflag"][0] < 0:  # logit: less likely a face than not
            return None, None
        mesh = heads["output_mesh_identity"].reshape(-1, 3)[:_MESH_POINTS, :2]
        # the network names the irises by side of the picture: its "left" is the person's right
        irises = [heads[f"output_{side}_iris"].reshape(5, 2) for side in ("right", "left")]
        back = [region.to_picture(points, _MESH_SIDE) for points in (mesh, *irises)]
        return back[0], np.stack(back[1:])


def _nobody(frame: Frame, gray: ImageBGR, no_face: tuple[Floats, Floats]) -> Landmarks:
    height, width = gray.shape
    face, irises = no_face
    return Landmarks(
        index=frame.index,
        time_s=frame.time_s,
        name=frame.name,
        size_px=(width, height),
        joints_px=np.full((len(Joint), 2), np.nan),
        joints_world_m=np.full((len(Joint), 3), np.nan),
        score=np.zeros(len(Joint)),
        face_px=face,
        iris_px=irises,
        outline_px=np.empty((0, 2)),
        people=0,
        luma=float(gray[::4, ::4].mean()),
        sharpness=float(cv2.Laplacian(gray, cv2.CV_64F).var()),
    )


def _joints(found: Any, chosen: int, size_px: tuple[int, int]) -> tuple[Floats, Floats, Floats]:
    pose, world = found.pose_landmarks[chosen], found.pose_world_landmarks[chosen]
    joints = np.array([(pose[row].x, pose[row].y) for row in _ROWS]) * size_px
    metres = np.array([(world[row].x, world[row].y, world[row].z) for row in _ROWS])
    return joints, metres, np.array([pose[row].visibility for row in _ROWS])


def _shoulders(pose: Any, size_px: tuple[int, int]) -> Floats:
    rows = (BLAZEPOSE[Joint.LEFT_SHOULDER], BLAZEPOSE[Joint.RIGHT_SHOULDER])
    return np.array([(pose[row].x, pose[row].y) for row in rows]) * size_px


def _sharpness(gray: ImageBGR, joints: Floats) -> float:
    head = joints[[Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR, Joint.MOUTH_LEFT]]
    low, high = head.min(axis=0), head.max(axis=0)
    margin = 0.3 * float((high - low).max())
    (x0, y0), (x1, y1) = np.maximum(low - margin, 0).astype(int), (high + margin).astype(int)
    patch = gray[y0:y1, x0:x1]
    return float(cv2.Laplacian(patch, cv2.CV_64F).var()) if min(patch.shape) > 2 else 0.0


def _face_region(joints: Floats) -> Region | None:
    """Where the pose expects the face; None in a profile, where the mesh would be made up."""
    left, right = joints[Joint.LEFT_EYE], joints[Joint.RIGHT_EYE]
    eyes = (left + right) / 2
    mouth = (joints[Joint.MOUTH_LEFT] + joints[Joint.MOUTH_RIGHT]) / 2
    height = float(np.linalg.norm(mouth - eyes))
    breadth = float(np.linalg.norm(left - right))
    if breadth < 0.4 * height:
        return None
    ears = float(np.linalg.norm(joints[Joint.LEFT_EAR] - joints[Joint.RIGHT_EAR]))
    centre, size = (eyes + mouth) / 2, 1.6 * max(ears, 2 * height, 2 * breadth)
    along = left - right
    return Region(centre[0], centre[1], size, float(np.arctan2(along[1], along[0])))


def _mesh_region(mesh: Floats) -> Region:
    """Return the region of the next crop: 1.4 times the mesh, upright along the eyes."""
    right, left = (mesh[row] for row in _EYE_CORNERS)
    turn = float(np.arctan2(*(left - right)[::-1]))
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    turned = mesh @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    centre = ((low + high) / 2) @ axes
    return Region(centre[0], centre[1], 1.4 * float((high - low).max()), turn)


def _apart(known: Region, expected: Region) -> bool:
    """Whether the last face and the pose disagree so much that the face must be found anew."""
    moved = np.hypot(known.x - expected.x, known.y - expected.y)
    return bool(moved > 0.25 * known.size or not 0.5 < known.size / expected.size < 2)
