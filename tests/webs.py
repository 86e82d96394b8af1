"""Web servers for the tests that refuse, break off, or never come to an end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that keeps no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Refusing(Quiet):
    """A server that permits nothing."""

    def do_GET(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()


class Breaking(Quiet):
    """A server that promises more than it sends, twice; the third time it keeps its word."""

    asked = 0

    def do_GET(self) -> None:
        Breaking.asked += 1
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"12345678"[: 8 if Breaking.asked % 3 == 0 else 3])


class Endless(Quiet):
    """A server that sends a little all the time."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**9))
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(bytes(10**5))
                time.sleep(0.05)


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on loopback and give the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
