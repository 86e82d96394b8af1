"""Dictionary: what every column, alert kind and reason code means, read from columns.toml."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from posture.shipped import data_text

_INTRO = """\
# Data dictionary

What the files of an analysed recording hold. Left and right are always the person's. An empty
cell means *not observable*, never *good*. This page is made from `posture/data/columns.toml`.

"""
_UNCERTAINTY = """
Every measure has a column `<name>_sd`: one standard deviation. It joins a part that is random
from frame to frame and averages out, and a part that stays the same for a person and a camera and
does not; `session.json` gives the two apart as `sd_frame` and `sd_person`.
"""
_EVENTS = """
## events.vtt

Written for every video beside `alerts.csv`: subtitles (WebVTT) that players show with it. Times
count from the first picture, as `time_s` does. Where there is no cue, the neck was seen and no
posture was held that counts.

"""
_FILM = """
## annotated.mp4

Written with `--annotate`: H.264, every picture of the video at its own time, counted from the first
one, with the sound as it was (as AAC where MP4 does not take it). Each picture of a recording of
pictures becomes an `annotated-NAME.png`. Nothing else that the original says of itself (place,
device, date) is kept.

"""
_FAMILIES = (
    "What is in angle brackets stands for each measure, muscle or presence. "
    "An empty cell means *not observable*.\n\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of measurements.csv; ``more`` and ``less`` say a change of a measure in words."""

    name: str
    label: str
    unit: str
    sign: str
    meaning: str
    limits: str
    decimals: int = 0
    measure: bool = False
    more: str = ""
    less: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One code, or one column of alerts.csv, and what it means."""

    name: str
    meaning: str
    label: str = ""
    unit: str = ""
    phrase: str = ""
    needs: Sequence[str] = ()


@cache
def columns() -> tuple[Column, ...]:
    """List the columns of measurements.csv in their order, without the standard deviations.

    Examples
    --------
    >>> columns()[4].name, columns()[4].unit
    ('head_forward_deg', 'deg')
    """
    return tuple(Column(**entry) for entry in _tables()["column"])


def column(name: str) -> Column:
    """Return the column called ``name``.

    Examples
    --------
    >>> column("shrug_left").decimals
    3
    """
    return next(c for c in columns() if c.name == name)


@cache
def terms(table: str) -> Mapping[str, Term]:
    """Return the codes of a table: ``alert_column``, ``alert_kind`` or another one with meanings.

    Examples
    --------
    >>> terms("empty_because")["dark"].label
    'the picture was too dark'
    """
    return {entry["name"]: Term(**entry) for entry in _tables()[table]}


def words(name: str) -> str:
    """Name a column, an alert kind, a state or a muscle in plain words.

    Examples
    --------
    >>> words("shrug_both"), words("upper_trapezius_left")
    ('Both shoulders raised', 'Upper trapezius, left')
    """
    labels = {c.name: c.label for c in columns()}
    labels |= {t.name: t.label for t in terms("alert_kind").values()}
    return labels.get(name, _readable(name))


def data_dictionary() -> str:
    """Return docs/data-dictionary.md."""
    return "".join(
        (
            _INTRO,
            "## measurements.csv\n\nOne row per analysed frame.\n\n",
            _markdown(("column", "unit", "sign", "meaning", "limits"), _column_rows()),
            _UNCERTAINTY,
            "\n## Why cells are empty\n\n",
            "The codes of `empty_because`, in the order in which they are written.\n\n",
            _markdown(("code", "meaning"), _term_rows("empty_because")),
            "\n## alerts.csv\n\nOne row per alert.\n\n",
            _markdown(("column", "meaning"), _term_rows("alert_column")),
            "\n## Alert kinds\n\nA kind never changes its meaning.\n\n",
            _markdown(("kind", "meaning"), _term_rows("alert_kind")),
            _EVENTS,
            _markdown(("cue", "from when to when"), _term_rows("event_cue")),
            _FILM,
            _markdown(("part", "what it shows"), _term_rows("film_part")),
            "\n## session.json\n\nThe numbers of the report, among them:\n\n",
            _markdown(("key", "meaning"), _term_rows("session_key")),
            "\n## summary.csv\n\nOne row per recording, for more than one. ",
            _FAMILIES,
            _markdown(("column", "meaning"), _term_rows("summary_column")),
            "\n## segments.csv\n\nOne row per segment, where `--segments` or a study name some. ",
            _FAMILIES,
            _markdown(("column", "meaning"), _term_rows("segment_column")),
        )
    )


@cache
def _tables() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads(data_text("columns.toml"))


def _readable(name: str) -> str:
    base, _, side = name.rpartition("_")
    if base and side in {"left", "right"}:
        return f"{_readable(base)}, {side}"
    return name.replace("_", " ").capitalize()


def _column_rows() -> Iterable[tuple[str, ...]]:
    for c in columns():
        name = f"`{c.name}`" + (f", `{c.name}_sd`" if c.measure else "")
        yield name, c.unit, c.sign, c.meaning, c.limits


def _term_rows(table: str) -> Iterable[tuple[str, ...]]:
    return ((f"`{term.name}`", term.meaning) for term in terms(table).values())


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
