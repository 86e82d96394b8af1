"""Several desks for one camera: which profile belongs to the one that is seen."""

from dataclasses import replace

import pytest

from posture.backdrop import COLUMNS, ROWS, Backdrop
from posture.config import MeasureConfig
from posture.features import Features, features
from posture.fits import Misfit, Places, ProfileFit
from posture.profile import Profile, calibrate
from posture.types import View
from tests.builders import LENS, Sitter

N = COLUMNS * ROWS
SHELVES: Backdrop = tuple(float(number % 5) for number in range(N))
WINDOW: Backdrop = tuple(float(number % 7) / 2 for number in range(N))
BARE: Backdrop = (0.1,) * N


def seen(**posture: float) -> Features:
    return features(Sitter().moved(**posture).landmarks(), LENS, MeasureConfig())


UPRIGHT = seen()
HOME = replace(calibrate([UPRIGHT], LENS), backdrop=SHELVES)
OFFICE = replace(calibrate([UPRIGHT], LENS), backdrop=WINDOW)
FAR = calibrate([seen(distance_cm=110.0)], LENS)


def chosen(
    places: Places, now: Features, behind: Backdrop | None, *, from_s: int = 0, seconds: int = 90
) -> str | None:
    found = None
    for time_s in range(from_s, from_s + seconds):
        found = places.update(float(time_s), now, behind)
    return found


@pytest.mark.parametrize(("behind", "name"), [(SHELVES, "home"), (WINDOW, "office")])
def test_the_room_tells_two_desks_apart_where_somebody_sits_alike(
    behind: Backdrop, name: str
) -> None:
    assert chosen(Places({"home": HOME, "office": OFFICE}), UPRIGHT, behind) == name


@pytest.mark.parametrize(("distance_cm", "name"), [(65.0, "near"), (110.0, "far")])
def test_size_and_place_tell_them_apart_where_no_room_is_known(
    distance_cm: float, name: str
) -> None:
    places = Places({"near": calibrate([UPRIGHT], LENS), "far": FAR})

    assert chosen(places, seen(distance_cm=distance_cm), None) == name


def test_nothing_is_chosen_before_enough_was_seen() -> None:
    places = Places({"home": HOME, "office": OFFICE})

    assert chosen(places, Features(), None) is None
    assert chosen(places, UPRIGHT, SHELVES, from_s=100, seconds=6) is None
    assert chosen(places, UPRIGHT, SHELVES, from_s=106, seconds=10) == "home"


def test_another_one_is_chosen_at_another_desk_and_none_where_neither_fits() -> None:
    places = Places({"home": HOME, "office": OFFICE})
    assert chosen(places, UPRIGHT, SHELVES) == "home"

    assert chosen(places, UPRIGHT, WINDOW, from_s=90) == "office"
    aside = replace(UPRIGHT, shoulders_u_px=(UPRIGHT.shoulders_u_px or 0.0) + 2000.0)
    assert chosen(places, aside, SHELVES, from_s=180) == "office"


def test_a_posture_changes_no_desk() -> None:
    places = Places({"home": HOME, "far": FAR})
    assert chosen(places, UPRIGHT, SHELVES) == "home"

    assert chosen(places, seen(trunk_ahead_cm=15.0), SHELVES, from_s=90) == "home"


# -- what is behind, once a day -------------------------------------------------------------------


def verdict(
    fit: ProfileFit,
    behind: Backdrop | None,
    profile: Profile,
    *,
    from_s: int = 0,
    now: Features = UPRIGHT,
) -> object:
    found = None
    for time_s in range(from_s, from_s + 70):
        found = fit.update(float(time_s), now, profile, behind)
    return found


def test_another_room_speaks_against_a_profile_until_it_is_the_same_again() -> None:
    fit = ProfileFit()

    assert verdict(fit, WINDOW, HOME) is Misfit.ELSEWHERE
    assert fit.asks_behind
    assert verdict(fit, SHELVES, HOME, from_s=70) is None
    assert not fit.asks_behind


def test_a_room_that_fitted_once_is_asked_for_again_only_after_a_while_without_pictures() -> None:
    fit = ProfileFit()
    assert verdict(fit, SHELVES, HOME) is None

    assert verdict(fit, WINDOW, HOME, from_s=70) is None
    assert verdict(fit, WINDOW, HOME, from_s=2000) is Misfit.ELSEWHERE


def test_a_room_is_asked_for_until_it_fitted_once_whatever_else_did_not_fit_before() -> None:
    fit, width_px = ProfileFit(), UPRIGHT.shoulder_width_px or 0.0
    aside = replace(UPRIGHT, shoulders_u_px=(UPRIGHT.shoulders_u_px or 0.0) + width_px)

    assert verdict(fit, WINDOW, HOME, now=aside) is Misfit.MOVED
    assert verdict(fit, WINDOW, HOME, from_s=70) is Misfit.ELSEWHERE


@pytest.mark.parametrize("behind", [None, BARE])
def test_a_room_that_says_nothing_speaks_against_nothing(behind: Backdrop | None) -> None:
    fit = ProfileFit()

    assert verdict(fit, behind, HOME) is None
    assert not fit.asks_behind


def test_another_view_needs_no_room() -> None:
    fit, aside = ProfileFit(), replace(UPRIGHT, view=View.SIDE)

    found = [fit.update(float(time_s), aside, HOME, SHELVES) for time_s in range(70)]

    assert found[-1] is Misfit.OTHER_VIEW


def test_a_room_that_is_known_again_comes_before_one_that_tells_nothing() -> None:
    bare = replace(HOME, backdrop=BARE)

    assert chosen(Places({"bare": bare, "home": HOME}), UPRIGHT, SHELVES) == "home"
    assert chosen(Places({"bare": bare, "home": HOME}), UPRIGHT, WINDOW) == "bare"


def test_a_profile_about_which_nothing_can_be_told_is_the_last_to_be_chosen() -> None:
    blind = calibrate([replace(UPRIGHT, shoulder_width_px=None, head_roll_deg=None)], LENS)

    assert chosen(Places({"blind": blind, "home": HOME}), UPRIGHT, SHELVES) == "home"
