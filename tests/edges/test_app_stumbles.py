"""A mistake of the program in one recording is told, and the others are complete."""

import logging
from pathlib import Path

import pytest

from tests.clips import even_times_s, write_clip
from tests.program import call
from tests.recorded import save, sitting

_PLUGIN = """
class Clumsy:
    def __init__(self, **settings):
        raise ZeroDivisionError("the scale is nothing")
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install an estimator that fails as nobody foresaw."""
    place = tmp_path / "site"
    (place / "clumsy-1.dist-info").mkdir(parents=True)
    (place / "clumsy.py").write_text(_PLUGIN)
    (place / "clumsy-1.dist-info" / "METADATA").write_text("Name: clumsy\nVersion: 1\n")
    (place / "clumsy-1.dist-info" / "entry_points.txt").write_text(
        "[posture.estimators]\nclumsy = clumsy:Clumsy\n"
    )
    monkeypatch.syspath_prepend(place)
    path = tmp_path / "settings.toml"
    path.write_text('[estimator]\nname = "clumsy"\n')
    return path


def test_the_others_are_done_and_the_reason_is_told(
    tmp_path: Path,
    settings: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    clip = write_clip(tmp_path / "clip.mp4", even_times_s(10))
    desk = save(tmp_path / "desk", sitting(4))
    results = tmp_path / "r"
    ended = call(capsys, "analyze", clip, desk, "--config", settings, "--out", results)

    assert ended.code == 1
    assert ended.sentences[-1] == (
        f"posture: {clip}: expected results or a reason why there are none, found an error of the "
        "program (ZeroDivisionError: the scale is nothing); report it with what --verbose prints."
    )
    assert (results / "desk" / "session.json").exists()
    assert not (results / "clip").exists()
    assert "ZeroDivisionError" in (results / "index.html").read_text("utf-8")
    assert 'clumsy.py", line 4, in __init__' in caplog.text
