"""What is to be analysed, how, and where its results go; it can travel to another process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posture.addresses import Prefix
from posture.app.annotating import Annotation
from posture.app.look import Look
from posture.app.reference import Setup
from posture.config import Config
from posture.messages import Desk
from posture.sources.recordings import Recording
from posture.summed import Segment

DEFAULT_RATE_HZ = 5.0
LANDMARKS = "landmarks.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a recording is analysed; picklable, so that it can travel to another process."""

    rate_hz: float | None = DEFAULT_RATE_HZ
    setup: Setup = field(default_factory=Setup)
    config: Config = field(default_factory=Config)
    desk: Desk | None = None  # answers of `posture advice`, which alerts obey
    annotation: Annotation | None = None  # a film or pictures with everything drawn in, if any
    segments: tuple[Segment, ...] = ()  # stretches of the recording that are summed up apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One recording and everything that its analysis needs to know.

    ``number`` is its place among all that were named, ``notes`` are added to session.json,
    ``script`` is where, seen from the report, the file lies that draws its charts (None: in it),
    ``seen`` are landmarks of an earlier run that still hold, ``threads`` is how many a network may
    use, and with ``kept`` the networks stay open afterwards. What ``goes_to`` another machine is
    written there, and ``folder`` holds no more than what is known of it.
    """

    recording: Recording
    options: Options
    folder: Path | None = None
    goes_to: Prefix | None = None
    number: int = 0
    notes: Mapping[str, Any] = field(default_factory=dict)
    script: str | None = None
    seen: Path | None = None
    threads: int | None = None
    kept: bool = False

    @property
    def source(self) -> str:
        """What the user recognises the recording by."""
        return self.recording.source

    @property
    def must_look(self) -> bool:
        """Whether the networks are needed."""
        return self.recording.kind != "saved" and self.seen is None

    @property
    def look(self) -> Look:
        """How the recording is looked at."""
        return Look(
            rate_hz=self.options.rate_hz,
            config=self.options.config.estimator,
            profile=self.options.setup.profile,
            optics=self.options.setup.optics,
            gate=self.options.config.estimator.gate and not self._hides_faces,
            always_s=self.options.setup.part_s,
            threads=self.threads,
            kept=self.kept,
        )

    @property
    def _hides_faces(self) -> bool:
        """Whether a second face matters, which may turn up where the gate does not look."""
        wish = self.options.annotation
        return wish is not None and wish.blur_face
