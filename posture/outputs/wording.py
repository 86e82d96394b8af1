"""Wording: what a session says in plain sentences, true also when little was seen."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.outputs.dictionary import column, terms, words
from posture.outputs.rows import most_loaded
from posture.phrases import Phrasebook
from posture.summed import Session
from posture.types import Empty, View

PRESENCES = ("seated", "standing", "away", "unknown")
NEUTRAL = "neutral"  # seated, the neck seen, and no posture held that counts
SIGNS = {"deg": "°", "cm": " cm", "": ""}
SHARES = {"own shrug": "of an own full shrug", "guide value": "of our guide value"}
FULLY = 0.95  # a measure seen in this share of the recording needs no word about gaps
MINUTE_S = 60.0
EXACT_S = 300.0  # seconds are worth naming in shorter times
COARSE_SD = 5.0  # with a larger one the decimals of a value mean nothing
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
_VIEWS = {
    View.FRONT: "from the front",
    View.SIDE: "from the side",
    View.OBLIQUE: "from between front and side",
    View.UNKNOWN: "from an unknown side",
}


def duration(seconds: float) -> str:
    """Write a length of time as one would say it.

    Examples
    --------
    >>> duration(45), duration(150), duration(5400)
    ('45 s', '2 min 30 s', '1 h 30 min')
    """
    whole = round(seconds)
    if whole < MINUTE_S:
        return f"{whole} s"
    if whole < EXACT_S:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min" + (f" {rest} s" if rest > 0 else "")
    hours, minutes = divmod(round(seconds / MINUTE_S), 60)
    if hours == 0:
        return f"{minutes} min"
    return f"{hours} h" + (f" {minutes} min" if minutes > 0 else "")


def clock(seconds: float) -> str:
    """Write a moment of the recording.

    Examples
    --------
    >>> clock(3723.4)
    '1:02:03'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def number(value: float, unit: str, *, decimals: int = 1) -> str:
    """Write a value with its unit, minus as a minus sign.

    Examples
    --------
    >>> number(-3.14159, "deg"), number(68.2, "cm", decimals=0)
    ('−3.1°', '68 cm')
    """
    if unit in SHARES:
        return f"{percent(value)} {SHARES[unit]}"
    text = f"{value:.{decimals}f}"
    text = text.lstrip("-") if float(text) == 0 else text.replace("-", "−")
    return text + SIGNS.get(unit, f" {unit}")


def percent(share: float) -> str:
    """Write a share; what is there but below one half per cent is not called zero, nor all 100.

    Examples
    --------
    >>> percent(0.381), percent(0.001), percent(0.999), percent(0.0)
    ('38 %', 'less than 1 %', 'more than 99 %', '0 %')
    """
    if 0 < share < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def listed(items: Iterable[str]) -> str:
    """Join words as in a sentence.

    Examples
    --------
    >>> listed(["head", "neck", "arms"])
    'head, neck and arms'
    """
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last


def grouped(shares: Mapping[str, str]) -> dict[str, str]:
    """Join the names that share a number, so that it is said once.

    Examples
    --------
    >>> grouped({"head": "6 %", "neck": "0 %", "arms": "6 %"})
    {'6 %': 'head and arms', '0 %': 'neck'}
    """
    return {
        share: listed(name for name in shares if shares[name] == share)
        for share in dict.fromkeys(shares.values())
    }


def are_pictures(session: Session) -> bool:
    """Whether the session is a set of pictures, which have no time."""
    time_s = session.series.get("time_s")
    return len(session.pictures) > 0 or time_s is None or not bool(np.isfinite(time_s).any())


def anything_seen(session: Session) -> bool:
    """Whether at least one measure has a value somewhere."""
    return any(share > 0 for share in session.coverage.values())


def muscle_name(muscle_id: str) -> str:
    """Name a muscle as a layperson would.

    Examples
    --------
    >>> muscle_name("cervical_extensors")
    'back-of-neck muscles'
    """
    names = {muscle.id: muscle.name for muscle in load_knowledge().muscles}
    return names.get(muscle_id, words(muscle_id).lower())


def cause(channel: str) -> str:
    """Name what loads a muscle.

    Examples
    --------
    >>> cause("shrug")
    'a raised shoulder'
    """
    texts = {str(name): text.words for name, text in load_knowledge().channel.items()}
    return texts.get(channel, words(channel).lower())


def seen_from(view: View) -> str:
    """Say where the camera stood."""
    return _VIEWS[view]


def summary_sentences(session: Session) -> tuple[str, str, str]:
    """Say what was held for how long, what was loaded most, and what could not be seen."""
    return _held(session), _loaded(session), _unseen(session)


def states(session: Session) -> Mapping[str, float]:
    """Return the minutes of each posture that was held, the longest first."""
    others = (*PRESENCES, NEUTRAL)
    held = {name: m for name, m in session.minutes.items() if name not in others and m > 0}
    return dict(sorted(held.items(), key=lambda item: -item[1]))


def reasons(session: Session) -> list[tuple[str, float]]:
    """Return why something could not be seen, in words, and in which share; the largest first."""
    texts = terms("empty_because")
    found = [(code, share) for code, share in session.empty.items() if share > 0]
    ordered = sorted(found, key=lambda item: -item[1])
    return [(texts[str(code)].label if str(code) in texts else str(code), s) for code, s in ordered]


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
        return f"{_capital(listed(expected))} could be judged almost throughout."
    because = _because(session, {Empty.VIEW.value})
    return f"{_capital('; '.join(said))}{f' ({because})' if because else ''}."


def _because(session: Session, leave_out: set[str]) -> str:
    found = {code: share for code, share in session.empty.items() if str(code) not in leave_out}
    if not found or max(found.values()) <= 0:
        return ""
    main = max(found, key=lambda code: found[code])
    texts = terms("empty_because")
    return f"mostly because {texts[str(main)].label if str(main) in texts else main}"


def _share_seen(session: Session, measures: Iterable[str]) -> float:
    return min(session.coverage.get(name, 0.0) for name in measures)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def measured(session: Session, name: str) -> str | None:
    """Write the median of a measure with its standard deviation, or ``None`` where unseen."""
    found = session.summary.get(name)
    if found is None or not math.isfinite(found.median):
        return None
    return with_sd(found.median, math.hypot(found.sd_frame, found.sd_person), column(name).unit)


def with_sd(median: float, sd: float, unit: str) -> str:
    """Write a value with its standard deviation, to the digits that it is worth."""
    decimals = 2 if unit == "" else 0 if sd >= COARSE_SD else 1
    value = number(median, "", decimals=decimals)
    return f"{value} ± {number(sd, unit, decimals=decimals)}"
