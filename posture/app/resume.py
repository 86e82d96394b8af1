"""What a finished recording was made with, and how much of it still holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from posture.addresses import is_url, without_secrets
from posture.app.annotating import FILM
from posture.app.job import LANDMARKS, Job
from posture.app.settings import posture_version
from posture.errors import StoreError
from posture.lens import Optics, optics_to_mapping
from posture.outputs.rows import SESSION, read_session
from posture.outputs.segments import SEGMENTS
from posture.profile import Profile, to_mapping
from posture.sources.recordings import Recording

FINGERPRINT = "fingerprint"
_FILES = ("alerts.csv", "columns.json", "measurements.csv", "report.html", SESSION)
_INSIDE, _BESIDE = "inside", "beside"


class Left(StrEnum):
    """What is left to do."""

    ALL = "all"
    MEASURING = "measuring"
    NOTHING = "nothing"


def fingerprint(job: Job, models: Mapping[str, str] | None) -> dict[str, str]:
    """Return short names for the files of a recording, and for how it is seen and measured.

    Looking depends on rate, networks, their settings, the lens, and whom a profile says to follow;
    measuring on everything else. Where the recording lies tells it from others of its name; one
    that is called otherwise has a key for that.
    """
    return {
        "recording": _digest(_recorded(job.recording)),
        "looking": _digest(_looking(job, models)),
        "measuring": _digest(_measuring(job)),
        **({} if job.recording.called else {"place": _place(job.source)}),
        "charts": _INSIDE if job.script is None else _BESIDE,
    }


def with_fingerprint(job: Job, models: Mapping[str, str] | None) -> Job:
    """Return a job whose results will tell what they were made with."""
    return replace(job, notes={**job.notes, FINGERPRINT: fingerprint(job, models)})


def left_to_do(job: Job) -> Left:
    """Return what has to be done so that the folder of a job holds what its fingerprint tells."""
    folder, wanted = job.folder, job.notes[FINGERPRINT]
    if folder is None or not (folder / SESSION).exists():
        return Left.ALL
    try:
        found = read_session(folder).get(FINGERPRINT, {})
    except StoreError:
        return Left.ALL
    saved = job.recording.kind == "saved"
    if any(found.get(key) != wanted[key] for key in ("recording", "looking")):
        return Left.ALL
    if not saved and not (folder / LANDMARKS).exists():
        return Left.ALL
    complete = _is_complete(folder, job) and found.get("charts") in (_INSIDE, wanted["charts"])
    if complete and found.get("measuring") == wanted["measuring"]:
        return Left.NOTHING
    return Left.ALL if saved else Left.MEASURING


class Owner(NamedTuple):
    """What tells whose results lie in a folder."""

    source: str
    place: str | None
    recording: str | None


def owner_of(folder: Path) -> Owner | None:
    """Return whose results lie in a folder, ``None`` for nobody's."""
    if not (folder / SESSION).exists():
        return None
    try:
        session = read_session(folder)
    except StoreError:
        return None
    found = session.get(FINGERPRINT, {})
    return Owner(session["source"], found.get("place"), found.get("recording"))


def is_of_another(owner: Owner | None, recording: Recording, landmarks: str) -> bool:
    """Whether results are those of another recording, which are not to be replaced.

    ``landmarks`` is how their landmarks.npz would be named: measured again, they stay what they
    were. A recording is known by its place and, where it was moved, by its files.
    """
    if owner is None:
        return False
    place = _place(recording.source)
    if place == _place(landmarks) or owner.recording == _digest(_recorded(recording)):
        return False
    if owner.place in (None, _place(landmarks)):
        return _place(owner.source) != place
    return owner.place != place


def _place(source: str) -> str:
    return _digest(source if is_url(source) else str(Path(source).resolve()))


def _is_complete(folder: Path, job: Job) -> bool:
    names = [*_FILES]
    if job.options.segments:
        names.append(SEGMENTS)
    if job.options.annotation is not None and job.recording.kind == "video":
        names.append(FILM)
    return all((folder / name).exists() for name in names)


def _recorded(recording: Recording) -> list[Any]:
    """Tell a recording by its files; one that lies elsewhere by its addresses alone."""
    if recording.urls:
        return [without_secrets(url) for url in recording.urls]
    return [_stamp(path) for path in recording.paths]


def _stamp(path: Path) -> tuple[str, int, int] | str:
    """Tell a file by name, size and time; hashing a study would take as long as decoding it."""
    try:
        known = path.stat()
    except OSError:
        return path.name
    return path.name, known.st_size, known.st_mtime_ns


def _looking(job: Job, models: Mapping[str, str] | None) -> Mapping[str, Any]:
    look, profile = job.look, job.options.setup.profile
    own = look.config.pose_model
    return {
        "posture": posture_version(),
        "rate_hz": look.rate_hz,
        "estimator": look.config.model_dump(),
        "own": None if own is None else _stamp(Path(own)),
        "models": models if look.config.name == "mediapipe" else None,
        "gate": look.gate,
        "always_s": look.always_s if look.gate else None,
        "lens": _optics(look.optics),
        "seat": None if profile is None else _seat(profile),
        "called": job.recording.called,
    }


def _seat(profile: Profile) -> list[Any]:
    marks = profile.marks
    return [
        profile.size_px,
        profile.value("shoulders_u_px"),
        profile.value("shoulders_v_px"),
        None if marks is None or marks.stickers is None else asdict(marks),
    ]


def _measuring(job: Job) -> Mapping[str, Any]:
    options, setup = job.options, job.options.setup
    return {
        "posture": posture_version(),
        "settings": options.config.model_dump(),
        "setup": asdict(replace(setup, profile=None, lens=None)),
        "profile": None if setup.profile is None else to_mapping(setup.profile),
        "lens": _optics(setup.lens),
        "desk": repr(options.desk),
        "annotation": None if options.annotation is None else asdict(options.annotation),
        "segments": [asdict(one) for one in options.segments],
        "notes": {key: value for key, value in job.notes.items() if key != FINGERPRINT},
    }


def _optics(optics: Optics | None) -> Mapping[str, Any] | None:
    return None if optics is None else optics_to_mapping(optics)


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
