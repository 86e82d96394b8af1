"""Plain networks to files that MediaPipe's Tasks open: metadata added, two zipped into a bundle."""

import importlib.util
import io
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

from posture.errors import EstimatorError

RECIPE = 1
"""Counts up when files made here change, so that stores make them again."""

INPUT_STD = 255.0
"""Divides the bytes of a picture, as the networks want 0–1; with 1 they are silently wrong."""

MEMBERS = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
"""Names in a bundle that PoseLandmarker looks for."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same networks give the same bundle, whenever it is made


def pose_task(detector: bytes, landmarks: bytes, *, input_std: float = INPUT_STD) -> bytes:
    """Return a ``.task`` bundle of the two pose networks: an uncompressed zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for name, network in zip(
            MEMBERS, (detector, with_metadata(landmarks, input_std=input_std)), strict=True
        ):
            bundle.writestr(zipfile.ZipInfo(name, _LONG_AGO), network)
    return packed.getvalue()


def with_metadata(network: bytes, *, input_std: float = INPUT_STD) -> bytes:
    """Return the network with TFLITE metadata: an RGB image goes in, and how it is normalised."""
    import flatbuffers

    schema = generated_schema("schema_py_generated")
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(network), 0))
    content = schema.BufferT()
    content.data = list(_metadata(model.subgraphs[0], input_std))
    model.buffers.append(content)
    entry = schema.MetadataT()
    entry.name, entry.buffer = b"TFLITE_METADATA", len(model.buffers) - 1
    model.metadata = [e for e in model.metadata or [] if e.name != entry.name] + [entry]
    builder = flatbuffers.Builder(len(network))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def require_task(path: Path) -> Path:
    """Return the path of a bundle of the user's own, or raise when it is none."""
    try:
        with zipfile.ZipFile(path) as bundle:
            found = {m.filename for m in bundle.infolist() if m.compress_type == zipfile.ZIP_STORED}
    except (OSError, zipfile.BadZipFile) as error:
        raise _no_bundle(path, getattr(error, "strerror", None) or str(error)) from error
    missing = [name for name in MEMBERS if name not in found]
    if missing:
        raise _no_bundle(path, f"no uncompressed {missing[0]} in it")
    return path


def _no_bundle(path: Path, found: str) -> EstimatorError:
    return EstimatorError(
        f"{path}: expected a pose_landmarker_*.task bundle, found: {found}; "
        "name another file as [estimator] pose_model, or leave it out."
    )


def _metadata(graph: Any, input_std: float) -> bytes:
    import flatbuffers

    described = generated_schema("metadata_schema_py_generated")
    subgraph = described.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [_image(described, input_std)]
    subgraph.outputTensorMetadata = [
        _named(described, graph.tensors[output].name) for output in graph.outputs
    ]
    model = described.ModelMetadataT()
    model.subgraphMetadata = [subgraph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())


def _image(described: Any, input_std: float) -> Any:
    image = _named(described, b"image")
    image.content = described.ContentT()
    image.content.contentPropertiesType = described.ContentProperties.ImageProperties
    image.content.contentProperties = described.ImagePropertiesT()
    image.content.contentProperties.colorSpace = described.ColorSpaceType.RGB
    step = described.ProcessUnitT()
    step.optionsType = described.ProcessUnitOptions.NormalizationOptions
    step.options = described.NormalizationOptionsT()
    step.options.mean, step.options.std = [0.0], [input_std]
    image.processUnits = [step]
    return image


def _named(described: Any, name: bytes) -> Any:
    tensor = described.TensorMetadataT()
    tensor.name = name.decode()
    return tensor


def generated_schema(name: str) -> ModuleType:
    """Load a schema that comes with mediapipe, but without mediapipe.

    The file needs nothing but flatbuffers, while ``import mediapipe`` takes a second, loads
    graphics libraries, and belongs to the one module that blocks its uploads.
    """
    package = importlib.util.find_spec("mediapipe")
    for place in (package.submodule_search_locations or []) if package is not None else []:
        file = Path(place) / "tasks" / "metadata" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(name, file)
        if file.is_file() and spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise EstimatorError(
        f"expected {name} in mediapipe 1.2 or newer, found none; install posture-checker again."
    )
