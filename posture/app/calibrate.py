"""Recordings of an upright person to a profile."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from posture.app.analyze import DEFAULT_RATE_HZ
from posture.app.locate import Located, Progress, locate
from posture.app.reference import Setup, choose_lens, from_upright
from posture.config import Config
from posture.errors import CalibrationError
from posture.features import Features, features
from posture.profile import Profile
from posture.sources.recordings import Recording
from posture.types import Landmarks, Lens


def calibrate_from(
    recordings: Sequence[Recording],
    setup: Setup,
    config: Config,
    *,
    progress: Progress = lambda _done, _total: None,
) -> Profile:
    """Make one profile from recordings or pictures of the same person in front of one camera."""
    with TemporaryDirectory(prefix="posture-") as passing:
        located = [
            locate(
                recording,
                Path(passing) / f"{number}.npz",
                rate_hz=DEFAULT_RATE_HZ,
                config=config.estimator,
                progress=progress,
            )
            for number, recording in enumerate(recordings)
        ]
        lens = choose_lens(located[0], setup, config)
        upright = [found for one in located for found in _upright(one, lens, setup, config)]
    origin = ", ".join(recording.source for recording in recordings)
    made = from_upright(upright, lens, setup, origin=origin, about={}).profile
    if made is None:
        raise CalibrationError(f"{origin}: expected an upright person, found none.")
    return replace(made, created_at=datetime.now(UTC).isoformat(timespec="seconds"))


def _upright(located: Located, lens: Lens, setup: Setup, config: Config) -> Iterator[Features]:
    for seen in located.saved.landmarks():
        if _inside(seen, setup.part_s):
            yield features(seen, lens, config.measure)


def _inside(seen: Landmarks, part_s: tuple[float, float] | None) -> bool:
    if part_s is None or seen.time_s is None:
        return True
    return part_s[0] <= seen.time_s <= part_s[1]
