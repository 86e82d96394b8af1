"""Live source to a profile: somebody is led through the steps in front of the camera."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from posture.app import profiles
from posture.app.dialogue import Tell, dialogue
from posture.app.keep import keep, summary
from posture.app.keys import ReadKey, keys
from posture.app.look import Look, estimator_for
from posture.app.preview import Preview
from posture.app.reference import Setup, upright_profile
from posture.app.run import INTERRUPTED, fetch_networks
from posture.app.terminal import complain, err, out, visible
from posture.app.wiring import read_profile
from posture.backdrop import Backdrop, backdrop_of, together
from posture.config import Config
from posture.errors import CalibrationError
from posture.features import features
from posture.guidance import Guidance, Guide, Learn
from posture.instructions import found, hint
from posture.lens import assumed_lens, given_lens
from posture.ports import PoseEstimator
from posture.profile import Profile, scaled
from posture.sources.live import Live
from posture.sources.named import open_live
from posture.sources.planes import means
from posture.suitability import Fault
from posture.types import Frame, Landmarks, Lens


def learn_live(
    named: str, path: Path | None, setup: Setup, config: Config, *, fixed: bool, as_json: bool
) -> int:
    """Lead somebody through a calibration, write the profile and return the exit code."""
    live = open_live(named)
    path = path or profiles.path_of(profiles.name_for(live.label))
    try:
        made = lead(live, setup, config, before=older(path), fixed=fixed)
    except KeyboardInterrupt:
        made = None
    if made is None:
        complain(f"{live.label}: calibration ended before its end; nothing was written.")
        return INTERRUPTED
    keep(made, path, problems=(), as_json=as_json)
    if not as_json:
        out.print(summary(made))
        out.print(
            visible(f"measure against it: posture analyze RECORDING --baseline {_word(path)}")
        )
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What there is beside a terminal: a window, a voice, and somebody who may call one away."""

    window: Preview | None = None
    announce: Tell = lambda _said: None
    calls_away: Callable[[], bool] = lambda: False


def lead(
    live: Live,
    setup: Setup,
    config: Config,
    *,
    before: Profile | None,
    fixed: bool = False,
    beside: Beside | None = None,
) -> Profile | None:
    """Lead somebody through a calibration in the terminal, and in a window if there is one.

    Return the profile, ``None`` if they leave or are called away.

    Raises
    ------
    CalibrationError
        When somebody sits so that it would be no upright posture.
    SourceError
        When the source gives no pictures.
    """
    begin = _beginning(live.label, setup, config, before=before, fixed=fixed)
    fetch_networks(config)
    estimator = estimator_for(Look(rate_hz=None, config=config.estimator))
    with estimator, live, keys() as read_key, dialogue(err, live.label) as tell:
        profile = _guided(live, estimator, begin, _Room(tell, read_key, beside or Beside()))
    if profile is None:
        return None
    return replace(profile, created_at=datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True, slots=True)
class _Room:
    """Where it is said what to do, and where keys are pressed."""

    tell: Tell
    read_key: ReadKey
    beside: Beside

    def show(self, frame: Frame, seen: Landmarks, said: Guidance) -> None:
        self.tell(said)
        self.beside.announce(said)
        if self.beside.window is not None:
            self.beside.window.guide(frame.image, seen, said)

    def key(self) -> str:
        window = self.beside.window
        return self.read_key(0.0) or ("" if window is None else window.pressed())


Begin = Callable[[tuple[int, int]], Guide]
"""Begins a calibration for pictures of this size."""


def _beginning(
    label: str, setup: Setup, config: Config, *, before: Profile | None, fixed: bool
) -> Begin:
    def begin(size_px: tuple[int, int]) -> Guide:
        lens = _lens(size_px, setup, config, before)
        learn = _learning(lens, setup, config, origin=label)
        return Guide(learn, lens, config, before=before, fixed=fixed)

    return begin


def _learning(lens: Lens, setup: Setup, config: Config, *, origin: str) -> Learn:
    def learn(upright: Sequence[Landmarks]) -> Profile:
        return upright_profile(
            lambda lens: [features(seen, lens, config.measure) for seen in upright],
            lens,
            setup,
            origin=origin,
        )

    return learn


def _lens(size_px: tuple[int, int], setup: Setup, config: Config, before: Profile | None) -> Lens:
    """Return the stated lens, else what an older profile of the camera knows, else the usual."""
    stated = given_lens(size_px[0], focal=setup.focal_px, hfov_deg=setup.hfov_deg)
    if stated is not None:
        return stated
    if before is not None and before.lens.source != "assumed" and setup.distance_cm is None:
        return scaled(before, size_px).lens
    return assumed_lens(size_px[0], config.camera)


def _guided(live: Live, estimator: PoseEstimator, begin: Begin, room: _Room) -> Profile | None:
    guide, behind = None, list[Backdrop]()
    for frame in live.frames():
        guide = guide or begin((frame.image.shape[1], frame.image.shape[0]))
        seen = estimator.locate(frame)
        if seen.seen:
            behind.append(backdrop_of(means(frame.image), seen.outline_px, seen.size_px))
        room.show(frame, seen, guide.update(seen))
        key = room.key()
        if key == "q" or room.beside.calls_away():
            return None
        if key == "s":
            guide.skip()
        if guide.ended:
            break
    refused = () if guide is None else guide.end().refused
    if guide is None or guide.profile is None or refused:
        raise CalibrationError(f"{live.label}: {_refusal(refused)}; nothing was written.")
    return replace(guide.profile, backdrop=together(behind))


def _refusal(faults: Sequence[Fault]) -> str:
    """Say everything that was found, and what to do about the first of it."""
    if not faults:
        return "expected pictures of an upright person, found none at all"
    others = "".join(f"{found(fault)}, " for fault in faults[1:])
    return f"expected somebody who sits upright and still, found {others}{hint(faults[0])}"


def older(path: Path) -> Profile | None:
    """Read the profile that will be replaced; a broken one is as good as none."""
    try:
        return read_profile(path) if path.exists() else None
    except CalibrationError as error:
        complain(error)
        return None


def _word(path: Path) -> str:
    return shlex.quote(path.stem if path.parent == profiles.folder() else str(path))
