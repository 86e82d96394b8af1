"""Frames to assessments: the whole product in one loop, live and recorded alike."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache, partial

import numpy as np

from posture.absence import nobody
from posture.alerts import AlertPolicy
from posture.backdrop import Backdrop
from posture.config import AlertConfig, Config
from posture.exposure import ExposureModel
from posture.features import Features, features
from posture.fits import Misfit, ProfileFit
from posture.framing import Framing, unscaled
from posture.knowledge import load_knowledge
from posture.lens import assumed_lens, resized
from posture.measure import measure
from posture.messages import Desk, load_messages
from posture.ports import PoseEstimator
from posture.presence import PresenceTracker, at_desk
from posture.profile import Profile, scaled
from posture.smooth import Smoother
from posture.stance import Stance
from posture.types import Assessment, Empty, Frame, Landmarks, Lens, Measurement, Presence, View

_UNUSABLE = {Empty.DARK, Empty.BLURRED}


def assess(
    frames: Iterable[Frame],
    estimator: PoseEstimator,
    profile: Profile | None = None,
    config: Config | None = None,
    *,
    lens: Lens | None = None,
    started_at: datetime | None = None,
) -> Iterator[Assessment]:
    """Yield one assessment per frame, in order.

    Without a profile only those measures have a value that need no upright reference. The lens is
    that of the first frame's size; by default the profile's, else that of an ordinary webcam.
    ``started_at`` is the clock at time 0; without it there are no quiet hours.
    """
    seen = map(estimator.locate, frames)
    return follow(seen, profile, config, lens=lens, started_at=started_at)


def follow(
    landmarks: Iterable[Landmarks],
    profile: Profile | None = None,
    config: Config | None = None,
    *,
    lens: Lens | None = None,
    started_at: datetime | None = None,
) -> Iterator[Assessment]:
    """Yield one assessment per frame that was already looked at."""
    return map(Assessor(profile, config, lens=lens, started_at=started_at).update, landmarks)


class Assessor:
    """The stages behind each other, one frame after the other; see `assess` for the arguments.

    Profiles can be replaced while it runs: what belongs to the person and the day (dose, sitting
    time, prompts and what became of them) is kept, what was measured begins anew. With a second one
    for ``standing`` whoever stands is measured against that. Alerts obey what was answered about
    the ``desk``.
    """

    def __init__(
        self,
        profile: Profile | None = None,
        config: Config | None = None,
        *,
        lens: Lens | None = None,
        started_at: datetime | None = None,
        desk: Desk | None = None,
    ) -> None:
        self._config = config = config or Config()
        self._lens = lens
        self.now: Features | None = None  # of the last frame
        self._presence = PresenceTracker(config.presence)
        knowledge = load_knowledge()
        self._exposure_model = ExposureModel(knowledge.muscles, config.exposure)
        self._alert_policy = AlertPolicy(
            config.alerts, knowledge, load_messages(), started_at=started_at, desk=desk
        )
        self.use(profile)

    def use(self, profile: Profile | None, *, standing: Profile | None = None) -> None:
        """Measure against this profile from now on, in whatever picture comes next."""
        self._references = _References(profile, standing)
        self._lenses = _Lenses(profile, self._lens, self._config)
        self._framing = Framing()
        self._smoother = Smoother(self._config.smooth)
        self._alert_policy.end_postures()
        self._last: tuple[Landmarks, Features] | None = None

    def heed(self, config: AlertConfig) -> None:
        """Let postures begin and end where these settings say, from now on."""
        self._alert_policy.heed(config)

    @property
    def asks_behind(self) -> bool:
        """Whether it is worth saying what is behind the person."""
        return self._references.asks_behind

    def update(
        self, seen: Landmarks, *, hushed: bool = False, behind: Backdrop | None = None
    ) -> Assessment:
        """Return what is known after one more frame; ``hushed`` keeps alerts for later.

        ``behind`` is what is behind the person, where that is known.
        """
        misfit, measured = self._measure(seen, behind)
        measurement = self._smoother.update(measured)
        if measurement.time_s is None:
            return _picture(seen, measurement)
        return self._judged(seen, measurement, misfit=misfit, hushed=hushed or misfit is not None)

    def _judged(
        self, seen: Landmarks, measurement: Measurement, *, misfit: Misfit | None, hushed: bool
    ) -> Assessment:
        exposure = self._exposure_model.update(measurement)
        alerts = self._alert_policy.update(measurement, exposure, hushed=hushed)
        return Assessment(
            landmarks=seen,
            measurement=measurement,
            exposure=exposure,
            states=self._alert_policy.states,
            alerts=alerts,
            misfit=misfit,
        )

    def _features(self, seen: Landmarks, lens: Lens) -> Features:
        if self._last is None or not _are_same(self._last[0], seen):
            self._last = seen, features(seen, lens, self._config.measure)
        return self._last[1]

    def absent(self, time_s: float) -> Assessment:
        """Return what is known of a moment in which nobody is at the desk, without a picture."""
        gone = Measurement(index=0, time_s=time_s, presence=Presence.AWAY, view=View.UNKNOWN)
        seen = nobody(time_s=time_s, size_px=(0, 0))
        return self._judged(seen, gone, misfit=None, hushed=True)

    def _measure(
        self, seen: Landmarks, behind: Backdrop | None
    ) -> tuple[Misfit | None, Measurement]:
        here = self._lenses.at(seen.size_px)
        now = self.now = self._features(seen, here)
        reference = self._references.update(seen, now, behind)
        if not self._framing.update(seen.time_s, now):
            now, reference = unscaled(now), None
        misfit = self._references.misfit
        if misfit is not None:
            reference = None  # a wrong reference is worse than none, also for who is too far away
        now = at_desk(now, reference)
        state = _presence(self._presence, seen, now)
        if state is Presence.SEATED and self._references.stands:
            state = Presence.STANDING
        measured = measure(seen, now, reference, lens=here, config=self._config, presence=state)
        return misfit, measured


def _are_same(before: Landmarks, now: Landmarks) -> bool:
    """Whether the points of a frame are those of another one, kept."""
    same = (
        np.array_equal(getattr(before, name), getattr(now, name), equal_nan=True)
        for name in ("joints_px", "face_px", "outline_px")
    )
    return now.held and all(same)


class _References:
    """What somebody is measured against: seated or standing, as long as it fits."""

    def __init__(self, seated: Profile | None, standing: Profile | None) -> None:
        self._seated = None if seated is None else cache(partial(scaled, seated))
        self._standing = None if standing is None else cache(partial(scaled, standing))
        self._stance, self._fit = Stance(), ProfileFit()
        self.stands = False
        self.misfit: Misfit | None = None

    @property
    def asks_behind(self) -> bool:
        """Whether it is worth saying what is behind the person."""
        return self._seated is not None and self._fit.asks_behind

    def update(self, seen: Landmarks, now: Features, behind: Backdrop | None) -> Profile | None:
        """Return the upright reference for a frame, in pixels of its size."""
        if self._seated is None:
            return None
        seated = self._seated(seen.size_px)
        if seen.time_s is None:
            return seated
        used = self._nearer(seen, now, seated)
        asked = now if self._fit.asks_behind else at_desk(now, used)  # it fitted: that is a guest
        self.misfit = self._fit.update(seen.time_s, asked, used, behind)
        return used

    def _nearer(self, seen: Landmarks, now: Features, seated: Profile) -> Profile:
        if self._standing is None or seen.time_s is None:
            return seated
        standing = self._standing(seen.size_px)
        before = self.stands
        self.stands = self._stance.update(seen.time_s, now, seated, standing)
        if self.stands is not before:
            self._fit.turn()
        return standing if self.stands else seated


class _Lenses:
    """The lens for whatever size the next picture has."""

    def __init__(self, profile: Profile | None, lens: Lens | None, config: Config) -> None:
        self._profile, self._lens, self._config = profile, lens, config
        self._first_width: int | None = None
        self.at = cache(self._at)

    def _at(self, size_px: tuple[int, int]) -> Lens:
        if self._first_width is None:
            self._first_width = size_px[0]
        if self._lens is not None:
            return resized(self._lens, size_px[0] / self._first_width)
        if self._profile is not None:
            return scaled(self._profile, size_px).lens
        return assumed_lens(size_px[0], self._config.camera)


def _presence(tracker: PresenceTracker, seen: Landmarks, now: Features) -> Presence:
    judged = now.view is not View.UNKNOWN
    if seen.time_s is None:
        return Presence.SEATED if judged else Presence.UNKNOWN
    empty_chair = Empty.NO_PERSON in now.reasons
    usable = not now.reasons & _UNUSABLE and (judged or empty_chair)
    return tracker.update(seen.time_s, seen=judged, usable=usable)


def _picture(seen: Landmarks, measurement: Measurement) -> Assessment:
    return Assessment(
        landmarks=seen, measurement=measurement, exposure=None, states=frozenset(), alerts=()
    )
