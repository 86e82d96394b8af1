from dataclasses import replace

import numpy as np
import pytest

from posture.backdrop import COLUMNS, ROWS
from posture.config import AlertConfig, Band, Config, MeasureConfig
from posture.estimators.replay import ReplayEstimator
from posture.features import features
from posture.fits import Misfit
from posture.pipeline import Assessor, assess, follow
from posture.profile import calibrate
from posture.types import Frame, Landmarks, Presence
from tests.builders import LENS, SIZE, Sitter, nobody
from tests.staged import last, profile, sitting

IMAGE = np.zeros((2, 2, 3), np.uint8)


def test_frames_and_saved_landmarks_give_the_same() -> None:
    seen = sitting(4, shrug_left_cm=3.0)
    frames = [Frame(index=m.index, time_s=m.time_s, image=IMAGE) for m in seen]
    with ReplayEstimator(seen) as estimator:
        live = [m.measurement for m in assess(frames, estimator, profile())]

    assert live == [m.measurement for m in follow(seen, profile())]


def test_an_empty_chair_becomes_away_and_a_dark_picture_does_not() -> None:
    empty = [nobody(time_s=float(t), index=t) for t in range(40)]
    dark = [nobody(time_s=float(t), index=t, luma=1.0) for t in range(40)]

    assert last(follow(empty)).measurement.presence is Presence.AWAY
    assert last(follow(dark)).measurement.presence is Presence.UNKNOWN


def test_pictures_have_neither_dose_nor_alerts() -> None:
    seen = [replace(m, time_s=None, name=f"{m.index}.jpg") for m in sitting(2, pitch_deg=30)]
    moments = list(follow(seen, profile()))

    assert all(moment.exposure is None and not moment.alerts for moment in moments)
    assert all(moment.measurement.presence is Presence.SEATED for moment in moments)
    assert moments[0].measurement.name == "0.jpg"


def test_a_picture_of_nobody_is_unknown() -> None:
    assert last(follow([nobody()])).measurement.presence is Presence.UNKNOWN


