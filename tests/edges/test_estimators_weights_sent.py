"""Networks that another machine sends are as good as fetched ones, and need no network."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from posture.errors import EstimatorError
from posture.estimators import weights
from posture.estimators.manifest import Manifest
from posture.estimators.store import State
from tests.tiny_weights import pip_sees

INSTALL = """
import pickle, sys
from pathlib import Path
from posture.estimators import weights

manifest, files = pickle.loads(Path(sys.argv[1]).read_bytes())
print(sorted(weights.install(files, manifest=manifest).sha256.values()))
"""


@pytest.fixture
def sent(tmp_path: Path, store: Path, wheelhouse: Path, manifest: Manifest) -> dict[str, bytes]:
    """What a machine packs that has fetched; afterwards this is another machine."""
    assert store == tmp_path / "models"
    weights.ensure(manifest=manifest, environment=pip_sees(wheelhouse))
    files = weights.packed(manifest)
    store.rename(tmp_path / "other machine")
    return files


def test_sent_networks_are_those_that_were_fetched(
    tmp_path: Path, sent: dict[str, bytes], manifest: Manifest, store: Path
) -> None:
    models = weights.install(sent, manifest=manifest)

    assert {file.state for file in weights.verify(manifest)} == {State.OK}
    for path in (models.pose_task, models.face_mesh_task):
        assert path.read_bytes() == (tmp_path / "other machine" / path.name).read_bytes()
    assert store in models.pose_task.parents


def test_what_is_there_and_whole_is_left_alone(
    sent: dict[str, bytes], manifest: Manifest, store: Path
) -> None:
    weights.install(sent, manifest=manifest)
    before = {path.name: path.stat().st_mtime_ns for path in store.iterdir()}

    weights.install(dict.fromkeys(sent, b"something else"), manifest=manifest)

    assert {path.name: path.stat().st_mtime_ns for path in store.iterdir()} == before


def test_what_was_damaged_on_the_way_is_refused(sent: dict[str, bytes], manifest: Manifest) -> None:
    with pytest.raises(EstimatorError, match="expected sha256"):
        weights.install({name: content[:-1] for name, content in sent.items()}, manifest=manifest)

    assert State.OK not in {file.state for file in weights.verify(manifest)}


def test_processes_that_receive_at_the_same_moment_corrupt_nothing(
    tmp_path: Path, sent: dict[str, bytes], manifest: Manifest
) -> None:
    (tmp_path / "sent").write_bytes(pickle.dumps((manifest, sent)))
    command = [sys.executable, "-c", INSTALL, str(tmp_path / "sent")]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) for _ in range(4)
    ]
    answers = {process.communicate()[0] for process in processes}

    assert len(answers) == 1
    assert {process.returncode for process in processes} == {0}
    assert {file.state for file in weights.verify(manifest)} == {State.OK}
