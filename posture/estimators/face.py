"""Crops of the picture to the face: where to look for it, its mesh and its irises."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from posture.estimators.crop import Region, expected_face, mesh_region
from posture.types import Floats, ImageBGR

MESH_POINTS = 468
_SIDE = 192  # px, input of the network

Network = Callable[[ImageBGR], Mapping[str, Floats]]
"""The attention mesh: from an RGB crop to its outputs, by their names."""


class Face(NamedTuple):
    """Mesh (468, 2) and irises (2, 5, 2), the person's left one first, in the picture."""

    mesh_px: Floats
    iris_px: Floats


class FaceFinder:
    """Find the face of the person whose pose is known, in pictures or through a recording.

    In a recording the network looks where the face was while the next pose is still being found:
    `begin`, then `follow`. Only when the pose then says that the face is elsewhere it is looked
    for anew, as in a picture.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._aside = ThreadPoolExecutor(max_workers=1)
        self._known: Region | None = None
        self._early: Future[Face | None] | None = None

    def look(self, rgb: ImageBGR, joints: Floats) -> Face | None:
        """Look where the pose (J, 2) expects the face, then once more exactly there."""
        expected = expected_face(joints)
        first = None if expected is None else self._mesh(rgb, expected)
        return None if first is None else self._mesh(rgb, mesh_region(first.mesh_px))

    def begin(self, rgb: ImageBGR) -> None:
        """Start to look where the face was in the last frame."""
        if self._known is not None:
            self._early = self._aside.submit(self._mesh, rgb, self._known)

    def follow(self, rgb: ImageBGR, joints: Floats | None) -> Face | None:
        """Return the face in the next frame of a recording; without a pose there is none."""
        early, self._early = self._early, None
        face = None if early is None else early.result()
        expected = None if joints is None else expected_face(joints)
        if joints is None or expected is None:
            face = None
        elif self._known is None or self._known.apart(expected):
            face = self.look(rgb, joints)
        self._known = None if face is None else mesh_region(face.mesh_px)
        return face

    def forget(self) -> None:
        """Let the next frame be the first of a recording."""
        self._known = self._early = None

    def close(self) -> None:
        """End the thread."""
        self._aside.shutdown()

    def _mesh(self, rgb: ImageBGR, region: Region) -> Face | None:
        heads = self._network(np.ascontiguousarray(region.crop(rgb, _SIDE)))
        if heads["conv_faceflag"][0] < 0:  # logit: less likely a face than not
            return None
        mesh = heads["output_mesh_identity"].reshape(-1, 3)[:MESH_POINTS, :2]
        # the network names the irises by side of the picture: its "left" is the person's right
        irises = [heads[f"output_{side}_iris"].reshape(5, 2) for side in ("right", "left")]
        back = [region.to_picture(points, _SIDE) for points in (mesh, *irises)]
        return Face(mesh_px=back[0], iris_px=np.stack(back[1:]))
