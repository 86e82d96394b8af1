"""A watch to the calibrations within it: somebody is led through one, and the watch goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from posture.app import profiles
from posture.app.called import Announced, Called
from posture.app.dialogue import Tell
from posture.app.guided import Beside, lead, older
from posture.app.preview import Preview
from posture.app.prompters import prompter
from posture.app.reference import Setup
from posture.app.settings import history_path
from posture.app.terminal import complain
from posture.app.wiring import write_profile
from posture.config import Config
from posture.errors import CalibrationError, SourceError
from posture.outputs.control import Control
from posture.profile import Profile
from posture.sources.named import Source, open_live
from posture.status import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Calibrations of the camera of a watch.

    ``talks`` is whether somebody sits at the terminal, ``profile`` the one that was wished for.
    """

    source: Source
    config: Config
    window: Preview | None
    profile: str | None
    talks: bool

    @property
    def are_seen(self) -> bool:
        """Whether somebody sees what to do, without being sent prompts."""
        return self.talks or self.window is not None

    def learn(self, name: str) -> tuple[Command, ...]:
        """Lead somebody through one, which makes this profile, or the wished one, anew.

        What is refused or left ends no watch: it goes on with what there was before. Return what
        was told meanwhile.
        """
        path = profiles.path_of(self.profile or name)
        with Control(history_path()) as mailbox, self._announcing() as announce:
            called = Called(mailbox, self.source.label)
            beside = Beside(window=self.window, announce=announce, calls_away=called.away)
            made = self._made(older(path), beside)
        if made is not None:
            _keep(replace(made, origin=self.source.label), path)
        return tuple(called.commands)

    def _made(self, before: Profile | None, beside: Beside) -> Profile | None:
        try:
            live = open_live(self.source.key)
            return lead(live, Setup(), self.config, before=before, beside=beside)
        except (CalibrationError, SourceError) as error:
            complain(f"{error} The watch goes on; `posture recalibrate` tries again.")
            return None

    @contextmanager
    def _announcing(self) -> Iterator[Tell]:
        """Say the steps in prompts where nobody sees a terminal or a window."""
        if self.are_seen:
            yield lambda _said: None
            return
        prompts = prompter(self.config.notify, lambda _answer: None)
        try:
            yield Announced(prompts)
        finally:
            prompts.close()


def _keep(made: Profile, path: Path) -> None:
    write_profile(made, path)
    for note in made.notes:
        complain(f"{path.stem}: {note}.")
