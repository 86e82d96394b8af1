"""Landmarks that were seen earlier, seen again."""

from pathlib import Path

import numpy as np
import pytest

from posture.errors import EstimatorError
from posture.estimators.replay import ReplayEstimator
from posture.sources.saved import read
from posture.types import Frame
from tests.landmarks_files import person, write


def test_saved_frames_are_sampled_by_time(tmp_path: Path) -> None:
    saved = read(write(tmp_path / "landmarks.npz", [person(index) for index in range(30)]))

    assert [frame.index for frame in saved.frames()] == list(range(30))
    assert [frame.index for frame in saved.frames(rate_hz=1)] == [0, 10, 20]


def test_replay_gives_the_landmarks_of_each_frame(tmp_path: Path) -> None:
    saved = read(write(tmp_path / "landmarks.npz", [person(index) for index in (0, 2, 5)]))
    with ReplayEstimator(saved.landmarks(), versions={"pose": "ab12"}) as estimator:
        found = [estimator.locate(frame) for frame in saved.frames()]

        assert [landmarks.index for landmarks in found] == [0, 2, 5]
        assert estimator.versions == {"pose": "ab12"}


@pytest.mark.parametrize("index", [0, 4, 9])
def test_replay_of_a_frame_that_was_not_recorded_is_a_sentence(index: int) -> None:
    frame = Frame(index=index, time_s=0.0, image=np.zeros((0, 0, 3), np.uint8))
    with (
        ReplayEstimator([person(2), person(5)]) as estimator,
        pytest.raises(EstimatorError, match=f"frame {index}: expected recorded landmarks"),
    ):
        estimator.locate(frame)
