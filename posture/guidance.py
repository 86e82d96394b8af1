"""Live landmarks to a profile: what to do now, what is in the way, and when a step is done.

Three steps: sit upright, lift both shoulders, let them sink. A step is done as soon as nothing
speaks against its last seconds. Time comes from the data.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from posture.config import Config
from posture.features import features
from posture.instructions import fixed_notes, found
from posture.profile import SIDES, Profile, Stat, scaled
from posture.shrug import full_shrug_cm, lift_cm, lift_faults, rest_faults
from posture.suitability import (
    ACCEPTED_WHEN_FIXED,
    Fault,
    Glimpse,
    Reason,
    baseline_faults,
    clear,
    hidden,
    posture_faults,
    visibility_faults,
)
from posture.types import Floats, Landmarks, Lens, View

_RECENT_S = 1.0  # what is in the way now is read from this long
_ENOUGH_S = 1e-6  # rounding of times
_LONGEST_GAP_S = 2.0  # after a longer silence the seconds before it no longer count
_ABOUT_SHRUG = "shrug: "  # begins notes that a new shrug makes outdated

Learn = Callable[[Sequence[Landmarks]], Profile]
"""Makes a profile of pictures of an upright person."""


class Step(StrEnum):
    """What the person is asked to do."""

    UPRIGHT = "upright"
    SHRUG = "shrug"
    RELAX = "relax"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What to show and say now.

    ``left_s`` of ``length_s`` are still missing of what the step needs, ``hints`` are what is in
    the way now, ``refused`` is why there will be no profile. ``view`` is how the last picture shows
    the person.
    """

    step: Step
    view: View
    left_s: float
    length_s: float
    hints: tuple[Fault, ...] = ()
    refused: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    time_s: float
    landmarks: Landmarks
    glimpse: Glimpse
    lift_cm: tuple[float, float] | None


