"""Files come from buckets and web servers and go to buckets, by a process of its own."""

import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from posture.errors import ConfigError, SourceError, StoreError
from posture.remote.errand import Errands
from tests.buckets import Buckets, serving
from tests.webs import Breaking, Quiet, Refusing, served


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    with serving() as buckets:
        yield buckets


@pytest.fixture
def errands() -> Errands:
    return Errands(os.environ)


@pytest.fixture
def refusing() -> Iterator[str]:
    with served(Refusing) as url:
        yield url


@pytest.fixture
def breaking() -> Iterator[str]:
    with served(Breaking) as url:
        yield url


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "my desk.mp4").write_bytes(b"pictures")
    with served(partial(Quiet, directory=str(tmp_path / "www"))) as url:
        yield url


class Seen:
    """A progress that remembers the last thing it was told."""

    last: tuple[float, float | None] = (0.0, None)

    def __call__(self, done: float, total: float | None) -> None:
        self.last = (done, total)


def test_a_file_comes_from_a_bucket(buckets: Buckets, errands: Errands, tmp_path: Path) -> None:
    url, seen = buckets.put("in/a b?.mp4", b"12345" * 1000), Seen()

    errands.fetch([(url, tmp_path / "a.mp4")], seen)

    assert (tmp_path / "a.mp4").read_bytes() == b"12345" * 1000
    assert seen.last == (5000, 5000)


def test_a_file_comes_by_a_signed_link(buckets: Buckets, errands: Errands, tmp_path: Path) -> None:
    buckets.put("in/signed.mp4", b"pictures")

    errands.fetch([(buckets.link("in/signed.mp4"), tmp_path / "a.mp4")], Seen())

    assert (tmp_path / "a.mp4").read_bytes() == b"pictures"


def test_a_file_comes_from_a_web_server(web: str, errands: Errands, tmp_path: Path) -> None:
    errands.fetch([(f"{web}/my%20desk.mp4", tmp_path / "a.mp4")], Seen())

    assert (tmp_path / "a.mp4").read_bytes() == b"pictures"


def test_a_connection_that_breaks_is_tried_again(
    breaking: str, errands: Errands, tmp_path: Path
) -> None:
    errands.fetch([(f"{breaking}/a.mp4", tmp_path / "a.mp4")], Seen())

    assert (tmp_path / "a.mp4").read_bytes() == b"12345678"


def test_patterns_and_prefixes_stand_for_files(buckets: Buckets, errands: Errands) -> None:
    for name in ("1.mp4", "2.mp4", "notes.txt", "deeper/3.mp4"):
        buckets.put(f"week/{name}", b"-")

    assert errands.find("s3://study/week/*.mp4") == [
        "s3://study/week/1.mp4",
        "s3://study/week/2.mp4",
    ]
    assert errands.find("s3://study/week") == errands.find("s3://study/week/")
    assert errands.find("s3://study/week/") == [
        f"s3://study/week/{name}" for name in ("1.mp4", "2.mp4", "notes.txt")
    ]
    assert errands.find("s3://study/week/1.mp4") == ["s3://study/week/1.mp4"]
    assert errands.find("s3://study/nothing*") == []


def results(folder: Path, **contents: str) -> list[tuple[Path, str]]:
    folder.mkdir(exist_ok=True)
    for name, text in contents.items():
        (folder / f"{name}.json").write_text(text)
    return [(path, f"s3://study/out/{path.name}") for path in sorted(folder.iterdir())]


def test_results_arrive_and_replace_older_ones(
    buckets: Buckets, errands: Errands, tmp_path: Path
) -> None:
    errands.store(results(tmp_path, session="old", table="old"), Seen())
    errands.store(results(tmp_path, session="new", table="new"), Seen())

    assert buckets.keys("out/") == {"session.json", "table.json"}
    assert {buckets.get(f"out/{name}.json") for name in ("session", "table")} == {b"new"}


