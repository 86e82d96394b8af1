"""What an annotated film costs: python -m benchmarks.annotating RECORDING

The recording is made into what a webcam gives (1280×720 at 30 frames a second, with noise) and
analysed in one process: without a film, then with each kind of it. The difference is the drawing.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.speed import as_webcam, cost

RATE_HZ = 30
KINDS: tuple[list[str], ...] = (
    [],
    ["--annotate"],
    ["--annotate", "--blur-face"],
    ["--annotate", "--skeleton-only"],
)


def main(recording: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "webcam.mp4"
        seconds = as_webcam(recording, clip) / RATE_HZ
        command = [sys.executable, "-m", "posture", "analyze", str(clip), "--out", folder]
        alone = None
        for options in KINDS:
            # The gate would leave out looks in one of them and not in the others.
            taken = cost(*command, "--jobs", "1", "--no-gate", *options)
            alone = alone or taken
            drawing_s = (taken.cpu_s - alone.cpu_s) / seconds
            print(
                f"{' '.join(options) or 'no film'}: {taken}, {drawing_s:.2f} for a second of film"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
