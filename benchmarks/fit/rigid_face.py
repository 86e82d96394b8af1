"""Fit the rigid face of `posture.headpose`: python -m benchmarks.fit --face PHANTOM_FOLDER

Every mesh point is triangulated in the head frame of a person over all of their front pictures
(camera and head pose from the truth), averaged over people and mirrored. Kept are the points that
differ least between people. Same folder in, same numbers out.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.fit.phantom import Picture, pictures
from posture.estimators.mediapipe import MediaPipeEstimator
from posture.types import Floats

POINTS = 468
STEADIEST = 0.35  # share of the mesh that is kept
MAX_YAW_DEG = 40.0  # beyond it half of the mesh is guessed
MODELS = Path(__file__).parents[2] / "models"


def head_frame(picture: Picture) -> tuple[Floats, Floats]:
    """Rotation of the head in the world, and the point midway between the pupils."""
    rotation = np.array(picture.truth["metrics"]["head_rotation_world"])
    return rotation, (picture.world_cm("pupil_l") + picture.world_cm("pupil_r")) / 2


def equations(picture: Picture, mesh: Floats) -> tuple[Floats, Floats]:
    """Two linear equations per mesh point: (468, 2, 3) and (468, 2)."""
    camera = picture.camera
    world_to_camera = np.array(camera["R_world_to_cam"])
    rotation, origin = head_frame(picture)
    turn = world_to_camera @ rotation
    place = world_to_camera @ (origin - np.array(camera["pos_world_cm"]))
    x = (mesh[:, 0] - camera["cx"]) / camera["fx"]
    y = (mesh[:, 1] - camera["cy"]) / camera["fy"]
    weight = camera["fx"] / place[2]
    left = np.stack([turn[0] - x[:, None] * turn[2], turn[1] - y[:, None] * turn[2]], axis=1)
    right = np.stack([x * place[2] - place[0], y * place[2] - place[1]], axis=1)
    return left * weight, right * weight


def faces(folder: Path) -> dict[str, Floats]:
    """Triangulated mesh (468, 3) per person."""
    left, right = defaultdict(list), defaultdict(list)
    with MediaPipeEstimator(face_points=range(POINTS)) as estimator:
        for picture in pictures(folder, "front"):
            mesh = estimator.locate(picture.frame()).face_px[:, :2]
            if abs(picture.truth["metrics"]["head_camera"]["yaw"]) > MAX_YAW_DEG:
                continue
            if np.isfinite(mesh).all():
                a, b = equations(picture, mesh)
                left[picture.subject].append(a)
                right[picture.subject].append(b)
    return {
        subject: solve(
            np.concatenate(left[subject], axis=1), np.concatenate(right[subject], axis=1)
        )
        for subject in left
    }


def solve(left: Floats, right: Floats) -> Floats:
    """Least squares per point: (468, n, 3), (468, n) → (468, 3)."""
    pairs = zip(left, right, strict=True)
    return np.array([np.linalg.lstsq(a, b, rcond=None)[0] for a, b in pairs])


def mirror_index(mean: Floats) -> list[int]:
    """The point on the other half of the face for every point of the mesh, nearest pairs first."""
    apart = np.linalg.norm(mean[:, None] - (mean * [-1, 1, 1])[None], axis=2)
    other: dict[int, int] = {}
    for pair in np.argsort(apart, axis=None):
        one, two = divmod(int(pair), len(mean))
        if one not in other and two not in other:
            other |= {one: two, two: one}
    return [other[point] for point in range(len(mean))]


def tragus_cm(folder: Path) -> Floats:
    """Mean place of the midpoint between the tragi in the head frame, over people."""
    by_subject = {}
    for picture in pictures(folder):
        rotation, origin = head_frame(picture)
        middle = (picture.world_cm("tragus_l") + picture.world_cm("tragus_r")) / 2
        by_subject[picture.subject] = rotation.T @ (middle - origin)
    return np.asarray(np.mean(list(by_subject.values()), axis=0) * [0, 1, 1])


def main(folder: Path) -> None:
    people = np.array(list(faces(folder).values()))
    mean, spread = people.mean(axis=0), np.linalg.norm(people.std(axis=0), axis=1)
    other = mirror_index(mean)
    mean = (mean + mean[other] * [-1, 1, 1]) / 2
    spread = (spread + spread[other]) / 2
    keep = np.flatnonzero(spread <= np.quantile(spread, STEADIEST))
    rows = ",\n".join(f"  [{x:.3f}, {y:.3f}, {z:.3f}]" for x, y, z in mean[keep])
    tragus = ", ".join(f"{value:.2f}" for value in tragus_cm(folder))
    (MODELS / "face_mesh.toml").write_text(
        "# For every row of MediaPipe's face mesh the row of the same point on the other half of "
        "the face.\n# Made by `python -m benchmarks.fit --face FOLDER` from rendered people. "
        f"Licence: Apache-2.0, as the rest.\nmirror = {other}\n",
        encoding="utf-8",
    )
    (MODELS / "rigid_face.toml").write_text(
        "# Points of MediaPipe's face mesh that hardly differ between people, in the head frame:\n"
        "# origin midway between the pupils, x to the person's left, y up, z forward, cm.\n"
        "# Made by `python -m benchmarks.fit --face FOLDER` from rendered people\n"
        f"# ({len(people)} people; between people these points differ by "
        f"{spread[keep].mean():.2f} cm on average). Licence: Apache-2.0, as the rest.\n"
        f"points = [{', '.join(map(str, keep))}]\n"
        f"tragus_cm = [{tragus}] # midway between the tragi\n"
        f"xyz_cm = [\n{rows},\n]\n",
        encoding="utf-8",
    )
    print(f"{len(people)} people, {len(keep)} points → {MODELS}")
