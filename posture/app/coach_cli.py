"""`posture coach`: self-care for one muscle, or for aching without one spot."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from posture.app.coach_screens import sheet
from posture.app.safety import is_stopped
from posture.app.settings import history_path, load_config
from posture.app.talk import LeaveError, choose
from posture.app.terminal import out
from posture.care import Care, load_care
from posture.care_plan import Plan, muscle_names, plan_for
from posture.errors import ConfigError
from posture.outputs.coaching import VERSION, plan_mapping
from posture.outputs.history import History


def coach(
    muscle: Annotated[
        str | None,
        typer.Argument(help="Muscle, such as upper_trapezius, or widespread.", show_default=False),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="Recording of the turn-and-tilt check; given twice: before and after.",
        ),
    ] = None,
    as_text: Annotated[
        bool, typer.Option("--print", help="Print the whole plan instead of a dialogue.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole plan as JSON.")] = False,
    config: Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")] = None,
) -> None:
    """Lead through self-care for a muscle: safety first, then step by step with a timer."""
    care = load_care()
    if as_json or as_text:
        _print(plan_for(muscle or "widespread", care), care, as_json=as_json)
        return
    if not sys.stdin.isatty():
        raise ConfigError(
            "posture coach: expected a terminal to answer at, found none; "
            "`posture coach --print` shows the whole plan without questions."
        )
    try:
        plan = plan_for(muscle, care) if muscle is not None else _chosen(care)
        _dialogue(plan, care, source or [], config)
    except LeaveError:
        out.print("Left before it began.")


def _print(plan: Plan, care: Care, *, as_json: bool) -> None:
    if is_stopped():
        first = care.flags.words.open_now
        shown = json.dumps({"version": VERSION, "muscle": plan.id, "first": first})
        out.print(shown if as_json else first, soft_wrap=as_json)
    elif as_json:
        print(json.dumps(plan_mapping(plan, care), ensure_ascii=False, allow_nan=False))
    else:
        out.print(sheet(plan, care))


def _chosen(care: Care) -> Plan:
    plans = [plan_for(name, care) for name in muscle_names(care)]
    texts = [f"{one.name} ({one.anatomical})" if one.anatomical else one.name for one in plans]
    return plans[choose("Where?", texts)]


def _dialogue(plan: Plan, care: Care, sources: list[str], config: Path | None) -> None:
    from posture.app.coaching import Coach
    from posture.app.turning import Ranges, measured

    settings = load_config(config)

    def meter(again: bool) -> Ranges | None:
        """Take the first recording before, the second one after."""
        place = 1 if again else 0
        if len(sources) <= place:
            return None
        return measured(sources[place], care.care.range_, settings)

    now = datetime.now().astimezone()
    with History(history_path()) as history:
        Coach(care=care, plan=plan, history=history, meter=meter, now=now).run()
