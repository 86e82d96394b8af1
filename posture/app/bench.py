"""A recording to what analysing it costs here, and the floor below which nothing goes."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from posture.app.analyze import find_one
from posture.app.crew import Alone, Processes, processors
from posture.app.job import DEFAULT_RATE_HZ, Job, Options
from posture.app.progress import Report, unseen
from posture.app.work import done_by
from posture.config import Config
from posture.errors import SourceError
from posture.estimators.alone import network_s
from posture.estimators.following import CENSUS_S
from posture.sources.parts import read_part, samples
from posture.sources.recordings import Recording
from posture.sources.video import open_video

_STEPS = 4  # of the progress
_STARTS = 3


@dataclass(slots=True)
class Cost:
    """What something took: time on the clock and time of all processors."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What an analysis went through: frames, those kept unseen, the last time, memory."""

    looks: int
    held: int
    last_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Costs of one recording; ``network_s`` and ``read_s`` of one processor, one thread."""

    recording: str
    duration_s: float
    size_px: tuple[int, int]
    rate_hz: float
    looks: int
    held: int
    processors: int
    jobs: int
    read_s: float
    network_s: dict[str, float] = field(default_factory=dict)
    analysis: Cost = field(default_factory=Cost)
    start_s: float
    memory_mb: float

    @property
    def floor_s(self) -> float:
        """Time that reading and the networks alone would take on all processors in use."""
        looked = self.looks - self.held
        seen_s = looked * (self.network_s["pose"] + self.network_s["face"])
        census_s = self.duration_s / CENSUS_S * self.network_s["detector"]
        return (self.read_s + seen_s + census_s) / min(self.jobs, self.processors)

    @property
    def mapping(self) -> dict[str, object]:
        """All of it, for JSON."""
        return {
            **asdict(self),
            "floor_s": self.floor_s,
            "share_of_floor": self.floor_s / self.analysis.wall_s,
            "times_real_time": self.duration_s / self.analysis.wall_s,
        }


def bench(source: str, *, jobs: int, config: Config, progress: Report = unseen) -> Bench:
    """Measure what the analysis of a video costs; nothing is kept of it."""
    recording = find_one(source)
    if recording.kind != "video":
        raise SourceError(f"{source}: expected a video to measure with, found {recording.kind}.")
    path = recording.paths[0]
    with open_video(path) as video:
        duration_s, size_px = video.duration_s, video.size_px
    progress(1, _STEPS)
    read_s = _read_s(path)
    networks = network_s()
    progress(2, _STEPS)
    analysis, ran = _analysis(recording, jobs=jobs, config=config)
    progress(3, _STEPS)
    start_s = min(_start_s() for _ in range(_STARTS))
    progress(_STEPS, _STEPS)
    return Bench(
        recording=str(path),
        duration_s=ran.last_s if duration_s is None else duration_s,
        size_px=size_px,
        rate_hz=DEFAULT_RATE_HZ,
        looks=ran.looks,
        held=ran.held,
        processors=processors(),
        jobs=jobs,
        read_s=read_s,
        network_s=networks,
        analysis=analysis,
        start_s=start_s,
        memory_mb=ran.memory_mb,
    )


def _read_s(path: Path) -> float:
    """Decode what an analysis decodes, and convert what it looks at."""
    wanted = samples(path, DEFAULT_RATE_HZ)
    with _costing() as cost:
        if wanted:
            for _ in read_part(path, wanted):
                pass
        else:
            with open_video(path) as video:
                for _ in video.frames(DEFAULT_RATE_HZ):
                    pass
    return cost.cpu_s


def _analysis(recording: Recording, *, jobs: int, config: Config) -> tuple[Cost, _Run]:
    """Analyse with all files, and count what was looked at."""
    crewed = Alone() if jobs == 1 else Processes(jobs)
    with tempfile.TemporaryDirectory() as folder, _costing() as cost, crewed as crew:
        place = Path(folder) / recording.name
        done_by(crew, Job(recording=recording, options=Options(config=config), folder=place))
        memory_mb = _memory_mb()
        with (place / "measurements.csv").open(encoding="utf-8", newline="") as table:
            rows = [(row["held"], row["time_s"]) for row in csv.DictReader(table)]
    return cost, _Run(
        looks=len(rows),
        held=sum(held == "1" for held, _ in rows),
        last_s=float(rows[-1][1]),
        memory_mb=memory_mb,
    )


def _start_s() -> float:
    with _costing() as cost:
        command = [sys.executable, "-m", "posture", "--version"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return cost.wall_s


@contextmanager
def _costing() -> Iterator[Cost]:
    cost, began_s, before_s = Cost(), time.perf_counter(), _cpu_s()
    yield cost
    cost.wall_s, cost.cpu_s = time.perf_counter() - began_s, _cpu_s() - before_s


def _cpu_s() -> float:
    """Processor seconds of this process and of those that it waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _memory_mb() -> float:
    """Resident memory of the largest of this process and those it has started."""
    here = psutil.Process()
    return float(max(one.memory_info().rss for one in [here, *here.children()])) / 2**20
