"""The report in a real browser: drawn, quiet, readable on a phone and in the dark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from posture.outputs.report import write_report
from posture.types import Session
from tests.builders_session import (
    empty_session,
    front_session,
    picture_session,
    side_session,
)

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
BUILDERS = (front_session, side_session, picture_session, empty_session)
PHONE_PX, LAPTOP_PX = 390, 1280


@dataclass
class Visit:
    """An open page, what it asked the network for and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    for build in BUILDERS:
        write_report(build(), folder / f"{build.__name__}.html")
    return {build.__name__: folder / f"{build.__name__}.html" for build in BUILDERS}


def visit(browser: Browser, path: Path, *, width: int, scheme: str = "light") -> Visit:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    found = Visit(context.new_page())

    def block(route: Route) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        else:
            found.requests.append(route.request.url)
            route.abort()

    found.page.route("**/*", block)
    found.page.on("console", lambda message: found.complaints.append(message.text))
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.goto(path.as_uri())
    return found


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
