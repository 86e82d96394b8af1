"""Fit every number of models/ on a phantom folder: python -m benchmarks.fit FOLDER

The rigid face comes first, as everything else is measured with it; run the command again when it
changed. Same folder in, same numbers out.
"""

import sys
from pathlib import Path

from benchmarks.fit import distance, front, rigid_face, side
from benchmarks.fit.people import look

MODELS = Path(__file__).parents[2] / "models"


def main(folder: Path) -> None:
    people = look(folder)
    for name, fit in (("distance", distance), ("front", front), ("side", side)):
        (MODELS / f"{name}.toml").write_text(fit.fitted(people), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--face"]:
        rigid_face.main(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
