"""The overview of many recordings in a real browser: quiet, valid, readable on a phone and dark."""

from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser

from posture.outputs.index import write_index
from posture.outputs.summary import write_session
from tests.builders_session import BUILDERS
from tests.pages import LAPTOP_PX, PHONE_PX, barriers, visit
from tests.watches import until

pytestmark = pytest.mark.browser
RECORDINGS = 120
WHY = "expected a video, found text; name a video."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of so many recordings that their table scrolls by itself, and of two failures."""
    folder = tmp_path_factory.mktemp("study")
    places = [folder / f"person-{number:03d}" for number in range(RECORDINGS)]
    for number, place in enumerate(places):
        place.mkdir()
        session = replace(BUILDERS[number % len(BUILDERS)](), source=f"/videos/{place.name}.mp4")
        study = {"participant": f"P{number // 2:02d}", "condition": "standing desk"}
        write_session(place / "session.json", session, {"study": study})
    write_index(folder, places, [("broken.mp4", WHY), ("a-" * 60 + "long-name.mp4", WHY)])
    return folder / "index.html"


@pytest.mark.parametrize("width", [PHONE_PX, LAPTOP_PX])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_an_overview_of_many_recordings(
    browser: Browser, index: Path, scheme: str, width: int
) -> None:
    found = visit(browser, index, width=width, scheme=scheme)
    table = found.page.locator(".scroll.long")
    rows = table.locator("tbody tr").count()
    shown_px = table.evaluate("table => table.clientHeight")
    wide = found.page.evaluate("document.documentElement.scrollWidth")
    grave = barriers(found.page)
    found.page.context.close()

    assert rows == RECORDINGS
    assert shown_px < 900
    assert wide <= width
    assert grave == []
    assert found.requests == found.complaints == []


def test_the_names_of_the_columns_stay_in_sight_while_the_keyboard_scrolls(
    browser: Browser, index: Path
) -> None:
    found = visit(browser, index, width=LAPTOP_PX)
    table = found.page.locator(".scroll.long")
    table.focus()
    found.page.keyboard.press("End")
    scrolled = until(lambda: table.evaluate("table => table.scrollTop") > 1000, 10)
    below_px = table.evaluate(
        """table => table.querySelector("thead th").getBoundingClientRect().top
           - table.getBoundingClientRect().top"""
    )
    found.page.context.close()

    assert scrolled
    assert below_px == pytest.approx(0, abs=3)


def test_the_overview_is_valid_html(index: Path) -> None:
    html5lib.HTMLParser(strict=True).parse(index.read_text(encoding="utf-8"))
