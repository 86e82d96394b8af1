"""Stand-ins for the package index and the real weights: small, local, and countable."""

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import flatbuffers

from posture.estimators.bundle import generated_schema
from posture.estimators.manifest import Made, Manifest, Weight, Wheel

PADDING_BYTES = (
    1_200_000  # incompressible: does not fit on a tiny disk, and pip writes it in pieces
)


def tiny_network(name: str) -> bytes:
    """Return a valid network file with one input, two outputs and no layers."""
    schema = generated_schema("schema_py_generated")
    graph = schema.SubGraphT()
    graph.tensors = [schema.TensorT() for _ in range(3)]
    for number, tensor in enumerate(graph.tensors):
        tensor.name, tensor.shape = f"{name}_{number}".encode(), [1, 4]
    graph.inputs, graph.outputs, graph.operators = [0], [1, 2], []
    model = schema.ModelT()
    model.version, model.subgraphs, model.buffers = 3, [graph], [schema.BufferT()]
    builder = flatbuffers.Builder(256)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def tiny_wheel(folder: Path) -> Manifest:
    """Write a wheel with three networks into the folder and return its manifest."""
    names = ("pose_detector", "pose_landmarks", "face_mesh")
    networks = {name: tiny_network(name) for name in names}
    wheel = folder / "tinyweights-1.0-cp311-cp311-manylinux_2_28_x86_64.whl"
    _write_wheel(wheel, networks)
    return Manifest(
        wheel=Wheel(
            package="tinyweights",
            version="1.0",
            file=wheel.name,
            python="3.11",
            implementation="cp",
            abi="cp311",
            platform="manylinux_2_28_x86_64",
            size=wheel.stat().st_size,
            sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
            licence="Apache-2.0",
        ),
        weights={name: _weight(name, network) for name, network in networks.items()},
        made={
            "pose_task": _made("pose.task", ["pose_detector", "pose_landmarks"]),
            "face_mesh_task": _made("face.metadata.tflite", ["face_mesh"]),
        },
    )


def pip_sees(folder: Path | None) -> dict[str, str]:
    """Return an environment in which pip knows the wheels of a folder and nothing else."""
    links = {} if folder is None else {"PIP_FIND_LINKS": str(folder)}
    return {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", **links}


class Index:
    """A package index on the loopback that counts downloads and holds them until opened."""

    def __init__(self, wheel: Path) -> None:
        self.wheel = wheel.read_bytes()
        self.name = wheel.name
        self.downloads = 0
        self.opened = threading.Event()
        self.port = 0

    @property
    def environment(self) -> dict[str, str]:
        """Return an environment in which pip asks this index."""
        return {
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_INDEX_URL": f"http://127.0.0.1:{self.port}/simple",
            "PIP_RETRIES": "0",
            "PIP_RESUME_RETRIES": "0",
        }


@contextmanager
def serving(wheel: Path) -> Iterator[Index]:
    """Run an index for one wheel; half of it arrives at once, the rest when it is opened."""
    index = Index(wheel)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.endswith(".whl"):
                self._send("text/html", f'<a href="/{index.name}">{index.name}</a>'.encode())
                return
            index.downloads += 1
            self._send("application/octet-stream", index.wheel)

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            half = len(body) // 2
            self.wfile.write(body[:half])
            if kind != "text/html":
                index.opened.wait(timeout=60)
            self.wfile.write(body[half:])

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        index.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield index
        finally:
            index.opened.set()
            server.shutdown()
            thread.join()


def _write_wheel(wheel: Path, networks: dict[str, bytes]) -> None:
    about = "tinyweights-1.0.dist-info"
    noise = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(PADDING_BYTES // 32))
    with zipfile.ZipFile(wheel, "w") as packed:
        for name, network in networks.items():
            packed.writestr(f"tinyweights/{name}.tflite", network)
        packed.writestr("tinyweights/noise", noise)
        packed.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: tinyweights\nVersion: 1.0\n"
        )
        packed.writestr(
            f"{about}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\n"
            "Tag: cp311-cp311-manylinux_2_28_x86_64\n",
        )
        packed.writestr(f"{about}/RECORD", "")


def _weight(name: str, network: bytes) -> Weight:
    return Weight(
        file=f"{name}.tflite",
        member=f"tinyweights/{name}.tflite",
        size=len(network),
        sha256=hashlib.sha256(network).hexdigest(),
        licence="Apache-2.0",
        purpose="a test",
    )


def _made(file: str, made_from: list[str]) -> Made:
    return Made(file=file, made_from=made_from, licence="Apache-2.0", purpose="a test")
