"""How exact the measures are: python -m benchmarks.accuracy FOLDER

Two tables: the error of every measure (`benchmarks.cases`), where "moved" are the pictures in which
it really changed (`benchmarks.tables.MOVED`) and R² is against the guess that nothing changed; and
how well moved people are told from those who have not moved.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.cases import Row, rows
from benchmarks.fit.people import people
from benchmarks.looking import look
from benchmarks.tables import arguments, by_measure, errors, show, with_moved

COLUMNS = ("measure", "n", "empty", "bias", "MAE", "median", "p95", "R²", "1 sd", "2 sd")
DECIDED = {  # estimate above which it has moved; true value that has not, that has
    "front head_forward_deg change": (3.5, 2.0, 5.0),
    "side head_forward_deg change": (3.5, 2.0, 5.0),
    "front shoulder_elevation_cm": (1.75, 1.0, 2.5),
}
DECISION_COLUMNS = ("moved?", "n", "moved", "F1", "sensitivity", "false alarms")


def line(of_measure: Sequence[Row]) -> list[str]:
    found = errors(of_measure)
    if not found.n:
        return ["0", str(found.empty)] + ["–"] * (len(COLUMNS) - 3)
    size, power = found.size, sum(row.true**2 for row in of_measure if row.error is not None)
    numbers = [found.bias, found.mae, float(np.median(size)), float(np.quantile(size, 0.95))]
    r2 = f"{1 - float((size**2).sum()) / power:.2f}" if power > 0 else "–"
    return [str(found.n), str(found.empty), *(f"{number:.2f}" for number in numbers), r2,
            *shares(of_measure)]  # fmt: skip


def shares(of_measure: Sequence[Row]) -> list[str]:
    """Share of true values within one and within two standard deviations."""
    known = [(row.error, row.sd) for row in of_measure]
    scaled = np.array([abs(e) / sd for e, sd in known if e is not None and sd is not None])
    return [f"{(scaled <= limit).mean():.0%}" for limit in (1, 2)]


def decision(of_measure: Sequence[Row], limit: float, still: float, moved: float) -> list[str]:
    """How often a movement is seen and a still person is not said to move; in between is left out.

    What is empty is not judged.
    """
    judged = np.array([(row.estimated >= limit, row.true >= moved) for row in of_measure
                       if row.estimated is not None and not still <= row.true < moved])  # fmt: skip
    said, true = judged.T
    hits, alarms, missed = (said & true).sum(), (said & ~true).sum(), (~said & true).sum()
    return [str(len(judged)), str(true.sum()), f"{2 * hits / (2 * hits + alarms + missed):.2f}",
            f"{hits / true.sum():.2f}", f"{alarms / (~true).sum():.2f}"]  # fmt: skip


def report(folder: Path, kept: Path | None) -> None:
    found = list(rows(people(folder, look(folder, kept))))
    show(COLUMNS, ([name, *line(of_measure)] for name, of_measure in with_moved(found).items()))
    print()
    measures = by_measure(found)
    lines = ([f"{name} ≥ {limits[2]:g}", *decision(measures[name], *limits)]
             for name, limits in DECIDED.items())  # fmt: skip
    show(DECISION_COLUMNS, lines)


def main() -> None:
    given = arguments(__doc__).parse_args()
    report(given.folder, given.kept)


if __name__ == "__main__":
    main()
