"""Subtitles of what was held: read back by a parser of WebVTT."""

from pathlib import Path

import webvtt

from posture.outputs.events import in_words, write_events
from posture.states import POSTURE_STATES
from posture.stretches import Stretch
from posture.types import Alert, Level

ALERT = Alert(
    time_s=61.25,
    kind="head_forward",
    level=Level.WARN,
    muscle=None,
    value=4.0,
    limit=2.5,
    unit="cm",
    message="Your head <is> 4 cm forward --> move\n\nback & up.",
)


def cues(path: Path, *stretches: Stretch, alerts: tuple[Alert, ...] = ()) -> list[webvtt.Caption]:
    write_events(path / "events.vtt", stretches, alerts)
    read: list[webvtt.Caption] = webvtt.read(str(path / "events.vtt")).captions
    return read


def test_every_stretch_is_a_cue_with_its_times_and_plain_words(tmp_path: Path) -> None:
    found = cues(
        tmp_path,
        Stretch("neutral", 0.0, 5.0),
        Stretch("head_forward", 5.0, 65.4321),
        Stretch("away", 3600.0, 7322.5),
    )

    assert [(cue.start, cue.end, cue.text) for cue in found] == [
        ("00:00:05.000", "00:01:05.432", "Head forward, 1 min"),
        ("01:00:00.000", "02:02:02.500", "Away, 1 h 2 min"),
    ]


def test_what_is_not_known_is_a_cue_and_no_silence(tmp_path: Path) -> None:
    (cue,) = cues(tmp_path, Stretch("unknown", 0.0, 3.0))

    assert cue.text == "Posture not known, 3 s"


def test_an_alert_is_one_line_whatever_it_says(tmp_path: Path) -> None:
    held, said = cues(tmp_path, Stretch("head_forward", 1.0, 90.0), alerts=(ALERT,))

    assert held.text.startswith("Head forward")
    assert (said.start, said.end) == ("00:01:01.250", "00:01:09.250")
    assert "Alert: Your head &lt;is&gt; 4 cm forward --&gt; move back &amp; up." in (
        tmp_path / "events.vtt"
    ).read_text("utf-8")


def test_nothing_to_tell_is_a_file_without_a_cue(tmp_path: Path) -> None:
    assert cues(tmp_path) == []


def test_every_posture_has_words() -> None:
    assert all(in_words(kind)[0].isupper() for kind in POSTURE_STATES)
