"""Tables of a recording: measurements.csv, alerts.csv and columns.json."""

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self, TextIO

from posture.outputs.dictionary import Column, columns, terms
from posture.outputs.files import atomic
from posture.types import Alert, Empty, Estimate, Measurement

SD_DIGITS = 2  # significant digits that a standard deviation keeps at least
ALERT_DECIMALS = 2
_REASONS: list[str] = [reason.value for reason in Empty]


def header() -> tuple[str, ...]:
    """Return the header of measurements.csv.

    Examples
    --------
    >>> header()[:6]
    ('frame', 'time_s', 'presence', 'view', 'head_forward_deg', 'head_forward_deg_sd')
    """
    return tuple(name for column in columns() for name in _names(column))


class MeasurementsWriter:
    """Write measurements.csv row by row; the file appears when the block ends well."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        self._rows: Any = None

    def __enter__(self) -> Self:
        self._rows = _rows(self._stack.enter_context(atomic(self._path)))
        self._rows.writerow(header())
        return self

    def add(self, measurement: Measurement) -> None:
        """Append one row."""
        self._rows.writerow(row(measurement))

    def __exit__(self, *exc: Any) -> None:
        self._stack.__exit__(*exc)


def row(measurement: Measurement) -> tuple[str, ...]:
    """Return the cells of one row of measurements.csv; what is not observable is empty."""
    return tuple(cell for column in columns() for cell in _cells(measurement, column))


def write_alerts(path: Path, alerts: Iterable[Alert]) -> None:
    """Write alerts.csv, in the order given."""
    with atomic(path) as handle:
        rows = _rows(handle)
        rows.writerow(terms("alert_column"))
        rows.writerows(_alert_row(alert) for alert in alerts)


def write_columns(path: Path) -> None:
    """Write columns.json: name, unit, sign and meaning of each column of measurements.csv."""
    write_dictionary(path, described())


def write_dictionary(path: Path, columns_described: Iterable[Mapping[str, str]]) -> None:
    """Write what the columns of a table mean, as a list of objects in their order."""
    with atomic(path) as handle:
        json.dump(list(columns_described), handle, ensure_ascii=False, indent=2)
        handle.write("\n")


def entry(
    name: str, *, unit: str = "", sign: str = "", meaning: str, limits: str = ""
) -> dict[str, str]:
    """Return what a dictionary says of one column."""
    return {"name": name, "unit": unit, "sign": sign, "meaning": meaning, "limits": limits}


def described() -> Iterator[dict[str, str]]:
    """Describe each column of measurements.csv: name, unit, sign, meaning and limits."""
    for column in columns():
        yield _described(column)
        if column.measure:
            meaning = f"One standard deviation of {column.name}."
            yield entry(f"{column.name}_sd", unit=column.unit, meaning=meaning)


def _rows(handle: TextIO) -> Any:
    return csv.writer(handle, lineterminator="\n")


def _names(column: Column) -> tuple[str, ...]:
    return (column.name, f"{column.name}_sd") if column.measure else (column.name,)


def _cells(measurement: Measurement, column: Column) -> tuple[str, ...]:
    if column.name == "frame":
        return (measurement.name if measurement.name is not None else str(measurement.index),)
    value = getattr(measurement, column.name)
    return _pair(value, column) if column.measure else (_cell(value, column),)


def _pair(estimate: Estimate | None, column: Column) -> tuple[str, str]:
    if estimate is None or not math.isfinite(estimate.value) or not math.isfinite(estimate.sd):
        return "", ""
    digits = max(column.decimals, _decimals(estimate.sd))
    return _number(estimate.value, column.decimals), _number(estimate.sd, digits)


def _cell(value: object, column: Column) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case float():
            return _number(value, column.decimals) if math.isfinite(value) else ""
        case frozenset():
            return ";".join(sorted(value, key=_REASONS.index))
        case _:
            return str(value)


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text  # never "-0.00"


def _decimals(sd: float) -> int:
    """Decimals that show the significant digits of ``sd``."""
    return 0 if sd <= 0 else SD_DIGITS - 1 - math.floor(math.log10(sd))


def _alert_row(alert: Alert) -> tuple[str, ...]:
    return (
        _number(alert.time_s, 3),
        alert.kind,
        alert.level,
        "" if alert.muscle is None else alert.muscle,
        _number(alert.value, ALERT_DECIMALS),
        _number(alert.limit, ALERT_DECIMALS),
        alert.unit,
        alert.message,
    )


def _described(one: Column) -> dict[str, str]:
    about = {"unit": one.unit, "sign": one.sign, "limits": one.limits}
    return entry(one.name, meaning=one.meaning, **about)
