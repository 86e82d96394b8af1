"""Starting at login: the file says what to run, for every desktop, and status reads it back."""

import configparser
import json
import plistlib
import shlex
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.outputs.autostart import Desktop
from tests.program import call

HOME = Path("/users/me")
SYSTEMS = ("linux", "darwin", "win32")
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def program(folder: Path) -> Path:
    """An executable that lies beside the interpreter, as an installed posture does."""
    path = folder / "posture"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    return path


@pytest.mark.parametrize("system", SYSTEMS)
@given(program=TEXTS, words=st.lists(TEXTS))
def test_the_program_is_read_back_from_what_was_written(
    system: str, program: str, words: list[str]
) -> None:
    desktop = Desktop(system, HOME, {})
    if system == "win32":  # no name of a file there holds a quotation mark
        program, words = program.replace('"', "") or "posture", [w.replace('"', "") for w in words]

    assert desktop.program(desktop.written([program, *words])) == program


@pytest.mark.parametrize(
    ("system", "variables", "path"),
    [
        ("linux", {}, ".config/autostart/posture.desktop"),
        ("darwin", {}, "Library/LaunchAgents/posture-checker.watch.plist"),
        ("win32", {}, "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/posture.cmd"),
    ],
)
def test_the_file_lies_where_the_desktop_looks(
    system: str, variables: dict[str, str], path: str
) -> None:
    assert Desktop(system, HOME, variables).path == HOME / path


def test_a_moved_config_folder_is_obeyed() -> None:
    moved = Desktop("linux", HOME, {"XDG_CONFIG_HOME": "/elsewhere"})

    assert moved.path == Path("/elsewhere/autostart/posture.desktop")


def test_the_linux_entry_is_a_desktop_file() -> None:
    text = Desktop("linux", HOME, {}).written(["/opt/my apps/posture", "watch", "--quiet"])
    entry = configparser.RawConfigParser()
    entry.read_string(text)

    assert entry["Desktop Entry"]["Type"] == "Application"
    assert shlex.split(entry["Desktop Entry"]["Exec"]) == [
        "/opt/my apps/posture",
        "watch",
        "--quiet",
    ]


def test_the_agent_comes_back_after_a_crash_only() -> None:
    agent = plistlib.loads(Desktop("darwin", HOME, {}).written(["/bin/posture", "watch"]).encode())

    assert agent["ProgramArguments"] == ["/bin/posture", "watch"]
    assert (agent["RunAtLoad"], agent["KeepAlive"]) == (True, {"SuccessfulExit": False})


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_that_the_desktop_has_turned_off_is_off(line: str) -> None:
    desktop = Desktop("linux", HOME, {})
    text = desktop.written(["/bin/posture"]).replace("X-GNOME-Autostart-enabled=true", line)

    assert desktop.program(text) is None


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_no_entry_starts_nothing(system: str) -> None:
    for text in ("", "nonsense", "<plist><dict/></plist>"):
        assert Desktop(system, HOME, {}).program(text) is None


@pytest.mark.parametrize("system", SYSTEMS)
def test_it_is_enabled_and_disabled(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    system: str,
) -> None:
    monkeypatch.setattr(sys, "executable", str(program(tmp_path / "bin").with_name("python")))
    monkeypatch.setattr("posture.app.autostart_cli.sys.platform", system)

    enabled = call(capsys, "autostart", "enable", "HD Webcam")
    found = call(capsys, "autostart", "status", "--json")
    path = Path(json.loads(found.out)["file"])

    assert (enabled.code, found.code) == (0, 0)
    assert path.is_relative_to(tmp_path / "me")
    assert json.loads(found.out)["program"] == str(tmp_path / "bin" / "posture")
    assert "HD Webcam" in path.read_text("utf-8")
    assert call(capsys, "autostart", "disable").code == 0
    assert not path.exists()
    ended = call(capsys, "autostart", "status")
    assert (ended.code, ended.out) == (1, "disabled\n")


def test_a_program_that_is_gone_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    moved = program(tmp_path / "bin")
    monkeypatch.setattr(sys, "executable", str(moved.with_name("python")))
    call(capsys, "autostart", "enable")
    moved.unlink()

    ended = call(capsys, "autostart", "status")

    assert ended.code == 1
    assert f"{moved}: expected the program" in ended.sentences[0]


def test_without_an_installed_program_the_interpreter_starts_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "python").write_text("")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    call(capsys, "autostart", "enable")

    found = json.loads(call(capsys, "autostart", "status", "--json").out)

    assert found["program"] == str(tmp_path / "python")
    assert '"-m" "posture" "watch" "--quiet"' in Path(found["file"]).read_text("utf-8")
