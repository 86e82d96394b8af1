"""A sitting person of known shape, projected through a pinhole camera into landmarks.

World in cm: x to the person's left, y up, z where the person faces; origin at the base of the neck.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from posture import absence
from posture.distance import rulers
from posture.headpose import rigid_face
from posture.types import Floats, Joint, Landmarks, Lens

SIZE = (1280, 720)
LENS = Lens(focal_px=1100.0, relative_sd=0.01, source="given")
TRAGUS = np.array([0.0, 12.0, 9.0])  # upright: 15 cm from C7, 53° over the horizontal
PUPILS_CM, IRIS_CM = 6.3, 1.17

EAR_RISE = -1.6

_BODY: Mapping[Joint, tuple[float, float, float]] = {
    Joint.LEFT_SHOULDER: (16.0, -6.0, 4.0),
    Joint.RIGHT_SHOULDER: (-16.0, -6.0, 4.0),
    Joint.LEFT_ELBOW: (19.0, -33.0, 10.0),
    Joint.RIGHT_ELBOW: (-19.0, -33.0, 10.0),
    Joint.LEFT_WRIST: (14.0, -36.0, 32.0),
    Joint.RIGHT_WRIST: (-14.0, -36.0, 32.0),
    Joint.LEFT_HIP: (10.0, -52.0, 4.0),
    Joint.RIGHT_HIP: (-10.0, -52.0, 4.0),
}
_HEAD: Mapping[Joint, tuple[float, float, float]] = {  # from the middle of the pupils
    Joint.NOSE: (0.0, -4.0, 2.0),
    Joint.LEFT_EYE: (3.1, 0.0, 0.0),
    Joint.RIGHT_EYE: (-3.1, 0.0, 0.0),
    Joint.LEFT_EAR: (7.0, EAR_RISE, -6.3),  # where the network sees ears: before the tragus
    Joint.RIGHT_EAR: (-7.0, EAR_RISE, -6.3),
    Joint.MOUTH_LEFT: (2.4, -6.6, 0.5),
    Joint.MOUTH_RIGHT: (-2.4, -6.6, 0.5),
}


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """A person and a camera in front of or beside them; everything in cm and degrees."""

    head_ahead_cm: float = 0.0
    head_rise_cm: float = 0.0
    trunk_ahead_cm: float = 0.0
    pitch_deg: float = 0.0
    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    shrug_left_cm: float = 0.0
    shrug_right_cm: float = 0.0
    distance_cm: float = 65.0  # camera to the eyes of the upright person
    camera_pitch_deg: float = 0.0  # + looks down
    camera_roll_deg: float = 0.0
    size: tuple[int, int] = SIZE
    lens: Lens = LENS

    def landmarks(self, *, index: int = 0, time_s: float | None = None) -> Landmarks:
        """Seen from the front."""
        joints, pupils = self._world()
        face = self._from_head(rigid_face().xyz_cm)
        return Landmarks(
            index=index,
            time_s=time_s,
            size_px=self.size,
            joints_px=self.project(joints),
            joints_world_m=joints * [1, -1, -1] / 100,
            score=np.ones(len(Joint)),
            face_px=self._mesh(face),
            iris_px=np.stack([self.project(self._iris(pupil)) for pupil in pupils]),
            limbus_px=np.full(2, self._iris_px() * math.exp(self._bias("limbus"))),
            outline_px=self.project(self._outline()),
            people=1,
            luma=120.0,
            sharpness=100.0,
        )

    def moved(self, **changes: float) -> "Sitter":
        return replace(self, **changes)  # type: ignore[arg-type]  # every change is a number

    # -- body -------------------------------------------------------------------------------------

    @property
    def tragus(self) -> Floats:
        return TRAGUS + [0.0, self.head_rise_cm, self.head_ahead_cm + self.trunk_ahead_cm]

    def _head_turn(self) -> Floats:
        yaw, roll, pitch = (math.radians(a) for a in (self.yaw_deg, self.roll_deg, self.pitch_deg))
        about_y = np.array(
            [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
        )
        about_z = np.array(
            [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
        )
        about_x = np.array(
            [
                [1, 0, 0],
                [0, math.cos(pitch), -math.sin(pitch)],
                [0, math.sin(pitch), math.cos(pitch)],
            ]
        )
        return np.asarray(about_y @ about_z @ about_x)

    def _from_head(self, points: Floats) -> Floats:
        """Head frame (origin between the pupils) to world; the head turns about the tragi."""
        return np.asarray((points - rigid_face().tragus_cm) @ self._head_turn().T + self.tragus)

    def _world(self) -> tuple[Floats, Floats]:
        joints = np.zeros((len(Joint), 3))
        for joint, place in _BODY.items():
            joints[joint] = np.array(place) + [0.0, 0.0, self.trunk_ahead_cm]
        joints[Joint.LEFT_SHOULDER][1] += self.shrug_left_cm
        joints[Joint.RIGHT_SHOULDER][1] += self.shrug_right_cm
        for joint, place in _HEAD.items():
            joints[joint] = self._from_head(np.array([place]))[0]
        half = PUPILS_CM / 2
        return joints, self._from_head(np.array([[half, 0.0, 0.0], [-half, 0.0, 0.0]]))

    def _iris_px(self) -> float:
        """Size of an iris face on at the depth of the eyes."""
        depth = self.distance_cm - self.head_ahead_cm - self.trunk_ahead_cm
        return IRIS_CM * self.lens.focal_px / depth

    def _bias(self, ruler: str) -> float:
        """How the networks misread this iris (`posture.distance` takes it out again)."""
        return rulers()[ruler].read(1.0, self._iris_px())[0]

    def _iris(self, pupil: Floats) -> Floats:
        turn, r = self._head_turn(), IRIS_CM / 2 * math.exp(self._bias("iris"))
        rim = np.array([[0, 0, 0], [r, 0, 0], [0, r, 0], [-r, 0, 0], [0, -r, 0]])
        return np.asarray(pupil + rim @ turn.T)

    def _outline(self) -> Floats:
        """Head, neck, shoulders and trunk in the plane of the shoulders."""
        left, right = self.shrug_left_cm, self.shrug_right_cm
        half = [(8, 26), (9, 14), (6, 6), (6.5, 2)]
        points = [(-x, y, True) for x, y in reversed(half)] + [(x, y, True) for x, y in half]
        shoulder_left = [(12, -1.0 + left), (17, -2.0 + left), (21, -5.0 + left), (23, -30)]
        shoulder_right = [(-23, -30), (-21, -5.0 + right), (-17, -2.0 + right), (-12, -1.0 + right)]
        rows = (
            [(x, y) for x, y in shoulder_right]
            + [(x, y) for x, y, _ in points]
            + [(x, y) for x, y in shoulder_left]
            + [(24, -60), (-24, -60)]
        )
        return np.array([(x, y, 4.0 + self.trunk_ahead_cm) for x, y in rows], float)

    # -- camera -----------------------------------------------------------------------------------

    def _mesh(self, world: Floats) -> Floats:
        """Places in the picture, and depths in the same scale."""
        depth = self._in_camera(world)[:, 2]
        deep = (depth - depth.mean()) * self.lens.focal_px / depth.mean()
        return np.column_stack([self.project(world), deep])

    def project(self, world: Floats) -> Floats:
        place = self._in_camera(world)
        centre = np.array(self.size) / 2
        return np.asarray(place[:, :2] / place[:, 2:] * self.lens.focal_px + centre)

    def _in_camera(self, world: Floats) -> Floats:
        """Camera straight before the upright eyes, turned by its own pitch and roll."""
        eyes = TRAGUS - rigid_face().tragus_cm
        seen = (world - eyes) * [1, -1, -1] + [0, 0, self.distance_cm]
        pitch, roll = math.radians(self.camera_pitch_deg), math.radians(self.camera_roll_deg)
        down = np.array(
            [
                [1, 0, 0],
                [0, math.cos(pitch), -math.sin(pitch)],
                [0, math.sin(pitch), math.cos(pitch)],
            ]
        )
        turn = np.array(
            [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
        )
        return np.asarray(seen @ down.T @ turn.T)


def from_the_side(
    *,
    head_forward_deg: float = 37.0,
    scale: float = 6.0,
    facing: float = 1.0,
    hidden_neck: bool = False,
    size: tuple[int, int] = SIZE,
    time_s: float | None = None,
    index: int = 0,
) -> Landmarks:
    """A profile with known C7 and tragus, ``scale`` px per cm, facing +1 = right of the picture."""
    angle = math.radians(head_forward_deg)
    c7 = np.array([-3.0, 9.0])  # forward, up; from the middle of the shoulders
    tragus = c7 + 14.0 * np.array([math.sin(angle), math.cos(angle)])
    skin = c7 - [0.45, 0.0]
    nape = tragus + ([-12.0, -6.0] if hidden_neck else [-5.5, -5.5])
    outline = [
        tragus + [-1.0, 12.0], tragus + [-8.5, 8.0], tragus + [-10.5, 3.0], tragus + [-9.5, -1.0],
        nape, skin, skin + [-3.0, -9.0], skin + [-5.0, -20.0], skin + [-4.0, -70.0],
        skin + [20.0, -70.0], skin + [18.0, -12.0], tragus + [3.0, -9.0], tragus + [9.0, -8.0],
        tragus + [11.0, 0.0], tragus + [8.0, 10.0],
    ]  # fmt: skip
    places = dict.fromkeys((Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER), np.zeros(2))
    places |= dict.fromkeys((Joint.LEFT_HIP, Joint.RIGHT_HIP), np.array([0.5, -46.0]))
    places |= dict.fromkeys((Joint.LEFT_ELBOW, Joint.RIGHT_ELBOW), np.array([4.0, -28.1]))
    places |= dict.fromkeys((Joint.LEFT_WRIST, Joint.RIGHT_WRIST), np.array([26.0, -30.0]))
    places |= _profile_face(tragus)
    joints = np.array([places[joint] for joint in Joint])
    centre = np.array([size[0] / 2, size[1] * 0.55])

    def picture(points: Floats) -> Floats:
        return np.asarray(np.asarray(points) * [facing, -1.0] * scale + centre)

    world = np.zeros((len(Joint), 3))
    world[Joint.LEFT_SHOULDER, 2], world[Joint.RIGHT_SHOULDER, 2] = 0.16, -0.16
    return Landmarks(
        index=index,
        time_s=time_s,
        size_px=size,
        joints_px=picture(joints),
        joints_world_m=world,
        score=np.ones(len(Joint)),
        face_px=np.full((len(rigid_face().points), 3), np.nan),
        iris_px=np.full((2, 5, 2), np.nan),
        limbus_px=np.full(2, np.nan),
        outline_px=picture(np.array(outline)),
        people=1,
        luma=120.0,
        sharpness=100.0,
    )


def _profile_face(tragus: Floats) -> dict[Joint, Floats]:
    """Face points such that the head axis is horizontal: the ear lies 2.0 before, 2.6 above."""
    ear = tragus + [2.0, 2.6]
    eye, mouth, nose = ear + [6.9, 3.3], ear + [6.9, -3.3], ear + [8.2, 0.0]
    return {
        Joint.LEFT_EAR: ear, Joint.RIGHT_EAR: ear, Joint.LEFT_EYE: eye, Joint.RIGHT_EYE: eye,
        Joint.MOUTH_LEFT: mouth, Joint.MOUTH_RIGHT: mouth, Joint.NOSE: nose,
    }  # fmt: skip


def nobody(
    *,
    time_s: float | None = None,
    luma: float = 120.0,
    index: int = 0,
    size: tuple[int, int] = SIZE,
) -> Landmarks:
    """An empty chair."""
    face_points = len(rigid_face().points)
    empty = absence.nobody(index=index, time_s=time_s, size_px=size, face_points=face_points)
    return replace(empty, luma=luma, sharpness=100.0)


def zoomed(seen: Landmarks, factor: float) -> Landmarks:
    """What is seen when a part of the picture, about the face, is enlarged to the whole."""
    centre = np.array(seen.size_px) * (0.5, 0.4)

    def larger(points: Floats) -> Floats:
        return np.asarray((points - centre) * factor + centre)

    return replace(
        seen,
        joints_px=larger(seen.joints_px),
        face_px=np.column_stack([larger(seen.face_px[:, :2]), seen.face_px[:, 2] * factor]),
        iris_px=larger(seen.iris_px),
        limbus_px=seen.limbus_px * factor,
        outline_px=larger(seen.outline_px),
    )
