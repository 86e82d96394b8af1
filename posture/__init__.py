"""Measure sitting posture in recordings: head, shoulders, distance and what they load.

Examples
--------
>>> import posture
>>> config = posture.Config()
>>> config.alerts.cooldown_min
20.0
>>> with posture.open_estimator("replay", recorded=[]) as estimator:
...     list(posture.assess([], estimator, config=config))
[]

>>> session = posture.analyze("meeting.mp4")  # doctest: +SKIP
>>> session.peak_dose["upper_trapezius_left"]  # doctest: +SKIP
0.42
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from posture.config import Config
from posture.errors import (
    CalibrationError,
    ConfigError,
    EstimatorError,
    PostureError,
    SourceError,
    StoreError,
)
from posture.summed import Session
from posture.types import Alert, Assessment, Estimate, Exposure, Frame, Landmarks, Lens, Measurement

if TYPE_CHECKING:
    from posture.app.analyze import analyze
    from posture.app.batch import analyze_many
    from posture.app.job import Options
    from posture.app.reference import Setup
    from posture.app.settings import load_config
    from posture.app.wiring import open_estimator, read_profile
    from posture.outputs.report import write_report
    from posture.pipeline import assess, follow
    from posture.profile import Profile, calibrate

_LAZY = {  # names whose modules load OpenCV or write files; loaded when first used
    "Options": "posture.app.job",
    "Profile": "posture.profile",
    "Setup": "posture.app.reference",
    "analyze": "posture.app.analyze",
    "analyze_many": "posture.app.batch",
    "assess": "posture.pipeline",
    "calibrate": "posture.profile",
    "follow": "posture.pipeline",
    "load_config": "posture.app.settings",
    "open_estimator": "posture.app.wiring",
    "read_profile": "posture.app.wiring",
    "write_report": "posture.outputs.report",
}

__all__ = [
    "Alert",
    "Assessment",
    "CalibrationError",
    "Config",
    "ConfigError",
    "Estimate",
    "EstimatorError",
    "Exposure",
    "Frame",
    "Landmarks",
    "Lens",
    "Measurement",
    "Options",
    "PostureError",
    "Profile",
    "Session",
    "Setup",
    "SourceError",
    "StoreError",
    "analyze",
    "analyze_many",
    "assess",
    "calibrate",
    "follow",
    "load_config",
    "open_estimator",
    "read_profile",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'posture' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
