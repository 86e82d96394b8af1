"""A folder of model files to what is known about it: complete, missing, damaged."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ValidationError

from posture.estimators import bundle
from posture.estimators.download import sha256_of
from posture.estimators.manifest import Manifest

STAMP = "models.json"
WORK = ".fetch-"  # prefix of temporary folders; whoever fetches sweeps those of killed processes


class State(StrEnum):
    """What became of a file in the store."""

    OK = "ok"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A file of the store, hashed; size and hash are ``None`` when it is missing."""

    name: str
    state: State
    path: Path
    size: int | None = None
    sha256: str | None = None


class _File(BaseModel):
    size: int
    mtime_ns: int
    sha256: str


class _Stamp(BaseModel):
    """What the store was like when it was last complete, so that a start need not hash it."""

    made_for: str
    files: dict[str, _File]


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The files of a manifest in a folder."""

    where: Path
    manifest: Manifest

    @property
    def files(self) -> Mapping[str, str]:
        """File names by the names that the program uses."""
        fetched = {name: weight.file for name, weight in self.manifest.weights.items()}
        return fetched | {name: made.file for name, made in self.manifest.made.items()}

    def unchanged(self) -> Mapping[str, str] | None:
        """Return sha256 by file name, unless a file has another size or time than when complete."""
        stamp = self._stamp()
        if stamp is None:
            return None
        try:
            stats = {file: (self.where / file).stat() for file in stamp.files}
        except OSError:
            return None
        for file, known in stamp.files.items():
            if (stats[file].st_size, stats[file].st_mtime_ns) != (known.size, known.mtime_ns):
                return None
        return {file: known.sha256 for file, known in stamp.files.items()}

    def verify(self) -> list[Verified]:
        """Hash every file; those made here are compared with what was made."""
        expected = self._expected()
        return [_verified(name, self.where / file, expected) for name, file in self.files.items()]

    def stamp(self, files: list[Verified]) -> None:
        """Remember these files as the complete store."""
        known = {}
        for file in files:
            stat = file.path.stat()
            known[file.path.name] = _File(
                size=stat.st_size, mtime_ns=stat.st_mtime_ns, sha256=file.sha256 or ""
            )
        text = _Stamp(made_for=self._made_for(), files=known).model_dump_json(indent=1)
        with tempfile.TemporaryDirectory(prefix=WORK, dir=self.where) as work:
            (Path(work) / STAMP).write_text(text, encoding="utf-8")
            (Path(work) / STAMP).replace(self.where / STAMP)

    def _stamp(self) -> _Stamp | None:
        """Return the stamp, unless it is missing, unreadable or of another manifest or recipe."""
        try:
            stamp = _Stamp.model_validate_json((self.where / STAMP).read_bytes())
        except (OSError, ValidationError):
            return None
        return stamp if stamp.made_for == self._made_for() else None

    def _made_for(self) -> str:
        return f"{self.manifest.digest} recipe {bundle.RECIPE}"

    def _expected(self) -> Mapping[str, str]:
        stamp = self._stamp()
        made = {} if stamp is None else {file: known.sha256 for file, known in stamp.files.items()}
        return made | {weight.file: weight.sha256 for weight in self.manifest.weights.values()}


def _verified(name: str, path: Path, expected: Mapping[str, str]) -> Verified:
    try:
        size, found = path.stat().st_size, sha256_of(path)
    except (FileNotFoundError, NotADirectoryError):
        return Verified(name=name, state=State.MISSING, path=path)
    state = State.OK if found == expected.get(path.name) else State.DAMAGED
    return Verified(name=name, state=state, path=path, size=size, sha256=found)
