"""Recordings of an upright person to a profile."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from posture.app.locate import Look, locate
from posture.app.progress import Report, unseen
from posture.app.reference import Setup, choose_lens, during, upright_profile
from posture.app.staging import passing
from posture.config import Config
from posture.errors import CalibrationError
from posture.features import features
from posture.lens import resized
from posture.profile import Profile
from posture.sources.recordings import Recording
from posture.sources.saved import Saved

_RATE_HZ = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A profile, and what was wrong with parts of the recordings that it was made from."""

    profile: Profile
    problems: tuple[str, ...]


def calibrate_from(
    recordings: Sequence[Recording],
    setup: Setup,
    config: Config,
    *,
    progress: Report = unseen,
) -> Calibration:
    """Make one profile from recordings or pictures of the same person in front of one camera."""
    look = Look(rate_hz=_RATE_HZ, config=config.estimator, optics=setup.optics)
    with passing() as place:
        located = [
            locate(recording, place / f"{number}.npz", look, progress=progress)
            for number, recording in enumerate(recordings)
        ]
        profile = _profile([one.saved for one in located], setup, config)
    return Calibration(
        profile=replace(profile, created_at=datetime.now(UTC).isoformat(timespec="seconds")),
        problems=tuple(problem for one in located for problem in one.problems),
    )


def _profile(located: Sequence[Saved], setup: Setup, config: Config) -> Profile:
    frames = [seen for saved in located for seen in during(saved, setup.part_s) if seen.seen]
    origin = ", ".join(saved.source for saved in located)
    if not frames:
        raise CalibrationError(
            f"{origin}: expected an upright person, found nobody; "
            "choose recordings, or a part of them, in which somebody sits."
        )
    size_px = Counter(seen.size_px for seen in frames).most_common(1)[0][0]
    alike = [seen for seen in frames if seen.size_px == size_px]
    first = next((saved for saved in located if saved.size_px == size_px), located[0])
    lens = resized(choose_lens(first, setup, config), size_px[0] / first.size_px[0])
    profile = upright_profile(
        lambda lens: [features(seen, lens, config.measure) for seen in alike],
        lens,
        setup,
        origin=origin,
    )
    notes = (*profile.notes, *_left_out(len(frames) - len(alike), size_px))
    return replace(profile, notes=notes, optics=first.optics)


def _left_out(count: int, size_px: tuple[int, int]) -> Iterator[str]:
    """Say what was not used: pixels of another size mean something else."""
    if count:
        frames = "1 frame" if count == 1 else f"{count} frames"
        width_px, height_px = size_px
        was = "was" if count == 1 else "were"
        yield f"{frames} of another size than {width_px} × {height_px} {was} left out"
