"""The loop of a watch: pictures in, states, prompts and minutes out, and words from elsewhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from queue import SimpleQueue

from posture.app.day_question import DayQuestion
from posture.app.device import Device
from posture.app.eyes import Eyes
from posture.app.guarded import Guarded
from posture.app.keeper import Keeper
from posture.app.safety import offers_exercise
from posture.app.surroundings import Surroundings
from posture.app.watch_screen import Show
from posture.app.watch_view import Trend, view_of
from posture.fits import Doubt
from posture.life import Event, Pause, Seen, Sign, Why, reason, since_s
from posture.outputs.control import Control
from posture.outputs.prompting import misfit_prompt, prompt_of
from posture.outputs.sidepanel import seen_now
from posture.person import Person
from posture.ports import Notifier
from posture.status import Command, Status, Verb, WatchState
from posture.types import Assessment, Empty, Frame, ImageBGR

Picture = Callable[[ImageBGR, Assessment], None]
"""Shows a frame and what was seen in it."""
EVERY_S = 1.0  # commands are taken and the state is told so often
_WAIT_S = 0.2  # for a picture; then it is time to look at everything else
_STALE_S = 5.0  # what was seen longer ago is not seen now


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a watch works with from its beginning to its end; all of it is open."""

    device: Device
    keeper: Keeper
    mailbox: Control
    prompts: Notifier
    answers: SimpleQueue[Command]  # what was pressed in a notification or the tray
    around: Surroundings
    person: Person
    question: DayQuestion
    picture: Picture | None = None  # shows frames in a window


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What is watched, since when and for how long."""

    source: str
    started_at: datetime
    for_s: float | None = None


class Watch:
    """A watch against the profiles that there are now, to its end or to another calibration.

    What it has measured ends with it; what stays is in the parts.
    """

    def __init__(self, parts: Parts, shift: Shift, eyes: Eyes, shows: tuple[Show, ...]) -> None:
        self._parts, self._shift, self._eyes, self._shows = parts, shift, eyes, shows
        self._device, self._person = parts.device, parts.person
        self._asked = Guarded()
        self._told = Guarded("The watch goes on, but `posture status` does not hear of it.")
        self._trend = Trend()
        self._moment: Assessment | None = None
        self._misfit: str | None = None
        self._doubt = Doubt()
        self._next_s = 0.0
        self.wants_calibration = False
        self.ended = "stopped"

    @property
    def profile(self) -> str | None:
        """The name of what it measures against."""
        return self._eyes.profile

    def run(self) -> None:
        """Watch until somebody or something ends it, or asks for another calibration."""
        self._happens(Sign.CALIBRATED)
        try:
            while self._device.life.why is not Why.STOPPED and not self.wants_calibration:
                self._turn()
        except KeyboardInterrupt:
            self.ended = "interrupted"
            raise
        finally:
            why = None if self.ended == WatchState.STOPPED else self.ended
            self._say(self._status(WatchState.STOPPED, why))

    def _turn(self) -> None:
        heard = self._device.read(_WAIT_S)
        if isinstance(heard, Frame):
            self._look(heard)
        elif heard is Sign.STOP:
            self._end("the film is over")
        elif heard is not None:
            self._happens(heard)
        for sign in self._parts.around.signs():  # at once: somebody may wait for the camera
            self._happens(sign)
        if self._shift.for_s is not None and self._device.now_s >= self._shift.for_s:
            self._end(f"its {self._shift.for_s:g} s are over")
        if self._device.now_s >= self._next_s:
            self._next_s = self._device.now_s + EVERY_S
            self._each_second()

    # -- what is seen -------------------------------------------------------------------------

    def _look(self, frame: Frame) -> None:
        glance = self._eyes.look(
            frame,
            hushed=self._hushed() is not None,
            saves_power=self._parts.around.on_battery,
        )
        self._happens(Seen(health=glance.health))
        self._device.wants(glance.wanted_hz)
        moment = glance.moment
        if moment is None:
            return
        if self._parts.picture is not None:
            self._parts.picture(frame.image, moment)
        self._moment = moment
        self._trend.update(moment.measurement.time_s or 0.0, seen_now(moment.measurement))
        self._parts.keeper.measures_against(self.profile)
        self._parts.keeper.update(moment)
        for alert in moment.alerts:
            self._person.hears(alert, self._clock())
            self._parts.prompts.notify(prompt_of(alert, gentle=not offers_exercise()))
        self._misfit = moment.misfit
        if self._doubt.is_due(moment.misfit, hushed=self._quiet() is not None):
            self._parts.prompts.notify(misfit_prompt(str(moment.misfit)))

    # -- what happens -------------------------------------------------------------------------

    def _happens(self, event: Event) -> None:
        self._device.happens(event)
        if self._device.is_released:
            self._moment = None  # what was seen before is not seen now

    def _each_second(self) -> None:
        now_s = self._device.now_s
        self._happens(Sign.TICK)
        if Why.LOCKED in self._device.life.holds:  # a locked screen is rest, not unknown
            self._parts.keeper.update(self._eyes.absent(now_s))
        self._parts.keeper.unseen(now_s)
        self._ask()
        for command in self._commands():
            self._obey(command)
        if self._device.life.why is not Why.STOPPED:
            self._say(self._status(*self._state()))

    def _ask(self) -> None:
        seen_s = EVERY_S if self._recent() is not None else 0.0
        now, hushed = self._clock().astimezone(), self._quiet() is not None
        question = self._parts.question.update(now, seen_s, hushed=hushed)
        if question is not None:
            self._parts.prompts.notify(question)

    def _commands(self) -> Iterator[Command]:
        yield from self._asked(self._take) or ()
        while not self._parts.answers.empty():
            yield self._parts.answers.get()

    def _take(self) -> tuple[Command, ...]:
        return self._parts.mailbox.take(self._shift.source)

    def _obey(self, command: Command) -> None:
        match command.verb:
            case Verb.PAUSE:
                self._happens(Pause(until_s=self._seconds_to(command.until)))
            case Verb.RESUME:
                self._person.snoozed_until = None
                self._happens(Sign.RESUME)
            case Verb.SNOOZE:
                self._person.snoozed_until = command.until
                self._parts.prompts.clear()
            case Verb.FALSE_ALARM:
                self._deny(command.at)
                self._parts.prompts.clear()
            case Verb.RECALIBRATE:
                self.wants_calibration, self.ended = True, "calibrated anew"
                self._happens(Sign.CALIBRATE)
            case Verb.STOP:
                self._end("stopped")

    def _deny(self, at: datetime) -> None:
        """Keep that the last alert was none, and let its posture begin later from now on."""
        if self._person.denies():
            self._parts.keeper.false_alarm(at)
            self._eyes.heed(self._person.config)

    def _end(self, why: str) -> None:
        self.ended, self.wants_calibration = why, False
        self._happens(Sign.STOP)

    def _seconds_to(self, until: datetime | None) -> float | None:
        """Return a time of day in seconds of the owner."""
        if until is None:
            return None
        return self._device.now_s + (until - self._clock()).total_seconds()

    # -- how it stands ------------------------------------------------------------------------

    def _clock(self) -> datetime:
        return self._shift.started_at + timedelta(seconds=self._device.now_s)

    def _hushed(self) -> str | None:
        """Say why nothing is said although something is seen."""
        return self._quiet() or self._misfit

    def _quiet(self) -> str | None:
        """Say why nothing is to be said now, whatever it is."""
        return self._person.quiet(self._clock()) or self._parts.around.hushed

    def _state(self) -> tuple[WatchState, str | None]:
        state = WatchState.PAUSED if self._device.is_released else WatchState.WATCHING
        return state, self._paused_until() or reason(self._device.life)

    def _paused_until(self) -> str | None:
        """Say how long somebody wants it to be paused, where that is why nothing is seen."""
        if self._device.life.why is not Why.PAUSED:
            return None
        until_s = self._device.life.holds[Why.PAUSED].until_s
        if until_s is None:
            return "until `posture resume`"
        until = (self._shift.started_at + timedelta(seconds=until_s)).astimezone()
        today = until.date() == self._clock().astimezone().date()
        return f"until {until:%H:%M}" if today else f"until {until:%Y-%m-%d %H:%M}"

    def _status(self, state: WatchState, why: str | None) -> Status:
        moment = self._recent()
        exposure = None if moment is None else moment.exposure
        since = since_s(self._device.life) or 0.0
        return Status(
            state=state,
            since=self._shift.started_at + timedelta(seconds=since),
            source=self._shift.source,
            reason=why,
            hushed=self._hushed(),
            profile=self.profile,
            now={} if moment is None else seen_now(moment.measurement),
            states=() if moment is None else tuple(sorted(moment.states)),
            dose={} if exposure is None else exposure.dose,
            coverage=None if exposure is None else exposure.coverage,
            seated_min=None if exposure is None else exposure.seated_min,
            last_alert=self._person.alert,
            last_alert_at=self._person.alert_at,
        )

    def _recent(self) -> Assessment | None:
        """Return what was seen last, unless that is too long ago."""
        moment = self._moment
        seen_s = None if moment is None else moment.measurement.time_s
        if seen_s is None:
            return None
        stands_s = max(
            _STALE_S, self._person.config.max_gap_s
        )  # longer where the camera rests in between
        return moment if self._device.now_s - seen_s <= stands_s else None

    def _say(self, status: Status) -> None:
        """Tell everybody who may want to know how the watch stands."""
        moment, at = self._recent(), self._clock()
        session = self._parts.keeper.session
        self._told(partial(self._parts.mailbox.beat, self._shift.source, at, status, session))
        empty = frozenset[Empty]() if moment is None else moment.measurement.empty_because
        view = view_of(status, self._trend, empty, self._person.config, at=at.astimezone())
        for show in self._shows:
            show(view)
