"""Answers and measurements to advice on the screen; the answers are kept."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from posture.app.desk import read_answers, write_answers
from posture.app.safety import is_stopped
from posture.app.settings import answers_path
from posture.app.talk import LeaveError, choose
from posture.app.terminal import out
from posture.care import load_care
from posture.care_advice import (
    AdviceBook,
    Given,
    Reason,
    advise,
    load_advice,
    unanswered,
)
from posture.errors import ConfigError
from posture.types import Estimate

VERSION = 1
_LATER = "`posture advice --ask` asks for it."


def show(session: Path | None, *, ask_again: bool, silent: bool, as_json: bool) -> None:
    """Ask where that is due, and print the advice."""
    if is_stopped():
        _say_stopped(as_json=as_json)
        return
    book, path = load_advice(), answers_path()
    answers = read_answers(book, path)
    asks = ask_again or (not answers and sys.stdin.isatty())
    if asks and not silent:
        answers = _ask(book, path, answers)
    measures = {} if session is None else read_measures(session)
    given = advise(book, answers, measures)
    if as_json:
        print(json.dumps(_mapping(book, answers, given), ensure_ascii=False, allow_nan=False))
    else:
        out.print(table(book, given))
        _say_missing(book, answers, measures)


def read_measures(path: Path) -> dict[str, Estimate]:
    """Return the medians of a session.json with their standard deviations."""
    try:
        measures = json.loads(path.read_text(encoding="utf-8"))["measures"]
        return {
            name: Estimate(one["median"], sd_frame=one["sd_frame"], sd_person=one["sd_person"])
            for name, one in measures.items()
            if None not in (one["median"], one["sd_frame"], one["sd_person"])
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path}: expected the session.json of an analysed recording, found "
            f"{type(error).__name__} ({error}); `posture analyze` writes one."
        ) from error


def _say_stopped(*, as_json: bool) -> None:
    first = load_care().flags.words.open_now
    if as_json:
        print(json.dumps({"version": VERSION, "answers": {}, "advice": [], "first": first}))
    else:
        out.print(first, style="bold red")


def _ask(book: AdviceBook, path: Path, earlier: Mapping[str, str]) -> dict[str, str]:
    answers = dict(earlier)
    try:
        for number, question in enumerate(book.question, start=1):
            out.print(f"{number} of {len(book.question)}: {question.text}", style="bold")
            keys = list(question.answers)
            answers[question.id] = keys[choose("", list(question.answers.values()))]
    except LeaveError:
        out.print("Left early: answers so far are kept, the others stay as they were.")
    write_answers(path, answers, datetime.now().astimezone())
    return answers


def table(book: AdviceBook, given: tuple[Given, ...]) -> Table:
    """Return the advice with what it rests on."""
    found = Table("advice", "because", "evidence", box=box.SIMPLE, show_lines=True)
    for one in given:
        reasons = "\n".join(_reason(book, reason) for reason in one.because)
        found.add_row(Text(one.advice.text), Text(reasons or "for everybody"), one.advice.grade)
    return found


def _reason(book: AdviceBook, reason: Reason) -> str:
    if reason.answer is None:
        name, unit = _named(reason.name)
        return f"measured, {name}: {reason.value:.3g} ± {reason.sd:.2g}{unit}"
    question = next(one for one in book.question if one.id == reason.name)
    return f"your answer, {reason.name.replace('_', ' ')}: {question.answers[reason.answer]}"


def _named(measure: str) -> tuple[str, str]:
    """Return name and unit of a measure as words."""
    words = measure.split("_")
    unit = {"cm": " cm", "deg": "°"}.get(words[-1], "")
    return " ".join(words[:-1] if unit else words), unit


def _say_missing(
    book: AdviceBook, answers: Mapping[str, str], measures: Mapping[str, Estimate]
) -> None:
    if missing := unanswered(book, answers):
        named = ", ".join(question.id.replace("_", " ") for question in missing)
        out.print(f"Not answered, so nothing is said about it: {named}. {_LATER}")
    if not measures:
        out.print("Nothing measured is in it; --session FILE adds a session.json.")


def _mapping(
    book: AdviceBook, answers: Mapping[str, str], given: tuple[Given, ...]
) -> dict[str, Any]:
    return {
        "version": VERSION,
        "answers": dict(answers),
        "unanswered": [question.id for question in unanswered(book, answers)],
        "advice": [
            {
                "id": one.advice.id,
                "text": one.advice.text,
                "because": [_reason_mapping(reason) for reason in one.because],
                "sources": list(one.advice.sources),
                "grade": one.advice.grade,
            }
            for one in given
        ],
    }


def _reason_mapping(reason: Reason) -> dict[str, Any]:
    if reason.kind == "answer":
        return {"kind": "answer", "name": reason.name, "answer": reason.answer}
    return {"kind": "measure", "name": reason.name, "value": reason.value, "sd": reason.sd}
