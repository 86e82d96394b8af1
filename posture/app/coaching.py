"""`posture coach` as a dialogue: questions, pain, plan with a timer, pain again, result kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from posture.app.coach_screens import card, range_lines, warning
from posture.app.safety import Safety
from posture.app.talk import LeaveError, ask, ask_number, choose
from posture.app.terminal import out
from posture.app.timer import Outcome, run_step
from posture.care import Care
from posture.care_course import (
    CoachSession,
    Past,
    ceiling,
    done_lately,
    is_halved,
    is_unsettled,
    keeps_rising,
)
from posture.care_diary import MOST_PAIN
from posture.care_plan import WIDESPREAD, Plan, Step, open_at, pressing, today
from posture.care_range import Change, Movement, Ranges, change, uneven
from posture.care_records import Level, Tier
from posture.outputs.coaching import ranges_mapping
from posture.outputs.history import History

Meter = Callable[[bool], Ranges | None]
"""Measure turn and tilt, before (False) or after (True) the session; ``None``: not measured."""


@dataclass(slots=True, kw_only=True)
class _Log:
    """What became of the session so far."""

    before: int
    after: int | None = None
    level: Level | None = None
    hurts: bool = False
    ranges: dict[str, Ranges | None] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """Whether it hurt more, on the way or afterwards."""
        return self.hurts or (self.after is not None and self.after > self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coach:
    """One session: what it needs, and the time at which it began."""

    care: Care
    plan: Plan
    history: History
    meter: Meter
    now: datetime

    def run(self) -> None:
        """Lead through the session; leaving it early keeps what was said so far."""
        past = self.history.past()
        safety = Safety(care=self.care, history=self.history, now=self.now)
        tier = safety.at_start(past)
        if tier is Tier.NOW:
            return
        before = ask_number("How much does it hurt now?", 0, MOST_PAIN)
        tier = safety.after_pain(past, before, tier)
        if tier is not Tier.NOW and self._needs_somebody(past, before):
            tier = safety.somebody_must_look(self.care.care.closing.lines[-1], tier)
        if tier is not Tier.NOW:
            self._session(past, before, tier, safety)

    def _needs_somebody(self, past: Past, before: int) -> bool:
        course = self.care.care.course
        return keeps_rising(past) or is_unsettled(past, self.plan.id, before, self.now, course)

    def _session(self, past: Past, before: int, tier: Tier, safety: Safety) -> None:
        log = _Log(before=before)
        try:
            self._lead(past, tier, safety, log)
        except LeaveError:
            out.print("Left early.")
        finally:  # also what was interrupted is kept
            self._keep(log)
        self._close(tier, log)

    def _lead(self, past: Past, tier: Tier, safety: Safety, log: _Log) -> None:
        way = self._choose(past, tier, log)
        halved = is_halved(past, log.before, self.now)
        steps = today(self.plan, way, tier, self.care, halved=halved)
        log.ranges["before"] = self._range(tier, again=False)
        self._explain(log.before, halved=halved)
        log.hurts = self._steps(steps)
        if not log.hurts or safety.all_questions() is not Tier.NOW:
            log.after = ask_number("How much does it hurt now, afterwards?", 0, MOST_PAIN)
            if not log.stopped:
                log.ranges["after"] = self._range(tier, again=True)

    def _choose(self, past: Past, tier: Tier, log: _Log) -> Step | None:
        """Ask how stubborn the spot is and with what it is rubbed, where that is open."""
        out.print()
        out.print(f"Self-care: {self.plan.name}", style="bold")
        for line in warning(self.plan):
            out.print(line)
        if not open_at(Tier.ASK, tier) or not pressing(self.plan, None):
            return None
        if self.plan.levels and not self._level(past, log):
            return None
        return self._way(pressing(self.plan, log.level))

    def _level(self, past: Past, log: _Log) -> bool:
        """Ask for the level, and tell whether another self-massage is due at it."""
        titles = [one.title for one in self.plan.levels]
        log.level = level = self.plan.levels[choose("Which is it?", titles)]
        out.print(level.text)
        if level.sessions is None:
            return True
        done = done_lately(past, self.plan.id, level, self.now)
        if done >= level.sessions:
            out.print(f"That was all for these {level.days} days; today without self-massage.")
            return False
        out.print(f"Session {done + 1} of {level.sessions} within {level.days} days.")
        return True

    def _way(self, ways: tuple[Step, ...]) -> Step | None:
        if len(ways) < 2:
            return ways[0] if ways else None
        return ways[choose("With what?", [way.title for way in ways])]

    def _range(self, tier: Tier, *, again: bool) -> Ranges | None:
        """Measure the turn and tilt, or let the user feel it, or skip it."""
        if not open_at(Tier.ASK, tier):
            return None
        found = self.meter(again)
        if found is not None:
            for line in range_lines(found):
                out.print(line)
            return found
        if not again:
            out.print(card(self.care.care.range_))
        ask("Feel how far it goes now; nothing is measured without --source. Enter goes on:")
        return None

    def _explain(self, before: int, *, halved: bool) -> None:
        most = ceiling(before, self.care.care.course)
        out.print()
        if halved:
            out.print("Not back to where it was before the last session: half the dose today.")
        out.print(f"Stop an exercise when the pain goes above {most} of {MOST_PAIN}.")
        out.print(self.care.flags.stop_rule[0].text)

    def _steps(self, steps: tuple[Step, ...]) -> bool:
        """Lead through the steps and tell whether it began to hurt more."""
        for number, step in enumerate(steps, start=1):
            for line in (step.dose, None if step.easier is None else f"Easier: {step.easier}"):
                if line is not None:
                    out.print(line)
            ask(f"{number} of {len(steps)}: {step.title}. Enter starts it, q leaves:")
            outcome = run_step(step)
            if outcome is Outcome.LEFT:
                raise LeaveError
            if outcome is Outcome.HURTS:
                return True
            out.print(f"  {outcome}", style="dim")
        return False

    def _keep(self, log: _Log) -> None:
        session = CoachSession(
            at=self.now,
            muscle=self.plan.id,
            level=None if log.level is None else log.level.id,
            before=log.before,
            after=log.after,
            stopped=log.stopped,
        )
        measured = {when: found for when, found in log.ranges.items() if found is not None}
        kept = {when: ranges_mapping(found) for when, found in measured.items()}
        self.history.add_session(session, kept)

    def _close(self, tier: Tier, log: _Log) -> None:
        before, after = log.ranges.get("before"), log.ranges.get("after")
        if before is not None and after is not None:
            self._compare(before, after)
        if log.stopped:
            out.print("It hurts more than before: the plan is stopped.", style="bold red")
            out.print("Rest it today; the next time all questions come again.")
            out.print(card(self.care.care.therapist))
        for comfort in self.plan.comforts if self.plan.id == WIDESPREAD else ():
            if open_at(comfort.stops_at, tier):
                out.print(card(comfort))
        out.print(card(self.care.care.closing))

    def _compare(self, before: Ranges, after: Ranges) -> None:
        check = self.care.care.range_
        least = {Movement.TURN: check.change_turn_deg, Movement.TILT: check.change_tilt_deg}
        for movement in Movement:
            for side, earlier in before[movement].items():
                found = change(earlier, after[movement][side], least[movement])
                if found is not Change.UNKNOWN:
                    out.print(f"{movement} to the {side}: {found}")
            if uneven(after[movement], check):
                out.print(
                    f"The {movement} differs between the sides. Seen on two days: look at screen, "
                    "bag and phone; with pain or signs in the arm, a doctor this week."
                )
