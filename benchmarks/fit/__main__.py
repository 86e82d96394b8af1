"""Fit every number of models/ on a phantom folder: python -m benchmarks.fit FOLDER

The rigid face comes first, as everything else is measured with it; run the command again when it
changed. Same folder in, same numbers out.
"""

import sys
from pathlib import Path

from benchmarks.fit import rigid_face
from benchmarks.fit.models import MODELS, write
from benchmarks.fit.people import people
from benchmarks.looking import look

SHIPPED = Path(__file__).parents[2] / "models"


def main(folder: Path) -> None:
    write(people(folder, look(folder)), SHIPPED, MODELS)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--face"]:
        rigid_face.main(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
