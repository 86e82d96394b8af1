"""The manifest of weights to values: which files there are, from where, and how to know them."""

import hashlib
import tomllib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from posture.shipped import shipped


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Wheel(_Table):
    """The file on the package index that carries the weights."""

    package: str
    version: str
    file: str
    python: str
    implementation: str
    abi: str
    platform: str
    size: int
    sha256: str
    licence: str


class Weight(_Table):
    """One network inside the wheel; ``file`` is its name in the store."""

    file: str
    member: str
    size: int
    sha256: str
    licence: str
    purpose: str


class Made(_Table):
    """A file that is made on this machine from weights."""

    file: str
    made_from: list[str]
    licence: str
    purpose: str


class Manifest(_Table):
    """Everything the store holds, by the name that the program uses."""

    wheel: Wheel
    weights: Mapping[str, Weight]
    made: Mapping[str, Made]

    @property
    def digest(self) -> str:
        """Fingerprint of the manifest itself."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def room_bytes(self) -> int:
        """Disk space needed while fetching: pip holds the wheel twice before it is unpacked."""
        unpacked = sum(weight.size for weight in self.weights.values())
        return self.wheel.size + max(self.wheel.size, 2 * unpacked)


def shipped_manifest() -> Manifest:
    """Return the manifest that comes with the program.

    Examples
    --------
    >>> sorted(shipped_manifest().weights)
    ['face_mesh', 'pose_detector', 'pose_landmarks']
    """
    text = shipped("models.toml").read_text(encoding="utf-8")
    return Manifest.model_validate(tomllib.loads(text))
