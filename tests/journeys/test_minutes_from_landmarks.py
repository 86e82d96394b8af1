"""Minutes of landmarks through all stages."""

from dataclasses import replace

import pytest

from posture.config import Config
from posture.pipeline import Assessor, follow
from posture.types import Landmarks
from tests.staged import last, profile, sitting


def test_looking_down_for_minutes_loads_the_neck_and_says_so_once() -> None:
    seen = sitting(240, rate_hz=1.0, pitch_deg=25.0)
    moments = list(follow(seen, profile()))

    exposure = moments[-1].exposure
    assert exposure is not None
    assert exposure.dose["cervical_extensors"] == pytest.approx(240 / 480, rel=0.1)
    assert [alert.kind for moment in moments for alert in moment.alerts] == ["looking_down"]
    assert "looking_down" in moments[-1].states


@pytest.mark.parametrize("rate_hz", [1.0, 2.0, 5.0])
def test_dose_does_not_depend_on_the_rate(rate_hz: float) -> None:
    exposure = last(follow(sitting(60, rate_hz, pitch_deg=25.0), profile())).exposure

    assert exposure is not None
    assert exposure.dose["cervical_extensors"] == pytest.approx(60 / 480, rel=0.1)


def test_a_split_stream_is_the_whole_stream_from_landmarks_on() -> None:
    seen = sitting(20, pitch_deg=25.0)
    whole = [m.measurement for m in follow(seen, profile(), Config())]

    assert [m.measurement for m in follow(iter(seen), profile(), Config())] == whole


def elsewhere_in_the_picture(seen: list[Landmarks], shoulder_widths: float) -> list[Landmarks]:
    by_px = [0.0, shoulder_widths * (profile().value("shoulder_width_px") or 0.0)]
    return [
        replace(
            one,
            joints_px=one.joints_px + by_px,
            face_px=one.face_px + [*by_px, 0.0],
            iris_px=one.iris_px + by_px,
            outline_px=one.outline_px + by_px,
        )
        for one in seen
    ]


def test_a_profile_that_does_not_fit_is_neither_measured_against_nor_spoken_of() -> None:
    moments = list(
        follow(elsewhere_in_the_picture(sitting(300, 1.0, pitch_deg=25.0), -0.7), profile())
    )

    assert moments[-1].misfit == "you sit elsewhere in the picture"
    assert moments[-1].measurement.protraction_cm is None
    assert not any(moment.alerts for moment in moments if moment.misfit is not None)


def test_who_is_hushed_says_nothing_and_measures_on() -> None:
    assessor = Assessor(profile())
    moments = [assessor.update(one, hushed=True) for one in sitting(240, 1.0, pitch_deg=25.0)]

    assert not any(moment.alerts for moment in moments)
    assert "looking_down" in moments[-1].states
