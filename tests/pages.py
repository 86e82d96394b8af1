"""Pages in a real browser: opened, and everything noted that they ask for or complain about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PHONE_PX, LAPTOP_PX = 390, 1280
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
_GRAVE = ("serious", "critical")


@dataclass
class Visit:
    """An open page, what it asked the network for and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


def visit(browser: Browser, path: Path, *, width: int, scheme: str = "light") -> Visit:
    """Open a page that may ask for nothing but itself."""
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


def barriers(page: Page) -> list[str]:
    """Return what keeps somebody from using a page, as axe-core judges it: serious and worse."""
    response: dict[str, Any] = Axe().run(page).response
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in response["violations"]
        if one["impact"] in _GRAVE
        for node in one["nodes"]
    ]