class Guide:
    """Lead somebody through the steps, one ``update`` per picture, until the step is DONE.

    ``before`` is an older profile of the same camera, ``fixed`` says that the posture is as upright
    as it gets.
    """

    def __init__(
        self,
        learn: Learn,
        lens: Lens,
        config: Config,
        *,
        before: Profile | None = None,
        fixed: bool = False,
    ) -> None:
        self._learn, self._lens, self._config = learn, lens, config
        self._before, self._fixed = before, fixed
        self._step, self._refused = Step.UPRIGHT, tuple[Fault, ...]()
        self._began_s: float | None = None
        self._moments: deque[_Moment] = deque()
        self._faults: tuple[Fault, ...] = ()
        self._size_px: tuple[int, int] | None = None
        self.profile: Profile | None = None

    def update(self, seen: Landmarks) -> Guidance:
        """Take one picture in and say what to do now."""
        time_s, self._size_px = seen.time_s, seen.size_px
        if time_s is not None and not self.ended:
            self._began_s = time_s if self._began_s is None else self._began_s
            waited_s = time_s - self._began_s - self._config.calibration.settle_s
            if waited_s >= -_ENOUGH_S:
                self._watch(seen, time_s, waited_s)
        return self._guidance()

    def skip(self) -> None:
        """Go on without this step; the upright posture of an older profile stays in force."""
        if self._step is Step.UPRIGHT:
            self._keep_before()
        elif self._step is Step.SHRUG:
            self._leave_out("skipped")
        else:
            self._to(Step.DONE)

    def end(self) -> Guidance:
        """Take what there is when no more pictures come."""
        if not self.ended:
            self._give_up()
        return self._guidance()

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to do: all is done, or refused."""
        return self._step is Step.DONE or bool(self._refused)

    # -- a step -----------------------------------------------------------------------------------

    def _watch(self, seen: Landmarks, time_s: float, waited_s: float) -> None:
        if self._moments and time_s - self._moments[-1].time_s > _LONGEST_GAP_S:
            self._moments.clear()
        self._moments.append(self._moment(seen, time_s))
        needed_s = self._length_s - _ENOUGH_S
        while len(self._moments) > 1 and time_s - self._moments[1].time_s >= needed_s:
            self._moments.popleft()
        full = time_s - self._moments[0].time_s >= needed_s
        self._faults = tuple(self._all_faults() if full else self._recent_faults())
        if full and not self._faults:
            self._accept()
        elif waited_s > self._length_s + self._config.calibration.patience_s:
            self._give_up()

    def _moment(self, seen: Landmarks, time_s: float) -> _Moment:
        now = features(seen, self._lens, self._config.measure)
        lifted = None if self.profile is None else lift_cm(now, self.profile, self._config)
        return _Moment(
            time_s=time_s,
            landmarks=seen,
            glimpse=Glimpse(time_s=time_s, people=seen.people, features=now),
            lift_cm=lifted,
        )

    def _all_faults(self) -> Iterator[Fault]:
        glimpses, settings = [one.glimpse for one in self._moments], self._config.calibration
        if self._step is Step.UPRIGHT:
            faults = baseline_faults(glimpses, settings, before=self._before)
            yield from (fault for fault in faults if not self._accepted(fault))
            return
        lifts, unseen = self._lifts(), tuple(visibility_faults(glimpses, settings))
        if unseen or not len(lifts):
            yield from unseen or (Fault(reason=Reason.NOBODY, value=1.0),)
            return
        yield from (lift_faults if self._step is Step.SHRUG else rest_faults)(lifts, settings)

    def _recent_faults(self) -> Iterator[Fault]:
        since_s = self._moments[-1].time_s - _RECENT_S
        recent = [one.glimpse for one in self._moments if one.time_s >= since_s]
        yield from visibility_faults(recent, self._config.calibration)
        if self._step is Step.UPRIGHT:
            faults = posture_faults(recent, self._config.calibration, before=self._before)
            yield from (fault for fault in faults if not self._accepted(fault))

    def _accepted(self, fault: Fault) -> bool:
        return self._fixed and fault.reason in ACCEPTED_WHEN_FIXED

    def _lifts(self) -> Floats:
        rows = [
            (one.time_s, *one.lift_cm)
            for one in self._moments
            if one.lift_cm is not None and hidden(one.glimpse) is None
        ]
        return np.array(rows, np.float64).reshape(-1, 3)

    # -- from step to step ------------------------------------------------------------------------

    def _accept(self) -> None:
        if self._step is Step.UPRIGHT:
            self._begin_shrug(self._learned())
        elif self._step is Step.SHRUG:
            self._store_shrug()
        else:
            self._to(Step.DONE)

    def _learned(self) -> Profile:
        """Make the profile of the pictures that can be judged, and say what was accepted."""
        glimpses = [one.glimpse for one in self._moments]
        kept = {id(glimpse) for glimpse in clear(glimpses)}
        profile = self._learn([one.landmarks for one in self._moments if id(one.glimpse) in kept])
        faults = posture_faults(glimpses, self._config.calibration, before=self._before)
        notes = fixed_notes(faults) if self._fixed else ()
        return replace(profile, notes=(*profile.notes, *notes))

    def _begin_shrug(self, profile: Profile) -> None:
        self.profile, self._lens = profile, profile.lens
        self._to(Step.SHRUG)
        if profile.view is not View.FRONT:
            self._leave_out("seen from the front only")

    def _keep_before(self) -> None:
        if self._before is None:
            self._refused = (Fault(reason=Reason.SKIPPED, value=0.0),)
            return
        kept = scaled(self._before, self._size_px or self._before.size_px)
        notes = tuple(note for note in kept.notes if not note.startswith(_ABOUT_SHRUG))
        self._begin_shrug(replace(kept, notes=notes))

    def _store_shrug(self) -> None:
        shrugs = full_shrug_cm(self._lifts(), self._config.calibration)
        missing = [f"the {side} shoulder was not lifted" for side in SIDES if side not in shrugs]
        self._note_shrug(shrugs, *missing)
        self._to(Step.RELAX)

    def _give_up(self) -> None:
        if self._step is Step.UPRIGHT:
            short = Fault(reason=Reason.SHORT, value=self._length_s - self._left_s())
            self._refused = self._faults or (short,)
            return
        why = f" ({found(self._faults[0])})" if self._faults else ""
        if self._step is Step.SHRUG:
            self._leave_out(f"no full one was seen{why}")
        elif self._faults:
            self._leave_out(f"left out, as no rest followed{why}")
        else:
            self._to(Step.DONE)

    def _leave_out(self, why: str) -> None:
        self._note_shrug({}, f"{why}; a usual one counts instead")
        self._to(Step.DONE)

    def _note_shrug(self, shrugs: Mapping[str, Stat], *notes: str) -> None:
        assert self.profile is not None  # comes with the upright step
        said = (f"{_ABOUT_SHRUG}{note}" for note in notes)
        kept = (*self.profile.notes, *said)
        self.profile = replace(self.profile, full_shrug_cm=shrugs, notes=kept)

    def _to(self, step: Step) -> None:
        self._step, self._began_s, self._faults = step, None, ()
        self._moments.clear()

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def _length_s(self) -> float:
        settings = self._config.calibration
        lengths = {
            Step.UPRIGHT: settings.upright_s,
            Step.SHRUG: settings.shrug_s,
            Step.RELAX: settings.relax_s,
        }
        return lengths.get(self._step, 0.0)

    def _left_s(self) -> float:
        """Seconds that the step still needs."""
        pairs = zip(self._moments, list(self._moments)[1:], strict=False)
        held_s = sum(later.time_s - one.time_s for one, later in pairs if self._counts(later))
        return max(0.0, self._length_s - held_s)

    def _counts(self, moment: _Moment) -> bool:
        """Whether the step is being done: unseen is not, nor are shoulders that are not lifted."""
        if self._step is not Step.SHRUG:
            return hidden(moment.glimpse) is None
        lifted = moment.lift_cm
        return lifted is not None and max(lifted) >= self._config.calibration.min_shrug_cm

    def _guidance(self) -> Guidance:
        return Guidance(
            step=self._step,
            view=self._moments[-1].glimpse.features.view if self._moments else View.UNKNOWN,
            left_s=self._left_s(),
            length_s=self._length_s,
            hints=self._faults,
            refused=self._refused,
        )
