"""Every source can be found: by DOI, by address, or by journal, volume and page."""

import re
from urllib.parse import urlsplit

import pytest

from posture.literature import load_sources
from posture.records import Source

SOURCES = load_sources()
LINKED = {key: one for key, one in SOURCES.items() if one.url is not None}
JOURNAL = re.compile(r"^[A-Z].+ (\d+)(\(\d+\))?:[A-Z]?\d+(-\d+)?\b")
DOI = re.compile(r"^10\.\d{4,9}/[\w.()/:;-]+$")
HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")
NUMBERED = {  # catalogues in which an article has a number, and how it looks there
    "pubmed.ncbi.nlm.nih.gov": re.compile(r"^/[1-9]\d{5,7}/$"),
    "www.ncbi.nlm.nih.gov": re.compile(r"^/pmc/articles/PMC\d{6,8}/$"),
}


def is_found(source: Source) -> bool:
    by_name = source.kind in ("decision", "textbook") or JOURNAL.match(source.where) is not None
    return by_name or source.url is not None or source.doi is not None


def test_every_source_can_be_found() -> None:
    lost = [key for key, one in SOURCES.items() if not is_found(one)]

    assert lost == ["seed"]  # the article with which the project began


def test_every_doi_is_one() -> None:
    dois = [one.doi for one in SOURCES.values() if one.doi is not None]

    assert len(dois) > 8
    assert [doi for doi in dois if not DOI.match(doi) or doi.endswith(".")] == []


@pytest.mark.parametrize("key", LINKED)
def test_every_address_is_one(key: str) -> None:
    parts = urlsplit(str(LINKED[key].url))

    assert HOST.match(parts.netloc)
    assert not parts.fragment
    pattern = NUMBERED.get(parts.netloc)
    assert pattern is None or pattern.match(parts.path)


def test_no_publication_stands_under_two_keys() -> None:
    marks = [
        mark.rstrip("/").lower()
        for one in SOURCES.values()
        for mark in (one.url, one.doi, f"{one.title} {one.where}")
        if mark is not None
    ]

    assert {mark for mark in marks if marks.count(mark) > 1} == set()


def test_what_was_not_looked_up_again_says_so() -> None:
    assert {key for key, one in SOURCES.items() if not one.read} == {"simons1999"}
