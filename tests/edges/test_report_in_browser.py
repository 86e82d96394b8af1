"""The report in a real browser: drawn, quiet, readable on a phone and in the dark."""

from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, expect
from plotly.offline import get_plotlyjs

from posture.outputs.report import render, write_report
from posture.summed import Session
from tests.builders_session import (
    empty_session,
    front_session,
    picture_session,
    side_session,
)
from tests.pages import LAPTOP_PX, PHONE_PX, barriers, visit

pytestmark = pytest.mark.browser
BUILDERS = (front_session, side_session, picture_session, empty_session)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    for build in BUILDERS:
        write_report(build(), folder / f"{build.__name__}.html")
    return {build.__name__: folder / f"{build.__name__}.html" for build in BUILDERS}


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("width", [PHONE_PX, LAPTOP_PX])
def test_report_is_drawn_without_a_word_to_the_network(
    browser: Browser, reports: dict[str, Path], build: Callable[[], Session], width: int
) -> None:
    found = visit(browser, reports[build.__name__], width=width)
    charts = found.page.locator("[data-chart]")
    wide = found.page.evaluate("document.documentElement.scrollWidth")
    drawn = [charts.nth(place).locator("svg").count() for place in range(charts.count())]
    found.page.context.close()

    assert found.requests == []
    assert found.complaints == []
    assert len(drawn) > 0
    assert all(count > 0 for count in drawn)
    assert wide <= width


def test_network_is_closed_even_to_a_script_in_the_page(
    browser: Browser, reports: dict[str, Path]
) -> None:
    found = visit(browser, reports["front_session"], width=LAPTOP_PX)
    outcome = found.page.evaluate(
        "fetch('https://example.org/').then(() => 'sent', () => 'refused')"
    )
    found.page.context.close()

    assert outcome == "refused"
    assert found.requests == []


def test_dark_mode_repaints_page_and_charts(browser: Browser, reports: dict[str, Path]) -> None:
    found = visit(browser, reports["front_session"], width=LAPTOP_PX)
    body, label = found.page.locator("body"), found.page.locator(".xtick text").first
    ground, ink = (
        found.page.evaluate("getComputedStyle(document.body).backgroundColor"),
        label.evaluate("label => getComputedStyle(label).fill"),
    )
    found.page.emulate_media(color_scheme="dark")

    expect(body).not_to_have_css("background-color", ground)
    expect(label).not_to_have_css("fill", ink)
    assert found.complaints == []
    found.page.context.close()


@pytest.mark.parametrize("width", [PHONE_PX, LAPTOP_PX])
def test_body_map_fits_and_goes_dark_with_the_page(
    browser: Browser, reports: dict[str, Path], width: int
) -> None:
    found = visit(browser, reports["front_session"], width=width)
    views = found.page.locator(".body-map")
    boxes = [views.nth(place).bounding_box() for place in range(views.count())]
    skin = views.first.locator(".skin").last
    day = skin.evaluate("skin => getComputedStyle(skin).fill")
    found.page.emulate_media(color_scheme="dark")

    expect(skin).not_to_have_css("fill", day)
    found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(skin).to_have_css("fill", day)
    assert len(boxes) == 3
    assert all(box is not None and box["height"] > 250 for box in boxes)
    assert all(box is not None and box["x"] + box["width"] <= width for box in boxes)
    found.page.context.close()


def test_paper_is_white_even_in_the_dark(browser: Browser, reports: dict[str, Path]) -> None:
    found = visit(browser, reports["front_session"], width=LAPTOP_PX, scheme="dark")
    label = found.page.locator(".xtick text").first
    ink = label.evaluate("label => getComputedStyle(label).fill")
    found.page.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(label).not_to_have_css("fill", ink)
    found.page.context.close()


def test_time_lines_stay_within_the_recording(browser: Browser, reports: dict[str, Path]) -> None:
    found = visit(browser, reports["front_session"], width=LAPTOP_PX)
    last_ms = found.page.evaluate(
        """Math.max(...document.getElementById('head_forward_deg').calcdata
           .flat().map(point => point.x).filter(Number.isFinite))"""
    )
    found.page.context.close()

    assert last_ms == pytest.approx(86_400_000 + 1_440_000, abs=3_000)


def test_tables_and_details_can_be_reached_by_keyboard(
    browser: Browser, reports: dict[str, Path]
) -> None:
    found = visit(browser, reports["front_session"], width=PHONE_PX)
    found.page.locator("summary").focus()
    found.page.keyboard.press("Enter")
    opened = found.page.evaluate("document.querySelector('details').open")
    reachable = found.page.locator(".scroll[tabindex='0'][role='region']").count()
    found.page.context.close()

    assert opened
    assert reachable == 3


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_report(
    browser: Browser, reports: dict[str, Path], build: Callable[[], Session], scheme: str
) -> None:
    found = visit(browser, reports[build.__name__], width=LAPTOP_PX, scheme=scheme)
    found.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    grave = barriers(found.page)
    found.page.context.close()

    assert grave == []


@pytest.mark.parametrize("build", BUILDERS)
def test_the_report_is_valid_html(build: Callable[[], Session]) -> None:
    html5lib.HTMLParser(strict=True).parse(render(build()).replace(get_plotlyjs(), ""))
