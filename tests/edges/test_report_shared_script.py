"""Reports that share one file are drawn with it, and say so where it is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from posture.outputs.report import SCRIPT, write_report, write_script
from tests.builders_session import front_session

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=quiet)
        yield opened
        opened.close()


def test_a_shared_script_draws_the_charts(browser: Browser, tmp_path: Path) -> None:
    write_script(tmp_path)
    write_report(front_session(), tmp_path / "desk" / "report.html", script=f"../{SCRIPT}")
    page = browser.new_page()
    page.goto((tmp_path / "desk" / "report.html").as_uri())

    expect(page.locator("[data-chart] .main-svg").first).to_be_visible()
    expect(page.locator("#no-charts")).to_be_hidden()


def test_a_report_without_its_script_says_what_is_missing(browser: Browser, tmp_path: Path) -> None:
    write_report(front_session(), tmp_path / "report.html", script=f"../{SCRIPT}")
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())

    expect(page.locator("#no-charts")).to_contain_text("The charts are missing")
