"""Fitted numbers to files: those of models/, or others in their place for a while."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit import distance, ears, front, side
from benchmarks.fit.people import Seen
from benchmarks.patches import patched
from posture import fitted
from posture.distance import rulers
from posture.estimators import ears as read_ears
from posture.shipped import shipped
from posture.types import Floats

MODELS = ("distance", "ear", "side", "front")
_CACHES = (fitted.fitted, fitted._tables, fitted._arrays, rulers, read_ears._fitted)


def write(people: Mapping[str, Seen], folder: Path, models: Sequence[str]) -> None:
    """Fit the models and write them to a folder."""
    if "distance" in models:
        _write_text(folder / "distance.toml", distance.fitted(people))
    if "ear" in models or "side" in models:
        arrays, unseen = ears.fitted(people)
        if "ear" in models:
            _write_arrays(folder / "ear.npz", arrays, np.float16)
        if "side" in models:
            _write_text(folder / "side.toml", side.fitted(unseen))
    if "front" in models:
        text, arrays = front.fitted(people)
        _write_text(folder / "front.toml", text)
        _write_arrays(folder / "front.npz", arrays, np.float32)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_arrays(path: Path, arrays: Mapping[str, Floats], kind: type[np.floating[Any]]) -> None:
    packed = {name: np.asarray(array, kind) for name, array in arrays.items()}
    np.savez_compressed(path, allow_pickle=False, **packed)


@contextmanager
def fitted_anew(people: Mapping[str, Seen], models: Sequence[str]) -> Iterator[None]:
    """Measure with models that were fitted on these people."""
    with tempfile.TemporaryDirectory() as name, redirect_stdout(StringIO()):
        folder = Path(name)
        write(people, folder, models)

        def place(file: str) -> object:
            return folder / file if (folder / file).is_file() else shipped(file)

        with patched(
            {
                "posture.fitted.shipped": place,
                "posture.distance.shipped": place,
                "posture.estimators.ears.shipped": place,
            }
        ):
            _forget()
            yield
    _forget()


def _forget() -> None:
    for read in _CACHES:
        read.cache_clear()
