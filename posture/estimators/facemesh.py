"""Pictures to faces: the attention face mesh with both irises, on a crop of the full picture.

The only module that imports mediapipe: the mesh needs MediaPipe's own operators and runs as an
image embedder. MediaPipe's usage uploads are blocked first.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from posture.errors import EstimatorError
from posture.estimators import environment
from posture.estimators.crop import Region, expected_face, mesh_region
from posture.shipped import shipped
from posture.types import Floats, ImageBGR

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

VERSION: str = mp.__version__
SIDE = 192  # px, input of the mesh
_POINTS = 468
_IRIS_MIRROR = [0, 3, 2, 1, 4]  # centre, then right, top, left and bottom of the rim


class Face(NamedTuple):
    """Mesh (468, 3) and irises (2, 5, 2; left, right), in pixels of the picture; depth as well."""

    mesh_px: Floats
    iris_px: Floats


@cache
def _mirror() -> tuple[int, ...]:
    """For every row of the mesh the row of the point on the other half of the face."""
    table = tomllib.loads(shipped("face_mesh.toml").read_text(encoding="utf-8"))
    return tuple(table["mirror"])


class FaceMesh:
    """Find the face of somebody whose pose is known, and remember where it was."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._network: Any = None
        self._region: Region | None = None

    def close(self) -> None:
        """Let go of the network; the next look opens it again."""
        if self._network is not None:
            self._network.close()
        self._network, self._region = None, None

    def forget(self) -> None:
        """Begin a new recording."""
        self._region = None

    def find(self, rgb: ImageBGR, joints: Floats, *, tracked: bool) -> Face | None:
        """Look where the face was, or else where the pose expects it, then once more exactly.

        A single picture is looked at in the mirror too: both looks together are less biased.
        """
        expected = expected_face(joints)
        known = self._region if tracked else None
        face = None if expected is None else self._search(rgb, expected, known)
        if tracked:
            self._region = None if face is None else mesh_region(face.mesh_px)
        return face if tracked or face is None else self._twice(rgb, face)

    def _search(self, rgb: ImageBGR, expected: Region, known: Region | None) -> Face | None:
        if known is None or known.apart(expected):
            first = self._look(rgb, expected)
            if first is None:
                return None
            known = mesh_region(first.mesh_px)
        return self._look(rgb, known)

    def _twice(self, rgb: ImageBGR, face: Face) -> Face:
        width = rgb.shape[1]
        flipped = np.ascontiguousarray(rgb[:, ::-1])
        again = self._look(flipped, mesh_region(face.mesh_px).mirrored(width))
        if again is None:
            return face
        mesh = again.mesh_px[list(_mirror())] * [-1, 1, 1] + [width, 0, 0]
        iris = again.iris_px[::-1][:, _IRIS_MIRROR] * [-1, 1] + [width, 0]
        return Face(mesh_px=(face.mesh_px + mesh) / 2, iris_px=(face.iris_px + iris) / 2)

    def _look(self, rgb: ImageBGR, region: Region) -> Face | None:
        heads = self.heads(region.crop(rgb, SIDE))
        if heads["conv_faceflag"][0] < 0:  # logit: less likely a face than not
            return None
        mesh = heads["output_mesh_identity"].reshape(-1, 3)[:_POINTS]
        # the network names the irises by side of the picture: its "left" is the person's right
        irises = [heads[f"output_{side}_iris"].reshape(5, 2) for side in ("right", "left")]
        places, *back = (region.to_picture(points, SIDE) for points in (mesh[:, :2], *irises))
        deep = mesh[:, 2] * region.size / SIDE
        return Face(mesh_px=np.column_stack([places, deep]), iris_px=np.stack(back))

    def heads(self, crop: ImageBGR) -> dict[str, Floats]:
        """Return what the network says of a crop (192, 192, 3) in RGB, by the names it uses."""
        if self._network is None:
            self._network = self._open()
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(crop))
        said = self._network.embed(picture).embeddings
        return {one.head_name: np.asarray(one.embedding, np.float64) for one in said}

    def _open(self) -> Any:
        options = vision.ImageEmbedderOptions(
            base_options=BaseOptions(model_asset_path=str(self._path)),
            l2_normalize=False,
            quantize=False,
        )
        try:
            return vision.ImageEmbedder.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            raise EstimatorError(
                f"{self._path}: expected a model that mediapipe can open, it said "
                f"{str(error).splitlines()[0]!r}; `posture models verify` checks it."
            ) from error
