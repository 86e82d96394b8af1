"""Results on another machine, and what is known of them on this one while they are made."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from posture.addresses import Place, Prefix
from posture.app.away import deliver, errands
from posture.app.job import LANDMARKS
from posture.app.progress import unseen
from posture.app.resume import Owner, is_of_another, owner_of
from posture.app.staging import passing
from posture.errors import SourceError
from posture.outputs.rows import SESSION
from posture.sources.recordings import Recording, unique_names


@dataclass(frozen=True, slots=True)
class Mirror:
    """A folder that stands for a place; the same one where that is on this machine.

    Of what lies on another machine it has every session.json, and the names of all other files.
    """

    folder: Path
    place: Place
    _owners: dict[Path, Owner | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def away(self) -> Prefix | None:
        """Where results go, if that is not this machine."""
        return self.place if isinstance(self.place, Prefix) else None

    def told(self, path: Path) -> str:
        """Return a path as the user knows it."""
        if self.away is None:
            return str(path)
        return str(self.away / path.relative_to(self.folder).as_posix())

    def learn(self) -> None:
        """Find out what lies there already."""
        if self.away is None:
            return
        names = list(_listed(self.away))
        for folder, name in names:
            (self.folder / folder).mkdir(exist_ok=True)
            (self.folder / folder / name).touch()
        facts = [self.folder / folder / name for folder, name in names if name == SESSION]
        if facts:
            errands().fetch([(self.told(path), path) for path in facts], unseen)

    def is_of_another(self, recording: Recording, folder: Path) -> bool:
        """Whether results of another recording lie in a folder, which are not to be replaced.

        What lies there is read once: hundreds of recordings may have the same name.
        """
        if folder not in self._owners:
            self._owners[folder] = owner_of(folder)
        return is_of_another(self._owners[folder], recording, self.told(folder / LANDMARKS))

    def names(self, recordings: Sequence[Recording]) -> list[str]:
        """Return what the folders of recordings are called, so that none replaces another's."""
        return unique_names(
            [recording.name for recording in recordings],
            lambda number, name: self.is_of_another(recordings[number], self.folder / name),
        )

    def deliver(self) -> None:
        """Take there what belongs to all results; what has arrived is not taken again."""
        if self.away is None:
            return
        deliver(self.folder, self.away)
        for path in self.folder.iterdir():
            if path.is_file() and path.name[0] != ".":
                path.unlink()


@contextmanager
def mirrored(place: Place) -> Iterator[Mirror]:
    """Give a mirror that is gone afterwards, what it stands for is not."""
    if isinstance(place, Path):
        yield Mirror(place, place)
        return
    with passing() as folder:
        yield Mirror(folder, place)


def _listed(place: Prefix) -> Iterator[tuple[str, str]]:
    """Yield folder and name of each file that lies in a folder of results."""
    try:
        urls = errands().find(str(place / "**"))
    except SourceError:  # nothing yet; what cannot be written to is said when it is
        return
    for url in urls:
        parts = url.removeprefix(str(place / "")).split("/")
        if len(parts) == 2:
            yield parts[0], parts[1]
