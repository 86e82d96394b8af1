"""The report says what is true of each session, in words and in pictures, and nothing more."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.config import AlertConfig
from posture.outputs.charts import thinned
from posture.outputs.plotting import band, times
from posture.outputs.report import render, write_report
from posture.outputs.sentences import summary_sentences
from posture.outputs.wording import muscle_name, percent
from posture.summed import Session
from posture.types import View
from tests.builders_session import (
    BUILDERS,
    calm_session,
    empty_session,
    front_session,
    picture_session,
    side_session,
)

HOSTILE = '</title><script>alert("1")</script>&"\'<img src=x onerror=alert(2)>.png'
VOID = {"meta", "img", "br", "link", "input", "hr"}
MB = 1_000_000


class Page(HTMLParser):
    """Visible text, embedded figures, headings and balance of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.language: str | None = None
        self.tags: list[str] = []
        self.words: list[str] = []
        self.figures: dict[str, Any] = {}
        self._figures_next = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.references += [v or "" for k, v in attrs if k in {"src", "href", "srcset", "action"}]
        self.references += [] if tag != "link" else ["link"]
        self.language = found.get("lang") if tag == "html" else self.language
        self._figures_next = found.get("id") == "figures"
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._figures_next:
            self.figures, self._figures_next = json.loads(data), False
        elif not {"script", "style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).replace("\N{NO-BREAK SPACE}", " ").split())


@cache
def page(build: Callable[[], Session]) -> Page:
    return Page(render(build()))


@pytest.mark.parametrize("build", BUILDERS)
def test_page_is_whole_and_asks_the_network_for_nothing(build: Callable[[], Session]) -> None:
    found = page(build)

    assert found.open == []
    assert found.references == []
    assert found.language == "en"
    assert len(found.ids) == len(set(found.ids))
    assert found.tags.count("h1") == 1


@pytest.mark.parametrize("build", BUILDERS)
def test_every_chart_is_a_valid_figure_with_words_under_it(build: Callable[[], Session]) -> None:
    found = page(build)

    for key, figure in found.figures.items():
        go.Figure(figure)
        assert {key, f"caption-{key}"} <= set(found.ids)
        assert len(figure["data"]) > 0
    assert found.tags.count("figure") == found.tags.count("figcaption") >= len(found.figures)


@pytest.mark.parametrize("build", BUILDERS)
def test_exposure_is_reported_and_nothing_is_diagnosed(build: Callable[[], Session]) -> None:
    text = page(build).text.lower()

    assert re.findall(r"\byou have (?!been)", text) == []
    assert re.findall(r"\w*diagnos\w*", text) == ["diagnose"]
    assert "does not diagnose anything, it is not a medical device" in text
    assert re.findall(r"trigger point|disease|syndrome|patient|\bnan\b|\binf\b", text) == []


def test_front_recording_is_told_in_three_sentences() -> None:
    held, loaded, unseen = summary_sentences(front_session())

    assert held == (
        "In 24 min, the head was held forward for 9 min (38 %), the right shoulder was raised for "
        "2 min 53 s (12 %), the eyes were close to the screen for 1 min 12 s (5 %) and nothing "
        "worth noting for 10 min (42 %)."
    )
    assert loaded == (
        "The highest load was on the side-of-neck muscles, 90 % of our guide value: mostly the "
        "head forward or down 62 %, a raised shoulder 38 %. The error of the measures leaves 65 % "
        "to 123 % possible. At the end it was 53 %."
    )
    assert unseen == (
        "The head position, the height of the shoulders and the distance to the screen could not "
        "be judged in 6 % of the recording (mostly because the head was turned too far from the "
        "camera)."
    )


def test_empty_recording_is_called_neither_good_nor_bad() -> None:
    found = page(empty_session)

    assert "so it says nothing, good or bad" in found.text
    assert "mostly because nobody was found in the picture" in found.text
    assert "No alert was raised. An alert needs a posture that is both seen and held." in found.text
    assert set(found.figures) == {"presence", "postures", "coverage"}
    assert "held: none. could not be judged" in found.text.lower()


def test_calm_recording_claims_only_what_was_seen() -> None:
    held, loaded, unseen = summary_sentences(calm_session())

    assert "none of the postures that we count was held, as far as was seen" in held
    assert loaded == "No muscle gathered load that our model counts."
    assert unseen.endswith("could be judged almost throughout.")


def test_side_view_does_not_speak_of_what_it_cannot_show() -> None:
    found = page(side_session)

    assert "shoulder_elevation_left_cm" not in found.figures
    assert "Shoulders raised Not observable in this recording." in found.text
    assert found.figures["head_forward_deg"]["layout"]["shapes"][0]["y0"] == pytest.approx(42.0)
    assert "the upright angle of" not in found.text


def test_front_view_owns_up_to_the_average_it_starts_from() -> None:
    assert "the upright angle of 37.0° (average of people, ± 4°)" in page(front_session).text


def test_pictures_have_no_time_and_no_dose() -> None:
    found = page(picture_session)

    assert "Pictures show single moments, so no load over time is counted." in found.text
    assert "Pictures get no alerts" in found.text
    assert not {"dose", "dose-over-time", "presence", "postures"} & set(found.figures)
    assert "type" not in found.figures["head_forward_deg"]["layout"]["xaxis"]
    assert found.figures["head_forward_deg"]["data"][0]["text"] == ["a.png", "b.png", "c.png"]
    assert found.figures["head_forward_deg"]["data"][0]["y"][1] is None


def test_pictures_without_names_are_numbered() -> None:
    session = replace(picture_session(), pictures=())
    session = replace(session, series={**session.series, "time_s": np.full(3, np.nan)})
    figure = Page(render(session)).figures["head_forward_deg"]

    assert figure["data"][0]["text"] == ["picture 1", "picture 2", "picture 3"]


def test_hostile_file_name_is_only_text() -> None:
    session = replace(picture_session((HOSTILE, "b.png")), source=HOSTILE.replace("/", "-"))
    found = Page(render(session))

    assert found.tags.count("script") == 3
    assert "img" not in found.tags
    assert '<script>alert("1")' in found.text
    assert "<" not in "".join(found.figures["head_forward_deg"]["data"][0]["text"])


def test_limits_are_those_of_the_settings() -> None:
    config = AlertConfig.model_validate({"too_close_cm": {"enter": 61.0, "leave": 64.0}})
    found = Page(render(front_session(), alerts=config))

    assert found.figures["screen_distance_cm"]["layout"]["shapes"][0]["y0"] == 61.0
    assert "limit 61 cm, closer counts" in found.text


def test_shoulder_limit_is_a_share_of_the_full_shrug() -> None:
    shape = page(front_session).figures["shoulder_elevation_left_cm"]["layout"]["shapes"][0]

    assert shape["y0"] == pytest.approx(0.25 * 3.4, rel=1e-3)


def test_without_an_upright_posture_nothing_counts_as_not_held() -> None:
    session = front_session()
    session = replace(session, empty={**session.empty, "no_baseline": 1.0})
    not_held = Page(render(session)).figures["postures"]["data"][1]

    assert (not_held["name"], set(not_held["x"])) == ("not held", {0.0})


@pytest.mark.parametrize("view", list(View))
def test_sentences_hold_for_every_view_and_amount(view: View) -> None:
    for build in BUILDERS:
        for sentence in summary_sentences(replace(build(), view=view)):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "()" not in sentence


def test_ten_hours_make_a_page_as_small_as_one(tmp_path: Path) -> None:
    write_report(front_session(duration_s=36_000.0), tmp_path / "long.html")

    assert (tmp_path / "long.html").stat().st_size < 5.5 * MB


@given(
    st.lists(st.one_of(st.just(np.nan), st.floats(-100, 100)), min_size=1, max_size=400),
    st.integers(1, 50),
)
def test_thinning_keeps_extremes_and_gaps(values: list[float], buckets: int) -> None:
    thin = thinned(np.arange(len(values), dtype=float), values, buckets=buckets)
    seen = np.array(values)[np.isfinite(values)]

    assert thin.mean.size <= buckets
    assert np.isfinite(thin.mean).any() == (seen.size > 0)
    if seen.size > 0:
        assert (np.nanmin(thin.low), np.nanmax(thin.high)) == (seen.min(), seen.max())
        inside = np.isfinite(thin.mean)
        assert np.all(thin.low[inside] - 1e-9 <= thin.mean[inside])
        assert np.all(thin.mean[inside] <= thin.high[inside] + 1e-9)


def test_few_seconds_are_not_thinned_at_all() -> None:
    values = [1.0, 5.0, np.nan, 2.0]

    np.testing.assert_array_equal(thinned([0, 1, 2, 3], values).mean, values)


def test_missing_seconds_become_a_gap() -> None:
    thin = thinned([0, 1, 2, 10, 11], [1.0, 1.0, 1.0, 2.0, 2.0])

    assert np.isnan(thin.mean[3:10]).all()
    assert thin.mean[-1] == 2.0


def test_band_is_closed_in_each_unbroken_stretch() -> None:
    low = np.array([0.0, 1.0, np.nan, 3.0])
    across, up = band([10.0, 11.0, 12.0, 13.0], low, low + 1)

    assert across == [10.0, 11.0, 11.0, 10.0, None, 13.0, 13.0]
    assert up == [0.0, 1.0, 2.0, 1.0, None, 3.0, 4.0]


@pytest.mark.parametrize("end_s", [5.0, 3600.0, 86_399.0])
def test_no_time_on_the_clock_can_be_taken_for_a_year(end_s: float) -> None:
    # Plotly reads numbers of two and of four digits on a date axis as years
    stamps: Sequence[float | None] = times(np.arange(0.0, min(end_s, 20.0)), end_s)

    assert all(stamp is not None and stamp >= 1e7 for stamp in stamps)


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (1.0, "100 %"), (0.004, "less than 1 %")]
)
def test_small_shares_are_not_rounded_away(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize("build", [front_session, side_session])
def test_body_map_shows_every_peak_also_in_words(build: Callable[[], Session]) -> None:
    found = page(build)

    assert "panel-body" in found.ids
    for muscle, peak in build().peak_dose.items():
        assert found.text.count(f"{muscle_name(muscle)} {percent(peak)}") >= 2  # chart and map
        assert f"{muscle_name(muscle)}: {percent(peak)} of our guide value" in found.text


@pytest.mark.parametrize("build", [empty_session, picture_session])
def test_no_body_is_drawn_where_no_load_was_counted(build: Callable[[], Session]) -> None:
    assert "panel-body" not in page(build).ids
