"""`posture config`: the settings in force."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from posture.app.settings import config_path, load_config

app = typer.Typer(
    help="Settings: which are in force, and where their file lies.",
    epilog="Example: posture config show > posture.toml",
    no_args_is_help=True,
)


@app.command(epilog="Example: posture config show")
def show(
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of TOML.")] = False,
) -> None:
    """Print every setting in force, as a settings file to start from."""
    tables = load_config(config).model_dump(mode="json")
    print(json.dumps(tables) if as_json else "\n".join(_toml(tables)))


@app.command(epilog="Example: posture config path")
def path() -> None:
    """Print where the settings file is looked for."""
    print(config_path())


def _toml(tables: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, table in tables.items():
        yield f"[{name}]"
        for key, value in table.items():
            yield f"# {key} =" if value is None else f"{key} = {_value(value)}"
        yield ""


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    return json.dumps(
        value, ensure_ascii=False
    )  # strings, numbers and booleans look the same in TOML
