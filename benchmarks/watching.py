"""What watching costs: python -m benchmarks.watching RECORDING [SECONDS]

The recording is made into what a webcam gives (1280×720 at 30 frames a second, with noise) and
streamed by ffmpeg on loopback, over and over. Two programs watch it one after the other, each in a
process of its own: `posture watch`, and the loop of the tutorials (OpenCV reads, the pose network
looks at every frame). Then `posture watch` without its networks: what reading alone costs.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed import as_webcam, pose_model

PORT = 18554
SETTLE_S = 12.0  # start-up is not watching

TUTORIAL = """
import sys, time, cv2, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision

options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=sys.argv[2]),
    running_mode=vision.RunningMode.VIDEO,
)
capture, began = cv2.VideoCapture(sys.argv[1]), time.monotonic()
with vision.PoseLandmarker.create_from_options(options) as landmarker:
    while True:
        read, frame = capture.read()
        rgb = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb)
        landmarker.detect_for_video(picture, int(1000 * (time.monotonic() - began)))
"""
READING = """
import sys
from posture.sources.named import find_source
from posture.sources.owner import Owner
from posture.sources.planes import means, thinned
from posture.sources.sampling import Wanted
from posture.life import Effect
from posture.types import Frame
from posture.vital import Vital

with Owner(sys.argv[1], wanted=Wanted(5.0)) as owner:
    owner.obey([Effect.OPEN])
    vital = Vital()
    while True:
        frame = owner.read(1.0)
        if isinstance(frame, Frame):
            vital.update(frame.time_s, thinned(frame.image))
            means(frame.image)
"""


@contextmanager
def streamed(clip: Path) -> Iterator[str]:
    """Serve the clip over and over, at its own pace, to one viewer."""
    address = f"http://127.0.0.1:{PORT}"
    quiet = ["ffmpeg", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(clip)]
    command = [*quiet, "-c", "copy", "-f", "mpegts", "-listen", "1", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        time.sleep(1.0)
        try:
            yield address
        finally:
            server.kill()


def cpu_s(pid: int) -> float:
    """Return the processor seconds a process has taken with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def watched(clip: Path, seconds: float, *words: str) -> tuple[float, float]:
    """Return processor seconds per second, and the largest resident memory."""
    with streamed(clip) as address:
        command = [sys.executable, *(word.replace("ADDRESS", address) for word in words)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            time.sleep(SETTLE_S)
            before_s, began_s = cpu_s(process.pid), time.monotonic()
            time.sleep(seconds)
            share = (cpu_s(process.pid) - before_s) / (time.monotonic() - began_s)
            memory = peak_mb(process.pid)
            process.terminate()
    return share, memory


def main(recording: str, seconds: float = 60.0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "webcam.mp4"
        as_webcam(Path(recording), clip)
        rows = {
            "tutorial loop": ("-c", TUTORIAL, "ADDRESS", str(pose_model())),
            "posture watch": ("-m", "posture", "watch", "ADDRESS", "--quiet", "--no-history"),
            "reading alone": ("-c", READING, "ADDRESS"),
        }
        for name, words in rows.items():
            share, memory = watched(clip, seconds, *words)
            print(f"{name}: {share:.3f} processor seconds a second, {memory:.0f} MB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(float, sys.argv[2:]))
