"""How the cost of an analysis grows: python -m benchmarks.scaling RECORDING PLOT.html

Processor seconds of `posture analyze --no-gate` per second of recording, against the length of the
recording, the size of its pictures and the rate; each in a process of its own, and its largest
resident memory. Longer recordings are the first one over and over, copied without encoding anew.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
import psutil
from plotly.subplots import make_subplots

from benchmarks.speed import as_webcam

UNIT_S = 60.0
MINUTES = (1, 10, 60)
SIZES_PX = ((640, 480), (1280, 720), (1920, 1080), (3840, 2160))
RATES_HZ = (1, 5, 30)


@dataclass(frozen=True)
class Run:
    """One analysis: what was varied, processor seconds a second of recording, and memory."""

    name: str
    cpu_s: float
    memory_mb: float


def analysed(clip: Path, seconds: float, *words: str) -> tuple[float, float]:
    """Return processor seconds per second, and the largest memory of any process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "posture", "analyze", str(clip), "--out", folder]
        quiet = subprocess.DEVNULL
        with subprocess.Popen([*command, "--no-gate", *words], stdout=quiet, stderr=quiet) as run:
            return watched(psutil.Process(run.pid), seconds)


def watched(program: psutil.Process, seconds: float) -> tuple[float, float]:
    spent: dict[int, float] = {}
    peak = 0.0
    while program.is_running() and program.status() != psutil.STATUS_ZOMBIE:
        with suppress(psutil.NoSuchProcess):
            for one in [program, *program.children(recursive=True)]:
                times = one.cpu_times()
                spent[one.pid] = times.user + times.system
                peak = max(peak, one.memory_info().rss / 2**20)
        time.sleep(0.2)
    return sum(spent.values()) / seconds, peak


def repeated(clip: Path, times: int, path: Path) -> Path:
    """Write a clip over and over."""
    words = ["ffmpeg", "-loglevel", "error", "-y", "-stream_loop", str(times - 1), "-i", str(clip)]
    subprocess.run([*words, "-c", "copy", str(path)], check=True)
    return path


def runs(recording: Path, folder: Path) -> Iterator[tuple[str, Run]]:
    usual = folder / "usual.mp4"
    as_webcam(recording, usual, seconds=UNIT_S)
    for minutes in MINUTES:
        clip = repeated(usual, minutes, folder / f"{minutes}.mp4")
        yield "length", Run(f"{minutes} min", *analysed(clip, minutes * 60.0))
    for size_px in SIZES_PX:
        clip = folder / "sized.mp4"
        as_webcam(recording, clip, seconds=UNIT_S, size_px=size_px)
        yield "size", Run(f"{size_px[1]}p", *analysed(clip, UNIT_S))
    for rate in RATES_HZ:
        yield "rate", Run(f"{rate} Hz", *analysed(usual, UNIT_S, "--rate", str(rate)))


def main(recording: Path, plot: Path) -> None:
    found: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for what, run in runs(recording, Path(folder)):
            print(f"{what} {run.name}: {run.cpu_s:.3f} processor seconds a second, "
                  f"{run.memory_mb:.0f} MB", flush=True)  # fmt: skip
            found.setdefault(what, []).append(run)
    figure = make_subplots(1, len(found), subplot_titles=list(found), shared_yaxes=True)
    for column, group in enumerate(found.values(), 1):
        bars = go.Bar(x=[run.name for run in group], y=[run.cpu_s for run in group])
        figure.add_trace(bars, 1, column)
    figure.update_layout(showlegend=False, yaxis_title="processor seconds a second of recording")
    figure.write_html(plot)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
