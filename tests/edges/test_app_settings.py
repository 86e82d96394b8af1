"""Settings come from the file that was named, else from the user's own, and errors name the key."""

import json
import tomllib
from pathlib import Path

import pytest

from posture.app.settings import config_hash, config_path, home, load_config, posture_version
from posture.config import Config
from posture.errors import ConfigError
from tests.program import call
from tests.recorded import save, sitting


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    assert load_config() == Config()


def test_the_users_own_file_holds_where_none_is_named(tmp_path: Path) -> None:
    write(config_path(), "[alerts]\ncooldown_min = 3.0\n")
    named = write(tmp_path / "other.toml", "[alerts]\ncooldown_min = 5.0\n")

    assert load_config().alerts.cooldown_min == 3.0
    assert load_config(named).alerts.cooldown_min == 5.0


def test_posture_home_moves_settings_and_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTURE_HOME", str(tmp_path))

    assert home("config") == home("data") == tmp_path
    assert config_path() == tmp_path / "posture.toml"


def test_without_it_they_lie_where_the_system_keeps_such_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("POSTURE_HOME")

    assert config_path().parts[-2:] == ("posture", "posture.toml")
    assert home("data").name == "posture"


def test_what_show_prints_is_a_settings_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '[estimator]\npose_model = "Übung 🪑.task"\n[alerts]\nmax_per_day = 2\n'
    mine = write(tmp_path / "mine.toml", text)

    shown = call(capsys, "config", "show", "--config", mine)
    again = load_config(write(tmp_path / "again.toml", shown.out))

    assert shown.code == 0
    assert again == load_config(mine)
    assert again.estimator.pose_model == "Übung 🪑.task"


def test_the_defaults_are_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    tables = tomllib.loads(call(capsys, "config", "show").out)

    assert tables.keys() == Config.model_fields.keys()


def test_show_prints_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    ended = call(capsys, "config", "show", "--json")

    assert json.loads(ended.out) == Config().model_dump(mode="json")


def test_path_prints_where_the_file_is_looked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "config", "path").out == f"{config_path()}\n"


@pytest.mark.parametrize("where", ["named", "own"])
@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("[alerts]\ncoldown_min = 1.0\n", 'unknown key "alerts.coldown_min"'),
        ("[alrts]\n", 'unknown key "alrts"'),
        ('[alerts]\ncooldown_min = "ten"\n', "\"alerts.cooldown_min\" is 'ten', but"),
        ("[smooth]\nbeta = nan\n", '"smooth.beta" is nan, but'),
        ("[measure\n", "expected TOML, found an error"),
    ],
)
def test_a_wrong_settings_file_ends_the_command_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str, text: str, finding: str
) -> None:
    path = write(config_path() if where == "own" else tmp_path / "mine.toml", text)
    named = [] if where == "own" else ["--config", path]
    seen = save(tmp_path / "me", sitting(2))

    ended = call(capsys, "analyze", seen, *named, "--out", tmp_path / "results")

    assert ended.code == 2
    assert len(ended.sentences) == 1
    assert ended.err.startswith(f"posture: {path}: ")
    assert finding in ended.err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"mine\.toml: expected .*posture config show"):
        load_config(path)


def test_other_settings_have_another_hash() -> None:
    other = Config.model_validate({"alerts": {"cooldown_min": 3.0}})

    assert config_hash(Config()) == config_hash(Config())
    assert config_hash(Config()) != config_hash(other)


def test_the_version_is_that_of_the_distribution() -> None:
    assert posture_version()[0].isdigit()
