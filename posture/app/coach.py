"""Muscle to a plan on the screen, or to a session at the keyboard."""

import json
import sys
from datetime import datetime
from pathlib import Path

from posture.app.coach_screens import sheet
from posture.app.coaching import Coach
from posture.app.safety import is_stopped
from posture.app.settings import history_path, load_config
from posture.app.talk import LeaveError, choose
from posture.app.terminal import out
from posture.care import Care, load_care
from posture.care_plan import WIDESPREAD, Plan, muscle_names, plan_for
from posture.care_range import Ranges
from posture.errors import ConfigError
from posture.outputs.coaching import VERSION, plan_mapping
from posture.outputs.history import History


def show(muscle: str | None, *, as_json: bool) -> None:
    """Print the whole plan, or what goes before it after an urgent answer."""
    care = load_care()
    plan = plan_for(muscle or WIDESPREAD, care)
    if is_stopped():
        first = care.flags.words.open_now
        shown = json.dumps({"version": VERSION, "muscle": plan.id, "first": first})
        out.print(shown if as_json else first, soft_wrap=as_json)
    elif as_json:
        print(json.dumps(plan_mapping(plan, care), ensure_ascii=False, allow_nan=False))
    else:
        out.print(sheet(plan, care))


def lead(muscle: str | None, sources: list[str], config: Path | None) -> None:
    """Lead through a session at the terminal."""
    if not sys.stdin.isatty():
        raise ConfigError(
            "posture coach: expected a terminal to answer at, found none; "
            "`posture coach --print` shows the whole plan without questions."
        )
    care = load_care()
    try:
        plan = plan_for(muscle, care) if muscle is not None else _chosen(care)
        _dialogue(plan, care, sources, config)
    except LeaveError:
        out.print("Left before it began.")


def _chosen(care: Care) -> Plan:
    plans = [plan_for(name, care) for name in muscle_names(care)]
    texts = [f"{one.name} ({one.anatomical})" if one.anatomical else one.name for one in plans]
    return plans[choose("Where?", texts)]


def _dialogue(plan: Plan, care: Care, sources: list[str], config: Path | None) -> None:

    settings = load_config(config)

    def meter(again: bool) -> Ranges | None:
        """Take the first recording before, the second one after."""
        place = 1 if again else 0
        if len(sources) <= place:
            return None
        from posture.app.turning import measured

        return measured(sources[place], care.care.range_, settings)

    now = datetime.now().astimezone()
    with History(history_path()) as history:
        Coach(care=care, plan=plan, history=history, meter=meter, now=now).run()
