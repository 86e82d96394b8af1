"""How fast an analysis is: python -m benchmarks.speed RECORDING

The recording is made into what a webcam gives: 240 s of 1280×720 at 30 frames a second, with
noise, so that no frame is a copy. Then programs look at it in turns, each in a process of its own:
the loop that every tutorial shows (OpenCV reads, the pose network looks at every frame), and
`posture analyze` at its usual 5 Hz, with all that it writes: without its gate, with it, and with it
where nothing moves for most of the time. Start-up and the floor are measured as well.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import av.filter

RATE_HZ, SOURCE_HZ = 30, 10  # pictures a second of a webcam, and of the samples
SIZE_PX = 1280, 720
SECONDS, STILL = 240.0, 0.9
WEBCAM = {  # FFmpeg's filters: no face is stretched, and every frame differs from the last
    "scale": "",  # to the height
    "pad": "",  # to the width
    "noise": "alls=4:allf=t",
    "fps": str(RATE_HZ),
    "format": "yuv420p",
}
ROUNDS = 2
STARTS = 5
QUIET = 1.5  # load average above which times say little

TUTORIAL = """
import sys, cv2, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision

options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=sys.argv[2]),
    running_mode=vision.RunningMode.VIDEO,
)
capture, number = cv2.VideoCapture(sys.argv[1]), 0
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    while True:
        read, frame = capture.read()
        if not read:
            break
        rgb = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        landmarker.detect_for_video(picture, int(number * 1000 / 30))
        number += 1
"""

FIRST = """
import sys
from pathlib import Path
import posture
from posture.sources.video import open_video

with posture.open_estimator() as estimator, open_video(Path(sys.argv[1])) as video:
    moment = next(iter(posture.assess(video.frames(5.0), estimator)))
assert moment.measurement.camera_distance_cm is not None
"""


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    wall_s: float
    cpu_s: float

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s ({self.cpu_s:.1f} s of processors)"


def as_webcam(
    recording: Path,
    clip: Path,
    *,
    seconds: float | None = None,
    size_px: tuple[int, int] = SIZE_PX,
    still: float = 0.0,
) -> int:
    """Write the clip, as long as the recording or of so many seconds, and return its frames.

    Of every ten seconds the share ``still`` shows one picture, with new noise.
    """
    with av.open(str(clip), "w") as target:
        graph = av.filter.Graph()
        pictures = played(recording, seconds, still)
        first = next(pictures)
        nodes = [
            graph.add_buffer(
                width=first.width,
                height=first.height,
                format=first.format,
                time_base=Fraction(1, SOURCE_HZ),
            )
        ]
        filters = {**WEBCAM, "scale": f"{size_px[1] * 4 // 3}:{size_px[1]}"}
        filters["pad"] = f"{size_px[0]}:{size_px[1]}:(ow-iw)/2:0:gray"
        nodes += [graph.add(name, arguments) for name, arguments in filters.items()]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        stream = target.add_stream("libx264", rate=RATE_HZ, options={"preset": "veryfast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size_px, "yuv420p"
        count = 0
        for picture in chain([first], pictures, [None]):
            graph.push(picture)
            count += encode(graph, target, stream)
        target.mux(stream.encode())
    return count


def played(recording: Path, seconds: float | None, still: float) -> Iterator[av.VideoFrame]:
    """Give the pictures of the recording, over and over as long as is asked for."""
    number, shown = 0, None
    while number == 0 or (seconds is not None and number < seconds * SOURCE_HZ):
        with av.open(str(recording)) as source:
            for frame in source.decode(video=0):
                if shown is None or number % (10 * SOURCE_HZ) < (1 - still) * 10 * SOURCE_HZ:
                    shown = frame
                again = av.VideoFrame.from_ndarray(shown.to_ndarray(), format=shown.format.name)
                again.pts, again.time_base = number, Fraction(1, SOURCE_HZ)
                yield again
                number += 1
                if seconds is not None and number >= seconds * SOURCE_HZ:
                    return


def encode(
    graph: av.filter.Graph, target: av.container.OutputContainer, stream: av.VideoStream
) -> int:
    """Write what the filters have ready."""
    count = 0
    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return count
        assert isinstance(frame, av.VideoFrame)
        frame.time_base = Fraction(1, RATE_HZ)
        target.mux(stream.encode(frame))
        count += 1


def cost(*command: str) -> Cost:
    """Run a command to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_s, cpu_s)


