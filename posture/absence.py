"""A picture without anybody to landmarks: everything unseen."""

import numpy as np

from posture.types import Joint, Landmarks


def nobody(
    *,
    time_s: float | None,
    size_px: tuple[int, int],
    index: int = 0,
    name: str | None = None,
    face_points: int = 0,
) -> Landmarks:
    """Return the landmarks of an empty chair, with rows for so many points of the face mesh.

    Examples
    --------
    >>> nobody(time_s=0.0, size_px=(1280, 720)).seen
    False
    """
    joints = len(Joint)
    return Landmarks(
        index=index,
        time_s=time_s,
        name=name,
        size_px=size_px,
        joints_px=np.full((joints, 2), np.nan),
        joints_world_m=np.full((joints, 3), np.nan),
        score=np.zeros(joints),
        face_px=np.full((face_points, 3), np.nan),
        iris_px=np.full((2, 5, 2), np.nan),
        limbus_px=np.full(2, np.nan),
        outline_px=np.empty((0, 2)),
        people=0,
    )
