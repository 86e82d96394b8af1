"""Pages of the history: valid, complete, and true also when little was seen."""

import base64
import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import html5lib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plotly.offline import get_plotlyjs

from benchmarks.days import START, fill
from posture.care_diary import DiaryEntry
from posture.config import AlertConfig
from posture.minutes import Minute
from posture.outputs import therapist
from posture.outputs.almanac import Almanac
from posture.outputs.digest import Digest
from posture.outputs.history import History
from posture.outputs.history_report import render
from posture.outputs.hours import hours_csv
from posture.outputs.logbook import Logbook
from posture.outputs.pages import page
from posture.types import MEASURES
from tests.builders import Sitter
from tests.builders_days import kept
from tests.builders_watch import NOW, minute, minutes
from tests.measured import profile_of

DAYS = 15
CHANGED = date(2025, 1, 15)


def digest(path: Path, *, changed: date | None = None) -> Digest:
    with Almanac(path) as almanac:
        begin = START - timedelta(days=1)
        period = almanac.period(begin, NOW + timedelta(days=400))
    return Digest(period, AlertConfig(), changed=changed, what="a new chair")


def printout(found: Digest) -> str:
    return page("therapist.html.j2").render(**therapist.parts(found))


def check(text: str) -> None:
    """Parse a page as strictly as the standard; the library that draws is not ours to mend."""
    html5lib.HTMLParser(strict=True).parse(text.replace(get_plotlyjs(), ""))


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    path = tmp_path_factory.mktemp("days") / "history.sqlite3"
    fill(path, DAYS, better_from=7)
    return digest(path, changed=CHANGED)


def test_pages_are_valid_html(days: Digest) -> None:
    for text in (render(days, profiles={}), printout(days)):
        check(text)


def test_every_label_points_at_something_and_no_name_is_given_twice(days: Digest) -> None:
    for text in (render(days, profiles={}), printout(days)):
        names = re.findall(r'\sid="([^"]+)"', text)
        wanted = {
            one for said in re.findall(r'aria-labelledby="([^"]+)"', text) for one in said.split()
        }

        assert len(names) == len(set(names))
        assert wanted <= set(names)


def test_every_chart_says_the_same_in_words(days: Digest) -> None:
    text = render(days, profiles={})
    charts = re.findall(r'data-chart role="group" aria-labelledby="([^"]+)"', text)

    assert len(charts) >= 12
    for name in charts:
        (words,) = re.findall(rf'<figcaption id="{name}">([^<]+)<', text)
        assert len(words) > 40


def test_three_sentences_say_how_it_went_and_what_was_not_observed(days: Digest) -> None:
    lead = re.findall(r'<p class="lead">([^<]+)<', render(days, profiles={}))

    assert len(lead) == 3
    assert "the head was held forward for" in lead[0]
    assert "of our guide value" in lead[1].replace("\N{NO-BREAK SPACE}", " ")
    assert lead[2].startswith("Not observed: for")


def test_a_single_hour_is_neither_usual_nor_the_hardest(tmp_path: Path) -> None:
    text = render(
        digest(kept(tmp_path / "history.sqlite3", [minute(n) for n in range(20)])), profiles={}
    )

    assert "on the one judged day up to" in text
    assert not re.search(r"on a usual day up|hardest was|most loaded (day|hour) ", text)


def test_a_change_of_a_share_is_told_in_points_and_its_ends_apart(days: Digest) -> None:
    text = render(days, profiles={}).replace("\N{NO-BREAK SPACE}", " ")
    cells = re.findall(r'<td data-label="Change">(.*?)</td>', text)
    ends = re.findall(r"\(([−\d.]+) to ([−\d.]+)\)", text)

    assert all("%" not in cell for cell in cells)
    assert sum("points" in cell for cell in cells) > 1
    assert len(ends) > 10
    assert all(low != high for low, high in ends)


def test_hours_travel_with_the_page(days: Digest) -> None:
    text = render(days, profiles={})
    (coded,) = re.findall(r'href="data:text/csv;base64,([^"]+)"', text)
    rows = list(csv.DictReader(io.StringIO(base64.b64decode(coded).decode())))
    names = base64.b64decode(coded).decode().splitlines()[0].split(",")

    assert len(rows) == len(days.hours.keys) == 8 * DAYS
    assert len(set(names)) == len(names)
    assert {"shrug_right_s", "held_shrug_right_s"} <= set(names)
    seated = sum(float(row["seated_s"]) for row in rows)
    assert seated == pytest.approx(days.total_s("seated"), rel=1e-3)
    assert all(0 < float(row["head_forward_deg"]) < 90 for row in rows if row["head_forward_deg"])


def test_pain_of_a_week_without_a_watch_is_on_the_sheet_for_a_therapist(tmp_path: Path) -> None:
    path = kept(tmp_path / "history.sqlite3", [minute(n) for n in range(120)])
    with History(path) as history:
        for days, pain in ((-14, 7), (1, 2), (8, 5), (22, 9)):
            history.add_entry(DiaryEntry(at=NOW + timedelta(days=days), pain=pain))
    rows = therapist.parts(digest(path))["weeks"]
    assert isinstance(rows, list)

    assert [(row["when"], row["pain"], row["load"] == "–") for row in rows] == [
        ("16 February", "7.0", True),
        ("2 March", "2.0", False),
        ("9 March", "5.0", True),
        ("23 March", "9.0", True),
    ]


def test_what_upright_meant_is_told_where_the_profile_is_still_there(days: Digest) -> None:
    upright = profile_of(Sitter(), taped_cm=62.0)
    text = render(days, profiles={"home-desk": upright}).replace("\N{NO-BREAK SPACE}", " ")

    assert "Profile home-desk" in text
    assert "taped 62 cm" in text
    assert "not on this machine any more" in render(days, profiles={})