def test_results_that_cannot_all_be_stored_are_not_there(
    buckets: Buckets, errands: Errands, tmp_path: Path
) -> None:
    files = results(tmp_path, session="old", table="old")
    errands.store(files, Seen())
    files = [*files, (tmp_path / "zoo", "s3://no-such-bucket/out/zoo")]
    (tmp_path / "zoo").write_text("-")

    with pytest.raises(StoreError, match=r"^s3://study/out/\S+: expected a bucket"):
        errands.store(files, Seen())

    assert buckets.keys("out/") == set()


@pytest.mark.parametrize("key", ["missing.mp4", "no/such/prefix/a.mp4"])
def test_what_is_not_there_is_a_sentence(
    buckets: Buckets, errands: Errands, tmp_path: Path, key: str
) -> None:
    with pytest.raises(SourceError, match=r"^s3://study/\S+: expected a recording, found no such"):
        errands.fetch([(f"s3://study/{key}", tmp_path / "a.mp4")], Seen())
    with pytest.raises(SourceError, match="found no such bucket or file; check the address"):
        errands.find("s3://no-such-bucket/week/")


def test_a_page_that_is_not_there_is_a_sentence(web: str, errands: Errands, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found no such bucket or file"):
        errands.fetch([(f"{web}/missing.mp4", tmp_path / "a.mp4")], Seen())


def test_no_permission_is_a_sentence_without_the_secret(
    refusing: str, tmp_path: Path, buckets: Buckets
) -> None:
    errands = Errands({**os.environ, "AWS_ENDPOINT_URL": refusing})
    secret = refusing.replace("://", "://me:secret@") + "/a.mp4?token=secret"

    for url in ("s3://study/a.mp4", secret):
        with pytest.raises(SourceError, match="found no permission; ask the owner") as failure:
            errands.fetch([(url, tmp_path / "a.mp4")], Seen())
        assert "secret" not in str(failure.value)
    with pytest.raises(StoreError, match="found no permission"):
        errands.store(results(tmp_path / "r", session="-"), Seen())


def test_without_credentials_the_sentence_names_them(tmp_path: Path, buckets: Buckets) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS")}
    elsewhere = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    errands = Errands({**bare, **elsewhere, "AWS_ENDPOINT_URL": buckets.url})

    with pytest.raises(SourceError, match="found no credentials; set AWS_PROFILE, or AWS_ACC"):
        errands.fetch([("s3://study/a.mp4", tmp_path / "a.mp4")], Seen())


def test_what_is_public_needs_no_credentials(tmp_path: Path, buckets: Buckets) -> None:
    url = buckets.put("in/public.mp4", b"pictures", public=True)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS")}
    public = {"AWS_ENDPOINT_URL": buckets.url, "FSSPEC_S3_ANON": "true", "HOME": str(tmp_path)}

    Errands({**bare, **public}).fetch([(url, tmp_path / "a.mp4")], Seen())

    assert (tmp_path / "a.mp4").read_bytes() == b"pictures"


def test_nobody_who_answers_is_a_sentence(tmp_path: Path, errands: Errands) -> None:
    with pytest.raises(SourceError, match="found nobody who answers; check the network"):
        errands.fetch([("http://127.0.0.1:9/a.mp4", tmp_path / "a.mp4")], Seen())


def test_a_library_that_is_missing_is_named_with_the_line_to_type(
    errands: Errands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)

    with pytest.raises(SourceError, match=r"lacks; type `pip install 'posture-"):
        errands.fetch([("s3://study/a.mp4", tmp_path / "a.mp4")], Seen())


@pytest.mark.parametrize("url", ["ftp://study/a.mp4", "s3://", "gs://study/a.mp4"])
def test_other_addresses_are_refused(errands: Errands, tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="expected"):
        errands.fetch([(url, tmp_path / "a.mp4")], Seen())


def test_a_carrier_that_does_not_start_is_a_sentence(tmp_path: Path, errands: Errands) -> None:
    (tmp_path / "fsspec.py").write_text("raise SystemExit('out of order')")
    broken = Errands({**os.environ, "PYTHONPATH": str(tmp_path)})

    with pytest.raises(SourceError, match="the process that carries it ended and said: out of ord"):
        broken.fetch([("s3://study/a.mp4", tmp_path / "a.mp4")], Seen())
