import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from posture.errors import EstimatorError
from posture.estimators import bundle, environment, weights
from tests.tiny_weights import tiny_network

FRAME = Path("samples/desk-front.mp4")

# Made once with mediapipe 0.10.21 on the first frame of that recording:
# mp.solutions.pose.Pose with static_image_mode=True and model_complexity=1.
# nose, left ear, right ear, left shoulder, right shoulder; x and y as shares of width and height.
ROWS = [0, 7, 8, 11, 12]
LEGACY = [
    (0.5011, 0.3804),
    (0.5678, 0.3444),
    (0.4366, 0.3544),
    (0.6684, 0.6176),
    (0.3463, 0.5990),
]


def metadata_of(network: bytes) -> Any:
    """Read the metadata back from the produced file."""
    schema = bundle.generated_schema("schema_py_generated")
    described = bundle.generated_schema("metadata_schema_py_generated")
    model = schema.Model.GetRootAs(network, 0)
    entries = [model.Metadata(i) for i in range(model.MetadataLength())]
    [entry] = [e for e in entries if e.Name() == b"TFLITE_METADATA"]
    raw = model.Buffers(entry.Buffer()).DataAsNumpy().tobytes()
    assert raw[4:8] == b"M001"
    return described.ModelMetadataT.InitFromObj(described.ModelMetadata.GetRootAs(raw, 0))


def test_metadata_asks_for_zero_to_one_input() -> None:
    image = metadata_of(bundle.with_metadata(tiny_network("n"))).subgraphMetadata[0]
    [step] = image.inputTensorMetadata[0].processUnits

    assert list(step.options.mean) == [0.0]
    assert list(step.options.std) == [255.0]
    assert image.inputTensorMetadata[0].content.contentProperties.colorSpace == 1  # RGB


def test_metadata_names_every_output_and_keeps_the_network() -> None:
    network = tiny_network("n")
    schema = bundle.generated_schema("schema_py_generated")

    described = bundle.with_metadata(network)

    graph = metadata_of(described).subgraphMetadata[0]
    before, after = (schema.Model.GetRootAs(b, 0).Subgraphs(0) for b in (network, described))
    assert described[4:8] == b"TFL3"
    assert [output.name for output in graph.outputTensorMetadata] == [b"n_1", b"n_2"]
    assert list(after.InputsAsNumpy()) == list(before.InputsAsNumpy())
    assert list(after.OutputsAsNumpy()) == list(before.OutputsAsNumpy())


def test_metadata_replaces_metadata() -> None:
    once = bundle.with_metadata(tiny_network("n"), input_std=1.0)

    twice = metadata_of(bundle.with_metadata(once))

    [step] = twice.subgraphMetadata[0].inputTensorMetadata[0].processUnits
    assert list(step.options.std) == [255.0]


def test_the_bundle_is_an_uncompressed_zip_of_two() -> None:
    detector, landmarks = tiny_network("d"), tiny_network("l")
    task = bundle.pose_task(detector, landmarks)

    with zipfile.ZipFile(io.BytesIO(task)) as packed:
        entries = packed.infolist()
        contents = [packed.read(entry) for entry in entries]

    assert [entry.filename for entry in entries] == [
        "pose_detector.tflite",
        "pose_landmarks_detector.tflite",
    ]
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert contents == [detector, bundle.with_metadata(landmarks)]
    assert bundle.pose_task(detector, landmarks) == task


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (None, "No such file"),
        (b"no zip at all", "not a zip"),
        (b"PK\x05\x06" + bytes(18), "no uncompressed pose_detector.tflite"),
    ],
)
def test_a_bundle_that_is_none_is_refused(
    tmp_path: Path, content: bytes | None, found: str
) -> None:
    path = tmp_path / "own.task"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(EstimatorError) as raised:
        bundle.require_task(path)

    assert str(raised.value).startswith(f"{path}: expected a pose_landmarker_*.task")
    assert found in str(raised.value)
    assert "pose_model" in str(raised.value)


# -- with the real networks -------------------------------------------------------------------


def landmarks_of(task: bytes, rows: Sequence[int]) -> Any:
    """Run PoseLandmarker of the Tasks on one picture, outside of any recording."""
    environment.block_uploads()
    import mediapipe as mp
    from mediapipe.tasks.python import vision
    from mediapipe.tasks.python.core.base_options import BaseOptions

    options = vision.PoseLandmarkerOptions(base_options=BaseOptions(model_asset_buffer=task))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        found = landmarker.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=first_frame()))
    return np.array([(p.x, p.y) for pose in found.pose_landmarks[:1] for p in pose])[rows]


def first_frame() -> Any:
    recording = cv2.VideoCapture(str(FRAME))
    read, image = recording.read()
    recording.release()
    assert read
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


@pytest.mark.model
def test_the_bundle_equals_the_legacy_solution_to_three_decimals() -> None:
    models = weights.ensure()

    found = landmarks_of(models.pose_task.read_bytes(), ROWS)

    assert found == pytest.approx(np.array(LEGACY), abs=5e-4)


@pytest.mark.model
def test_without_normalisation_the_bundle_is_silently_wrong() -> None:
    models = weights.ensure()
    detector, landmarks = models.pose_detector.read_bytes(), models.pose_landmarks.read_bytes()

    found = landmarks_of(bundle.pose_task(detector, landmarks, input_std=1.0), ROWS)

    assert np.abs(found - LEGACY).max() > 0.02


@pytest.mark.model
def test_the_face_mesh_opens_as_an_embedder_with_its_heads() -> None:
    models = weights.ensure()
    environment.block_uploads()
    import mediapipe as mp
    from mediapipe.tasks.python import vision
    from mediapipe.tasks.python.core.base_options import BaseOptions

    options = vision.ImageEmbedderOptions(
        base_options=BaseOptions(model_asset_path=str(models.face_mesh_task))
    )
    with vision.ImageEmbedder.create_from_options(options) as embedder:
        result = embedder.embed(mp.Image(image_format=mp.ImageFormat.SRGB, data=first_frame()))

    sizes = {head.head_name: len(head.embedding) for head in result.embeddings}
    assert sizes["output_mesh_identity"] == 468 * 3
    assert sizes["output_left_iris"] == sizes["output_right_iris"] == 5 * 2
    assert sizes["conv_faceflag"] == 1
