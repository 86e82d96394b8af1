"""Recordings of an upright person to a profile."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from posture.app.locate import locate
from posture.app.look import Look
from posture.app.progress import Report, unseen
from posture.app.reference import Setup, choose_lens, during, upright_profile
from posture.app.staging import passing
from posture.config import Config
from posture.errors import CalibrationError
from posture.features import features
from posture.instructions import fixed_notes, hint
from posture.lens import resized
from posture.profile import Profile
from posture.sources.recordings import Recording
from posture.sources.saved import Saved
from posture.suitability import ACCEPTED_WHEN_FIXED, Fault, Glimpse, Reason, baseline_faults

_RATE_HZ = 5.0
_NOTED = frozenset(  # what profiles say themselves, where it was never seen
    {Reason.OBLIQUE, Reason.SHOULDERS_OUT, Reason.FACE_HIDDEN, Reason.NECK_HIDDEN}
)


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
    fixed: bool = False,
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
        faults = {one.saved.source: _faults(one.saved, profile, setup, config) for one in located}
    accepted = fixed_notes(chain.from_iterable(faults.values())) if fixed else ()
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Calibration(
        profile=replace(profile, created_at=made, notes=(*profile.notes, *accepted)),
        problems=(
            *(problem for one in located for problem in one.problems),
            *(
                f"{source}: {hint(fault)}."
                for source, found in faults.items()
                for fault in found
                if not (fixed and fault.reason in ACCEPTED_WHEN_FIXED)
            ),
        ),
    )


def _faults(saved: Saved, profile: Profile, setup: Setup, config: Config) -> list[Fault]:
    """Find what speaks against a recording as a baseline and is in no note of the profile yet."""
    glimpses = [
        Glimpse(
            time_s=seen.time_s,
            people=seen.people,
            features=features(seen, profile.lens, config.measure),
        )
        for seen in during(saved, setup.part_s)
    ]
    return [
        fault
        for fault in baseline_faults(glimpses, config.calibration)
        if not (fault.reason in _NOTED and fault.value >= 1)
    ]


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
