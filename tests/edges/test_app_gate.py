"""The networks rest while nothing moves, and nothing but the time that takes is changed by it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import posture
from posture.app.gate import Gated, gated
from posture.app.reference import Setup, during, reference
from posture.app.wiring import open_estimator
from posture.config import Config
from posture.estimators.replay import ReplayEstimator
from posture.sources.planes import means
from posture.sources.saved import read
from posture.sources.video import open_video
from posture.stillness import StillGate
from posture.types import Frame, ImageBGR, Landmarks, Measurement
from tests.frames import SAMPLES, noise
from tests.landmarks_files import person, write
from tests.recorded import save

RATE_HZ = 10.0
STILL, OTHER = noise((720, 1280), seed=1), noise((720, 1280), seed=2)
MEASURES = (
    "head_forward_deg",
    "protraction_cm",
    "head_pitch_deg",
    "head_yaw_deg",
    "head_roll_deg",
    "shoulder_elevation_left_cm",
    "shoulder_elevation_right_cm",
    "shoulder_tilt_deg",
    "camera_distance_cm",
)


def held(images: Sequence[ImageBGR | None], **how: tuple[float, float]) -> list[bool]:
    """Show pictures at 10 Hz and say which were not looked at; None is the one before."""
    recorded = [person(index) for index in range(len(images))]
    shown, found = STILL, []
    with Gated(ReplayEstimator(recorded), **how) as estimator:
        for index, image in enumerate(images):
            shown = shown if image is None else image
            seen = estimator.locate(Frame(index=index, time_s=index / RATE_HZ, image=shown))
            assert (seen.index, seen.time_s) == (index, index / RATE_HZ)
            found.append(seen.held)
    return found


def test_while_nothing_moves_one_look_serves_two_seconds() -> None:
    assert held([STILL] * 43) == [False, *[True] * 20, False, *[True] * 20, False]


def test_every_change_is_looked_at() -> None:
    assert held([STILL, None, OTHER, None, STILL]) == [False, True, False, True, False]


def test_in_a_baseline_every_picture_is_looked_at() -> None:
    assert held([STILL] * 6, always_s=(0.15, 0.35)) == [False, True, False, False, True, True]


def test_pictures_without_a_time_are_all_looked_at() -> None:
    with Gated(ReplayEstimator([person(0), person(1)])) as estimator:
        found = [
            estimator.locate(Frame(index=index, time_s=None, image=STILL)) for index in range(2)
        ]

    assert [seen.held for seen in found] == [False, False]


def test_another_recording_begins_with_a_look() -> None:
    with Gated(ReplayEstimator([person(0), person(1)], versions={"a": "b"})) as estimator:
        estimator.locate(Frame(index=0, time_s=0.0, image=STILL))
        estimator.begin()

        assert not estimator.locate(Frame(index=1, time_s=0.2, image=STILL)).held
        assert estimator.versions == {"a": "b"}


def test_without_a_gate_there_is_none() -> None:
    estimator = ReplayEstimator([])

    assert gated(estimator, gate=False) is estimator


def test_a_baseline_is_made_of_looks_unless_there_are_none(tmp_path: Path) -> None:
    rows = [person(0), *(kept(person(0), index) for index in range(1, 9))]
    saved = read(write(tmp_path / "landmarks.npz", rows))

    assert [seen.index for seen in during(saved, None)] == [0]
    assert [seen.index for seen in during(saved, (0.15, 0.45))] == [2, 3, 4]


def kept(seen: Landmarks, index: int) -> Landmarks:
    return replace(seen, index=index, time_s=index / RATE_HZ, held=True)


@pytest.mark.model
@pytest.mark.parametrize("name", ["desk-shrug", "desk-side"])
def test_what_the_gate_changes_stays_small_against_every_uncertainty(
    name: str, tmp_path: Path
) -> None:
    looked, saving = looked_and_gated(name)
    profile = reference(read(save(tmp_path, looked)), Setup(), Config()).profile
    plain, changed = (
        [one.measurement for one in posture.follow(seen, profile)] for seen in (looked, saving)
    )

    assert np.mean([seen.held for seen in saving]) > 0.1
    for measure in MEASURES:
        assert error_in_sd(plain, changed, measure) < 0.3, measure  # 0.2 over whole recordings


def looked_and_gated(name: str, count: int = 125) -> tuple[list[Landmarks], list[Landmarks]]:
    """See the begin of a sample at 5 Hz: every frame, and what a gate would have left of them."""
    looked, saving, gate = [], [], StillGate()
    with (
        open_video(SAMPLES / f"{name}.mp4") as video,
        open_estimator(looks=1) as estimator,
    ):
        for frame in islice(video.frames(5.0), count):
            plane, seen = means(frame.image), estimator.locate(frame)
            before = gate.update(frame.time_s or 0.0, plane)
            if before is None:
                gate.looked(seen, plane)
            looked.append(seen)
            saving.append(
                seen
                if before is None
                else replace(before, index=seen.index, time_s=seen.time_s, held=True)
            )
    return looked, saving


def error_in_sd(plain: list[Measurement], changed: list[Measurement], measure: str) -> float:
    """Root mean square of the differences, in standard deviations; 0 where nothing is seen."""
    pairs = [
        (getattr(a, measure), getattr(b, measure)) for a, b in zip(plain, changed, strict=True)
    ]
    off = [(b.value - a.value) / a.sd for a, b in pairs if a is not None and b is not None]
    return float(np.sqrt(np.mean(np.square(off)))) if off else 0.0
