"""Named points over time: what was seen, where it was seen, and no face unasked."""

from dataclasses import replace

import numpy as np
import pytest

from posture.errors import SourceError
from posture.tracks import BODY, tracks
from posture.types import Joint
from tests.builders import Sitter
from tests.landmarks_files import FACE_POINTS, person


def test_body_points_keep_their_names_places_and_scores() -> None:
    seen = [person(number) for number in range(3)]
    found = tracks(seen)

    assert found.names == BODY
    assert found.names[Joint.LEFT_SHOULDER] == "left_shoulder"
    assert found.time_s.tolist() == [0.0, 0.1, 0.2]
    assert found.size_px == (640, 480)
    inside = (seen[1].joints_px[:, 1] <= 480)[:, None]
    assert np.allclose(found.px[1], np.where(inside, seen[1].joints_px, np.nan), equal_nan=True)
    assert np.allclose(found.score[1], np.where(inside[:, 0], seen[1].score, 0))


def test_a_face_is_only_given_when_it_is_asked_for() -> None:
    mesh = tuple(range(100, 100 + FACE_POINTS))
    found = tracks([person(1)], mesh=mesh)

    assert not any(name.startswith(("face", "iris")) for name in tracks([person(1)]).names)
    assert found.names[len(BODY)] == "face_100"
    assert found.names[-10] == "iris_left_centre"
    assert found.px.shape == (1, len(found.names), 2)
    assert set(found.score[0, len(BODY) :]) <= {0.0, 1.0}


@pytest.mark.parametrize("place", [(-1.0, 50.0), (50.0, 481.0), (np.nan, np.nan)])
def test_what_lies_outside_the_picture_was_not_seen(place: tuple[float, float]) -> None:
    one = person(1)
    one.joints_px[Joint.LEFT_HIP] = place
    found = tracks([one])

    assert np.isnan(found.px[0, Joint.LEFT_HIP]).all()
    assert found.score[0, Joint.LEFT_HIP] == 0


def test_points_that_were_never_seen_can_be_left_out() -> None:
    found = tracks([Sitter().landmarks(time_s=number / 5) for number in range(4)]).seen_ever()

    assert "left_hip" not in found.names
    assert "left_shoulder" in found.names
    assert np.isfinite(found.px).all()
    assert found.score.shape == found.px.shape[:2]


def test_pictures_have_no_rate() -> None:
    with pytest.raises(SourceError, match="found pictures"):
        tracks([replace(person(1), time_s=None)])


def test_nothing_is_refused() -> None:
    with pytest.raises(SourceError, match="found none"):
        tracks([])