def python(program: str, *arguments: str) -> Cost:
    return cost(sys.executable, "-c", program, *arguments)


def compare(lively: Path, still: Path, folder: Path) -> None:
    """Let the programs look at the clips in turns."""
    tutorial = (sys.executable, "-c", TUTORIAL, str(lively), str(pose_model()))
    analyze = (sys.executable, "-m", "posture", "analyze", "--out", str(folder))
    programs = {
        "tutorial loop": tutorial,
        "analyze --no-gate": (*analyze, str(lively), "--no-gate"),
        "analyze": (*analyze, str(lively)),
        f"analyze, still for {STILL:.0%}": (*analyze, str(still)),
    }
    took: dict[str, list[Cost]] = {name: [] for name in programs}
    for turn in range(ROUNDS):
        for name, command in programs.items():
            took[name].append(cost(*command))
            print(f"round {turn + 1}: {name} {took[name][-1]}", flush=True)
    first = took["tutorial loop"]
    for name, costs in took.items():
        wall = sum(c.wall_s for c in first) / sum(c.wall_s for c in costs)
        cpu = sum(c.cpu_s for c in first) / sum(c.cpu_s for c in costs)
        real = SECONDS / statistics.fmean(c.wall_s for c in costs)
        print(f"{name}: {wall:.2f} times as fast as the tutorial loop, 1/{cpu:.2f} of the "
              f"processor time, {real:.1f} times real time")  # fmt: skip
    floor(lively, folder)


def floor(clip: Path, folder: Path) -> None:
    """Say how near an analysis without a gate comes to reading and networks alone."""
    settings = folder.with_suffix(".toml")
    settings.write_text("[estimator]\ngate = false\n", encoding="utf-8")
    command = [sys.executable, "-m", "posture", "bench", str(clip), "--json"]
    done = subprocess.run(
        [*command, "--config", str(settings)], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    print(f"floor {found['floor_s']:.1f} s, analysis {found['analysis']['wall_s']:.1f} s: "
          f"{found['share_of_floor']:.2f} of the floor; {found}")  # fmt: skip


def start_up(clip: Path) -> None:
    """Time what somebody waits for; the first run warms the disk's cache."""
    nothing = [python("pass") for _ in range(STARTS)]
    light = [python("import posture") for _ in range(STARTS)]
    first = [python(FIRST, str(clip)) for _ in range(STARTS)]
    empty_s = min(c.wall_s for c in nothing)
    print(f"import posture: {1000 * (min(c.wall_s for c in light) - empty_s):.0f} ms "
          f"(Python itself {1000 * empty_s:.0f} ms)")  # fmt: skip
    print(f"first measurement {statistics.median(c.wall_s for c in first):.2f} s after the start "
          f"of the process, at best {min(c.wall_s for c in first):.2f} s")  # fmt: skip


def pose_model() -> Path:
    from posture.estimators import weights

    return weights.ensure().pose_task


def main(recording: Path) -> None:
    load = os.getloadavg()[0]
    if load > QUIET:
        print(f"the machine is busy (load {load:.1f}): times say little", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        lively, still = Path(folder) / "webcam.mp4", Path(folder) / "still.mp4"
        frames = as_webcam(recording, lively, seconds=SECONDS)
        as_webcam(recording, still, seconds=SECONDS, still=STILL)
        print(f"{recording.name} as 1280×720, {RATE_HZ} Hz: {frames} frames, "
              f"{os.cpu_count()} processors")  # fmt: skip
        compare(lively, still, Path(folder) / "results")
        start_up(lively)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
