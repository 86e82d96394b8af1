"""Analysed recordings and exported histories to the history.

Recordings are measured again from their landmarks.
"""

from datetime import datetime, timedelta
from pathlib import Path

from posture.app.keeper import Keeper
from posture.app.progress import shown
from posture.app.reference import Setup, reference
from posture.app.settings import config_hash, history_path, posture_version
from posture.app.terminal import complain, err, exit_code, out, visible
from posture.config import Config
from posture.errors import ConfigError, PostureError, SourceError
from posture.outputs.archive import Archive
from posture.outputs.exported import read_manifest
from posture.outputs.exports import MANIFEST
from posture.outputs.intake import Intake
from posture.outputs.logbook import Logbook
from posture.pipeline import follow
from posture.sources import saved
from posture.sources.saved import Saved

IMPORTED = "imported"


def add_export(path: Path) -> None:
    """Add what an exported history holds and this one does not."""
    export = read_manifest(path)
    with Intake(history_path()) as intake, shown(err, "history add") as progress:
        taken = intake.take_in(export, progress)
    own = taken.new["diary"] + taken.new["coach"]
    out.print(f"added: {taken.new['session']} sessions, {own} entries of diary and coach")
    if taken.known_sessions > 0:
        out.print(f"there already: {taken.known_sessions} sessions")


def add(folder: Path, setup: Setup, config: Config, *, at: datetime | None) -> int:
    """Add every analysed recording in a folder, and return the exit code."""
    paths = sorted([*folder.glob("landmarks.npz"), *folder.glob("*/landmarks.npz")])
    if not paths:
        raise SourceError(
            f"{folder}: expected results of `posture analyze`, or of `posture history export "
            f"--format json`, found neither landmarks.npz nor {MANIFEST} in it; name the folder "
            "that --out named."
        )
    if at is not None and len(paths) > 1:
        raise ConfigError(f"--at dates one recording, found {len(paths)}; name the folder of one.")
    failures: list[PostureError] = []
    for path in paths:
        try:
            out.print(visible(_added(saved.read(path), setup, config, at)), soft_wrap=True)
        except PostureError as error:
            complain(error)
            failures.append(error)
    return exit_code(failures)


def _added(recording: Saved, setup: Setup, config: Config, at: datetime | None) -> str:
    started_at = at or recording.started_at
    if recording.duration_s is None:
        raise SourceError(f"{recording.path}: expected a recording with time, found pictures.")
    if started_at is None:
        raise ConfigError(
            f"{recording.path}: expected the time at which it was recorded, found none in the "
            "file; give it with --at '2026-03-02 09:00'."
        )
    if started_at.tzinfo is None:  # a clock without a zone: the one on this wall
        started_at = started_at.astimezone()
    if _is_there(recording.source, started_at):
        return f"there already: {recording.source}"
    _write(recording, setup, config, started_at)
    return f"added: {recording.source}, {started_at:%Y-%m-%d %H:%M}"


def _is_there(source: str, started_at: datetime) -> bool:
    with Archive(history_path()) as archive:
        known = {(one.source, one.started_at.timestamp()) for one in archive.watched()}
    return (source, started_at.timestamp()) in known


def _write(recording: Saved, setup: Setup, config: Config, started_at: datetime) -> None:
    against = reference(recording, setup, config)
    profile = against.about.get("profile")
    with Logbook(history_path()) as logbook:
        keeper = Keeper(
            logbook,
            config.exposure,
            source=recording.source,
            started_at=started_at,
            versions={
                "posture": posture_version(),
                "settings": config_hash(config),
                **recording.models,
            },
            at_once=False,
        )
        keeper.begin(None if profile is None else str(profile))
        moments = follow(
            recording.landmarks(),
            against.profile,
            config,
            lens=against.lens,
            started_at=started_at,
        )
        for moment in moments:
            keeper.update(moment)
        keeper.unseen(recording.duration_s or 0.0)
        keeper.end(started_at + timedelta(seconds=recording.duration_s or 0.0), IMPORTED)
        keeper.write_all()
