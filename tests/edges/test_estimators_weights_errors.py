import math
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from posture.errors import EstimatorError
from posture.estimators import weights
from posture.estimators.manifest import Manifest
from tests.disks import mountable
from tests.tiny_weights import pip_sees, serving

NOBODY = "http://127.0.0.1:9/simple"  # the discard port: nobody listens


@pytest.fixture
def disk(store: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that mounts a file system at the store with the options given."""
    with mountable(store) as mount:
        yield mount


def failure(manifest: Manifest, environment: Mapping[str, str]) -> str:
    """Return the one sentence that a failing fetch says."""
    with pytest.raises(EstimatorError) as raised:
        weights.ensure(manifest=manifest, environment=environment)
    message = str(raised.value)
    assert "\n" not in message
    return message


def nothing_but_the_lock(store: Path) -> bool:
    return [p.name for p in store.iterdir()] == [".lock"]


def succeeds(manifest: Manifest, wheelhouse: Path) -> bool:
    return weights.ensure(manifest=manifest, environment=pip_sees(wheelhouse)).pose_task.is_file()


def test_no_index_is_a_sentence_and_the_next_try_works(
    store: Path, wheelhouse: Path, manifest: Manifest
) -> None:
    message = failure(manifest, pip_sees(None))

    assert "No matching distribution found for tinyweights==1.0" in message
    assert "fetched once" in message
    assert "POSTURE_MODELS" in message
    assert nothing_but_the_lock(store)
    assert succeeds(manifest, wheelhouse)


def test_an_unreachable_index_is_named_with_its_reason(store: Path, manifest: Manifest) -> None:
    settings = {"PIP_INDEX_URL": NOBODY, "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}

    message = failure(manifest, settings)

    assert "refused" in message
    assert "check the network" in message
    assert nothing_but_the_lock(store)


def test_a_wheel_with_the_wrong_hash_is_removed(
    store: Path, wheelhouse: Path, manifest: Manifest
) -> None:
    tampered = manifest.wheel.model_copy(update={"sha256": "0" * 64})

    message = failure(manifest.model_copy(update={"wheel": tampered}), pip_sees(wheelhouse))

    assert f"expected sha256 {'0' * 64}, found {manifest.wheel.sha256}" in message
    assert "removed, please try again" in message
    assert nothing_but_the_lock(store)
    assert succeeds(manifest, wheelhouse)


def test_a_weight_with_the_wrong_hash_never_reaches_the_store(
    store: Path, wheelhouse: Path, manifest: Manifest
) -> None:
    tampered = manifest.weights["pose_detector"].model_copy(update={"sha256": "0" * 64})
    entries = {**manifest.weights, "pose_detector": tampered}

    message = failure(manifest.model_copy(update={"weights": entries}), pip_sees(wheelhouse))

    assert message.startswith("pose_detector.tflite: expected sha256 0000")
    assert nothing_but_the_lock(store)


def test_a_folder_below_a_file_is_named(store: Path, wheelhouse: Path, manifest: Manifest) -> None:
    store.write_text("a file")

    message = failure(manifest, pip_sees(wheelhouse))

    assert message.startswith(f"{store}: expected a folder where models can be kept")
    assert "POSTURE_MODELS" in message
    assert store.read_text() == "a file"


def test_a_read_only_folder_is_named(
    store: Path, wheelhouse: Path, manifest: Manifest, disk: Callable[[str], None]
) -> None:
    disk("size=4m,ro")

    message = failure(manifest, pip_sees(wheelhouse))

    assert message.startswith(f"{store}: expected a folder where models can be kept")
    assert "Read-only file system" in message


def test_a_read_only_store_that_is_complete_is_used(
    store: Path, wheelhouse: Path, manifest: Manifest, disk: Callable[[str], None]
) -> None:
    disk("size=4m")
    whole = weights.ensure(manifest=manifest, environment=pip_sees(wheelhouse))
    os.utime(whole.face_mesh, ns=(0, 0))  # as if copied
    disk("remount,ro")

    assert weights.ensure(manifest=manifest, environment=pip_sees(None)) == whole


@pytest.mark.parametrize("wheels", [0.5, 1.0, 1.5])  # full while fetching, unpacking, copying
def test_a_full_disk_says_how_much_is_needed(
    store: Path, wheelhouse: Path, manifest: Manifest, disk: Callable[[str], None], wheels: float
) -> None:
    disk(f"size={math.ceil(wheels * manifest.wheel.size / 4096) * 4096}")

    with serving(wheelhouse / manifest.wheel.file) as index:
        index.opened.set()
        sources = {1.5: index.environment}  # pip takes a wheel from a folder without a copy
        message = failure(manifest, sources.get(wheels, pip_sees(wheelhouse)))

    assert f"needs {manifest.room_bytes / 1e6:.1f} MB" in message
    assert nothing_but_the_lock(store)
    disk("remount,size=4m")
    assert succeeds(manifest, wheelhouse)


def test_a_missing_pip_is_named(store: Path, manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / "shadow" / "pip").mkdir(parents=True)
    (tmp_path / "shadow" / "pip" / "__init__.py").touch()  # a package without the program

    message = failure(manifest, {"PYTHONPATH": str(tmp_path / "shadow")})

    assert message.startswith("pip is missing")
    assert "ensurepip" in message
    assert nothing_but_the_lock(store)
