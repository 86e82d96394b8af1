"""Networks to what each costs by itself: the floor under every analysis on this machine."""

import time
import zipfile
from collections.abc import Callable

import numpy as np

from posture.estimators import bundle, weights
from posture.estimators.facemesh import SIDE, FaceMesh
from posture.estimators.networks import DETECTOR_SIDE, LANDMARK_SIDE, Network

_RUNS = 20
_WARM = 3


def network_s() -> dict[str, float]:
    """Return processor seconds a run of pose, detector and face, each with one thread."""
    models = weights.ensure()
    with zipfile.ZipFile(models.pose_task) as packed:
        detector, landmarks = (packed.read(member) for member in bundle.MEMBERS)
    mesh, crop = FaceMesh(models.face_mesh_task), _noise(SIDE)
    try:
        return {
            "pose": _cost_s(Network(landmarks, 1), LANDMARK_SIDE),
            "detector": _cost_s(Network(detector, 1), DETECTOR_SIDE),
            "face": _each_s(lambda: mesh.heads(crop)),
        }
    finally:
        mesh.close()


def _cost_s(network: Network, side: int) -> float:
    image = _noise(side).astype(np.float32) / np.float32(255)
    return _each_s(lambda: network.run(image))


def _each_s(run: Callable[[], object]) -> float:
    for _ in range(_WARM):
        run()
    began_s = time.process_time()
    for _ in range(_RUNS):
        run()
    return (time.process_time() - began_s) / _RUNS


def _noise(side: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 255, (side, side, 3), dtype=np.uint8)
