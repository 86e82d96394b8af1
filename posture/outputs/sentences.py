"""Session to its summary: three sentences that are true also when little was seen."""

from collections.abc import Iterable

from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.minutes import NEUTRAL
from posture.outputs.dictionary import terms, words
from posture.outputs.rows import most_loaded
from posture.outputs.wording import (
    anything_seen,
    are_pictures,
    capitalised,
    duration,
    grouped,
    listed,
    number,
    percent,
    seen_from,
    states,
)
from posture.phrases import Phrasebook
from posture.summed import Session
from posture.types import Empty, View

FULLY = 0.95  # a measure seen in this share of the recording needs no word about gaps
_NAMED_STATES = 3
_SUBJECTS = {  # what a layperson calls a group of measures
    "the head position": ("head_forward_deg",),
    "the height of the shoulders": ("shoulder_elevation_left_cm", "shoulder_elevation_right_cm"),
    "the distance to the screen": ("screen_distance_cm",),
    "the lean of the trunk": ("trunk_lean_deg",),
}
_EXPECTED = {  # what a camera shows from there, by count of the subjects above
    View.FRONT: ("the head position", "the height of the shoulders", "the distance to the screen"),
    View.SIDE: ("the head position", "the lean of the trunk"),
}


def summary_sentences(session: Session) -> tuple[str, str, str]:
    """Say what was held for how long, what was loaded most, and what could not be seen."""
    return _held(session), _loaded(session), _unseen(session)


def _held(session: Session) -> str:
    if not anything_seen(session):
        what = "these pictures" if are_pictures(session) else "this recording"
        return f"Nobody's posture could be judged in {what}, so it says nothing, good or bad."
    return _shown(session) if are_pictures(session) else _held_over_time(session)


def _shown(session: Session) -> str:
    forward = session.summary.get("head_forward_deg")
    count = f"{session.frames} picture{'s' if session.frames != 1 else ''}"
    if forward is None:
        return f"In {count} taken {seen_from(session.view)} the head position could not be judged."
    low, high = number(forward.p10, "deg", decimals=0), number(forward.p90, "deg", decimals=0)
    middle = number(forward.median, "deg", decimals=0)
    return (
        f"In {count} taken {seen_from(session.view)} the head was typically {middle} forward of "
        f"the vertical (most between {low} and {high})."
    )


def _held_over_time(session: Session) -> str:
    length = duration(session.duration_s)
    held = list(states(session).items())[:_NAMED_STATES]
    neutral_s = 60 * session.minutes.get(NEUTRAL, 0.0)
    rest = f"{duration(neutral_s)}{_of(neutral_s, session.duration_s)}"
    if not held:
        none = f"In {length} none of the postures that we count was held, as far as was seen"
        return (
            f"{none}; for {rest} the neck was seen and stayed within our limits."
            if neutral_s > 0
            else f"{none}."
        )
    texts = terms("alert_kind")
    said = [
        f"{texts[name].phrase if name in texts else words(name).lower()} for "
        f"{duration(60 * minutes)}{_of(60 * minutes, session.duration_s)}"
        for name, minutes in held
    ]
    said += [f"nothing worth noting for {rest}"] if neutral_s > 0 else []
    return f"In {length}, {listed(said)}."


def _of(part_s: float, whole_s: float) -> str:
    return f" ({percent(part_s / whole_s)})" if whole_s > 0 else ""


def _loaded(session: Session) -> str:
    if are_pictures(session):
        return "Pictures show single moments, so no load over time is counted."
    if not anything_seen(session):
        return "With nothing to be seen, no load could be counted."
    name = most_loaded(session.peak_dose)
    if name is None:
        return "No muscle gathered load that our model counts."
    dose = session.peak_dose[name]
    last = session.dose.get(name, ())
    low, high = (percent(part) for part in session.peak_interval[name])
    muscle, shares = load_knowledge().muscle(name), session.shares.get(name, {})
    book = Phrasebook(load_knowledge(), load_messages())
    said = [f"The highest load was on the {book.contribution(muscle, dose, shares)}."]
    said += [f"The error of the measures leaves {low} to {high} possible."] if low != high else []
    said += [f"At the end it was {percent(last[-1])}."] if len(last) > 0 else []
    return " ".join(said)


def _unseen(session: Session) -> str:
    if not anything_seen(session):
        because = _because(session, set())
        return f"This is {because}." if because else "No reason for it was found."
    shares = {name: _share_seen(session, measures) for name, measures in _SUBJECTS.items()}
    expected = _EXPECTED.get(session.view, tuple(_SUBJECTS))
    never = [name for name in expected if shares[name] <= 0]
    partly = [name for name in expected if 0 < shares[name] < FULLY]
    said = [f"{listed(never)} could not be judged at all"] if never else []
    gaps = grouped({name: percent(1 - shares[name]) for name in partly})
    whole = "the pictures" if are_pictures(session) else "the recording"
    said += [f"{names} could not be judged in {gap} of {whole}" for gap, names in gaps.items()]
    if not said:
        return f"{capitalised(listed(expected))} could be judged almost throughout."
    because = _because(session, {Empty.VIEW.value})
    return f"{capitalised('; '.join(said))}{f' ({because})' if because else ''}."


def _because(session: Session, leave_out: set[str]) -> str:
    found = {code: share for code, share in session.empty.items() if str(code) not in leave_out}
    if not found or max(found.values()) <= 0:
        return ""
    main = max(found, key=lambda code: found[code])
    texts = terms("empty_because")
    return f"mostly because {texts[str(main)].label if str(main) in texts else main}"


def _share_seen(session: Session, measures: Iterable[str]) -> float:
    return min(session.coverage.get(name, 0.0) for name in measures)
