"""Phantom pictures to landmarks: every picture is looked at once, in one or in several ways.

With ``kept``, a folder, what was seen is kept there for the next benchmark; a change of the
estimator, its models or the pictures asks for a new look.
"""

import hashlib
import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import posture
from benchmarks.fit.phantom import pictures
from benchmarks.patches import Patches, patched
from posture.types import Landmarks

AS_IT_IS: Mapping[str, Patches] = {"": {}}
_ROOT = Path(posture.__file__).parents[1]
_DECIDES = ("posture/estimators/*.py", "posture/headpose.py", "posture/neck.py", "models/*face*",
            "models/ear.npz")  # fmt: skip
_CHANGES = ("benchmarks/ablation/sensors.py",)  # what other ways to look are


@dataclass(frozen=True)
class Look:
    """What was seen in a picture, and how long it took."""

    landmarks: Landmarks
    ms: float


def look(folder: Path, kept: Path | None = None) -> dict[str, Landmarks]:
    """Landmarks of every picture by its id."""
    looks = look_differently(folder, AS_IT_IS, kept)[""]
    return {name: one.landmarks for name, one in looks.items()}


def look_differently(
    folder: Path, ways: Mapping[str, Patches], kept: Path | None = None
) -> dict[str, dict[str, Look]]:
    """Looks by way and by id of the picture; the ways take turns, so that times compare."""
    if kept is None:
        return _look(folder, ways)
    path = kept / f"{_key(folder, ways)}.pickle"
    if not path.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(_look(folder, ways)))
    found: dict[str, dict[str, Look]] = pickle.loads(path.read_bytes())
    return found


def _look(folder: Path, ways: Mapping[str, Patches]) -> dict[str, dict[str, Look]]:
    found: dict[str, dict[str, Look]] = {way: {} for way in ways}
    with posture.open_estimator() as estimator:
        for picture in pictures(folder):
            frame = picture.frame()
            for way, patches in ways.items():
                with patched(patches):
                    start = time.perf_counter()
                    landmarks = estimator.locate(frame)
                    ms = 1000 * (time.perf_counter() - start)
                found[way][picture.id] = Look(landmarks, ms)
    return found


def _key(folder: Path, ways: Mapping[str, Patches]) -> str:
    """Name of what was seen: other pictures, ways or code give another one."""
    patterns = _DECIDES if ways == AS_IT_IS else _DECIDES + _CHANGES
    code = [path for pattern in patterns for path in sorted(_ROOT.glob(pattern))]
    parts = [path.read_bytes() for path in (folder / "truth.json", *code)]
    return hashlib.sha256(b"\0".join([*parts, "|".join(ways).encode()])).hexdigest()[:16]
