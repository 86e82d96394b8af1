from dataclasses import replace

import pytest

from posture.config import MeasureConfig
from posture.distance import Ruler, eye_distance_cm, person_scale, rulers
from posture.features import Features, features
from posture.profile import Profile, calibrate
from tests.builders import LENS, Sitter


def seen(sitter: Sitter) -> Features:
    return features(sitter.landmarks(), LENS, MeasureConfig())


def without(profile: Profile, *names: str) -> Profile:
    kept = {name: stat for name, stat in profile.upright.items() if name not in names}
    return replace(profile, upright=kept)


def test_a_small_head_seen_at_a_taped_distance_has_a_small_scale() -> None:
    profile = calibrate([seen(Sitter(distance_cm=65.0))], LENS, taped_cm=60.0)

    assert person_scale(profile) == pytest.approx(60 / 65, rel=0.01)


def test_without_tape_the_iris_tells_the_scale() -> None:
    found = seen(Sitter())
    assert found.iris_px is not None
    assert found.limbus_px is not None
    large = replace(found, iris_px=1.1 * found.iris_px, limbus_px=1.1 * found.limbus_px)

    assert person_scale(calibrate([large], LENS)) == pytest.approx(1 / 1.1, rel=0.03)


@pytest.mark.parametrize("lost", ["iris_px", "eyes_cm"])
def test_without_a_ruler_a_head_is_an_average_head(lost: str) -> None:
    assert person_scale(without(calibrate([seen(Sitter())], LENS), lost)) == 1.0


def test_a_scale_beyond_all_heads_is_not_believed() -> None:
    profile = calibrate([seen(Sitter(distance_cm=65.0))], LENS, taped_cm=30.0)

    assert person_scale(profile) == 0.85


def test_an_upright_iris_counts_when_none_is_seen_now() -> None:
    profile = calibrate([seen(Sitter())], LENS)
    now = seen(Sitter(distance_cm=50.0))
    blinking = replace(now, iris_px=None)

    tiny = replace(now, iris_px=2.0)
    for found in (blinking, tiny):
        estimate = eye_distance_cm(found, profile, LENS, min_iris_px=4.0)
        assert estimate is not None
        assert estimate.value == pytest.approx(50.0, rel=0.02)


@pytest.mark.parametrize("lost", ["iris_px", "eyes_cm", "pupils_px"])
def test_without_eyes_there_is_no_distance(lost: str) -> None:
    now = replace(seen(Sitter()), **{lost: None})  # type: ignore[arg-type]

    assert eye_distance_cm(now, None, LENS, min_iris_px=4.0) is None


def test_without_the_rim_in_the_picture_the_mesh_serves_and_is_less_sure() -> None:
    found = seen(Sitter())
    with_rim = eye_distance_cm(found, None, LENS, min_iris_px=4.0)
    without_rim = eye_distance_cm(replace(found, limbus_px=None), None, LENS, min_iris_px=4.0)

    assert with_rim is not None
    assert without_rim is not None
    assert without_rim.value == pytest.approx(with_rim.value, rel=0.02)
    assert without_rim.sd > with_rim.sd


def test_eyes_at_the_border_are_further_than_their_depth() -> None:
    found = seen(Sitter())
    assert found.eyes_u_px is not None
    aside = replace(found, eyes_u_px=found.eyes_u_px + LENS.focal_px)
    middle = replace(found, eyes_u_px=None)
    near, far = (eye_distance_cm(f, None, LENS, min_iris_px=4.0) for f in (middle, aside))

    assert near is not None
    assert far is not None
    assert far.value > near.value


@pytest.mark.parametrize("ruler", rulers().values(), ids=rulers())
def test_a_ruler_is_not_trusted_further_than_the_irises_it_was_fitted_on(ruler: Ruler) -> None:
    assert ruler.read(60.0, 80.0) == ruler.read(60.0, 22.0)
    assert ruler.read(60.0, 8.0) != ruler.read(60.0, 22.0)
