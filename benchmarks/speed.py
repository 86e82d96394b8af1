"""How fast an analysis is: python -m benchmarks.speed RECORDING

The recording is made into what a webcam gives: 1280×720 at 30 frames a second, with noise, so that
no frame is a copy. Then two programs look at it in turns, each in a process of its own: the loop
that every tutorial shows (OpenCV reads, the pose network looks at every frame), and
`posture analyze` at its usual 5 Hz, with all that it writes. Start-up is measured as well.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.filter

RATE_HZ = 30
WEBCAM = {  # FFmpeg's filters: no face is stretched, and every frame differs from the last
    "scale": "960:720",
    "pad": "1280:720:160:0:gray",
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


def as_webcam(recording: Path, clip: Path) -> int:
    """Write the clip and return its number of frames."""
    with av.open(str(recording)) as source, av.open(str(clip), "w") as target:
        video = source.streams.video[0]
        graph = av.filter.Graph()
        nodes = [graph.add_buffer(template=video)]
        nodes += [graph.add(name, arguments) for name, arguments in WEBCAM.items()]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        stream = target.add_stream("libx264", rate=RATE_HZ, options={"preset": "veryfast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        count = 0
        for picture in [*source.decode(video), None]:
            graph.push(picture)
            count += encode(graph, target, stream)
        target.mux(stream.encode())
    return count


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


def compare(clip: Path, frames: int, folder: Path) -> None:
    """Let both programs look at the clip in turns."""
    model = str(pose_model())
    analyze = [sys.executable, "-m", "posture", "analyze", str(clip), "--out", str(folder)]
    tutorial, ours = [], []
    for turn in range(ROUNDS):
        tutorial.append(python(TUTORIAL, str(clip), model))
        ours.append(cost(*analyze))
        print(f"round {turn + 1}: tutorial {tutorial[-1]}, analyze {ours[-1]}")
    wall = sum(c.wall_s for c in tutorial) / sum(c.wall_s for c in ours)
    cpu = sum(c.cpu_s for c in tutorial) / sum(c.cpu_s for c in ours)
    real = frames / RATE_HZ / statistics.fmean(c.wall_s for c in ours)
    print(f"analyze is {wall:.2f} times as fast as the tutorial loop, with 1/{cpu:.2f} of the "
          f"processor time; {real:.1f} times as fast as the recording")  # fmt: skip


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
        clip = Path(folder) / "webcam.mp4"
        frames = as_webcam(recording, clip)
        print(f"{recording.name} as 1280×720, {RATE_HZ} Hz: {frames} frames, "
              f"{os.cpu_count()} processors")  # fmt: skip
        compare(clip, frames, Path(folder) / "results")
        start_up(clip)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
