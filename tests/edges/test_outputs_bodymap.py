"""The body map: whole, safe to embed, and it says in words what it shows."""

import math
import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.body import load_body
from posture.knowledge import load_knowledge
from posture.outputs.bodymap import body_map, body_views, dose_words

NS = "{http://www.w3.org/2000/svg}"
KNOWLEDGE, BODY = load_knowledge(), load_body()
JUDGED = [muscle.id for muscle in KNOWLEDGE.muscles if muscle.observable]
PARTS = [muscle.part_of for muscle in KNOWLEDGE.parts()]


def titles(svg: str) -> list[str]:
    """Return the names that areas carry, views left out."""
    found = [one.text or "" for one in ET.fromstring(svg).iter(f"{NS}title")]
    return [text for text in found if not text.startswith("Body, ")]


def filled(svg: str, name: str) -> list[float]:
    """Return how strongly the areas of a muscle are filled."""
    areas = [one for one in ET.fromstring(svg).iter(f"{NS}path") if one.get("class") == "load"]
    named = [one for one in areas if (one.findtext(f"{NS}title") or "").startswith(f"{name}:")]
    return [float(one.get("fill-opacity") or "nan") for one in named]


def test_every_muscle_zone_and_technique_has_a_place_and_no_place_is_nameless() -> None:
    views = BODY.view.values()

    assert {key for view in views for key in view.muscle} == set(PARTS)
    assert {key for view in views for key in view.zone} == set(KNOWLEDGE.zone)
    assert {key for view in views for key in view.technique} == set(KNOWLEDGE.technique)
    assert all(set(view.number) == set(view.muscle) for view in views)


def test_every_tool_has_a_sign() -> None:
    assert {one.tool for one in KNOWLEDGE.technique.values()} <= set(BODY.tool)


@given(
    st.none()
    | st.dictionaries(
        st.sampled_from([*JUDGED, 'x"><script>']), st.floats(0, 2) | st.just(math.nan)
    ),
    st.none() | st.sampled_from([*PARTS, "<b>"]),
)
def test_the_map_is_well_formed_and_refers_to_nothing_outside(
    dose: dict[str, float] | None, highlight: str | None
) -> None:
    svg = body_map(dose, highlight)
    root = ET.fromstring(svg)
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    named = set(re.findall(r"url\(#([^)]+)\)", svg))

    assert max(ids.values()) == 1
    assert named <= set(ids)
    assert "script" not in svg
    assert not re.findall(r"(?:href|src)=|https?://(?!www\.w3\.org/2000/svg)", svg)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2, unique=True).map(sorted))
def test_more_load_is_never_paler(pair: list[float]) -> None:
    less, more = (filled(body_map({"scalenes": value}), "side-of-neck muscles") for value in pair)

    assert len(less) == 3  # both halves of the front, and the side
    assert less <= more


def test_left_and_right_are_the_persons() -> None:
    views = [str(view) for view in body_views({"upper_trapezius_left": 1.0})]
    halves = {
        name: [
            group.get("transform") is not None
            for group in ET.fromstring(view).iter(f"{NS}g")
            if any("left top-of-shoulder" in (t.text or "") and ": 100" in (t.text or "")
                   for t in group.findall(f"{NS}g/{NS}path/{NS}title"))
        ]
        for name, view in zip(BODY.view, views, strict=True)
    }  # fmt: skip

    # the front shows the person's left on the picture's right, which is the half that is drawn
    assert halves == {"front": [False], "back": [True], "side": []}


@pytest.mark.parametrize("dose", [{}, {"scalenes": math.nan}, {"infraspinatus": math.nan}])
def test_what_was_not_judged_is_hatched_and_never_painted_as_good(dose: dict[str, float]) -> None:
    svg = body_map(dose)

    assert all(title.endswith(": not judged") for title in titles(svg))
    assert dose_words(dose) == "No muscle could be judged."
    assert "fill-opacity" not in svg.split("legend-hatch")[0].replace('class="tool"', "")


def test_a_highlighted_muscle_shows_where_pain_is_said_to_be_felt() -> None:
    svg = body_map(highlight="scalenes")
    felt = {KNOWLEDGE.zone[zone] for zone in ("chest", "blade_edge", "arm_outer", "thumb_side")}

    assert felt <= set(titles(svg))
    assert "debated" in svg
    assert "No self-massage for this muscle." in svg
    assert 'class="tool"' not in svg


@pytest.mark.parametrize("part", PARTS)
def test_hand_and_ball_are_shown_only_where_they_are_allowed(part: str) -> None:
    massage = next(one.massage for one in KNOWLEDGE.muscles if one.part_of == part)
    svg = body_map(highlight=part)

    assert svg.count('class="tool"') == 2 * len(massage.techniques)  # in the picture, in the legend
    assert ("Read first when not to" in svg) == massage.allowed


def test_one_side_can_be_highlighted_alone() -> None:
    both, left = (body_map(highlight=name) for name in
                  ("upper_trapezius", "upper_trapezius_left"))  # fmt: skip

    assert 0 < left.count('class="load"') < both.count('class="load"')


def test_each_view_says_in_words_what_it_shows() -> None:
    views = [ET.fromstring(str(view)) for view in body_views({"scalenes": 0.42})]
    words = [view.findtext(f"{NS}desc") for view in views]

    assert words[0] == "side-of-neck muscles 42 % of our guide value."
    assert words[1] == "No muscle could be judged."
    assert all(view.get("role") == "img" and view.get("aria-labelledby") for view in views)
