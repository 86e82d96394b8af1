"""Live frames to assessments: a cheap look at each, the networks only where something happens."""

from collections.abc import Mapping
from dataclasses import dataclass

from posture.app.look import seat_px_of
from posture.backdrop import Backdrop, backdrop_of
from posture.config import AlertConfig, WatchConfig
from posture.fits import Places
from posture.pace import Pace
from posture.pipeline import Assessor
from posture.ports import PoseEstimator
from posture.profile import Profile
from posture.sources.planes import means, thinned
from posture.stillness import Plane
from posture.types import Assessment, Frame, Landmarks
from posture.vital import Health, Vital

Reference = tuple[Profile, Profile | None]
"""Upright while seated and, where there is one, while standing at the same desk."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What a frame is worth, what it showed if it was looked at, and how soon to have the next."""

    health: Health
    wanted_hz: float
    moment: Assessment | None = None


class Eyes:
    """Look at frames one after the other; use within the context of the estimator."""

    def __init__(self, estimator: PoseEstimator, assessor: Assessor, config: WatchConfig) -> None:
        self._estimator, self._assessor = estimator, assessor
        self._vital, self._pace = Vital(), Pace(config)
        self._seat: Profile | None = None
        self._references: Mapping[str, Reference] = {}
        self._places = Places({})
        self.profile: str | None = None

    def use(self, references: Mapping[str, Reference]) -> None:
        """Measure against one of these profiles of the camera, by name, from now on.

        Of several, the one that fits what is seen; until that is known against none. Whoever sits
        where it was made is followed. ``profile`` is its name.
        """
        self._references = references
        self._places = Places({name: seated for name, (seated, _) in references.items()})
        if len(references) == 1:
            self._take(*references)
        else:
            self._assessor.use(None)

    def look(self, frame: Frame, *, hushed: bool, saves_power: bool = False) -> Glance:
        """Return what the frame shows; ``hushed`` keeps alerts for later."""
        self._pace.saves_power = saves_power
        time_s, plane = frame.time_s or 0.0, means(frame.image)
        health = self._vital.update(time_s, thinned(frame.image))
        if health is not Health.ALIVE or not self._pace.is_due(time_s, plane):
            return Glance(health, self._pace.wanted_hz(time_s))
        self._sit_down(frame)
        seen = self._estimator.locate(frame)
        behind = self._behind(seen, plane)
        moment = self._assessor.update(seen, hushed=hushed, behind=behind)
        self._choose(time_s, behind)
        self._pace.update(moment.measurement)
        return Glance(health, self._pace.wanted_hz(time_s), moment)

    def heed(self, config: AlertConfig) -> None:
        """Let postures begin and end where these settings say, from now on."""
        self._assessor.heed(config)

    def absent(self, time_s: float) -> Assessment:
        """Return what is known while nobody can be there: the screen is locked."""
        return self._assessor.absent(time_s)

    def _behind(self, seen: Landmarks, plane: Plane) -> Backdrop | None:
        """Return what is behind the person, where somebody asks."""
        asks = len(self._references) > 1 or self._assessor.asks_behind
        return backdrop_of(plane, seen.outline_px, seen.size_px) if asks and seen.seen else None

    def _choose(self, time_s: float, behind: Backdrop | None) -> None:
        """Take the profile of this desk, where there are several."""
        now = self._assessor.now
        if len(self._references) > 1 and now is not None:
            name = self._places.update(time_s, now, behind)
            if name is not None and name != self.profile:
                self._take(name)

    def _take(self, name: str) -> None:
        seated, standing = self._references[name]
        self._assessor.use(seated, standing=standing)
        self._seat, self.profile = seated, name

    def _sit_down(self, frame: Frame) -> None:
        """Tell the networks where the person of a new profile sits, once the size is known."""
        if self._seat is not None:
            height_px, width_px = frame.image.shape[:2]
            self._estimator.begin(seat_px_of(self._seat, (width_px, height_px)))
            self._seat = None
