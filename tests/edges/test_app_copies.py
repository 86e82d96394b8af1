"""Threads that look at parts of remote recordings never take each other's copy away."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from posture.app.away import held
from posture.app.copies import Copies
from posture.errors import SourceError
from tests.webs import Quiet, served

URLS = [f"s3://study/{number}/a.mp4" for number in range(3)]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Watch what lies where temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


class Depot:
    """Where recordings are brought from, slowly."""

    def __init__(self) -> None:
        self.brought: Counter[str] = Counter()

    def __call__(self, url: str, path: Path) -> None:
        self.brought[url] += 1
        time.sleep(0.002)
        path.write_text(url)


def test_two_threads_keep_two_copies_of_what_a_server_has(tmp_path: Path, scratch: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.mp4").write_text(name)
    together = Barrier(2)

    def look(url: str) -> str:
        path = held(url)
        together.wait(timeout=60)  # the other one has its own by now
        return path.read_text()

    with (
        served(partial(Quiet, directory=str(tmp_path))) as url,
        ThreadPoolExecutor(2) as threads,
    ):
        found = list(threads.map(look, [f"{url}/a.mp4", f"{url}/b.mp4"]))

    assert found == ["a", "b"]


def test_what_a_thread_holds_stays_whatever_the_others_ask_for(scratch: Path) -> None:
    copies = Copies(Depot())

    def look(seed: int) -> bool:
        chance, good = random.Random(seed), True
        for _ in range(30):
            url = chance.choice(URLS)
            path = copies.held(url)
            time.sleep(0.001)
            good = good and path.read_text() == url
        return good

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(look, range(4)))

    assert found == [True] * 4
    copies.let_go()
    assert list(scratch.iterdir()) == []


def test_threads_that_look_at_the_same_recording_share_one_copy(scratch: Path) -> None:
    depot = Depot()
    copies = Copies(depot)

    with ThreadPoolExecutor(4) as threads:
        paths = set(threads.map(copies.held, [URLS[0]] * 20))

    assert len(paths) == 1
    assert depot.brought == {URLS[0]: 1}


def test_a_copy_goes_when_the_last_one_who_kept_it_is_gone(scratch: Path) -> None:
    copies = Copies(Depot())
    with ThreadPoolExecutor(1) as thread:
        of_another = thread.submit(copies.held, URLS[0]).result()

    first = copies.held(URLS[1])
    ended = of_another.exists()
    second = copies.held(URLS[2])

    assert not ended
    assert not first.exists()
    assert second.read_text() == URLS[2]


def test_what_could_not_be_brought_leaves_nothing_and_is_tried_again(scratch: Path) -> None:
    def bring(url: str, path: Path) -> None:
        path.write_text(url)
        if len(tried) < 1:
            tried.append(url)
            raise SourceError("broken off")

    tried: list[str] = []
    copies = Copies(bring)

    with pytest.raises(SourceError, match="broken off"):
        copies.held(URLS[0])
    assert list(scratch.iterdir()) == []
    assert copies.held(URLS[0]).read_text() == URLS[0]


def test_a_copy_that_is_here_is_kept_unless_there_is_one(tmp_path: Path, scratch: Path) -> None:
    copies = Copies(Depot())
    for number in range(2):
        (tmp_path / f"{number}.mp4").write_text(str(number))
        copies.hold(URLS[0], tmp_path / f"{number}.mp4")

    assert copies.held(URLS[0]).read_text() == "0"
    assert (tmp_path / "1.mp4").exists()
