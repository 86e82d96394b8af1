"""How a recording is looked at to the networks that do it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.util import Finalize
from threading import local

from posture.app.wiring import open_estimator
from posture.config import EstimatorConfig
from posture.lens import Optics
from posture.ports import PoseEstimator, Seat
from posture.profile import Profile, scaled


class _Own(local):
    """What each thread keeps open: networks are of one thread."""

    def __init__(self) -> None:
        self.opened: dict[tuple[EstimatorConfig, int | None], PoseEstimator] = {}


_own = _Own()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How to look at a recording: how often, with which networks, and at whom."""

    rate_hz: float | None
    config: EstimatorConfig
    profile: Profile | None = None  # of several people, whoever sits where this one sat
    optics: Optics | None = None  # how the lens bends what is seen
    gate: bool = False  # whether what was seen stands while the picture does not change
    always_s: tuple[float, float] | None = None  # a baseline: there every picture is looked at
    threads: int | None = None  # of a network; None: what is best where nothing else runs
    kept: bool = False  # the networks stay open for the next recording


@contextmanager
def looking(look: Look, size_px: tuple[int, int]) -> Iterator[PoseEstimator]:
    """Give the networks that were asked for, ready for a recording of this size."""
    if not look.kept or look.config.name != "mediapipe":
        with estimator_for(look, size_px) as estimator:
            yield estimator
        return
    estimator = kept_networks(look.config, look.threads)
    estimator.begin(None if look.profile is None else seat_px_of(look.profile, size_px))
    yield estimator


def kept_networks(config: EstimatorConfig, threads: int | None) -> PoseEstimator:
    """Open networks once in this thread; other processes close them when they end."""
    if not _own.opened:
        Finalize(None, forget_networks, exitpriority=1)  # later their own threads are gone
    if (config, threads) not in _own.opened:
        estimator = estimator_for(Look(rate_hz=None, config=config, threads=threads))
        _own.opened[config, threads] = estimator
    return _own.opened[config, threads]


def forget_networks() -> None:
    """Close what this thread kept open."""
    while _own.opened:
        _own.opened.popitem()[1].__exit__(None, None, None)


def estimator_for(look: Look, size_px: tuple[int, int] | None = None) -> PoseEstimator:
    """Open the networks that were asked for; a profile's seat needs the size of the pictures."""
    settings: dict[str, object] = {}
    if look.config.pose_model is not None:
        settings["pose_model"] = look.config.pose_model
    if look.config.looks != "auto":
        settings["looks"] = 1 if look.config.looks == "one" else 4
    if look.threads is not None:
        settings["threads"] = look.threads
    estimator = open_estimator(look.config.name, **settings)
    if look.profile is not None and size_px is not None:
        estimator.begin(seat_px_of(look.profile, size_px))
    return estimator


def seat_px_of(profile: Profile, size_px: tuple[int, int]) -> Seat | None:
    """Return where the middle of the upright shoulders is, in pixels of this size."""
    here = scaled(profile, size_px)
    across_px, down_px = here.value("shoulders_u_px"), here.value("shoulders_v_px")
    return None if across_px is None or down_px is None else (across_px, down_px)


def has_stickers(look: Look) -> bool:
    """Whether bright stickers on tragus and C7 are to be followed."""
    marks = None if look.profile is None else look.profile.marks
    return marks is not None and marks.stickers is not None
