"""Addresses are told from paths, name what they lead to, and show no secrets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.addresses import READ, Prefix, is_url, place_of, require_scheme, without_secrets
from posture.errors import ConfigError

WORDS = st.text("abcxyz-_.0", min_size=1, max_size=8)


@given(user=WORDS, secret=WORDS, host=st.from_regex(r"[a-z]{3,9}", fullmatch=True), path=WORDS)
def test_what_is_shown_holds_no_secret(user: str, secret: str, host: str, path: str) -> None:
    url = f"https://{user}:{secret}@{host}/{path}?signature={secret}"

    assert without_secrets(url) == f"https://{host}/{path}"


@given(names=st.lists(WORDS, min_size=1, max_size=3), end=st.sampled_from(["", "/"]))
def test_a_prefix_is_joined_like_a_folder(names: list[str], end: str) -> None:
    place: Prefix | Path = place_of(f"s3://study{end}")
    for name in names:
        place = place / name

    assert str(place) == "/".join(["s3://study", *names])
    assert place.name == names[-1]


def test_a_place_on_this_machine_is_a_path() -> None:
    assert place_of("results") == place_of(Path("results")) == Path("results")
    assert place_of("FILE:///a%20b") == Path("/a b")
    assert not is_url("C:/results")


def test_a_drive_of_windows_is_where_a_path_begins() -> None:
    assert place_of("file:///C:/my%20data") == Path("C:/my data")
    assert place_of("file:///c:") == Path("c:")
    assert place_of("file:///C:data") == Path("/C:data")


@pytest.mark.parametrize("url", ["https://example.org/results", "gs://study/results"])
def test_results_go_nowhere_else(url: str) -> None:
    with pytest.raises(ConfigError, match=r"expected a path or s3://…, found (https|gs)://"):
        place_of(url)


@pytest.mark.parametrize("url", ["s3://", "https://", "https://me:secret@/a.mp4"])
def test_an_address_without_a_name_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(ConfigError, match="found no name after it") as failure:
        require_scheme(url, READ)

    assert "secret" not in str(failure.value)