def test_no_significance_is_claimed(days: Digest) -> None:
    text = render(days, profiles={}).split('<script type="application/json"')[0].lower()

    assert "significan" not in text
    assert not re.search(r"p\s*[<=]\s*0\.", text)


def test_what_the_user_wrote_is_text_and_not_markup(tmp_path: Path) -> None:
    path = kept(tmp_path / "history.sqlite3", [minute(number) for number in range(30)])
    found = digest(path)
    found.what, found.changed = "<script>alert(1)</script>", NOW.date()

    assert "<script>alert(1)" not in render(found, profiles={})
    assert "<script>alert(1)" not in printout(found)


def test_two_cameras_at_once_are_said_to_count_twice(tmp_path: Path) -> None:
    with Logbook(tmp_path / "history.sqlite3") as logbook:
        for source in ("0", "1"):
            session = logbook.begin(source, NOW)
            for number in range(30):
                logbook.add_minute(session, minute(number))
            logbook.end(session, NOW + timedelta(minutes=30), "stopped")
    found = digest(tmp_path / "history.sqlite3")

    assert found.twice_s == 1800
    assert "two cameras at once for" in render(found, profiles={})


def unseen(number: int) -> Minute:
    return Minute(
        at=NOW + timedelta(minutes=number), seconds={"unknown": 60.0}, measures={},
        observed_s={}, dose={}, dose_interval={}, coverage=None, view="unknown",
    )  # fmt: skip


def test_a_period_in_which_nothing_was_seen_says_so(tmp_path: Path) -> None:
    found = digest(kept(tmp_path / "history.sqlite3", [unseen(number) for number in range(90)]))
    text = render(found, profiles={})

    assert "your posture could not be judged" in text
    assert "no load could be counted" in text
    assert "Nothing was said in this period." in text
    check(text)
    check(printout(found))


def test_an_hour_in_which_nobody_was_seen_was_not_judged_though_its_dose_stands(
    tmp_path: Path,
) -> None:
    dark = [
        replace(minute(60 + number), seconds={"unknown": 60.0}, measures={}, observed_s={})
        for number in range(60)
    ]
    rows = [minute(number) for number in range(60)] + dark
    found = digest(kept(tmp_path / "history.sqlite3", rows))

    assert np.isfinite(found.period.doses.highest).all()
    assert np.isfinite(found.highest).tolist() == [True, False]
    assert "In 1 watched hour nothing could be judged." in render(found, profiles={})


def hidden(one: Minute) -> Minute:
    """The same minute with the neck hidden, and with no load, as a dose begins."""
    return replace(one, measures={}, observed_s={}, dose=dict.fromkeys(one.dose, 0.0))


def four_days(path: Path) -> Digest:
    """Two hours on each of four days; after the first the neck is hidden, also around breaks."""
    rows = []
    for number in (24 * 60 * day + place for day in range(4) for place in range(120)):
        one = minute(number)
        one = replace(one, dose=dict.fromkeys(one.dose, 1.1)) if number < 120 else hidden(one)
        away = number >= 120 and number % 10 == 0
        rows.append(replace(one, seconds={"away": 60.0}) if away else one)
    return digest(kept(path, rows))


def test_days_at_the_desk_with_a_hidden_neck_say_nothing_of_load(tmp_path: Path) -> None:
    found = four_days(tmp_path / "history.sqlite3")
    text = render(found, profiles={}).replace("\N{NO-BREAK SPACE}", " ")
    csv_rows = hours_csv(found).splitlines()

    assert {one.usual for one in found.loads} == {1.1}
    assert np.isfinite(found.load_by_day).tolist() == [True, False, False, False]
    assert "on the one judged day up to 110 %" in text
    assert "in 2 of 2 judged hours" in text
    assert "In 6 watched hours nothing could be judged." in text
    assert all(row.endswith(",") for row in csv_rows[3:])
    assert "1 of 1" in printout(found)


def test_a_break_on_a_day_with_a_hidden_neck_is_no_load_of_nothing(tmp_path: Path) -> None:
    lunch = [
        replace(hidden(minute(number)), seconds={"away": 60.0} if number >= 60 else {"seated": 60})
        for number in range(120)
    ]
    found = digest(kept(tmp_path / "history.sqlite3", lunch))

    assert np.isfinite(found.highest).tolist() == [False, True]
    assert found.loads == ()
    assert "no load could be counted" in render(found, profiles={})


@settings(max_examples=15)
@given(rows=st.lists(minutes(), min_size=1, max_size=8, unique_by=lambda one: one.at))
def test_whatever_the_history_holds_becomes_pages(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Minute]
) -> None:
    found = digest(kept(tmp_path_factory.getbasetemp() / "pages.sqlite3", rows))
    for text in (render(found, profiles={}), printout(found)):
        assert "nan" not in text.split("<script>")[0].lower().replace("scapulae", "").split()


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_that_was_seen_is_in_the_table(days: Digest, name: str) -> None:
    seen = name != "trunk_lean_deg"

    assert (days.percentiles(name) is not None) is seen
    assert (days.mean(name) is not None) is seen


def test_each_word_of_the_summary_follows_its_number(days: Digest) -> None:
    builders: tuple[Callable[[], object], ...] = (
        lambda: days.held_share("head_forward"),
        lambda: days.seen_share("protraction_cm"),
        lambda: days.loads[0].usual,
    )
    shares = [builder() for builder in builders]

    assert all(isinstance(one, float) and one > 0 for one in shares)
    assert days.held_share("leaning") is None
