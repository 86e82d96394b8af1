"""`posture watch`: what was asked for to an open camera, an open history and a running loop."""

import hashlib
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import NoReturn

from posture.app import profiles
from posture.app.called import Announced, Called
from posture.app.day_question import DayQuestion
from posture.app.desk import desk_answers
from posture.app.dialogue import Tell
from posture.app.eyes import Eyes
from posture.app.guarded import Guarded
from posture.app.guided import Beside, lead, older
from posture.app.history import forget_old, mend
from posture.app.keeper import Keeper
from posture.app.look import Look, estimator_for
from posture.app.places import own, references
from posture.app.preview import Preview
from posture.app.prompters import prompter
from posture.app.reference import Setup
from posture.app.run import INTERRUPTED, fetch_networks
from posture.app.settings import config_hash, history_path, home, posture_version
from posture.app.surroundings import Surroundings
from posture.app.terminal import complain, err, out
from posture.app.tray import Tray
from posture.app.watch_screen import Show, shown
from posture.app.watching import Parts, Shift, Watch
from posture.app.wiring import write_profile
from posture.config import Config, Section
from posture.errors import CalibrationError, SourceError
from posture.feedback import KEPT_DAYS, Denials
from posture.life import Life, Limits
from posture.outputs.control import Control
from posture.outputs.locks import alone
from posture.outputs.logbook import Logbook
from posture.pipeline import Assessor
from posture.profile import Profile
from posture.sources.named import Source, find_source, open_live
from posture.sources.owner import Owner
from posture.sources.sampling import Wanted
from posture.status import Command

_LOOK_S = 2.0  # of each twenty seconds, where the camera is released in between
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
        if not references(wish.profile, source) and (window is not None or _can_talk(wish)):
            told = _learn(wish, own(source), source, config, window)
        if not references(wish.profile, source):
            complain(
                f"{source.label}: no profile of it yet, so only distance and the angles of the "
                "head are measured; `posture recalibrate` makes one."
            )
        whole, began = wish, datetime.now(UTC)
        while (last := _once(wish, config, source, window, told)).wants_calibration:
            told = _learn(wish, own(source, last.profile), source, config, window)
            wish = _rest_of(whole, datetime.now(UTC) - began)


def _once(
    wish: Wish,
    config: Config,
    source: Source,
    window: Preview | None,
    told: tuple[Command, ...],
) -> Watch:
    """Watch until the end, or until another calibration is asked for; first obey what was told."""
    answers: SimpleQueue[Command] = SimpleQueue()
    for command in told:
        answers.put(command)
    with ExitStack() as opened:
        logbook = opened.enter_context(Logbook(history_path()))
        denials = Denials(config.alerts, _denied(logbook) if wish.history else ())
        config = config.model_copy(update={"alerts": denials.config})
        estimator = estimator_for(Look(rate_hz=None, config=config.estimator, threads=1))
        opened.enter_context(estimator)
        started_at = datetime.now().astimezone()
        stages = Assessor(None, config, started_at=started_at, desk=desk_answers())
        eyes = Eyes(estimator, stages, config.watch)
        eyes.use(references(wish.profile, source))
        keeper = Keeper(
            logbook if wish.history else None,
            config.exposure,
            source=source.label,
            started_at=started_at,
            profile=eyes.profile,
            versions={
                "posture": posture_version(),
                "settings": config_hash(config),
                **estimator.versions,
            },
        )
        prompts = prompter(config.notify, answers.put)
        opened.callback(prompts.close)
        tray = Tray(answers.put, lambda: loop.explain(), home("data") / "report.html")
        opened.callback(tray.close)
        parts = Parts(
            owner=opened.enter_context(Owner(source.key, wanted=Wanted(config.watch.changing_hz))),
            eyes=eyes,
            keeper=keeper,
            mailbox=opened.enter_context(Control(history_path())),
            prompts=prompts,
            shows=(opened.enter_context(_shown(wish)), tray.show),
            answers=answers,
            around=opened.enter_context(Surroundings(source.device)),
            question=DayQuestion(config.diary, history_path()),
            picture=None if window is None else window.show,
        )
        shift = Shift(source=source.label, started_at=started_at, for_s=wish.for_s)
        loop = Watch(parts, shift, Life(limits=_limits(wish)), denials)
        try:
            loop.run()
        finally:
            keeper.end(datetime.now(UTC), loop.ended)
    return loop


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


def _rest_of(wish: Wish, passed: timedelta) -> Wish:
    if wish.for_s is None:
        return wish
    return replace(wish, for_s=max(0.0, wish.for_s - passed.total_seconds()))


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


def _learn(
    wish: Wish, name: str, source: Source, config: Config, window: Preview | None
) -> tuple[Command, ...]:
    """Lead somebody through a calibration, which makes this profile, or the wished one, anew.

    What is refused or left ends no watch: it goes on with what there was before. Return what was
    told meanwhile.
    """
    path = profiles.path_of(wish.profile or name)
    with Control(history_path()) as mailbox, _announcing(wish, config, window) as announce:
        called = Called(mailbox, source.label)
        beside = Beside(window=window, announce=announce, calls_away=called.away)
        try:
            live = open_live(source.key)
            made = lead(live, Setup(), config, before=older(path), beside=beside)
        except (CalibrationError, SourceError) as error:
            complain(f"{error} The watch goes on; `posture recalibrate` tries again.")
            made = None
    if made is not None:
        _keep(replace(made, origin=source.label), path)
    return tuple(called.commands)


@contextmanager
def _announcing(wish: Wish, config: Config, window: Preview | None) -> Iterator[Tell]:
    """Say the steps in prompts where nobody sees a terminal or a window."""
    if window is not None or _can_talk(wish):
        yield lambda _said: None
        return
    prompts = prompter(config.notify, lambda _answer: None)
    try:
        yield Announced(prompts)
    finally:
        prompts.close()


def _keep(made: Profile, path: Path) -> None:
    write_profile(made, path)
    for note in made.notes:
        complain(f"{path.stem}: {note}.")


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
