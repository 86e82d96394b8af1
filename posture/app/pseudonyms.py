"""Names of files and people to numbers; the key lies in one file of its own."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from posture.app.job import Job
from posture.errors import StoreError
from posture.outputs.files import atomic
from posture.profile import Profile
from posture.sources.recordings import unique_names

KEY = "pseudonyms.csv"
STUDY = "study"
_HEADER = ("pseudonym", "name")
_NUMBERED = re.compile(r"participant-(\d+)")


@dataclass(slots=True)
class Pseudonyms:
    """Who and what is called how in the results; what has a pseudonym keeps it in later runs."""

    path: Path
    names: dict[str, str] = field(default_factory=dict)  # pseudonym by name

    def of(self, name: str) -> str:
        """Return the pseudonym of a person, the next number for somebody new."""
        numbers = [int(match[1]) for p in self.names.values() if (match := _NUMBERED.match(p))]
        return self.names.setdefault(name, f"participant-{max(numbers, default=0) + 1:03d}")

    def write(self) -> None:
        """Write the key."""
        with atomic(self.path) as handle:
            table = csv.writer(handle, lineterminator="\n")
            table.writerow(_HEADER)
            table.writerows((pseudonym, name) for name, pseudonym in self.names.items())
        self.path.chmod(0o600)


def read_pseudonyms(folder: Path) -> Pseudonyms:
    """Read the key of a folder of results; where there is none it is empty."""
    path = folder / KEY
    if not path.exists():
        return Pseudonyms(path)
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            return Pseudonyms(
                path, {row["name"]: row["pseudonym"] for row in csv.DictReader(handle)}
            )
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise StoreError(
            f"{path}: expected the key to earlier pseudonyms, found something else ({error}); "
            "put it back, or choose another folder with --out."
        ) from error


def pseudonymised(jobs: Iterable[Job], known: Pseudonyms, folder: Path) -> list[Job]:
    """Return the same jobs without the names of files and people, and add them to the key."""
    listed = list(jobs)
    names = [_name(job, known) for job in listed]
    bearers: dict[str, set[str]] = {}
    for bearer, pseudonym in known.names.items():
        bearers.setdefault(pseudonym.casefold(), set()).add(bearer)
    given = unique_names(
        names,
        lambda place, name: not bearers.get(name.casefold(), set()) <= _own(listed[place]),
    )
    return [_renamed(job, name, known, folder) for job, name in zip(listed, given, strict=True)]


def hiding(names: Mapping[Path, str]) -> Callable[[str], str]:
    """Return what calls the files in a sentence by their pseudonyms.

    Examples
    --------
    >>> hidden = hiding({Path("/x/anna.mp4"): "participant-001", Path("/x/johanna.mp4"): "002"})
    >>> hidden("/x/anna.mp4 and johanna.mp4: expected videos.")
    'participant-001 and 002: expected videos.'
    """
    told = {
        one: name
        for path, name in names.items()
        for one in (str(path.absolute()), str(path), path.name)
    }
    longest_first = sorted(map(re.escape, told), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})")  # no part of a longer name
    return lambda text: pattern.sub(lambda match: told[match[0]], text) if told else text


def _own(job: Job) -> set[str]:
    """Return what may have the pseudonym of a job already: its file and its participant."""
    participant = job.notes.get(STUDY, {}).get("participant")
    return {str(job.recording.paths[0].absolute()), participant or ""}


def _name(job: Job, known: Pseudonyms) -> str:
    study = job.notes.get(STUDY, {})
    path = str(job.recording.paths[0].absolute())
    if study.get("participant") is None:
        return known.of(path)
    person, condition = known.of(study["participant"]), study.get("condition")
    return known.names.get(path, person if condition is None else f"{person}-{condition}")


def _renamed(job: Job, name: str, known: Pseudonyms, folder: Path) -> Job:
    known.names[str(job.recording.paths[0].absolute())] = name
    recording = replace(job.recording, name=name, source=name, called=name)
    options, notes = job.options, dict(job.notes)
    if options.setup.profile is not None:
        profile = _anonymous(options.setup.profile)
        options = replace(options, setup=replace(options.setup, profile=profile))
    if STUDY in notes:
        participant = notes[STUDY]["participant"]
        hidden_as = None if participant is None else known.of(participant)
        notes[STUDY] = {**notes[STUDY], "participant": hidden_as}
    return replace(job, recording=recording, options=options, notes=notes, folder=folder / name)


def _anonymous(profile: Profile) -> Profile:
    marks = profile.marks
    if marks is not None:
        marks = replace(marks, origin="a still frame")
    return replace(profile, origin="a profile", marks=marks)
