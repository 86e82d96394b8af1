"""A long video looked at by several processes gives what one process gives."""

import math
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

from posture.app.analyze import Options, analyze_recording, find_one
from posture.app.crew import Crew, Part
from posture.config import EstimatorConfig
from posture.errors import EstimatorError
from posture.sources.parts import samples
from posture.types import MEASURES, Session

CLIP = Path(__file__).parents[2] / "samples" / "desk-front.mp4"
MOST_SD, USUAL_SD = 1.0, 0.2  # the person is found anew where a part begins

pytestmark = pytest.mark.model


def analysed(crew: Crew | None) -> Session:
    return analyze_recording(find_one(CLIP), Options(rate_hz=2.0), crew=crew).session


def test_two_processes_measure_what_one_measures() -> None:
    alone = analysed(None)
    with Crew(2) as crew:
        shared = analysed(crew)

    assert shared.frames == alone.frames
    assert shared.versions == alone.versions
    for name in MEASURES:
        one, other = alone.series[name], shared.series[name]
        sd = alone.series[f"{name}_sd"]
        np.testing.assert_array_equal(np.isnan(one), np.isnan(other), err_msg=name)
        seen = np.isfinite(one)
        apart = np.abs(one - other)[seen] / sd[seen]
        assert np.all(apart <= MOST_SD), name
        assert math.sqrt(np.sum(apart**2) / max(1, len(apart))) <= USUAL_SD, name


def test_a_killed_process_is_a_sentence() -> None:
    wanted = samples(CLIP, 2.0)
    assert wanted is not None
    whole = Part(path=CLIP, samples=wanted, config=EstimatorConfig())
    with Crew(2) as crew:
        found = crew.look(whole)
        next(found)
        for process in active_children():
            process.kill()
        with pytest.raises(EstimatorError, match=r"expected the processes .* found one killed"):
            list(found)


def test_a_process_that_looks_at_the_next_recording_begins_anew() -> None:
    wanted = samples(CLIP, 1.0)
    assert wanted is not None
    part = Part(path=CLIP, samples=wanted[:5], config=EstimatorConfig())
    with Crew(1) as crew:
        first = next(crew.look(part)).landmarks
        list(crew.look(replace(part, samples=wanted[50:60])))
        again = next(crew.look(part)).landmarks

    np.testing.assert_array_equal(first[0].joints_px, again[0].joints_px)
