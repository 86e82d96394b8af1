"""Pages of the history in a real browser: drawn, quiet, for everybody, and on paper."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.days import START, fill
from posture.config import AlertConfig
from posture.outputs.almanac import Almanac
from posture.outputs.digest import Digest
from posture.outputs.history_report import write_history_report, write_printout
from posture.outputs.paper import print_page
from tests.pages import LAPTOP_PX, PHONE_PX, barriers, visit

pytestmark = pytest.mark.browser
WIDTHS, SCHEMES = (PHONE_PX, LAPTOP_PX), ("light", "dark")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of three weeks, unfolded, and the sheet for a therapist."""
    folder = tmp_path_factory.mktemp("pages")
    fill(folder / "history.sqlite3", 15, better_from=7)
    with Almanac(folder / "history.sqlite3") as almanac:
        period = almanac.period(START - timedelta(days=1), START + timedelta(days=30))
    changed = (START + timedelta(days=9)).date()
    digest = Digest(period, AlertConfig(), changed=changed, what="a new chair")
    write_history_report(digest, folder / "report.html", profiles={}, unfolded=True)
    write_history_report(digest, folder / "folded.html", profiles={})
    write_printout(digest, folder / "sheet.html")
    return {name: folder / f"{name}.html" for name in ("report", "folded", "sheet")}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["report", "sheet"])
def test_pages_are_drawn_without_a_word_to_the_network(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    found = visit(browser, pages[name], width=width)
    charts = found.page.locator("[data-chart]")
    drawn = [charts.nth(place).locator("svg").count() for place in range(charts.count())]
    wide = found.page.evaluate("document.documentElement.scrollWidth")
    found.page.context.close()

    assert found.requests == []
    assert found.complaints == []
    assert all(count > 0 for count in drawn)
    assert (len(drawn) > 10) == (name == "report")
    assert wide <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["report", "sheet"])
def test_everybody_can_use_the_pages(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str, width: int
) -> None:
    found = visit(browser, pages[name], width=width, scheme=scheme)
    found.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    grave = barriers(found.page)
    found.page.context.close()

    assert grave == []


def test_what_is_folded_is_drawn_once_it_is_opened(
    browser: Browser, pages: dict[str, Path]
) -> None:
    found = visit(browser, pages["folded"], width=LAPTOP_PX)
    chart = found.page.locator("#spread-protraction_cm svg").first
    expect(chart).not_to_be_visible()
    found.page.locator("#professional > summary").focus()
    found.page.keyboard.press("Enter")

    expect(chart).to_be_visible()
    found.page.context.close()


def test_the_hours_are_downloaded_from_the_page_itself(
    browser: Browser, pages: dict[str, Path]
) -> None:
    found = visit(browser, pages["report"], width=LAPTOP_PX)
    with found.page.expect_download() as started:
        found.page.locator("a.download").click()
    text = started.value.path().read_text()
    found.page.context.close()

    assert re.fullmatch(r"posture-hours-.*\.csv", started.value.suggested_filename)
    assert text.startswith("hour,seated_s,")
    assert found.requests == []


def test_the_sheet_fits_one_page_of_paper(pages: dict[str, Path], tmp_path: Path) -> None:
    print_page(pages["sheet"], tmp_path / "sheet.pdf")
    paper = (tmp_path / "sheet.pdf").read_bytes()

    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_paper_is_white_and_as_narrow_as_paper_even_in_the_dark(
    browser: Browser, pages: dict[str, Path]
) -> None:
    found = visit(browser, pages["report"], width=LAPTOP_PX, scheme="dark")
    found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    body = found.page.locator("body")
    widths = found.page.evaluate(
        "[...document.querySelectorAll('[data-chart] .main-svg')].map((one) => one.clientWidth)"
    )

    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")
    assert max(widths) < 720
    found.page.context.close()
