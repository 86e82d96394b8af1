"""Pictures to the followed person: whom to look at, where, and how often."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from posture.estimators.crop import Region
from posture.estimators.networks import (
    FRONT_LOOKS,
    SIDE_LOOKS,
    Person,
    PoseDetector,
    PoseLandmarks,
    mirrored_find,
)
from posture.types import Floats, ImageBGR

SHOULDERS = (11, 12)  # rows of BlazePose, left and right
CENSUS_S = 2.0  # how often a recording is searched for more people
_UNSURE = 0.3  # detections below one half count if the landmark network agrees
_SIDE_ABOVE_DEG = 55.0  # from here on the contour of the neck matters: look several times


class Followed(NamedTuple):
    """Who is followed, and how many people there are."""

    person: Person | None
    people: int


class Follower:
    """Follow one person through a recording, or find one in single pictures.

    In a recording whoever was followed is followed on; a time before the last one begins a new
    recording. The pose network looks four times at pictures and at people seen from the side,
    where it pays, else once; ``looks`` 1 or 4 decides otherwise.
    """

    def __init__(
        self,
        detector: PoseDetector,
        landmarks: PoseLandmarks,
        *,
        seat_px: tuple[float, float] | None,
        looks: int | None,
    ) -> None:
        self._detector, self._landmarks = detector, landmarks
        self._looks = looks
        self.begin(seat_px)

    def begin(self, seat_px: tuple[float, float] | None) -> None:
        """Begin a recording, in which whoever sits nearest to this place is followed."""
        self._first_seat = None if seat_px is None else np.array(seat_px, float)
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._seat = self._first_seat
        self._region: Region | None = None
        self._people = 0
        self._last_s = self._census_s = -math.inf

    def update(self, rgb: ImageBGR, time_s: float | None) -> Followed:
        """Return whom this picture shows; pictures without a time are looked at on their own."""
        if time_s is None:
            seen = self._search(rgb)
            person = self._choose(seen, self._first_seat)
            return Followed(self._closely(rgb, person, picture=True), len(seen))
        if time_s < self._last_s:
            self._begin_anew()
        self._last_s = time_s
        person = self._track(rgb)
        self._take_census(rgb, time_s)
        if person is None:
            return Followed(None, 0)
        self._region, self._seat = person.next_region, middle_px(person)
        return Followed(self._closely(rgb, person, picture=False), max(self._people, 1))

    def _track(self, rgb: ImageBGR) -> Person | None:
        """Look where the person was, or else search."""
        person = None if self._region is None else self._landmarks.look(rgb, self._region)
        if person is None:
            person = self._choose(self._search(rgb), self._seat)
        if person is None:
            self._region = None
        return person

    def _take_census(self, rgb: ImageBGR, time_s: float) -> None:
        if time_s - self._census_s >= CENSUS_S:
            self._census_s = time_s
            self._people = len(self._detector.find(rgb))

    def _search(self, rgb: ImageBGR) -> list[Person]:
        """Everybody in the picture; when nobody is certain, who is likely and looks like one."""
        regions = self._detector.find(rgb)
        if not regions:
            regions = self._detector.find(rgb, min_score=_UNSURE)
        if not regions:
            regions = mirrored_find(self._detector, rgb, min_score=_UNSURE)
        looks = (self._landmarks.look(rgb, region) for region in regions)
        return [person for person in looks if person is not None]

    def _choose(self, seen: Sequence[Person], seat: Floats | None) -> Person | None:
        if seat is None:
            return max(seen, key=_breadth_px, default=None)
        return min(seen, key=lambda one: float(np.linalg.norm(middle_px(one) - seat)), default=None)

    def _closely(self, rgb: ImageBGR, person: Person | None, *, picture: bool) -> Person | None:
        """Look again where repeated looks pay."""
        if person is None:
            return None
        beside = is_beside(person)
        if not (picture or beside if self._looks is None else self._looks > 1):
            return person
        looks = SIDE_LOOKS if beside else FRONT_LOOKS
        return self._landmarks.look(rgb, person.region, looks) or person


def is_beside(person: Person) -> bool:
    """Whether somebody is seen from the side, or nearly so."""
    return _view_deg(person) > _SIDE_ABOVE_DEG


def middle_px(person: Person) -> Floats:
    """Return the middle between the shoulders."""
    return np.asarray(person.points_px[list(SHOULDERS)].mean(axis=0))


def _breadth_px(person: Person) -> float:
    left, right = person.points_px[list(SHOULDERS)]
    return float(np.linalg.norm(left - right))


def _view_deg(person: Person) -> float:
    left, right = person.world_m[list(SHOULDERS)]
    across, _, deep = np.abs(left - right)
    return math.degrees(math.atan2(deep, across))
