"""The public names: all there, all listed, and enough to measure without the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

import posture
from tests.builders import LENS
from tests.recorded import save, sitting

PROMISED = {
    "Config", "analyze", "analyze_many", "assess", "calibrate", "load_config", "open_estimator",
    "read_profile", "write_report",
}  # fmt: skip


def test_every_listed_name_is_there_and_every_promise_is_listed() -> None:
    assert all(getattr(posture, name) is not None for name in posture.__all__)
    assert set(posture.__all__) >= PROMISED
    assert posture.__all__ == sorted(posture.__all__)
    assert dir(posture) == posture.__all__


def test_every_public_function_and_class_says_what_it_is() -> None:
    assert [name for name in posture.__all__ if not getattr(posture, name).__doc__] == []


def test_an_unknown_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="module 'posture' has no attribute 'analyse'"):
        posture.analyse  # noqa: B018


def test_a_star_import_gives_exactly_the_public_names() -> None:
    code = "from posture import *; print(*sorted(n for n in dir() if n[:2] != '__'))"

    printed = subprocess.check_output([sys.executable, "-c", code], text=True)

    assert printed.split() == posture.__all__


def test_every_error_is_a_posture_error() -> None:
    errors = [name for name in posture.__all__ if name.endswith("Error")]

    assert len(errors) == 6
    assert all(issubclass(getattr(posture, name), posture.PostureError) for name in errors)


def test_frames_become_assessments_with_landmarks_from_anywhere(tmp_path: Path) -> None:
    from posture.sources.saved import read

    seen = sitting(10)
    frames = read(save(tmp_path / "me", seen)).frames()

    with posture.open_estimator("replay", recorded=seen) as estimator:
        moments = list(posture.assess(frames, estimator, lens=LENS))

    assert len(moments) == 50
    assert all(moment.measurement.camera_distance_cm is not None for moment in moments)
    assert moments[-1].exposure is not None


def test_one_recording_becomes_one_session_and_a_report(tmp_path: Path) -> None:
    source = save(tmp_path / "me", sitting(12))

    session = posture.analyze(source, out=tmp_path / "results")
    posture.write_report(session, tmp_path / "again.html")

    assert session.frames == 60
    assert session.coverage["head_forward_deg"] > 0.9
    assert (tmp_path / "results" / "me" / "report.html").exists()
    assert (tmp_path / "again.html").read_text("utf-8").startswith("<!")


def test_settings_and_profile_win_over_options(tmp_path: Path) -> None:
    source = save(tmp_path / "me", sitting(12))
    options = posture.Options(setup=posture.Setup(distance_cm=65.0, part_s=(0.0, 12.0)))
    config = posture.Config.model_validate({"camera": {"above_screen_centre_cm": 20.0}})

    plain = posture.analyze(source, options=options)
    told = posture.analyze(source, config=config, options=options)

    assert told.lens.source == plain.lens.source == "taped"
    assert told.summary["screen_distance_cm"] != plain.summary["screen_distance_cm"]
    assert told.summary["camera_distance_cm"] == plain.summary["camera_distance_cm"]


def test_a_profile_may_be_a_path_or_a_value(tmp_path: Path) -> None:
    from posture.app.wiring import profile_text
    from posture.features import features

    config = posture.Config()
    upright = [features(seen, LENS, config.measure) for seen in sitting(4)]
    profile = posture.calibrate(upright, LENS, origin="me")
    (tmp_path / "me.json").write_text(profile_text(profile), encoding="utf-8")
    source = save(tmp_path / "me", sitting(4))

    by_value, by_path = (
        posture.analyze(source, one, config).summary for one in (profile, tmp_path / "me.json")
    )

    assert by_value == by_path
