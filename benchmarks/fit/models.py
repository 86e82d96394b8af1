"""Fitted numbers to files: those of models/, or others in their place for a while."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np

from benchmarks.fit import distance, front, side
from benchmarks.fit.people import Seen
from benchmarks.patches import patched
from posture import fitted
from posture.distance import rulers
from posture.shipped import shipped

MODELS = ("distance", "side", "front")
_CACHES = (fitted.fitted, fitted._tables, fitted._arrays, rulers)


def write(people: Mapping[str, Seen], folder: Path, models: Sequence[str]) -> None:
    """Fit the models and write them to a folder."""
    for name, fit in (("distance", distance), ("side", side)):
        if name in models:
            (folder / f"{name}.toml").write_text(fit.fitted(people), encoding="utf-8")
    if "front" not in models:
        return
    text, arrays = front.fitted(people)
    (folder / "front.toml").write_text(text, encoding="utf-8")
    np.savez_compressed(
        folder / "front.npz",
        allow_pickle=False,
        **{name: array.astype(np.float32) for name, array in arrays.items()},
    )


@contextmanager
def fitted_anew(people: Mapping[str, Seen], models: Sequence[str]) -> Iterator[None]:
    """Measure with models that were fitted on these people."""
    with tempfile.TemporaryDirectory() as name, redirect_stdout(StringIO()):
        folder = Path(name)
        write(people, folder, models)

        def place(file: str) -> object:
            return folder / file if (folder / file).is_file() else shipped(file)

        with patched({"posture.fitted.shipped": place, "posture.distance.shipped": place}):
            _forget()
            yield
    _forget()


def _forget() -> None:
    for read in _CACHES:
        read.cache_clear()
