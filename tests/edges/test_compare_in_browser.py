"""The page of a comparison in a real browser: drawn, quiet, readable on a phone and in the dark."""

from pathlib import Path

import html5lib
import numpy as np
import pytest
from playwright.sync_api import Browser
from plotly.offline import get_plotlyjs

from posture.agreement import agreement
from posture.change import Observed, Period, changes, dose_changes
from posture.comparable import Setup
from posture.outputs.agreewords import Compared
from posture.outputs.comparison import write_agreement, write_change
from posture.pairing import Pairs
from tests.pages import LAPTOP_PX, PHONE_PX, barriers, visit

pytestmark = pytest.mark.browser


def observed(mean: float, seed: int) -> Observed:
    chance = np.random.default_rng(seed)
    values = mean + np.repeat(chance.normal(size=80), 10)
    return Observed(np.arange(0.0, 48_000, 60), values, np.full(800, 60.0), 1.0)


def period(name: str, forward: float, seed: int) -> Period:
    measures = {"head_forward_deg": forward, "screen_distance_cm": 61.0, "shrug_left": 0.1}
    return Period(
        name=name,
        setup=Setup(view="front"),
        measures={one: observed(mean, seed + n) for n, (one, mean) in enumerate(measures.items())},
        doses={"cervical_extensors": observed(forward / 100, seed)},
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("comparisons")
    change, agree = folder / "change.html", folder / "agreement.html"
    before, after = period("before", 45.0, 1), period("after", 40.0, 9)
    write_change(
        change,
        (before, after),
        changes(before, after),
        dose_changes(before, after),
        ("A doubt with a <b>tag</b>.",),
    )
    truth = observed(45.0, 3).value
    pairs = Pairs(time_s=np.arange(800.0), ours=truth, theirs=truth - observed(1.0, 4).value)
    one = Compared(
        ours="head_forward_deg", theirs="C<i>VA", pairs=pairs, found=agreement(pairs),
        taken_from=90.0,
    )  # fmt: skip
    write_agreement(agree, [one], ours="desk", theirs="their </script> table.csv")
    return {"change": change, "agreement": agree}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE_PX, LAPTOP_PX])
@pytest.mark.parametrize("name", ["change", "agreement"])
def test_a_comparison_is_drawn_for_everybody_without_a_word_to_the_network(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    found = visit(browser, pages[name], width=width, scheme=scheme)
    charts = found.page.locator("[data-chart]")
    drawn = [charts.nth(place).locator("svg").count() for place in range(charts.count())]
    wide = found.page.evaluate("document.documentElement.scrollWidth")
    words = found.page.locator("main").inner_text()
    grave = barriers(found.page)
    found.page.context.close()

    assert found.requests == []
    assert found.complaints == []
    assert grave == []
    assert drawn
    assert all(count > 0 for count in drawn)
    assert wide <= width
    assert ("<b>tag</b>" if name == "change" else "C<i>VA") in words


@pytest.mark.parametrize("name", ["change", "agreement"])
def test_a_comparison_is_html(pages: dict[str, Path], name: str) -> None:
    text = pages[name].read_text(encoding="utf-8").replace(get_plotlyjs(), "")

    html5lib.HTMLParser(strict=True).parse(text)
