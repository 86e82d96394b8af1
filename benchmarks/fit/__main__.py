"""Fit every number of models/ on a phantom folder: python -m benchmarks.fit FOLDER

The rigid face comes first, as everything else is measured with it; run the command again when it
changed. Same folder in, same numbers out.
"""

import sys
from pathlib import Path

import numpy as np

from benchmarks.fit import distance, front, rigid_face, side
from benchmarks.fit.people import look

MODELS = Path(__file__).parents[2] / "models"


def main(folder: Path) -> None:
    people = look(folder)
    for name, fit in (("distance", distance), ("side", side)):
        (MODELS / f"{name}.toml").write_text(fit.fitted(people), encoding="utf-8")
    text, arrays = front.fitted(people)
    (MODELS / "front.toml").write_text(text, encoding="utf-8")
    np.savez_compressed(
        MODELS / "front.npz",
        allow_pickle=False,
        **{name: array.astype(np.float32) for name, array in arrays.items()},
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--face"]:
        rigid_face.main(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]))
