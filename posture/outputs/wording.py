"""Wording: values, lengths of time, muscles and causes as one would say them."""

import math
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from posture.knowledge import load_knowledge
from posture.minutes import NEUTRAL
from posture.outputs.dictionary import column, terms, words
from posture.summed import Session
from posture.types import PRESENCES, View

SIGNS = {"deg": "°", "cm": " cm", "": ""}
SHARES = {"own shrug": "of an own full shrug", "guide value": "of our guide value"}
UNTOLD = "cannot be told"
MINUTE_S = 60.0
EXACT_S = 300.0  # seconds are worth naming in shorter times
COARSE_SD = 5.0  # with a larger one the decimals of a value mean nothing
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
    >>> number(-3.14159, "deg"), number(68.2, "cm", decimals=0), number(1, "points", decimals=0)
    ('−3.1°', '68 cm', '1 point')
    """
    if unit in SHARES:
        return f"{percent(value)} {SHARES[unit]}"
    text = f"{value:.{decimals}f}"
    text = text.lstrip("-") if float(text) == 0 else text.replace("-", "−")
    if unit == "points" and text.lstrip("−") == "1":
        return f"{text} point"
    return text + SIGNS.get(unit, f" {unit}")


def as_set(value: float, unit: str) -> str:
    """Write a setting as exactly as it was set.

    Examples
    --------
    >>> as_set(1.75, "cm"), as_set(50.0, "cm"), as_set(0.25, "own shrug")
    ('1.75 cm', '50 cm', '25 % of an own full shrug')
    """
    _, _, behind = f"{value:g}".partition(".")
    return number(value, unit, decimals=len(behind))


def telling(low: float, high: float, decimals: int) -> int:
    """Return to how many decimals both ends of an interval are written so that they differ.

    One more than asked for at the most: what lies closer together is as good as the same.

    Examples
    --------
    >>> telling(0.5, 1.5, 1), telling(0.06, 0.13, 1)
    (1, 2)
    """
    return decimals + (f"{low:.{decimals}f}" == f"{high:.{decimals}f}")


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


def capitalised(text: str) -> str:
    """Write the first letter large and leave the others as they are.

    Examples
    --------
    >>> capitalised("neck and ROSA")
    'Neck and ROSA'
    """
    return text[:1].upper() + text[1:]


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


@cache
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
