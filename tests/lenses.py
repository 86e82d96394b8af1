"""A wide lens that bends what it shows: its calibration file, and people seen through it."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from posture.lens import Optics
from posture.sources.optics import bent_px
from posture.types import Floats, Landmarks
from tests.builders import LENS, SIZE

BARREL = (-0.25, 0.07, 0.0008, -0.0006, 0.0)
MIDDLE = (SIZE[0] / 2 - 0.5, SIZE[1] / 2 - 0.5)  # as OpenCV counts
OPTICS = Optics(matrix=(LENS.focal_px, LENS.focal_px, *MIDDLE), distortion=BARREL, size_px=SIZE)
POINTS = ("joints_px", "face_px", "iris_px", "outline_px", "tragus_px")


def calibration(
    path: Path, optics: Optics = OPTICS, *, matrix: str = "camera_matrix", without: str = ""
) -> Path:
    """Write the file that OpenCV's calibration leaves."""
    fx, fy, cx, cy = optics.matrix
    values = {
        "image_width": optics.size_px[0],
        "image_height": optics.size_px[1],
        matrix: np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1.0]]),
        "distortion_coefficients": np.array(optics.distortion),
    }
    storage = cv2.FileStorage(str(path), cv2.FILE_STORAGE_WRITE)
    for name in values.keys() - {without}:
        storage.write(name, values[name])
    storage.release()
    return path


def bent(landmarks: Landmarks) -> Landmarks:
    """See the same through the lens."""
    points: dict[str, Floats] = {}
    for name in POINTS:
        points[name] = getattr(landmarks, name).copy()
        places = points[name][..., :2]
        places[...] = bent_px(places.reshape(-1, 2), OPTICS).reshape(places.shape)
    rims = [np.linalg.norm(one[:, 1] - one[:, 3], axis=1)
            for one in (points["iris_px"], landmarks.iris_px)]  # fmt: skip
    points["limbus_px"] = landmarks.limbus_px * rims[0] / rims[1]
    return replace(landmarks, **points)  # type: ignore[arg-type]  # they are all points
