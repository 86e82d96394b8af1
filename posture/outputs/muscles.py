"""Knowledge to a document: everything known of the muscles, as stable JSON."""

from collections.abc import Iterable, Mapping
from typing import Literal

from posture.anatomy import About, Camera, Massage, Referral, Region, Sign, Technique
from posture.holding import Holding, holdings
from posture.knowledge import Channel, Knowledge, Muscle, Side, named_sources
from posture.records import Claim, Record, Source


class MuscleEntry(Record):
    """A muscle, both sides in one.

    ``why`` says why it is not scored, at all or always, ``advice`` what helps then.
    """

    id: str
    name: str
    anatomical: str
    region: Region
    sides: tuple[Side, ...]
    observable: bool
    why: str | None
    advice: str | None
    weights: Mapping[Channel, float]
    holding: tuple[Holding, ...]
    where: Claim
    desk: tuple[Claim, ...]
    camera: Camera
    referral: Referral
    massage: Massage
    evidence: tuple[Claim, ...]
    sources: tuple[str, ...]


class MusclesDocument(Record):
    """What `posture muscles --json` prints; docs/muscles-json.md describes it."""

    version: Literal[1] = 1
    about: About
    signs: tuple[Sign, ...]
    muscles: tuple[MuscleEntry, ...]
    techniques: Mapping[str, Technique]
    zones: Mapping[str, str]
    sources: Mapping[str, Source]


def document(knowledge: Knowledge, chosen: Iterable[Muscle]) -> MusclesDocument:
    """Return what is known of the chosen muscles, with the techniques, areas and sources of it."""
    entries = tuple(_entry(knowledge, muscle) for muscle in chosen)
    used = {name for entry in entries for name in entry.massage.techniques}
    areas = {name for entry in entries for name in entry.referral.zones}
    techniques = {name: one for name, one in knowledge.technique.items() if name in used}
    named = {*named_sources((entries, techniques, knowledge.about, knowledge.sign))}
    return MusclesDocument(
        about=knowledge.about,
        signs=knowledge.sign,
        muscles=entries,
        techniques=techniques,
        zones={name: words for name, words in knowledge.zone.items() if name in areas},
        sources={name: one for name, one in knowledge.source.items() if name in named},
    )


def _entry(knowledge: Knowledge, muscle: Muscle) -> MuscleEntry:
    pair = [one for one in knowledge.muscles if one.part_of == muscle.part_of]
    kept = set(MuscleEntry.model_fields) - {"id", "name", "sides", "holding"}
    return MuscleEntry(
        id=muscle.part_of,
        name=muscle.plain_name,
        sides=tuple(one.side for one in pair if one.side is not None),
        holding=holdings(muscle, knowledge.channel),
        **{field: getattr(muscle, field) for field in kept},
    )
