"""OpenCV's calibration of a camera to straightened points: the picture as a pinhole sees it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from posture.errors import ConfigError
from posture.lens import Optics, resized_optics
from posture.types import Floats, Landmarks

_MATRIX = ("camera_matrix", "cameraMatrix", "K")
_DISTORTION = ("distortion_coefficients", "dist_coeffs", "distCoeffs", "D")
_WIDTH, _HEIGHT = ("image_width", "width"), ("image_height", "height")
_COEFFICIENTS = (4, 5, 8, 12, 14)
_REMEDY = "save it with cv2.FileStorage (YAML, XML or JSON), as OpenCV's calibration sample does."
_CENTRE = 0.5  # OpenCV counts from the centre of the first pixel, landmarks from its corner


def read_optics(path: Path) -> Optics:
    """Read the camera matrix, the distortion and the picture size from OpenCV's file."""
    if not path.is_file():
        raise ConfigError(
            f"{path}: expected a camera calibration by OpenCV, found no such file; check the path."
        )
    try:
        storage = cv2.FileStorage(str(path), cv2.FILE_STORAGE_READ)
        matrix, distortion = _array(storage, _MATRIX), _array(storage, _DISTORTION)
        size_px = _size_px(storage)
    except (cv2.error, SystemError) as error:
        raise ConfigError(
            f"{path}: expected a camera calibration by OpenCV, found a file that is none; {_REMEDY}"
        ) from error
    return _checked(path, matrix, distortion, size_px)


def _array(storage: cv2.FileStorage, names: Sequence[str]) -> Floats | None:
    for name in names:
        node = storage.getNode(name)
        found = None if node.empty() else node.mat()
        if found is not None:
            return np.asarray(found, np.float64)
    return None


def _size_px(storage: cv2.FileStorage) -> tuple[int, int] | None:
    sides = [
        next((int(node.real()) for name in names if not (node := storage.getNode(name)).empty()), 0)
        for names in (_WIDTH, _HEIGHT)
    ]
    return (sides[0], sides[1]) if min(sides) > 0 else None


def _checked(
    path: Path, matrix: Floats | None, distortion: Floats | None, size_px: tuple[int, int] | None
) -> Optics:
    found = None
    if matrix is None or matrix.shape != (3, 3) or min(matrix[0, 0], matrix[1, 1]) <= 0:
        found = "no 3 × 3 camera matrix (camera_matrix)"
    elif distortion is None or distortion.size not in _COEFFICIENTS:
        found = "no 4, 5, 8, 12 or 14 coefficients (distortion_coefficients)"
    elif size_px is None:
        found = "no picture size (image_width, image_height)"
    elif not (np.isfinite(matrix).all() and np.isfinite(distortion).all()):
        found = "numbers that are none"
    if found is not None or matrix is None or distortion is None or size_px is None:
        raise ConfigError(
            f"{path}: expected a camera calibration by OpenCV, found {found}; {_REMEDY}"
        )
    fx, fy, cx, cy = (float(matrix[place]) for place in ((0, 0), (1, 1), (0, 2), (1, 2)))
    coefficients = tuple(distortion.ravel().tolist())
    return Optics(matrix=(fx, fy, cx, cy), distortion=coefficients, size_px=size_px)


_BENT = ("joints_px", "face_px", "iris_px", "outline_px", "tragus_px", "stickers_px")


def straightened(landmarks: Iterable[Landmarks], optics: Optics) -> Iterator[Landmarks]:
    """Give landmarks as a pinhole camera with the same focal length would have seen them.

    The optical axis then passes through the middle of the picture. The diameters of the irises
    grow as the distance between their rims does.
    """
    at = cache(lambda size_px: resized_optics(optics, size_px))
    for seen in landmarks:
        here = at(seen.size_px)
        points: dict[str, Any] = {name: straight_px(getattr(seen, name), here) for name in _BENT}
        grown = _breadth_px(points["iris_px"]) / _breadth_px(seen.iris_px)
        yield replace(seen, limbus_px=seen.limbus_px * grown, **points)


def _breadth_px(irises: Floats) -> Floats:
    return np.asarray(np.linalg.norm(irises[:, 1] - irises[:, 3], axis=1))


def straight_px(points: Floats, optics: Optics) -> Floats:
    """Undo the distortion of points (…, 2), or (…, 3) with a depth; the unseen stay unseen."""
    moved = points.copy()
    seen = np.isfinite(points).all(axis=-1)
    if seen.any():
        width, height = optics.size_px
        focal = optics.lens.focal_px
        ideal = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])
        bent = (points[seen, :2] - _CENTRE).reshape(-1, 1, 2)
        straight = cv2.undistortPoints(
            bent, _camera(optics), np.array(optics.distortion), None, None, ideal
        )
        moved[seen, :2] = straight[:, 0]
    return moved


def bent_px(points: Floats, optics: Optics) -> Floats:
    """Return where straightened points (N, 2) lie in the picture: the way back."""
    middle = np.array(optics.size_px) / 2
    rays = np.column_stack([(points - middle) / optics.lens.focal_px, np.ones(len(points))])
    seen, _ = cv2.projectPoints(
        rays, np.zeros(3), np.zeros(3), _camera(optics), np.array(optics.distortion)
    )
    return np.asarray(seen[:, 0] + _CENTRE)


def _camera(optics: Optics) -> Floats:
    fx, fy, cx, cy = optics.matrix
    return np.array([[fx, 0, cx], [0, fy, cy], [0, 0, 1.0]])
