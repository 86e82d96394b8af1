"""`posture watch`: what was asked for to an open camera, an open history and a running loop."""

import hashlib
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from queue import SimpleQueue
from typing import NoReturn

from posture.app.day_question import DayQuestion
from posture.app.desk import desk_answers
from posture.app.device import Device
from posture.app.eyes import Eyes
from posture.app.guarded import Guarded
from posture.app.history import forget_old, mend
from posture.app.keeper import Keeper
from posture.app.lessons import Lessons
from posture.app.look import forget_networks, kept_networks
from posture.app.places import own, references
from posture.app.preview import Preview
from posture.app.prompters import prompter
from posture.app.run import INTERRUPTED, fetch_networks
from posture.app.settings import config_hash, history_path, home, posture_version
from posture.app.surroundings import Surroundings
from posture.app.terminal import complain, err, out
from posture.app.tray import Tray
from posture.app.watch_screen import Show, shown
from posture.app.watching import Parts, Shift, Watch
from posture.config import Config, Section
from posture.feedback import KEPT_DAYS, Denials
from posture.life import Life, Limits
from posture.outputs.control import Control
from posture.outputs.locks import alone
from posture.outputs.logbook import Logbook
from posture.outputs.prompting import prompt_of
from posture.person import Person
from posture.pipeline import Assessor
from posture.sources.named import Source, find_source
from posture.sources.owner import Owner
from posture.sources.sampling import Wanted
from posture.status import Command

_LOOK_S = 2.0  # of each twenty seconds, where the camera is released in between
_THREADS = 1  # of the networks: whoever works has the other cores
_SLACK_S = 4.0  # by which opening may be late


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a watch."""

    source: str
    for_s: float | None = None
    rate_hz: float | None = None
    profile: str | None = None
    quiet: bool = False
    as_json: bool = False
    history: bool = True
    preview: bool = False
    release_when_idle: bool = False


def watch(wish: Wish, config: Config) -> int:
    """Watch until it is stopped, and return the exit code."""
    source = find_source(wish.source)
    fetch_networks(config)
    folder, now = home("data") / "locks", datetime.now().astimezone()
    try:
        with alone(folder, _camera_id(source), source=source.label, since=now), _ends_politely():
            mend()
            forget_old(config.history, now)
            _watched(wish, _wished(wish, config), source)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _watched(wish: Wish, config: Config, source: Source) -> None:
    """Watch, and go on with a new profile as often as one is asked for."""
    told: tuple[Command, ...] = ()
    with Control(history_path()) as mailbox:  # what may have been left for an earlier watch
        Guarded()(lambda: mailbox.take(source.label))
    with _window(wish, config) as window:
        lessons = Lessons(
            source=source,
            config=config,
            window=window,
            profile=wish.profile,
            talks=_can_talk(wish),
        )
        if not references(wish.profile, source) and lessons.are_seen:
            told = lessons.learn(own(source))
        if not references(wish.profile, source):
            complain(
                f"{source.label}: no profile of it yet, so only distance and the angles of the "
                "head are measured; `posture recalibrate` makes one."
            )
        with _begun(wish, config, source, window) as begun:
            begun.obey(told)
            while (last := _measured(begun, wish, source)).wants_calibration:
                forget_networks()  # a calibration has its own, and memory for one is enough
                begun.obey(lessons.learn(own(source, last.profile)))


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is made once for a watch and stays while profiles come and go."""

    parts: Parts
    shift: Shift
    stages: Assessor
    config: Config

    def obey(self, told: tuple[Command, ...]) -> None:
        """Let this be done first by whatever watches next."""
        for command in told:
            self.parts.answers.put(command)


