"""Stretches and alerts to events.vtt: subtitles that any player shows beside the recording."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from posture.messages import load_messages
from posture.minutes import NEUTRAL
from posture.outputs.files import atomic
from posture.outputs.wording import capitalised, duration
from posture.stretches import AWAY, UNKNOWN, Stretch
from posture.types import Alert

NAME = "events.vtt"
ALERT_S = 8.0  # long enough to read the sentence
_HEADER = "WEBVTT\n\nNOTE\nWhere there is no cue, no posture was held that counts.\n"

Cue = tuple[float, float, str]
"""Start and end in seconds, and what is shown."""


def in_words(label: str) -> str:
    """Name what a stretch counts as.

    Examples
    --------
    >>> in_words("head_forward"), in_words("unknown")
    ('Head forward', 'Posture not known')
    """
    fixed = {AWAY: "Away", UNKNOWN: "Posture not known", NEUTRAL: "No posture held that counts"}
    if label in fixed:
        return fixed[label]
    return capitalised(load_messages().state[label].short)


def write_events(path: Path, stretches: Iterable[Stretch], alerts: Iterable[Alert]) -> None:
    """Write events.vtt (WebVTT, W3C): a cue for each stretch but neutral ones, and each alert."""
    cues = sorted([*_stretches(stretches), *_alerts(alerts)])
    with atomic(path) as handle:
        handle.write(_HEADER)
        for start_s, end_s, text in cues:
            handle.write(f"\n{_stamp(start_s)} --> {_stamp(end_s)}\n{escape(text, quote=False)}\n")


def _stretches(stretches: Iterable[Stretch]) -> Iterator[Cue]:
    for one in stretches:
        if one.label != NEUTRAL:
            length = duration(one.end_s - one.start_s)
            yield one.start_s, one.end_s, f"{in_words(one.label)}, {length}"


def _alerts(alerts: Iterable[Alert]) -> Iterator[Cue]:
    for alert in alerts:
        message = " ".join(alert.message.split())
        yield alert.time_s, alert.time_s + ALERT_S, f"Alert: {message}"


def _stamp(time_s: float) -> str:
    """Write a time as WebVTT does.

    Examples
    --------
    >>> _stamp(3723.5)
    '01:02:03.500'
    """
    minutes, ms = divmod(round(time_s * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{ms // 1000:02}.{ms % 1000:03}"
