"""Steps that change what is seen in a picture."""

import numpy as np

from benchmarks.ablation.step import Step
from posture.estimators.crop import Region
from posture.estimators.facemesh import Face, FaceMesh
from posture.estimators.networks import Person
from posture.types import Floats, ImageBGR

FRONT, SIDE = ("front",), ("side",)


def _no_outline(_mask: Floats) -> Floats:
    return np.empty((0, 2))


def _one_look(_self: object, _rgb: ImageBGR, person: Person | None, *, picture: bool) -> object:
    return person


def _one_crop(self: FaceMesh, rgb: ImageBGR, expected: Region, _known: object) -> Face | None:
    return self._look(rgb, expected)


def _not_mirrored(_self: object, _rgb: ImageBGR, face: Face) -> Face:
    return face


def _no_face(_self: object, _rgb: ImageBGR, _joints: Floats, *, tracked: bool) -> None:
    return None


def _no_rim(_gray: ImageBGR, _irises: Floats, *, turned_rad: float) -> Floats:
    return np.full(2, np.nan)


def _coarse(points: Floats, _heat: object) -> Floats:
    return points


SENSORS = (
    Step(
        name="outline of the person",
        looking={"posture.estimators.mediapipe.outline": _no_outline},
        refits=FRONT,
    ),
    Step(
        name="four looks of the pose network (one)",
        looking={"posture.estimators.following.Follower._closely": _one_look},
        refits=FRONT + SIDE,
    ),
    Step(
        name="heat maps of the pose network",
        looking={"posture.estimators.networks._refined": _coarse},
    ),
    Step(
        name="second crop of the face",
        looking={"posture.estimators.facemesh.FaceMesh._search": _one_crop},
    ),
    Step(
        name="look at the face in the mirror",
        looking={"posture.estimators.facemesh.FaceMesh._twice": _not_mirrored},
        refits=FRONT,
    ),
    Step(
        name="face mesh",
        looking={"posture.estimators.facemesh.FaceMesh.find": _no_face},
    ),
    Step(
        name="rim of the irises in the full picture",
        looking={"posture.estimators.mediapipe.iris_diameters_px": _no_rim},
    ),
)