def test_pictures_of_another_size_are_measured_with_the_same_camera() -> None:
    half = (SIZE[0] // 2, SIZE[1] // 2)
    small = Sitter(size=half, lens=replace(LENS, focal_px=LENS.focal_px / 2), pitch_deg=10.0)
    pictures = [Sitter(pitch_deg=10.0).landmarks(index=0), small.landmarks(index=1)]
    for lens in (LENS, None):
        large_one, small_one = (m.measurement for m in follow(pictures, profile(), lens=lens))

        assert large_one.camera_distance_cm is not None
        assert small_one.camera_distance_cm is not None
        assert small_one.camera_distance_cm.value == pytest.approx(
            large_one.camera_distance_cm.value, rel=0.03
        )


def test_without_profile_and_lens_an_ordinary_webcam_is_assumed() -> None:
    moment = last(follow(sitting(1)))

    assert moment.measurement.protraction_cm is None
    assert moment.measurement.camera_distance_cm is not None
    assert moment.measurement.camera_distance_cm.sd > 8.0


def test_a_missing_face_never_crashes_or_alerts() -> None:
    blind = [
        replace(m, face_px=np.full_like(m.face_px, np.nan), outline_px=np.empty((0, 2)))
        for m in sitting(180, rate_hz=0.25)
    ]

    assert not any(moment.alerts for moment in follow(blind, profile()))


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


def test_who_stands_at_the_desk_is_measured_against_the_standing_profile() -> None:
    raised = elsewhere_in_the_picture(sitting(120, 0.5), -0.7)
    standing = calibrate([features(raised[0], LENS, MeasureConfig())], LENS)
    assessor = Assessor()
    assessor.use(profile(), standing=standing)
    moments = [assessor.update(one) for one in [*sitting(20, 1.0), *_later(raised, 20.0)]]

    assert moments[15].measurement.presence is Presence.SEATED
    assert moments[-1].measurement.presence is Presence.STANDING
    assert moments[-1].misfit is None
    assert moments[-1].measurement.protraction_cm is not None
    assert moments[-1].measurement.protraction_cm.value == pytest.approx(0.0, abs=0.3)


def test_a_posture_that_begins_later_from_now_on_is_held_no_longer() -> None:
    stages = Assessor(profile(), lens=LENS)
    slouch = sitting(8, pitch_deg=30.0)
    held = [stages.update(seen).states for seen in slouch][-1]

    stages.heed(AlertConfig(looking_down_deg=Band(enter=80.0, leave=70.0)))

    assert "looking_down" in held
    assert [stages.update(seen).states for seen in _later(slouch, 8.0)][-1] == held - {
        "looking_down"
    }


def test_a_new_profile_keeps_prompts_dose_and_sitting_time() -> None:
    once_a_day = AlertConfig(
        first_hold_s=1.0,
        hold_s=1.0,
        hold_most_s=1.0,
        quiet_first_s=0.0,
        cooldown_min=0.0,
        pause_min=0.0,
        max_per_day=1,
    )
    stages = Assessor(profile(), Config(alerts=once_a_day), lens=LENS)
    slouch = sitting(60, 0.5, pitch_deg=30.0)
    *_, before = said = [stages.update(seen) for seen in slouch]

    stages.use(profile())
    *_, after = goes_on = [stages.update(seen) for seen in _later(slouch, 90.0)]

    assert sum(len(moment.alerts) for moment in said) == 1
    assert not any(moment.alerts for moment in goes_on)
    assert "looking_down" in before.states & after.states
    assert before.exposure is not None
    assert after.exposure is not None
    assert after.exposure.seated_min == pytest.approx(2.0, abs=0.1)
    dose = before.exposure.dose["cervical_extensors"]
    assert after.exposure.dose["cervical_extensors"] == pytest.approx(2 * dose, rel=0.1)


def test_what_was_held_against_another_profile_is_not_held_any_more() -> None:
    bent = {"pitch_deg": 30.0}
    upright_for_them = calibrate(
        [features(sitting(1, 1.0, **bent)[0], LENS, MeasureConfig())], LENS
    )
    stages = Assessor(profile(), lens=LENS)
    *_, held = [stages.update(seen) for seen in sitting(20, 1.0, **bent)]

    stages.use(upright_for_them)
    (now,) = [stages.update(seen) for seen in _later(sitting(1, 1.0, **bent), 20.0)]

    assert "looking_down" in held.states
    assert now.states == frozenset()
    assert now.measurement.head_pitch_change_deg is not None
    assert now.measurement.head_pitch_change_deg.value == pytest.approx(0.0, abs=0.5)


def test_what_is_behind_is_asked_for_until_it_fits_and_never_without_a_profile() -> None:
    room, other = (tuple(float(n % of) for n in range(COLUMNS * ROWS)) for of in (5, 7))
    stages = Assessor(replace(profile(), backdrop=room), lens=LENS)
    seen = sitting(70, 1.0)

    assert stages.asks_behind
    misfits = [stages.update(one, behind=other).misfit for one in seen]
    assert (misfits[-1], stages.asks_behind) == (Misfit.ELSEWHERE, True)
    misfits = [stages.update(one, behind=room).misfit for one in _later(seen, 70.0)]
    assert (misfits[-1], stages.asks_behind) == (None, False)
    assert not Assessor(None, lens=LENS).asks_behind


def test_who_sits_far_from_the_camera_is_there_although_the_profile_does_not_fit() -> None:
    *_, moment = follow(sitting(120, 0.5, distance_cm=150.0), profile())

    assert moment.misfit is Misfit.OTHER_SIZE
    assert moment.measurement.presence is Presence.SEATED


def test_a_guest_of_a_desk_that_fitted_is_nobody_for_as_long_as_they_stay() -> None:
    guest = _later(sitting(300, 0.25, distance_cm=150.0), 60.0)
    *_, moment = follow([*sitting(60, 1.0), *guest], profile())

    assert moment.misfit is None
    assert moment.measurement.presence is Presence.AWAY


def test_a_locked_screen_is_rest() -> None:
    assessor = Assessor(profile())
    *_, loaded = [assessor.update(one) for one in sitting(60, 1.0, pitch_deg=25.0)]
    *_, rested = [assessor.absent(60.0 + second) for second in range(0, 300, 4)]

    assert loaded.exposure is not None
    assert rested.exposure is not None
    assert rested.measurement.presence is Presence.AWAY
    assert rested.exposure.seated_min == 0.0
    before, after = (m.dose["cervical_extensors"] for m in (loaded.exposure, rested.exposure))
    assert 0.0 < after < 0.5 * before


def test_a_night_without_pictures_adds_nothing() -> None:
    assessor = Assessor(profile())
    *_, evening = [assessor.update(one) for one in sitting(30, 1.0, pitch_deg=25.0)]
    (late,) = _later(sitting(1, 1.0, pitch_deg=25.0), 9 * 3600.0)
    morning = assessor.update(late)

    assert evening.exposure is not None
    assert morning.exposure is not None
    assert morning.exposure.dose == evening.exposure.dose
    assert morning.exposure.seated_min <= evening.exposure.seated_min


def _later(seen: list[Landmarks], by_s: float) -> list[Landmarks]:
    return [replace(one, time_s=(one.time_s or 0.0) + by_s) for one in seen]


def test_kept_points_measure_as_the_look_they_come_from() -> None:
    looked = [Sitter(head_ahead_cm=ahead).landmarks(time_s=2.0 * ahead) for ahead in (1.0, 4.0)]
    kept = [replace(looked[-1], index=5, time_s=8.0 + step / 5, held=True) for step in range(1, 9)]
    seen_anew = [replace(one, held=False) for one in kept]

    saving, plain = (
        [moment.measurement for moment in follow([*looked, *rest], profile(), lens=LENS)]
        for rest in (kept, seen_anew)
    )

    assert [replace(one, held=False) for one in saving] == plain
    assert [one.held for one in saving[2:]] == [True] * 8


def test_kept_points_of_a_look_that_is_not_there_are_measured_themselves() -> None:
    before, other = (
        Sitter(head_ahead_cm=ahead).landmarks(time_s=ahead / 10) for ahead in (1.0, 4.0)
    )

    _, kept = follow([before, replace(other, held=True)], profile(), lens=LENS)
    _, seen = follow([before, other], profile(), lens=LENS)

    assert replace(kept.measurement, held=False) == seen.measurement
