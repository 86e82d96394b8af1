"""Whatever a history may hold: exported and taken in again it is the same, row by row."""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from posture.care_course import CoachSession
from posture.care_diary import DiaryEntry, Tag
from posture.minutes import Minute
from posture.outputs.archive import WITHIN, Archive
from posture.outputs.exported import read_manifest
from posture.outputs.exports import JSON, export
from posture.outputs.history import History
from posture.outputs.intake import Intake, Taken
from posture.outputs.logbook import Logbook
from posture.types import Alert
from tests.builders_watch import ALERTS, minutes

BERLIN = ZoneInfo("Europe/Berlin")
BEGINNINGS = (
    datetime(2026, 3, 2, 9, 0, 0, 123_456, tzinfo=BERLIN),
    datetime(2026, 3, 2, 23, 45, tzinfo=BERLIN),  # over midnight
    datetime(2026, 3, 29, 1, 50, tzinfo=BERLIN),  # the clocks go forward
    datetime(2026, 10, 25, 2, 50, tzinfo=BERLIN),  # and back: this hour comes twice
    datetime(2026, 10, 25, 2, 50, fold=1, tzinfo=BERLIN),
    datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.sampled_from(BEGINNINGS)
ENTRIES = st.builds(
    DiaryEntry,
    at=MOMENTS,
    pain=st.integers(0, 10),
    tags=st.lists(st.sampled_from(Tag), unique=True).map(tuple),
    note=st.none() | WORDS,
)
COACHED = st.builds(
    CoachSession,
    at=MOMENTS,
    muscle=st.sampled_from(["scalenes", "upper_trapezius"]),
    level=st.none() | st.just("fresh"),
    before=st.integers(0, 10),
    after=st.none() | st.integers(0, 10),
    stopped=st.booleans(),
)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One session of a watch, and what it leaves behind."""

    source: str
    profile: str | None
    started_at: datetime
    rows: Sequence[Minute]
    said: Sequence[tuple[Alert, bool]]
    reason: str | None  # None: it never ended


WATCHES = st.builds(
    Watch,
    source=st.sampled_from(["0", "HD Webcam", "Kamera im Büro — №2", "rtsp://10.0.0.7/live"]),
    profile=st.none() | WORDS,
    started_at=MOMENTS,
    rows=st.lists(minutes(), max_size=4),
    said=st.lists(  # nothing is said twice at one moment
        st.tuples(ALERTS, st.booleans()), max_size=3, unique_by=lambda one: one[0].kind
    ),
    reason=st.none() | WORDS,
)


def keep(path: Path, watches: Sequence[Watch]) -> None:
    with Logbook(path) as book:
        for one in watches:
            session = book.begin(one.source, one.started_at, one.profile, {"posture": "0.1.0"})
            for place, row in enumerate(one.rows):
                at = one.started_at.astimezone(UTC).replace(second=0, microsecond=0)
                book.add_minute(session, replace(row, at=at + timedelta(minutes=place)))
            for alert, denied in one.said:
                said = book.add_alert(session, one.started_at, alert)
                if denied:
                    book.add_feedback(said, one.started_at + timedelta(minutes=1))
            if one.reason is not None:
                book.end(session, one.started_at + timedelta(hours=2), one.reason)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as base:
        return {
            name: sorted(base.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in WITHIN
        }


def take(path: Path, folder: Path) -> Taken:
    with Intake(path) as intake:
        return intake.take_in(read_manifest(folder), lambda _done, _whole: None)


def _which(one: Watch) -> tuple[str, float]:
    """Return what tells sessions apart: no camera begins two at the same time."""
    return one.source, one.started_at.timestamp()


@settings(max_examples=20)  # each writes three databases to the disk, and waits for it
@given(
    watches=st.lists(WATCHES, max_size=4, unique_by=_which),
    entries=st.lists(ENTRIES, max_size=3),
    coached=st.lists(COACHED, max_size=2),
)
def test_what_is_exported_comes_back_row_by_row(
    watches: Sequence[Watch], entries: Sequence[DiaryEntry], coached: Sequence[CoachSession]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, other, out = (Path(folder) / name for name in ("old", "new", "out"))
        keep(path, watches)
        with History(path) as history:
            for entry in entries:
                history.add_entry(entry)
            for session in coached:
                history.add_session(session, {"before": {"turn": {"left": {"deg": 40.5}}}})
        with Archive(path) as archive:
            list(export(archive.tables(), out, JSON, scheme=archive.version))
        first, taken = take(other, out), rows(other)
        again = take(other, out)

        assert taken == rows(path) == rows(other)
        assert first.new["session"] == len(watches)
        assert set(again.new.values()) == {0}
