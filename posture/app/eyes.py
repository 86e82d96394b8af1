"""Live frames to assessments: a cheap look at each, the networks only where something happens."""

from dataclasses import dataclass

from posture.app.look import seat_px_of
from posture.config import WatchConfig
from posture.pace import Pace
from posture.pipeline import Assessor
from posture.ports import PoseEstimator
from posture.profile import Profile
from posture.sources.planes import means, thinned
from posture.types import Assessment, Frame
from posture.vital import Health, Vital


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

    def use(self, profile: Profile | None, standing: Profile | None = None) -> None:
        """Measure against this profile from now on, and follow whoever sits where it was made."""
        self._assessor.use(profile, standing=standing)
        self._seat = profile

    def look(self, frame: Frame, *, hushed: bool, saves_power: bool = False) -> Glance:
        """Return what the frame shows; ``hushed`` keeps alerts for later."""
        self._pace.saves_power = saves_power
        time_s = frame.time_s or 0.0
        health = self._vital.update(time_s, thinned(frame.image))
        if health is not Health.ALIVE or not self._pace.is_due(time_s, means(frame.image)):
            return Glance(health, self._pace.wanted_hz(time_s))
        self._sit_down(frame)
        moment = self._assessor.update(self._estimator.locate(frame), hushed=hushed)
        self._pace.update(moment.measurement)
        return Glance(health, self._pace.wanted_hz(time_s), moment)

    def absent(self, time_s: float) -> Assessment:
        """Return what is known while nobody can be there: the screen is locked."""
        return self._assessor.absent(time_s)

    def _sit_down(self, frame: Frame) -> None:
        """Tell the networks where the person of a new profile sits, once the size is known."""
        if self._seat is not None:
            height_px, width_px = frame.image.shape[:2]
            self._estimator.begin(seat_px_of(self._seat, (width_px, height_px)))
            self._seat = None
