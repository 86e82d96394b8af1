"""Pictures to faces: the attention face mesh with both irises, on a crop of the full picture.

The only module that imports mediapipe: the mesh needs MediaPipe's own operators and runs as an
image embedder. MediaPipe's usage uploads are blocked first.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from posture.errors import EstimatorError
from posture.estimators import environment
from posture.estimators.crop import Region
from posture.types import Floats, ImageBGR, Joint

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

SIDE = 192  # px, input of the mesh
POINTS = 468
_EYE_CORNERS = (33, 263)  # outer corner of the right and of the left eye


@dataclass(frozen=True, slots=True)
class Face:
    """Mesh (468, 2) and irises (2, 5, 2; left, right), in pixels of the picture."""

    mesh_px: Floats
    iris_px: Floats


class FaceMesh:
    """Look at a face."""

    def __init__(self, path: Path) -> None:
        options = vision.ImageEmbedderOptions(
            base_options=BaseOptions(model_asset_path=str(path)),
            l2_normalize=False,
            quantize=False,
        )
        self._stack = ExitStack()
        try:
            self._network: Any = self._stack.enter_context(
                vision.ImageEmbedder.create_from_options(options)
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EstimatorError(
                f"{path}: expected a model that mediapipe can open, it said "
                f"{str(error).splitlines()[0]!r}; `posture models verify` checks it."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def look(self, rgb: ImageBGR, region: Region) -> Face | None:
        crop = np.ascontiguousarray(region.crop(rgb, SIDE))
        result = self._network.embed(mp.Image(image_format=mp.ImageFormat.SRGB, data=crop))
        heads = {e.head_name: np.asarray(e.embedding, np.float64) for e in result.embeddings}
        if heads["conv_faceflag"][0] < 0:  # logit: less likely a face than not
            return None
        mesh = heads["output_mesh_identity"].reshape(-1, 3)[:POINTS, :2]
        # the network names the irises by side of the picture: its "left" is the person's right
        irises = [heads[f"output_{side}_iris"].reshape(5, 2) for side in ("right", "left")]
        back = [region.to_picture(points, SIDE) for points in (mesh, *irises)]
        return Face(back[0], np.stack(back[1:]))


def expected_region(joints: Floats) -> Region | None:
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


def mesh_region(face: Face) -> Region:
    """Return the region of the next crop: 1.4 times the mesh, upright along the eyes."""
    mesh = face.mesh_px
    right, left = (mesh[row] for row in _EYE_CORNERS)
    turn = float(np.arctan2(*(left - right)[::-1]))
    axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    turned = mesh @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    centre = ((low + high) / 2) @ axes
    return Region(centre[0], centre[1], 1.4 * float((high - low).max()), turn)
