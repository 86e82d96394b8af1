import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import SmoothConfig
from posture.smooth import OneEuro, Smoother
from posture.types import Estimate, Measurement, Presence, View

CONFIG = SmoothConfig()


def run(times: list[float], values: list[float]) -> list[float]:
    one_euro = OneEuro(CONFIG)
    return [one_euro.update(t, v, unit=1.0) for t, v in zip(times, values, strict=True)]


@given(value=st.floats(-100, 100), rate=st.sampled_from([1.0, 2.0, 5.0, 30.0]))
def test_a_constant_passes_unchanged(value: float, rate: float) -> None:
    times = [i / rate for i in range(20)]

    assert run(times, [value] * 20) == pytest.approx([value] * 20)


def test_noise_becomes_smaller() -> None:
    noise = np.random.default_rng(0).normal(size=600) * 0.2  # jitter is well below the whole sd
    calm = run([i / 5 for i in range(600)], noise.tolist())

    assert np.std(calm[50:]) < 0.7 * np.std(noise)


def test_a_step_is_followed_within_half_a_second() -> None:
    times = [i / 5 for i in range(50)]
    calm = run(times, [0.0 if t < 5 else 8.0 for t in times])
    late = next(t for t, v in zip(times, calm, strict=True) if v >= 4.0) - 5.0

    assert late <= 0.5


def test_the_first_value_counts_also_at_time_zero() -> None:
    at_zero = run([0.0, 0.2, 0.4], [0.0, 1.0, 1.0])
    later = run([1.0, 1.2, 1.4], [0.0, 1.0, 1.0])

    assert at_zero == pytest.approx(later)


def test_after_a_gap_it_starts_anew() -> None:
    assert run([0.0, 0.2, 9.0], [0.0, 0.0, 5.0])[-1] == 5.0


def test_time_that_stands_still_starts_anew_and_does_not_fail() -> None:
    assert run([1.0, 1.0], [0.0, 3.0])[-1] == 3.0


def measurement(time_s: float | None, roll: Estimate | None) -> Measurement:
    return Measurement(
        index=0, time_s=time_s, presence=Presence.SEATED, view=View.FRONT, head_roll_deg=roll
    )


def test_unseen_stays_unseen_and_sds_are_kept() -> None:
    smoother = Smoother(CONFIG)
    smoother.update(measurement(0.0, Estimate(0.0, 1.0, 2.0)))
    seen = smoother.update(measurement(0.2, Estimate(1.0, 1.0, 2.0)))

    assert smoother.update(measurement(0.4, None)).head_roll_deg is None
    assert seen.head_roll_deg is not None
    assert 0.0 < seen.head_roll_deg.value < 1.0
    assert (seen.head_roll_deg.sd_frame, seen.head_roll_deg.sd_person) == (1.0, 2.0)


def test_pictures_are_independent_of_each_other() -> None:
    smoother = Smoother(CONFIG)
    pictures = [measurement(None, Estimate(float(i), 1.0)) for i in range(3)]

    assert [smoother.update(picture) for picture in pictures] == pictures


def test_a_split_stream_is_the_whole_stream() -> None:
    stream = [measurement(i / 5, Estimate(float(i % 7), 1.0)) for i in range(40)]
    whole, split = Smoother(CONFIG), Smoother(CONFIG)
    at_once = [whole.update(m) for m in stream]

    assert [split.update(m) for part in (stream[:13], stream[13:]) for m in part] == at_once


def test_the_golden_signal_is_reproduced() -> None:
    path = Path(__file__).parents[1] / "golden" / "filter.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    calm = run([float(r["time_s"]) for r in rows], [float(r["noisy"]) for r in rows])

    assert calm == pytest.approx([float(r["filtered"]) for r in rows], abs=1e-6)


def test_replacing_keeps_the_rest() -> None:
    before = replace(measurement(0.0, Estimate(1.0, 1.0)), people=2)

    assert Smoother(CONFIG).update(before) == before
