"""Profiles by name: listed, shown, chosen, removed, and found by an analysis."""

import json
from pathlib import Path

import pytest

from posture.app import profiles
from posture.app.wiring import read_profile
from posture.errors import ConfigError
from tests.program import Ended, call
from tests.recorded import save, sitting


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Give the landmarks of somebody whose profile is called desk."""
    seen = save(tmp_path / "me", sitting(8))
    assert call(capsys, "calibrate", "--from", seen, "--out", "desk").code == 0
    return seen


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, bool]:
    rows = json.loads(call(capsys, "profile", "list", "--json").out)
    return {row["name"]: row["used"] for row in rows}


def said(capsys: pytest.CaptureFixture[str], *words: object) -> Ended:
    return call(capsys, "profile", *words)


def test_a_name_lies_with_the_settings_and_serves_as_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], desk: Path
) -> None:
    ended = call(capsys, "analyze", desk, "--baseline", "desk", "--out", tmp_path / "o", "--json")

    assert (tmp_path / "home" / "profiles" / "desk.json").is_file()
    assert json.loads(ended.out)["baseline"]["kind"] == "profile"


def test_an_only_profile_is_used_and_of_several_the_chosen_one(
    capsys: pytest.CaptureFixture[str], desk: Path
) -> None:
    assert listed(capsys) == {"desk": True}

    call(capsys, "calibrate", "--from", desk, "--out", "home")
    assert listed(capsys) == {"desk": False, "home": False}

    assert said(capsys, "use", "home").code == 0
    assert listed(capsys) == {"desk": False, "home": True}


def test_a_removed_profile_is_gone_and_no_longer_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], desk: Path
) -> None:
    call(capsys, "calibrate", "--from", desk, "--out", "home")
    said(capsys, "use", "home")

    ended = said(capsys, "remove", "home")

    assert ended.out == "removed: home\n"
    assert listed(capsys) == {"desk": True}
    assert [path.name for path in (tmp_path / "home" / "profiles").iterdir()] == ["desk.json"]


def test_a_profile_says_what_it_holds(capsys: pytest.CaptureFixture[str], desk: Path) -> None:
    text, table = said(capsys, "show", "desk"), said(capsys, "list")

    for part in ("head pitch", "±", "that of people in general counts", "assumed"):
        assert part in text.out
    assert "desk" in table.out
    assert "yes" in table.out
    assert json.loads(said(capsys, "show", "desk", "--json").out)["version"] == 1


def test_without_profiles_the_list_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    ended = said(capsys, "list")

    assert (ended.code, ended.out) == (0, "")
    assert "`posture calibrate` makes one" in ended.err


def test_a_broken_profile_is_named_and_the_others_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], desk: Path
) -> None:
    (tmp_path / "home" / "profiles" / "old.json").write_text("{}", "utf-8")

    ended = said(capsys, "list")

    assert ended.code == 1
    assert "old.json: expected a profile" in ended.err
    assert "desk" in ended.out


def test_without_a_name_the_default_is_shown(
    capsys: pytest.CaptureFixture[str], desk: Path
) -> None:
    only = said(capsys, "show")
    call(capsys, "calibrate", "--from", desk)
    neither = said(capsys, "show")
    said(capsys, "use", "me")

    assert "desk.json" in only.out
    assert neither.sentences == [
        "posture: Expected a profile that is used by default, found none; "
        "choose one of desk, me with `posture profile use`."
    ]
    assert "me.json" in said(capsys, "show").out  # named after the recording


@pytest.mark.parametrize("deed", ["show", "use", "remove"])
def test_an_unknown_name_is_a_sentence_that_lists_the_others(
    capsys: pytest.CaptureFixture[str], desk: Path, deed: str
) -> None:
    ended = said(capsys, deed, "sofa")

    assert ended.code == 2
    assert ended.sentences == [
        "posture: sofa: expected one of your profiles, found only desk; "
        "make one with `posture calibrate`."
    ]


@pytest.mark.parametrize("name", ["", ".", "..", "../me", "a/b", "a\\b", "auto", "0-12", "NUL",
                                  "x" * 65, " x", "x ", "a\nb"])  # fmt: skip
def test_bad_names_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ConfigError, match="expected the name of a profile"):
        profiles.checked(name)


@pytest.mark.parametrize(
    "label", ["HD Webcam: HD", "rtsp://10.0.0.7/live", "me.mp4", "0", "auto", "…", "kamera ä", "/"]
)
def test_every_camera_gives_its_profile_a_good_name(label: str) -> None:
    name = profiles.name_for(label)

    assert profiles.checked(name) == name


def test_what_names_a_file_is_a_path_and_everything_else_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").write_text("{}", "utf-8")
    (tmp_path / "desk").mkdir()  # a folder is no profile

    for path in ("me.json", "a/me", "here"):
        assert profiles.path_of(path) == Path(path)
    assert profiles.path_of("desk") == tmp_path / "home" / "profiles" / "desk.json"


def test_a_profile_is_read_by_name_and_by_path(tmp_path: Path, desk: Path) -> None:
    path = tmp_path / "home" / "profiles" / "desk.json"

    assert read_profile("desk") == read_profile(path) == read_profile(str(path))
    assert desk.exists()
