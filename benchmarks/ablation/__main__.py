"""What each sensor and each step is worth: python -m benchmarks.ablation FOLDER [--fit FOLDER]

Every line takes one step away and shows the mean absolute errors that change by it; empty cells are
as in the first line, "moved" are pictures in which the measure really changed, "+3" counts values
that became empty, "−3" values that appeared. "as fitted" keeps models that were fitted with the
step; "fitted without" fits them anew on the people of ``--fit``: against "fitted anew", what the
step is worth. "time" is what a look at a picture takes without the step, as a share of the whole;
all ways take turns on the same pictures.
"""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ablation.sensors import SENSORS
from benchmarks.ablation.step import Step, ways
from benchmarks.ablation.sums import SUMS
from benchmarks.cases import rows
from benchmarks.fit.models import MODELS, fitted_anew
from benchmarks.fit.people import Seen, people
from benchmarks.looking import Look, look_differently
from benchmarks.patches import patched
from benchmarks.tables import Errors, all_errors, arguments, show

COLUMNS = {
    "side angle °": "side head_forward_deg",
    "side change °": "side head_forward_deg change",
    "front change °": "front head_forward_deg change",
    "front moved": "front head_forward_deg change moved",
    "protraction cm": "front protraction_cm",
    "elevation cm": "front shoulder_elevation_cm",
    "elevation moved": "front shoulder_elevation_cm moved",
    "tilt °": "front shoulder_tilt_deg change",
    "tilt moved": "front shoulder_tilt_deg change moved",
    "pitch °": "front head_pitch_deg",
    "yaw °": "front head_yaw_deg",
    "distance %": "front camera_distance %",
    "taped %": "front camera_distance % taped",
}
STEPS = SENSORS + SUMS
Measured = Mapping[str, Errors]


@dataclass(frozen=True)
class Pictures:
    """Pictures of a folder, looked at in all ways."""

    folder: Path
    looks: Mapping[str, Mapping[str, Look]]

    @classmethod
    def of(cls, folder: Path, steps: Sequence[Step], kept: Path | None) -> "Pictures":
        return cls(folder, look_differently(folder, ways(steps), kept))

    def people(self, step: Step) -> dict[str, Seen]:
        """What the step leaves to be seen."""
        looks = self.looks[step.name if step.looking else ""]
        return people(self.folder, {name: one.landmarks for name, one in looks.items()})

    def share(self, step: Step) -> float:
        """Time without the step over the whole time, a usual picture."""
        whole, without = self.looks[""], self.looks[step.name]
        return statistics.median(without[name].ms / whole[name].ms for name in whole)


def measured(step: Step, shown: Pictures, fit: Pictures | None = None) -> Measured:
    """Errors without the step; with ``fit``, of models that were fitted without it."""
    with patched(step.measuring):
        if fit is None:
            return all_errors(rows(shown.people(step)))
        with patched(step.fitting), fitted_anew(fit.people(step), step.refits):
            return all_errors(rows(shown.people(step)))


def lines(shown: Pictures, fit: Pictures | None) -> Iterator[list[str]]:
    whole = measured(Step(name=""), shown)
    yield ["**everything**", "as fitted", *(f"{whole[name].mae:.2f}" for name in COLUMNS.values()),
           "1.00"]  # fmt: skip
    if fit is not None:
        again = measured(Step(name="", refits=MODELS), shown, fit)
        yield ["**everything**", "fitted anew", *cells(again, whole), ""]
    for step in STEPS:
        share = f"{shown.share(step):.2f}" if step.looking else ""
        if step.looking or step.measuring:
            yield [step.name, "as fitted", *cells(measured(step, shown), whole), share]
        if fit is not None and step.refits:
            yield [step.name, "fitted without", *cells(measured(step, shown, fit), whole), share]


def cells(without: Measured, whole: Measured) -> list[str]:
    return [cell(without[name], whole[name]) for name in COLUMNS.values()]


def cell(without: Errors, whole: Errors) -> str:
    """Error and change of the number of empty values; nothing where nothing changed."""
    emptied = without.empty - whole.empty
    more = f" ({emptied:+d})".replace("-", "−") if emptied else ""
    if not without.n:
        return f"–{more}"
    mae = f"{without.mae:.2f}"
    return "" if mae == f"{whole.mae:.2f}" and not more else mae + more


def measuring_ms(shown: Pictures) -> float:
    """Time that features and measures take, a picture."""
    seen = shown.people(Step(name=""))
    start = time.perf_counter()
    list(rows(seen))
    return 1000 * (time.perf_counter() - start) / len(seen)


def report(folder: Path, fit_folder: Path | None, kept: Path | None) -> None:
    refitted = [step for step in STEPS if step.refits]
    fit = None if fit_folder is None else Pictures.of(fit_folder, refitted, kept)
    shown = Pictures.of(folder, STEPS, kept)
    show(["without", "models", *COLUMNS, "time"], lines(shown, fit))
    looking = statistics.median(one.ms for one in shown.looks[""].values())
    print(f"\nLooking takes {looking:.0f} ms a picture, measuring (four times, with and without "
          f"tape, the neutral picture again each time) {measuring_ms(shown):.1f} ms.")  # fmt: skip


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--fit", type=Path, help="rendered people to fit on without each step")
    given = parser.parse_args()
    report(given.folder, given.fit, given.kept)


if __name__ == "__main__":
    main()