@contextmanager
def _begun(wish: Wish, config: Config, source: Source, window: Preview | None) -> Iterator[_Begun]:
    """Open everything; the time of the watch begins when the networks are there."""
    answers: SimpleQueue[Command] = SimpleQueue()
    with ExitStack() as opened:
        logbook = opened.enter_context(Logbook(history_path()))
        denials = Denials(config.alerts, _denied(logbook) if wish.history else ())
        config = config.model_copy(update={"alerts": denials.config})
        opened.callback(forget_networks)
        versions = {"posture": posture_version(), "settings": config_hash(config)}
        versions |= kept_networks(config.estimator, _THREADS).versions
        prompts = prompter(config.notify, answers.put)
        opened.callback(prompts.close)
        mailbox = opened.enter_context(Control(history_path()))
        around = opened.enter_context(Surroundings(source.device))
        started_at = datetime.now().astimezone()
        owner = opened.enter_context(Owner(source.key, wanted=Wanted(config.watch.changing_hz)))
        keeper = Keeper(
            logbook if wish.history else None,
            config.exposure,
            source=source.label,
            started_at=started_at,
            versions=versions,
        )
        opened.callback(keeper.close)
        parts = Parts(
            device=Device(owner, Life(limits=_limits(wish))),
            keeper=keeper,
            mailbox=mailbox,
            prompts=prompts,
            answers=answers,
            around=around,
            person=Person(denials),
            question=DayQuestion(config.diary, history_path()),
            picture=None if window is None else window.show,
        )
        shift = Shift(source=source.label, started_at=started_at, for_s=wish.for_s)
        stages = Assessor(None, config, started_at=started_at, desk=desk_answers())
        yield _Begun(parts, shift, stages, config)


def _measured(begun: _Begun, wish: Wish, source: Source) -> Watch:
    """Watch against the profiles there are, to the end or until a calibration is asked for."""
    config, parts = begun.config, begun.parts
    eyes = Eyes(kept_networks(config.estimator, _THREADS), begun.stages, config.watch)
    eyes.use(references(wish.profile, source))
    tell = parts.answers.put
    tray = Tray(tell, partial(_explain, parts), home("data") / "report.html")
    with closing(tray), _shown(wish) as show:
        loop = Watch(parts, begun.shift, eyes, (show, tray.show))
        parts.keeper.begin(eyes.profile, parts.device.now_s)
        try:
            loop.run()
        finally:
            parts.keeper.end(datetime.now(UTC), loop.ended)
    return loop


def _explain(parts: Parts) -> None:
    """Show the numbers behind the last prompt."""
    if parts.person.alert is not None:
        parts.prompts.notify(prompt_of(parts.person.alert).explained)


# -- what was asked for ---------------------------------------------------------------------------


def _wished(wish: Wish, config: Config) -> Config:
    """Return the settings with what the command line says about the pace."""
    changes: dict[str, Section] = {}
    if wish.rate_hz is not None:
        names = ("still_hz", "moving_hz", "changing_hz", "glance_hz")
        changes["watch"] = _with(config.watch, **dict.fromkeys(names, wish.rate_hz))
    if wish.release_when_idle:
        gap_s = Limits().every_s + _SLACK_S  # what is seen stands until the next look
        changes["exposure"] = _with(config.exposure, max_gap_s=gap_s)
        changes["alerts"] = _with(config.alerts, max_gap_s=gap_s)
        away_s = max(config.presence.away_after_s, gap_s)
        changes["presence"] = _with(config.presence, away_after_s=away_s)
    return config.model_copy(update=changes)


def _with(section: Section, **numbers: float) -> Section:
    return section.model_copy(update=numbers)


def _limits(wish: Wish) -> Limits:
    return Limits(look_s=_LOOK_S) if wish.release_when_idle else Limits()


def _denied(logbook: Logbook) -> list[str]:
    """Return the kinds of the false alarms of the last weeks."""
    since = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    return [one.alert.kind for one in logbook.feedbacks() if one.at >= since]


def _can_talk(wish: Wish) -> bool:
    """Whether somebody sits at the terminal who can be led through a calibration."""
    return not (wish.quiet or wish.as_json) and sys.stdin.isatty() and err.is_terminal


def _shown(wish: Wish) -> AbstractContextManager[Show]:
    if wish.quiet:
        return nullcontext(lambda _view: None)
    return shown(out if wish.as_json or not err.is_terminal else err, as_json=wish.as_json)


@contextmanager
def _window(wish: Wish, config: Config) -> Iterator[Preview | None]:
    if not wish.preview:
        yield None
        return
    window = Preview(config)
    try:
        yield window
    finally:
        window.close()


# -- the process ----------------------------------------------------------------------------------


def _camera_id(source: Source) -> str:
    """Return a name for the lock of a camera, the same for every way of naming it."""
    return hashlib.sha256(source.key.encode()).hexdigest()[:16]


@contextmanager
def _ends_politely() -> Iterator[None]:
    """Let a request to end, as at log-out, do what Ctrl+C does."""

    def end(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
