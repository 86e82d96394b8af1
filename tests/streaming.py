"""A network camera for the tests: a process of its own that streams a sample on loopback.

python -m tests.streaming http|tcp prints its port and serves one viewer in real time.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import count
from typing import BinaryIO

import av

from tests.frames import sample_frames

RATE_HZ = 10
_ANSWER = b"HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n"


def serve(scheme: str) -> None:
    """Wait for a viewer and stream until the viewer goes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        sys.stdout.write(f"{server.getsockname()[1]}\n")
        sys.stdout.flush()
        viewer, _ = server.accept()
        with viewer, viewer.makefile("wb", buffering=0) as wire:
            if scheme == "http":
                viewer.recv(4096)
                viewer.sendall(_ANSWER)
            _encode(wire)  # type: ignore[arg-type]  # unbuffered, for bytes


def _encode(wire: BinaryIO) -> None:
    """Show a sample over and over, each picture when its time has come."""
    images = [frame.image for frame in sample_frames("front", 20, rate_hz=RATE_HZ)]
    with av.open(wire, "w", format="mpegts", options={"flush_packets": "1"}) as container:
        options = {"tune": "zerolatency", "preset": "ultrafast", "g": "10"}
        stream = container.add_stream("libx264", rate=RATE_HZ, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width, stream.pix_fmt = *images[0].shape[:2], "yuv420p"
        began_s = time.monotonic()
        for number in count():
            frame = av.VideoFrame.from_ndarray(images[number % len(images)], format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
            time.sleep(max(0.0, began_s + number / RATE_HZ - time.monotonic()))


@contextmanager
def streaming(scheme: str = "http") -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Give the address of a stream that waits for a viewer, and the process that serves it."""
    command = [sys.executable, "-m", "tests.streaming", scheme]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdout=pipe, stderr=nowhere, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"{scheme}://127.0.0.1:{int(server.stdout.readline())}", server
        finally:
            server.kill()


if __name__ == "__main__":
    serve(sys.argv[1])
