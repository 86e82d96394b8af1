"""Source to the comfortable turn and tilt of the head: the seam between the coach and a camera."""

from collections.abc import Iterable

from posture.app.analyze import find_one
from posture.app.job import DEFAULT_RATE_HZ
from posture.app.locate import locate
from posture.app.look import Look
from posture.app.progress import shown
from posture.app.reference import Setup, reference
from posture.app.staging import passing
from posture.app.terminal import err
from posture.care_range import Ranges, ranges
from posture.care_records import RangeCheck
from posture.config import Config
from posture.pipeline import follow
from posture.types import Measurement


def measured(source: str, check: RangeCheck, config: Config) -> Ranges:
    """Return turn and tilt of the person in a recording of the check."""
    return ranges(list(measurements(source, config)), check)


def measurements(source: str, config: Config) -> Iterable[Measurement]:
    """Look at a recording and return what every frame says."""
    recording = find_one(source)
    look = Look(rate_hz=DEFAULT_RATE_HZ, config=config.estimator)
    with passing() as place, shown(err, recording.name) as progress:
        saved = locate(recording, place / "landmarks.npz", look, progress=progress).saved
        against = reference(saved, Setup(), config)
        return [
            moment.measurement
            for moment in follow(saved.landmarks(), against.profile, config, lens=against.lens)
        ]
