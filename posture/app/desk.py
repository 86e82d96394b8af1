"""Answers about the desk to their file and back: asked once, obeyed by advice and alerts."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from posture.app.settings import answers_path
from posture.care_advice import AdviceBook, checked_answers, load_advice
from posture.errors import ConfigError
from posture.outputs.files import atomic

VERSION = 1


def desk_answers() -> dict[str, str] | None:
    """Return what was answered, None when nobody was ever asked."""
    return read_answers(load_advice(), answers_path()) or None


def read_answers(book: AdviceBook, path: Path) -> dict[str, str]:
    """Return the answers that were given earlier."""
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        answers = dict(kept["answers"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: expected answers about the desk, found {type(error).__name__} ({error}); "
            "remove it and `posture advice` asks anew."
        ) from error
    return checked_answers(book, answers, origin=str(path))


def write_answers(path: Path, answers: Mapping[str, str], at: datetime) -> None:
    """Keep the answers."""
    kept = {"version": VERSION, "asked": at.date().isoformat(), "answers": dict(answers)}
    with atomic(path) as handle:
        json.dump(kept, handle, ensure_ascii=False, indent=2)
        handle.write("\n")
