"""What makes two periods hard to compare is said, and nothing else."""

from dataclasses import replace

import pytest

from posture.comparable import Setup, are_alike, unlike

DESK = Setup(
    camera="HD Webcam",
    size_px=(1280, 720),
    focal_px=1100.0,
    view="front",
    baseline="profile desk",
    upright_deg=37.0,
    rate_hz=5.0,
    coverage=0.9,
    made_by={"posture": "1.0", "settings": "abc"},
)


def test_the_same_set_up_raises_no_doubt() -> None:
    assert unlike(DESK, DESK) == ()
    assert are_alike(DESK, DESK)


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (replace(DESK, camera="C920"), "camera was another"),
        (replace(DESK, size_px=(640, 480)), "640 × 480 after"),
        (replace(DESK, focal_px=900.0), "900 px after"),
        (replace(DESK, view="side"), "side after"),
        (replace(DESK, baseline="profile new"), "two different zeros"),
        (replace(DESK, upright_deg=41.0), "41° after"),
    ],
)
def test_another_camera_or_another_upright_is_no_longer_alike(other: Setup, word: str) -> None:
    (said,) = unlike(DESK, other)

    assert word in said
    assert not are_alike(DESK, other)


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (replace(DESK, coverage=0.6), "90% of the seated time before and in 60% after"),
        (replace(DESK, rate_hz=1.0), "5.0 times a second before, 1.0 after"),
        (replace(DESK, made_by={"posture": "1.1", "settings": "abc"}), "another posture"),
    ],
)
def test_another_way_of_looking_is_doubted_but_alike(other: Setup, word: str) -> None:
    (said,) = unlike(DESK, other)

    assert word in said
    assert are_alike(DESK, other)


@pytest.mark.parametrize(
    "other",
    [
        replace(DESK, focal_px=1110.0, upright_deg=38.0, coverage=0.8, rate_hz=4.0),
        Setup(),
        replace(DESK, made_by={}),
    ],
)
def test_small_differences_and_what_is_not_known_raise_no_doubt(other: Setup) -> None:
    assert unlike(DESK, other) == unlike(other, DESK) == ()
