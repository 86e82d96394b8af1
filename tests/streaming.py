"""A network camera for the tests: a process of its own that streams a show on loopback.

python -m tests.streaming http|tcp PORT ACTS prints its port and serves one viewer after the other
in real time, each from the beginning. ACTS are pictures and seconds, as in front:2,black:3,front;
the last one goes on for ever.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from typing import BinaryIO

import av
import numpy as np

from posture.types import ImageBGR
from tests.frames import noise, sample_frames

RATE_HZ = 10
_ANSWER = b"HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n"


_GRAIN = np.random.default_rng(0).integers(0, 9, (480, 640, 1), np.uint8)


def _sample(number: int) -> ImageBGR:
    """Give a moment of a sample with the grain of a sensor: no two pictures are ever the same."""
    images = sample_frames("front", 20, rate_hz=RATE_HZ)
    image = images[number % len(images)].image
    return np.where(image < 247, image + np.roll(_GRAIN, 7919 * number), image)


_PICTURES: dict[str, Callable[[int], ImageBGR]] = {
    "front": _sample,
    "small": lambda number: np.ascontiguousarray(_sample(number)[::2, ::2]),
    "wide": lambda number: np.ascontiguousarray(_sample(number)[:360]),
    "frozen": lambda _number: _sample(0),
    "black": lambda _number: np.zeros_like(_sample(0)),
    "noise": lambda number: noise(seed=number % 50),
}


def serve(scheme: str, port: int, acts: str) -> None:
    """Wait for viewers and stream to one after the other."""
    with socket.create_server(("127.0.0.1", port)) as server:
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        while True:
            viewer, _ = server.accept()
            with viewer, suppress(OSError, av.FFmpegError):
                if scheme == "http":
                    viewer.recv(4096)
                    viewer.sendall(_ANSWER)
                with viewer.makefile("wb", buffering=0) as wire:
                    _show(wire, acts)  # type: ignore[arg-type]  # unbuffered, for bytes


def _show(wire: BinaryIO, acts: str) -> None:
    began_s, number = time.monotonic(), 0
    for act in acts.split(","):
        kind, _, seconds = act.partition(":")
        end = number + round(float(seconds) * RATE_HZ) if seconds else sys.maxsize
        if kind == "nothing":
            time.sleep(float(seconds))
        else:
            _encode(wire, _PICTURES[kind], range(number, end), began_s)
        number = end


def _encode(
    wire: BinaryIO,
    picture: Callable[[int], ImageBGR],
    numbers: range,
    began_s: float,
) -> None:
    """Send each picture when its time has come; every act is a beginning for the decoder."""
    container_options = {"flush_packets": "1", "mpegts_copyts": "1"}
    with av.open(wire, "w", format="mpegts", options=container_options) as container:
        options = {"tune": "zerolatency", "preset": "ultrafast", "g": "10"}
        stream = container.add_stream("libx264", rate=RATE_HZ, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width, stream.pix_fmt = *picture(0).shape[:2], "yuv420p"
        for number in numbers:
            frame = av.VideoFrame.from_ndarray(picture(number), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
            time.sleep(max(0.0, began_s + number / RATE_HZ - time.monotonic()))


@contextmanager
def streaming(
    scheme: str = "http", acts: str = "front", *, port: int = 0
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Give the address of a stream that waits for viewers, and the process that serves it."""
    command = [sys.executable, "-m", "tests.streaming", scheme, str(port), acts]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=nowhere, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"{scheme}://127.0.0.1:{int(server.stdout.readline())}", server
        finally:
            server.kill()


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
