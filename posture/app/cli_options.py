"""Options that several commands share, so that they mean the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, also of the networks.")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="Settings file (TOML).")]
FocalPx = Annotated[
    float | None, typer.Option("--focal-px", min=1, help="Focal length in pixels of the picture.")
]
HfovDeg = Annotated[
    float | None,
    typer.Option("--hfov-deg", min=10, max=170, help="Horizontal field of view of the camera."),
]
LensFile = Annotated[
    Path | None,
    typer.Option("--lens", help="Camera calibration by OpenCV (YAML, XML, JSON): distortion."),
]
DistanceCm = Annotated[
    float | None,
    typer.Option("--distance-cm", min=10, max=500, help="Taped distance eyes–camera, upright."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
