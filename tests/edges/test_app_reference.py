"""What a recording is measured against: lens and upright posture, as the user states them."""

import math
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posture.app.analyze import analyze
from posture.app.job import Options
from posture.app.reference import Reference, Setup, parse_baseline, parse_part, reference
from posture.app.wiring import profile_text
from posture.config import Config
from posture.errors import CalibrationError, ConfigError
from posture.lens import EXIF_SD
from posture.sources.saved import Saved, read
from tests.builders import LENS, SIZE, Sitter, from_the_side, nobody, zoomed
from tests.recorded import photographed, save, sitting

CONFIG = Config()


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    return read(save(tmp_path / "desk", sitting(12)))


def found(saved: Saved, **setup: object) -> Reference:
    return reference(saved, Setup(**setup), CONFIG)  # type: ignore[arg-type]  # any of its fields


def baseline_distance_cm(saved: Saved, setup: Setup) -> float:
    session = analyze(saved.path, options=Options(setup=setup))
    return session.summary["camera_distance_cm"].median


def test_the_stated_lens_wins(saved: Saved) -> None:
    by_focal, by_angle = found(saved, focal_px=900.0), found(saved, hfov_deg=90.0)

    assert (by_focal.lens.focal_px, by_focal.lens.source) == (900.0, "given")
    assert by_angle.lens.focal_px == pytest.approx(SIZE[0] / 2)


def test_without_a_word_an_ordinary_webcam_is_assumed(saved: Saved) -> None:
    lens = found(saved).lens

    assert lens.source == "assumed"
    assert lens.relative_sd > 0.1


def test_a_photograph_tells_its_focal_length(tmp_path: Path) -> None:
    photo = read(save(tmp_path / "me", photographed("me.jpg"), exif_focal_px=1234.0))

    lens = found(photo).lens

    assert (lens.focal_px, lens.relative_sd, lens.source) == (1234.0, EXIF_SD, "exif")


@settings(max_examples=10)
@given(distance_cm=st.floats(40, 90), focal_px=st.floats(700, 1800))
def test_a_taped_distance_solves_the_focal_length(distance_cm: float, focal_px: float) -> None:
    sitter = Sitter(distance_cm=distance_cm, lens=replace(LENS, focal_px=focal_px))
    with TemporaryDirectory() as folder:
        saved = read(save(Path(folder), sitting(3, sitter)))
        setup = Setup(distance_cm=distance_cm, part_s=(0.0, 3.0))
        lens = reference(saved, setup, CONFIG).lens
        measured_cm = baseline_distance_cm(saved, setup)

    assert lens.source == "taped"
    assert lens.focal_px == pytest.approx(focal_px, rel=0.06)
    assert measured_cm == pytest.approx(distance_cm, rel=0.01)


def test_a_taped_distance_leaves_a_known_lens_alone(saved: Saved) -> None:
    made = found(saved, distance_cm=65.0, focal_px=900.0)

    assert (made.lens.focal_px, made.lens.source) == (900.0, "given")
    assert made.profile is not None
    assert made.profile.taped_cm == 65.0


def test_a_taped_distance_says_nothing_where_no_eyes_are_seen(tmp_path: Path) -> None:
    side = [from_the_side(index=number, time_s=number / 5) for number in range(20)]

    made = found(read(save(tmp_path / "side", side)), distance_cm=65.0, part_s=(0.0, 4.0))

    assert made.lens.source == "assumed"


def test_upright_stays_upright_whatever_the_tape_says(saved: Saved) -> None:
    session = analyze(saved.path, options=Options(setup=Setup(distance_cm=40.0, part_s=(0, 12))))

    assert abs(session.summary["protraction_cm"].median) < 0.2


@pytest.mark.parametrize("lens", [{"focal_px": 500.0}, {"hfov_deg": 90.0}])
def test_a_stated_lens_wins_over_the_one_of_the_profile(
    saved: Saved, lens: dict[str, float]
) -> None:
    profile = found(saved, part_s=(0.0, 12.0), focal_px=1100.0).profile
    told = Setup(profile=profile, **lens)  # type: ignore[arg-type]  # one of its numbers

    made = reference(saved, told, CONFIG)
    session = analyze(saved.path, options=Options(setup=told))

    assert made.lens.source == "given"
    assert made.lens.focal_px < 700
    assert abs(session.summary["protraction_cm"].median) < 0.5


def test_a_taped_distance_completes_a_profile_that_has_none(saved: Saved) -> None:
    profile = found(saved, part_s=(0.0, 12.0)).profile
    setup = Setup(profile=profile, distance_cm=65.0)

    made = reference(saved, setup, CONFIG)

    assert made.lens.source == "taped"
    assert made.lens.focal_px == pytest.approx(LENS.focal_px, rel=0.06)
    assert baseline_distance_cm(saved, setup) == pytest.approx(65.0, rel=0.01)


