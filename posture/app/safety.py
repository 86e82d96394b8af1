"""The questions before self-care, asked on the terminal; result and date are kept, nothing else."""

from dataclasses import dataclass
from datetime import datetime

from posture.app.coach_screens import question_screen, remedy
from posture.app.settings import history_path
from posture.app.talk import ask_yes
from posture.app.terminal import out
from posture.care import Care
from posture.care_course import Past, Result, alarming, must_ask_all, must_be_gentle
from posture.care_records import Screen, Tier
from posture.outputs.history import History


def is_stopped() -> bool:
    """Tell whether the last questions came to "now", which goes before anything else."""
    path = history_path()
    if not path.exists():
        return False
    with History(path) as history:
        return history.past().result is Result.NOW


def offers_exercise() -> bool:
    """Tell whether a prompt may offer an active break, or only to stand, walk and look away."""
    path = history_path()
    if not path.exists():
        return True
    with History(path) as history:
        return not must_be_gentle(history.past())


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Ask, say what to do, and keep what it came to."""

    care: Care
    history: History
    now: datetime

    def at_start(self, past: Past) -> Tier:
        """Ask all questions where that is due, else only whether anything is new."""
        words = self.care.flags.words
        if must_ask_all(past, self.care.care.course) or ask_yes(words.once_more):
            return self.all_questions()
        return self._keep(Result.CLEAR)

    def after_pain(self, past: Past, pain: int, tier: Tier) -> Tier:
        """Ask all questions after alarming pain, unless they were just asked."""
        course = self.care.care.course
        earlier = past.pains[-1].pain if past.pains else None
        just_asked = must_ask_all(past, course) or tier is not Tier.CLEAR
        if just_asked or not alarming(pain, earlier, course):
            return tier
        out.print("That is much, or clearly more than last time, so all questions come again.")
        return self.all_questions()

    def all_questions(self) -> Tier:
        """Ask list by list, most urgent first, until one is answered with yes."""
        words = self.care.flags.words
        out.print(f"{words.intro} {words.unsure}")
        result = Result.CLEAR
        for screen in self.care.flags.screen:
            out.print(question_screen(screen))
            if not ask_yes("Is any of these so?"):
                continue
            self._say(screen)
            if screen.tier is Tier.NOW or not ask_yes(words.agreed):
                return self._keep(Result(screen.tier.value))
            result = Result.AGREED
        out.print(words.nobody_cleared)
        return self._keep(result)

    def somebody_must_look(self, why: str, tier: Tier) -> Tier:
        """Close what a doctor must see first, unless one has said yes; what is closed stays so."""
        if tier is Tier.WEEK:
            return tier
        out.print(why, style="bold yellow")
        if ask_yes(self.care.flags.words.agreed):
            self._keep(Result.AGREED)
            return tier
        out.print(self.care.flags.tier[Tier.WEEK].still)
        return self._keep(Result.WEEK)

    def _say(self, screen: Screen) -> None:
        out.print(remedy(screen, self.care))
        out.print()

    def _keep(self, result: Result) -> Tier:
        self.history.add_result(self.now, result)
        return result.tier
