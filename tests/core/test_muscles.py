"""What is said of muscles: every statement has its source, and no pressure goes where it harms."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.errors import ConfigError
from posture.holding import holdings
from posture.knowledge import Channel, load_knowledge, named_sources
from posture.literature import load_sources, parse_sources
from posture.naming import muscle_named

DATA = files("posture").joinpath("data")
KNOWLEDGE = load_knowledge()
PARTS = KNOWLEDGE.parts()
STATEMENTS = {"text", "words", "how", "avoid", "sees", "misses", "none", "advice"}


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(DATA.joinpath(name).read_text("utf-8"))


def tables_below(entry: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every table, however deep."""
    if isinstance(entry, Mapping):
        yield entry
        entry = list(entry.values())
    if isinstance(entry, list | tuple):
        for below in entry:
            yield from tables_below(below)


def test_every_statement_in_the_data_names_a_source() -> None:
    muscles = table("muscles.toml")
    zones, examples = muscles.pop("zone"), [c.pop("example") for c in muscles["channel"].values()]
    silent = [
        entry
        for entry in tables_below(muscles)
        if any(isinstance(entry.get(key), str) for key in STATEMENTS) and not entry.get("sources")
    ]

    assert len(zones) > 20
    assert len(examples) == len(Channel)
    assert silent == []


def test_every_key_leads_to_a_source_and_none_is_idle() -> None:
    used = set(named_sources(KNOWLEDGE))

    assert used <= set(load_sources())
    assert set(table("sources.toml")) - used == set()


def test_every_claim_has_a_grade_and_grade_a_rests_on_more_than_opinion() -> None:
    claims = [one for one in tables_below(KNOWLEDGE.model_dump()) if "grade" in one]
    firm = [one["sources"] for one in claims if one["grade"] == "A"]
    kinds = [{KNOWLEDGE.source[key].kind for key in keys} for keys in firm]

    assert len(claims) > 70
    assert kinds
    assert all(kind & {"cohort", "trial", "review"} for kind in kinds)


def test_where_pain_is_said_to_be_felt_is_always_marked_as_debated() -> None:
    assert all(muscle.referral.contested for muscle in PARTS)


@pytest.mark.parametrize("part", ["scalenes", "sternocleidomastoid", "subscapularis"])
def test_no_pressure_is_given_where_arteries_and_nerves_lie(part: str) -> None:
    massage = muscle_named(part, PARTS).massage

    assert not massage.allowed
    assert massage.none is not None
    assert massage.instead is not None


def test_the_neck_gets_fingers_only() -> None:
    used = {name for m in PARTS if m.region == "neck" for name in m.massage.techniques}

    assert {KNOWLEDGE.technique[name].tool for name in used} == {"fingers"}


def test_every_technique_is_used_and_says_where_not() -> None:
    used = {name for muscle in PARTS for name in muscle.massage.techniques}

    assert used == set(KNOWLEDGE.technique)
    assert all("ot " in one.avoid.text or "never" in one.avoid.text.lower()
               for one in KNOWLEDGE.technique.values())  # fmt: skip


def test_every_zone_is_somebodys_referral() -> None:
    assert {zone for muscle in PARTS for zone in muscle.referral.zones} == set(KNOWLEDGE.zone)


def test_no_source_stands_twice() -> None:
    text = '[hse]\ntitle = "Breaks"\nwhere = "somewhere"\nkind = "guidance"\n'

    with pytest.raises(ConfigError, match="each key once, but hse stands twice"):
        parse_sources(text, text)


def test_holding_times_are_those_of_the_reference_table() -> None:
    minutes = {
        (muscle.part_of, one.channel): one.minutes
        for muscle in PARTS
        for one in holdings(muscle, KNOWLEDGE.channel)
    }
    half_shrug = {"levator_scapulae": 19.8, "upper_trapezius": 14.8, "scalenes": 29.7}
    forward = {"suboccipitals": 34.6, "cervical_extensors": 17.3, "levator_scapulae": 23.1,
               "upper_trapezius": 34.6, "sternocleidomastoid": 69.2, "scalenes": 69.2}  # fmt: skip

    assert {part: round(minutes[part, Channel.SHRUG], 1) for part in half_shrug} == half_shrug
    assert {part: round(minutes[part, Channel.NECK_FLEXION], 1) for part in forward} == forward


def test_every_channel_is_explained_by_a_posture_that_loads() -> None:
    shown = {one.channel for muscle in PARTS for one in holdings(muscle, KNOWLEDGE.channel)}

    assert shown == set(Channel)


@given(st.sampled_from(PARTS), st.sampled_from(["part_of", "plain_name", "anatomical"]), st.data())
def test_a_muscle_is_found_by_each_of_its_names(muscle: Any, kind: str, data: Any) -> None:
    name = getattr(muscle, kind)
    written = data.draw(st.sampled_from([name, name.upper(), name.replace(" ", "_"), f" {name} "]))

    assert muscle_named(written, PARTS) is muscle


@given(st.text(max_size=12))
def test_any_text_fits_one_muscle_or_is_refused(text: str) -> None:
    with suppress(ConfigError):
        assert muscle_named(text, PARTS) in PARTS


@pytest.mark.parametrize(
    ("name", "offered"),
    [("levatr", "levator_scapulae"), ("trapezius", "upper_trapezius and middle_trapezius"),
     ("left", "posture muscles"), ("", "posture muscles")],
)  # fmt: skip
def test_an_error_offers_what_is_near(name: str, offered: str) -> None:
    with pytest.raises(ConfigError, match=offered):
        muscle_named(name, PARTS)
