"""Pictures to faces: the attention face mesh with both irises, on a crop of the full picture.

The only module that imports mediapipe: the mesh needs MediaPipe's own operators and runs as an
image embedder. MediaPipe's usage uploads are blocked first.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from posture.errors import EstimatorError
from posture.estimators import environment
from posture.estimators.crop import Region, expected_face, mesh_region
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
_SIDE = 192  # px, input of the mesh
_POINTS = 468


class Face(NamedTuple):
    """Mesh (468, 2) and irises (2, 5, 2; left, right), in pixels of the picture."""

    mesh_px: Floats
    iris_px: Floats


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
        """Look where the face was, or else where the pose expects it, then once more exactly."""
        expected = expected_face(joints)
        known = self._region if tracked else None
        face = None if expected is None else self._search(rgb, expected, known)
        if tracked:
            self._region = None if face is None else mesh_region(face.mesh_px)
        return face

    def _search(self, rgb: ImageBGR, expected: Region, known: Region | None) -> Face | None:
        if known is None or known.apart(expected):
            first = self._look(rgb, expected)
            if first is None:
                return None
            known = mesh_region(first.mesh_px)
        return self._look(rgb, known)

    def _look(self, rgb: ImageBGR, region: Region) -> Face | None:
        if self._network is None:
            self._network = self._open()
        crop = np.ascontiguousarray(region.crop(rgb, _SIDE))
        result = self._network.embed(mp.Image(image_format=mp.ImageFormat.SRGB, data=crop))
        heads = {e.head_name: np.asarray(e.embedding, np.float64) for e in result.embeddings}
        if heads["conv_faceflag"][0] < 0:  # logit: less likely a face than not
            return None
        mesh = heads["output_mesh_identity"].reshape(-1, 3)[:_POINTS, :2]
        # the network names the irises by side of the picture: its "left" is the person's right
        irises = [heads[f"output_{side}_iris"].reshape(5, 2) for side in ("right", "left")]
        back = [region.to_picture(points, _SIDE) for points in (mesh, *irises)]
        return Face(mesh_px=back[0], iris_px=np.stack(back[1:]))

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
