"""Working days of somebody who never lived, as a watch would have kept them; seeded.

The head sinks forward the longer a sitting lasts, one shoulder is carried higher than the other,
half of the prompts are followed, meetings take the camera away, and from one day on a new chair
makes everything a little better. Nothing of it says anything about people.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from posture.care_course import CoachSession
from posture.care_diary import DiaryEntry, Tag
from posture.knowledge import load_muscles
from posture.minutes import NEUTRAL, Minute
from posture.outputs import minute_rows
from posture.outputs.history import History
from posture.outputs.logbook import Logbook
from posture.types import Alert, Estimate, Level

HERE = timezone(timedelta(hours=1))
START = datetime(2025, 1, 6, 9, tzinfo=HERE)  # a Monday
MINUTES = 480
_MUSCLES = [one.id for one in load_muscles() if one.always_judged]
_GAIN = {
    "cervical_extensors": 1.0,
    "suboccipitals": 0.7,
    "scalenes": 0.3,
    "sternocleidomastoid": 0.4,
}
_DENIED, _FOLLOWED = 0.06, 0.55
_SAID = {
    "head_forward": ("cervical_extensors", 1.75, "cm", "Your head has been forward for 9 min."),
    "shrug_right": ("upper_trapezius_right", 0.25, "own shrug", "Your right shoulder is raised."),
    "too_close": ("cervical_extensors", 50.0, "cm", "Your eyes have been close for 9 min."),
    "long_sitting": (None, 55.0, "min", "You have been sitting for 55 min: stand up."),
}


class Batch(Logbook):
    """A history that is filled a day at a time, which a watch never does."""

    def add_all(self, session: int, minutes: Iterator[Minute]) -> None:
        with self._transaction():
            for minute in minutes:
                minute_rows.insert(self._base, session, minute)


def fill(path: Path, days: int, *, seed: int = 1, better_from: int = 150) -> None:
    """Write that many working days, Monday to Friday, with prompts, diary and coach."""
    with Batch(path) as logbook, History(path) as history:
        for number in range(days):
            began = START + timedelta(days=number + 2 * (number // 5))
            day = _Day(began, random.Random(f"{seed}-{number}"), better=number >= better_from)
            versions = {"posture": "0.1.0", "settings": "52a8d8117f40", "pose": "e9a5c5cb17f7"}
            session = logbook.begin("HD Webcam", began, "home-desk", versions)
            logbook.add_all(session, day.minutes())
            for at, alert, denied in day.said:
                said = logbook.add_alert(session, at, alert)
                if denied:
                    logbook.add_feedback(said, at + timedelta(minutes=1))
            logbook.end(session, began + timedelta(minutes=MINUTES), "stopped")
            _own_words(history, day)


def _own_words(history: History, day: "_Day") -> None:
    evening = day.began + timedelta(minutes=MINUTES + 10)
    pain = max(0, min(10, round(1.0 + 2.5 * day.load / MINUTES + day.chance.gauss(0, 1))))
    tags = (Tag.STRESS,) if pain >= 4 else ()
    if day.chance.random() < 0.8:
        history.add_entry(DiaryEntry(at=evening, pain=pain, tags=tags))
    if pain >= 4 and day.chance.random() < 0.5:
        muscle, after = "upper_trapezius", max(0, pain - day.chance.randint(0, 2))
        history.add_session(
            CoachSession(
                at=evening, muscle=muscle, level=None, before=pain, after=after, stopped=False
            ),
            {},
        )


@dataclass
class _Day:
    """One day, minute by minute."""

    began: datetime
    chance: random.Random
    better: bool
    said: list[tuple[datetime, Alert, bool]] = field(default_factory=list)
    load: float = 0.0
    _dose: dict[str, float] = field(default_factory=lambda: dict.fromkeys(_MUSCLES, 0.0))
    _sat: int = 0
    _slump: float = 0.0
    _wobble: float = 0.0
    _held: dict[str, int] = field(default_factory=dict)
    _last_said: int = -99

    def minutes(self) -> Iterator[Minute]:
        mood = self.chance.gauss(0, 0.4)
        for number, what in enumerate(self._plan()):
            at = self.began + timedelta(minutes=number)
            if what == "seated":
                yield self._seated(number, at, mood)
            elif what in ("away", "standing"):
                self._sat, self._slump = 0, 0.0
                yield self._minute(at, {what: 60.0}, {}, rest=4.0)
            else:
                yield self._minute(at, {"unknown": 60.0}, {}, rest=None)

    def _plan(self) -> Iterator[str]:
        """What the minutes of the day are spent with."""
        meeting, stands = self.chance.randrange(30, 400), self.chance.random() < 0.5
        left, out, kind = self.chance.randint(25, 80), 0, "away"
        for number in range(MINUTES):
            if 0 <= number - meeting < 35:
                yield "unknown"
            elif 195 <= number < 240:
                yield "away"
            elif out > 0:
                out -= 1
                yield kind
            else:
                left -= 1
                if left <= 0:
                    long = stands and self.chance.random() < 0.3
                    out, kind = (20, "standing") if long else (self.chance.randint(2, 9), "away")
                    left = self.chance.randint(25, 80)
                yield "seated"

    def _seated(self, number: int, at: datetime, mood: float) -> Minute:
        self._sat += 1
        self._wobble = 0.9 * self._wobble + self.chance.gauss(0, 0.35)
        self._slump = min(2.5, self._slump + 0.05)
        forward = 0.4 + mood + self._slump + self._wobble - 0.8 * self.better
        right = max(-0.3, 0.5 + 0.35 * self._slump + 0.6 * self._wobble - 0.3 * self.better)
        near = 66.0 - 4.0 * forward + self.chance.gauss(0, 1)
        held = {"head_forward": forward > 1.75, "shrug_right": right > 1.4, "too_close": near < 50}
        self._prompt(number, at, held)
        unseen = self.chance.choice((0.0, 0.0, 4.0, 18.0))
        seen = 60.0 - unseen
        values = {
            "head_forward_deg": (38.0 + 3.2 * forward, 2.4),
            "protraction_cm": (forward, 0.5),
            "neck_flexion_deg": (3.0 + 4.0 * forward, 2.0),
            "head_pitch_deg": (4.0 + 2.0 * self._wobble, 2.0),
            "head_yaw_deg": (6.0 + self.chance.gauss(0, 6), 0.7),
            "head_roll_deg": (self.chance.gauss(1, 1), 0.4),
            "shrug_left": (0.08 * right, 0.05),
            "shrug_right": (0.18 * right, 0.05),
            "shoulder_elevation_left_cm": (0.4 * right, 0.4),
            "shoulder_elevation_right_cm": (right, 0.4),
            "shoulder_tilt_deg": (-1.2 * right, 0.6),
            "camera_distance_cm": (near, 1.5),
            "screen_distance_cm": (near, 1.5),
        }
        seconds = {"seated": seen} | ({"unknown": unseen} if unseen else {})
        seconds |= {name: seen for name, on in held.items() if on} or {NEUTRAL: seen}
        measures = {name: Estimate(value, 0.5 * sd, sd) for name, (value, sd) in values.items()}
        self.load += max(0.0, forward) / 2
        return self._minute(at, seconds, measures, rest=12.0, forward=forward, right=right)

    def _prompt(self, number: int, at: datetime, held: dict[str, bool]) -> None:
        for name, on in held.items():
            self._held[name] = self._held.get(name, 0) + 1 if on else 0
        due = [name for name, minutes in self._held.items() if minutes >= 9]
        due += ["long_sitting"] if self._sat == 56 else []
        if not due or number - self._last_said < 20 or len(self.said) >= 6:
            return
        kind, self._last_said = due[0], number
        muscle, limit, unit, message = _SAID[kind]
        alert = Alert(
            time_s=60.0 * number, kind=kind, level=Level.NOTE, muscle=muscle, value=1.5 * limit,
            limit=limit, unit=unit, message=message, active_break="head_forward",
        )  # fmt: skip
        self.said.append((at, alert, self.chance.random() < _DENIED))
        if self.chance.random() < _FOLLOWED:
            self._slump = self._wobble = 0.0

    def _minute(
        self,
        at: datetime,
        seconds: dict[str, float],
        measures: dict[str, Estimate],
        *,
        rest: float | None,
        forward: float = 0.0,
        right: float = 0.0,
    ) -> Minute:
        if rest is not None:
            self._load(rest, forward - 0.8, right - 0.6)
        return Minute(
            at=at.astimezone(UTC),
            seconds=seconds,
            measures=measures,
            observed_s=dict.fromkeys(measures, seconds.get("seated", 0.0)),
            dose=dict(self._dose),
            dose_interval={name: (0.7 * one, 1.3 * one) for name, one in self._dose.items()},
            coverage=0.9 if measures else 0.0,
            view="front" if measures else "unknown",
        )

    def _load(self, rest: float, forward: float, right: float) -> None:
        for muscle, dose in self._dose.items():
            way = right if muscle.endswith("right") else forward
            gain = 0.028 * _GAIN.get(muscle, 0.35 if muscle.endswith("left") else 0.9)
            self._dose[muscle] = min(2.0, dose + gain * max(0.0, way)) * (1 - 0.5 / rest)
