"""Several people before the real networks: who is followed, and for how long."""

import cv2
import numpy as np
import pytest

from posture.estimators.mediapipe import MediaPipeEstimator
from posture.types import Landmarks
from tests.frames import (
    SIZE_PX,
    empty_room,
    moment,
    picture,
    sample_picture,
    side_by_side,
    times_s,
)
from tests.people import middle_px

pytestmark = pytest.mark.model


SEATS = [(320.0, 290.0, "left"), (960.0, 290.0, "right")]


def side_of(landmarks: Landmarks) -> str:
    return "left" if middle_px(landmarks)[0] < landmarks.size_px[0] / 2 else "right"


@pytest.mark.parametrize(("u", "v", "side"), SEATS)
@pytest.mark.parametrize("order", [("front", "lean"), ("lean", "front")])
def test_the_seat_decides_who_is_followed_in_a_picture(
    u: float, v: float, side: str, order: tuple[str, str]
) -> None:
    with MediaPipeEstimator() as estimator:
        estimator.begin((u, v))
        seen = estimator.locate(picture(side_by_side(*order)))

    assert seen.people == 2
    assert side_of(seen) == side


@pytest.mark.parametrize(("u", "v", "side"), SEATS)
def test_the_seat_decides_who_is_followed_in_a_recording(u: float, v: float, side: str) -> None:
    image = side_by_side("front", "lean")
    with MediaPipeEstimator() as estimator:
        estimator.begin((u, v))
        seen = [estimator.locate(moment(time_s, image)) for time_s in times_s(15)]

    assert [found.people for found in seen] == [2] * 15
    assert {side_of(found) for found in seen} == {side}


def test_one_seat_serves_every_picture() -> None:
    image = side_by_side("front", "lean")
    with MediaPipeEstimator() as estimator:
        estimator.begin((320.0, 290.0))
        alone = np.hstack([empty_room((320, 480)), empty_room((320, 480)), sample_picture("lean")])
        sides = [side_of(estimator.locate(picture(seen))) for seen in (image, alone, image)]

    assert sides == ["left", "right", "left"]


def test_without_a_seat_the_broadest_shoulders_are_followed(shared: MediaPipeEstimator) -> None:
    near = sample_picture("front")
    far = cv2.copyMakeBorder(
        cv2.resize(sample_picture("lean"), (400, 300)), 180, 0, 120, 120, cv2.BORDER_REPLICATE
    )

    sides = [
        side_of(shared.locate(picture(np.hstack(order))))
        for order in ((near, far), (np.asarray(far, np.uint8), near))
    ]

    assert sides == ["left", "right"]


@pytest.mark.parametrize("followed", ["left", "right"])
def test_whoever_is_followed_stays_followed_when_somebody_joins(
    fresh: MediaPipeEstimator, followed: str
) -> None:
    one, room = sample_picture("lean"), np.asarray(cv2.resize(empty_room(), SIZE_PX), np.uint8)
    guest = np.asarray(cv2.resize(sample_picture("front"), None, fx=1.2, fy=1.2)[96:, 64:704])
    alone, together = (
        ([one, room], [one, guest])
        if followed == "left"
        else (
            [room, one],
            [guest, one],
        )
    )

    before = [fresh.locate(moment(t, np.hstack(alone))) for t in (0.0, 0.5, 1.0, 1.5)]
    after = [fresh.locate(moment(t, np.hstack(together))) for t in (1.8, 2.3, 2.8, 3.3, 4.0, 4.5)]
    gone = [fresh.locate(moment(t, np.hstack(alone))) for t in (6.5, 8.5, 10.5, 12.5, 12.7)]

    assert [seen.people for seen in before] == [1] * 4
    assert after[-1].people == 2
    assert gone[-1].people == 1
    assert {side_of(seen) for seen in before + after + gone} == {followed}
    np.testing.assert_allclose(middle_px(after[-1]), middle_px(before[-1]), atol=12)


def test_three_people_are_counted(shared: MediaPipeEstimator) -> None:
    assert shared.locate(picture(side_by_side("lean", "front", "shrug"))).people == 3


def test_the_third_person_is_followed_when_the_seat_says_so() -> None:
    image = side_by_side("lean", "front", "shrug")
    for u in (320.0, 960.0, 1600.0):
        with MediaPipeEstimator() as estimator:
            estimator.begin((u, 290.0))
            seen = [estimator.locate(moment(time_s, image)) for time_s in times_s(4)]

        assert max(abs(middle_px(found)[0] - u) for found in seen) < 40
