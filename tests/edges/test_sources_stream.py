"""Network cameras: a real stream on loopback, watched, torn down and refused."""

import os
import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from posture.errors import SourceError
from posture.estimators.environment import block_uploads
from posture.sources.named import open_live
from tests.clips import even_times_s, write_clip
from tests.streaming import streaming


@pytest.mark.parametrize("scheme", ["http", "tcp"])
def test_a_stream_is_watched_and_let_go(scheme: str) -> None:
    with streaming(scheme) as (url, server), open_live(url) as live:
        frames = live.frames()
        seen = [next(frames) for _ in range(8)]

        assert server.poll() is None
    times_s = [one.time_s or 0.0 for one in seen]
    assert seen[0].image.shape == (480, 640, 3)
    assert times_s == sorted(set(times_s))
    assert not [thread for thread in threading.enumerate() if "reader" in thread.name]


def test_a_stream_that_is_killed_in_the_middle_is_a_sentence() -> None:
    with streaming() as (url, server), open_live(url) as live:
        frames = live.frames()
        next(frames)
        server.kill()

        with pytest.raises(SourceError, match=r"it broke off after \d+\.\d s.*; check the camera"):
            list(frames)


def test_blocked_uploads_stay_blocked_and_keep_no_camera_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # FFmpeg would follow it
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("POSTURE_PROXIES_BEFORE", "{}")
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "")  # is put back afterwards
    block_uploads()
    before = dict(os.environ)

    with streaming() as (url, _), open_live(url) as live:
        first = next(live.frames())

    assert first.image.shape == (480, 640, 3)
    assert dict(os.environ) == before
    assert os.environ["https_proxy"] == "http://127.0.0.1:9"


def test_an_address_where_nobody_answers_is_a_sentence_without_the_password() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused
        url = f"http://me:secret@127.0.0.1:{nobody.getsockname()[1]}/live?token=1"
        with open_live(url) as live, pytest.raises(SourceError) as caught:
            next(live.frames())

    said = str(caught.value)
    assert "cannot be opened (connection refused)" in said
    assert "secret" not in said + live.label
    assert "token" not in said + live.label


@pytest.mark.parametrize("url", ["file:///etc/hostname", "concat://a|b", "ftp://127.0.0.1/a.mp4"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with open_live(url) as live, pytest.raises(SourceError, match="begins with one of http, "):
        next(live.frames())


def test_a_playlist_on_the_network_never_reaches_files(tmp_path: Path) -> None:
    """Whoever serves a playlist must not make the viewer open what lies on this machine."""

    clip = write_clip(tmp_path / "private.ts", even_times_s(20))
    entry = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{clip}\n#EXT-X-ENDLIST\n"
    (tmp_path / "list.m3u8").write_text(entry, "utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/list.m3u8"
        with open_live(url) as live, pytest.raises(SourceError):
            next(live.frames())
        server.shutdown()