def test_a_profile_file_is_the_baseline_and_is_named(saved: Saved, tmp_path: Path) -> None:
    profile = found(saved, part_s=(2.0, 8.0)).profile
    assert profile is not None
    (tmp_path / "me.json").write_text(profile_text(profile))

    setup = parse_baseline(str(tmp_path / "me.json"))

    assert setup.profile == profile
    assert reference(saved, setup, CONFIG).about["profile"] == "desk.mp4, baseline 2-8"


def test_the_part_that_was_chosen_is_told(saved: Saved) -> None:
    about = found(saved, part_s=(2.0, 8.0)).about

    assert (about["kind"], about["from_s"], about["to_s"]) == ("part", 2.0, 8.0)


def test_without_a_word_the_most_upright_part_serves_and_says_so(tmp_path: Path) -> None:
    upright, slumped = Sitter(), Sitter(head_ahead_cm=5.0, head_rise_cm=-4.0)  # an arc about C7
    later = [
        replace(seen, index=seen.index + 60, time_s=(seen.time_s or 0) + 12)
        for seen in sitting(12, upright)
    ]
    saved = read(save(tmp_path / "desk", [*sitting(12, slumped), *later]))

    about = found(saved).about

    assert about["kind"] == "auto"
    assert float(str(about["from_s"])) >= 12.0
    assert "self-referenced" in str(about["note"])


def test_an_empty_chair_has_no_baseline_and_says_why(tmp_path: Path) -> None:
    chair = [nobody(index=number, time_s=number / 5) for number in range(50)]

    made = found(read(save(tmp_path / "chair", chair)))

    assert made.profile is None
    assert made.about["kind"] == "none"
    assert "choose a part yourself" in str(made.about["note"])


def test_a_part_outside_the_recording_is_refused_by_name(saved: Saved) -> None:
    with pytest.raises(CalibrationError, match=r"desk\.mp4: expected frames from 50 s to 60 s"):
        found(saved, part_s=(50.0, 60.0))


def test_pictures_have_no_part(tmp_path: Path) -> None:
    shots = read(save(tmp_path / "shots", photographed("a.png")))

    with pytest.raises(ConfigError, match=r"shots\.mp4: baseline START-END expects a recording"):
        found(shots, part_s=(0.0, 5.0))


@given(st.floats(0, 1e6), st.floats(1, 1e6))
def test_every_part_of_a_second_or_more_is_read(start_s: float, length_s: float) -> None:
    start_s, end_s = round(start_s, 3), round(start_s + length_s + 0.001, 3)

    assert parse_part(f"{start_s:.3f}-{end_s:.3f}", option="--part") == (start_s, end_s)


@pytest.mark.parametrize("text", ["5-5.5", "10-5", "3-3"])
def test_a_part_that_is_too_short_is_refused_with_its_length(text: str) -> None:
    with pytest.raises(ConfigError, match=f"--baseline {text}: expected START-END of at least 1 s"):
        parse_baseline(text)


@pytest.mark.parametrize("text", ["nonsense", "5", "-5-10", "1e3-2e3", "0–10", ""])
def test_a_part_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=r"expected START-END in seconds such as 0-12\.5"):
        parse_part(text, option="--part")


def test_a_baseline_that_is_nothing_known_names_all_that_it_may_be() -> None:
    with pytest.raises(CalibrationError, match=r"expected auto, START-END in seconds .* or a"):
        parse_baseline("0-ten")


@pytest.mark.parametrize("name", ["focal_px", "hfov_deg", "distance_cm"])
@pytest.mark.parametrize("value", [math.nan, math.inf, 0.0, -1.0])
def test_impossible_numbers_are_refused(name: str, value: float) -> None:
    with pytest.raises(ConfigError, match=f"{name}: expected a number above 0"):
        Setup(**{name: value})  # type: ignore[arg-type]  # one of its numbers


def test_two_words_about_the_same_lens_are_one_too_many() -> None:
    with pytest.raises(ConfigError, match="say the same thing twice; give one of them"):
        Setup(focal_px=900.0, hfov_deg=60.0)


def test_the_baseline_is_looked_for_before_the_camera_zooms(tmp_path: Path) -> None:
    forward = sitting(20, Sitter(size=(1280, 1280), head_ahead_cm=4.0))
    upright = sitting(60, Sitter(size=(1280, 1280)))[len(forward) :]
    whole = [*forward, *(zoomed(seen, 1.4) for seen in upright)]

    about = found(read(save(tmp_path / "desk", whole))).about

    assert isinstance(about["to_s"], float)
    assert about["to_s"] <= 20.0
