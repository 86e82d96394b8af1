import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 75  # mediapipe's uploader wakes up after 60
CALLS = "connect|sendto|sendmsg|sendmmsg"
ADDRESS = re.compile(
    r'sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)'
    r'|sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, "([^"]+)"'
)
RESOLVERS = ("/etc/resolv.conf", "/run/systemd/resolve/")
DOMAIN_PORT = 53

LOOK = """
import sys, time
from dataclasses import replace
from itertools import count

from posture.estimators.mediapipe import MediaPipeEstimator
from tests.frames import sample_frames

frames, end = sample_frames("front", 10), time.monotonic() + float(sys.argv[1])
with MediaPipeEstimator() as estimator:
    for number in count():
        frame = replace(frames[number % 10], index=number, time_s=number / 5)
        seen = estimator.locate(frame)
        assert seen.seen and seen.face_px[0, 0] > 0 and len(seen.outline_px) > 0
        if time.monotonic() > end:
            break
        time.sleep(0.15)
print("frames", number)
"""

SPEAK = {
    "connects": "socket.socket().connect_ex(('192.0.2.1', 443))",
    "connects to IPv6": "socket.socket(socket.AF_INET6).connect_ex(('2001:db8::1', 443))",
    "sends": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'!', ('192.0.2.1', 99))",
    "sends a message": "socket.socket(type=2).sendmsg([b'!'], [], 0, ('192.0.2.1', 9))",
    "asks a resolver": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'?', ('127.0.0.1', 53))",
    "looks up a name": "socket.getaddrinfo('example.org', 443)",
}

IMPORT = """
import json, os, sys

seen = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "mediapipe":
            seen.append(dict(os.environ))

sys.meta_path.insert(0, Watch())
import posture.estimators.mediapipe
from posture.estimators.environment import ORIGINAL

print(json.dumps([seen[0], dict(os.environ), dict(ORIGINAL)]))
"""


@dataclass(frozen=True)
class Word:
    """Something that a process said to somebody, or that shows that it looked up a name."""

    line: str
    port: int | None = None
    host: str | None = None

    @property
    def leaves(self) -> bool:
        """Whether it is for another machine, or about one."""
        if self.host is None or self.port == DOMAIN_PORT:
            return True
        return not ip_address(self.host).is_loopback


def words(trace: Path) -> Iterator[Word]:
    """Read what strace saw: who was spoken to, and which resolver was opened."""
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if any(f'"{path}' in line for path in RESOLVERS):
            yield Word(line)
        elif re.search(rf"\b({CALLS})\(", line):
            for port, host, port6, host6 in ADDRESS.findall(line):
                yield Word(line, int(port or port6), host or host6)


def leaving(trace: Path) -> list[str]:
    return [word.line for word in words(trace) if word.leaves]


def give_up(reason: str) -> None:
    """Skip on a machine of somebody's own; where everything must run, fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def strace(trace: Path) -> list[str]:
    if shutil.which("strace") is None:
        give_up("strace is needed to watch the network; `sh .ci/setup dev` installs it")
    what = f"trace={CALLS.replace('|', ',')},socket,open,openat"
    return ["strace", "-f", "--seccomp-bpf", "-s", "256", "-e", what, "-o", str(trace)]


def alone() -> list[str]:
    """Return what runs a command in a network of its own, which has no way out."""
    command = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], check=False).returncode
    ):
        give_up("unshare is needed for a network without a way out, and must be allowed")
    return command


def run(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=4 * SECONDS)
    assert process.returncode == 0, errors[-2000:]
    return output


@pytest.mark.trace
@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="strace watches Linux only")
def test_not_a_word_leaves_the_machine_while_the_networks_look(tmp_path: Path) -> None:
    trace = tmp_path / "trace.txt"
    watched = run([*strace(trace), sys.executable, "-c", LOOK, str(SECONDS)])

    frames = int(finish(watched).split()[1])

    assert frames > SECONDS
    assert leaving(trace) == []


@pytest.mark.trace
@pytest.mark.skipif(sys.platform != "linux", reason="strace watches Linux only")
@pytest.mark.parametrize("deed", SPEAK)
def test_whoever_speaks_to_another_machine_is_caught(tmp_path: Path, deed: str) -> None:
    trace = tmp_path / "trace.txt"
    program = f"import contextlib, socket\nwith contextlib.suppress(OSError):\n    {SPEAK[deed]}"

    finish(run([*alone(), *strace(trace), sys.executable, "-W", "ignore", "-c", program]))

    assert leaving(trace)


@pytest.mark.trace
@pytest.mark.skipif(sys.platform != "linux", reason="strace watches Linux only")
def test_whoever_speaks_to_the_machine_itself_is_not_blamed(tmp_path: Path) -> None:
    trace = tmp_path / "trace.txt"
    deeds = [
        "socket.socket().connect_ex(('127.0.0.1', 9))",
        "socket.socket(socket.AF_INET6).connect_ex(('::1', 9))",
        "socket.socket(socket.AF_UNIX).connect_ex('/nowhere')",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'!', ('127.0.0.7', 99))",
    ]

    program = "import socket\n" + "\n".join(deeds)
    finish(run([*strace(trace), sys.executable, "-W", "ignore", "-c", program]))

    assert len(list(words(trace))) == 3
    assert leaving(trace) == []


def test_uploads_are_blocked_before_mediapipe_is_imported() -> None:
    settings = {
        "https_proxy": "http://proxy.example:3128",
        "no_proxy": "*",
        "NO_PROXY": "googleapis.com",
        "PYTHONPATH": str(ROOT),
    }

    answer = subprocess.check_output([sys.executable, "-c", IMPORT], env=settings, cwd=ROOT)

    at_import, afterwards, original = json.loads(answer)
    for found in (at_import, afterwards):
        assert found["https_proxy"] == found["HTTPS_PROXY"] == "http://127.0.0.1:9"
        assert not found.keys() & {"no_proxy", "NO_PROXY"}
    assert original.items() >= settings.items()
    assert "HTTPS_PROXY" not in original


def test_one_module_alone_imports_mediapipe() -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "posture").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if "mediapipe" in imported(node)
    }

    assert importers == {"posture/estimators/facemesh.py"}


def imported(node: ast.AST) -> set[str]:
    """Return the first part of the names of all modules that a statement imports."""
    if isinstance(node, ast.Import):
        return {name.name.split(".")[0] for name in node.names}
    if isinstance(node, ast.ImportFrom) and node.module is not None:
        return {node.module.split(".")[0]}
    return set()
