"""Measurements without pictures: what a person holds, at what rate, for how many minutes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

import numpy as np

from posture.alerts import AlertPolicy
from posture.config import AlertConfig, Config, ExposureConfig
from posture.exposure import ExposureModel
from posture.knowledge import load_knowledge, load_muscles
from posture.messages import load_messages
from posture.session import SessionBuilder
from posture.summed import Session
from posture.types import (
    Alert,
    Assessment,
    Estimate,
    Exposure,
    Joint,
    Landmarks,
    Lens,
    Measurement,
    Presence,
    View,
)

UNIT_MIN = 60.0
COARSE_HZ = 0.25
LENS = Lens(focal_px=600.0, relative_sd=0.02, source="given")


def exact(value: float) -> Estimate:
    """A number without any error."""
    return Estimate(value, sd_frame=0.0)


UPRIGHT = Measurement(
    index=0,
    time_s=0.0,
    presence=Presence.SEATED,
    view=View.FRONT,
    protraction_cm=exact(0.0),
    head_pitch_change_deg=exact(0.0),
    head_forward_change_deg=exact(0.0),
    head_yaw_change_deg=exact(0.0),
    shrug_left=exact(0.0),
    shrug_right=exact(0.0),
    shoulder_tilt_change_deg=exact(0.0),
    screen_distance_cm=exact(65.0),
    people=1,
)
"""Somebody who sits well, everything seen, nothing uncertain."""

UNSEEN = Measurement(index=0, time_s=0.0, presence=Presence.UNKNOWN, view=View.UNKNOWN)
GONE = replace(UNSEEN, presence=Presence.AWAY)
SLOUCHED = replace(UPRIGHT, protraction_cm=exact(4.0), head_pitch_change_deg=exact(8.0))
LOOKING_DOWN = replace(UPRIGHT, head_pitch_change_deg=exact(25.0))
FORWARD = replace(UPRIGHT, protraction_cm=exact(3.0))
BOTH = replace(UPRIGHT, shrug_left=exact(0.5), shrug_right=exact(0.6))
LEFT = replace(UPRIGHT, shrug_left=exact(0.5))
ARM_OUT = replace(UPRIGHT, arm_left_lift_deg=exact(40.0), arm_right_lift_deg=exact(5.0))
ARM_UP = replace(ARM_OUT, arm_left_lift_deg=exact(80.0), arms_raised=True)
UNEVEN = replace(UPRIGHT, shoulder_tilt_change_deg=exact(-5.0))
NEAR = replace(UPRIGHT, screen_distance_cm=exact(42.0))
SIDE = replace(UPRIGHT, view=View.SIDE, protraction_cm=None, head_forward_change_deg=exact(8.0))


def changed(m: Measurement, **changes: Any) -> Measurement:
    """Return the measurement with some fields exchanged; for names that are known late."""
    return replace(m, **changes)


def looking_down(deg: float) -> Measurement:
    """Somebody whose head is that far down since upright."""
    return replace(UPRIGHT, head_pitch_change_deg=exact(deg))


def held(what: Measurement, minutes: float, *, hz: float | None = None) -> list[Measurement]:
    """Return the same measurement over that many minutes, both ends included.

    Without a rate whole minutes are seen every four seconds, which is no gap, and anything else
    every second.
    """
    hz = hz or (COARSE_HZ if minutes >= 1 and float(minutes).is_integer() else 1.0)
    count = round(minutes * UNIT_MIN * hz) + 1
    return [replace(what, index=i, time_s=i / hz) for i in range(count)]


def one_after_the_other(*parts: Iterable[Measurement], start_s: float = 0.0) -> list[Measurement]:
    """Join stretches so that each begins when the one before it ends."""
    joined: list[Measurement] = []
    for part in parts:
        offset_s = start_s if not joined else _time_s(joined.pop())
        moved = [replace(m, time_s=_time_s(m) + offset_s) for m in part]
        joined = list(chain(joined, moved))
    return joined


def mirrored(m: Measurement) -> Measurement:
    """Return what a mirror would show: left and right exchanged."""
    tilt = m.shoulder_tilt_change_deg
    return replace(
        m,
        shrug_left=m.shrug_right,
        shrug_right=m.shrug_left,
        arm_left_lift_deg=m.arm_right_lift_deg,
        arm_right_lift_deg=m.arm_left_lift_deg,
        shoulder_tilt_change_deg=None if tilt is None else replace(tilt, value=-tilt.value),
    )


def exposures(stream: Iterable[Measurement], config: Config | None = None) -> list[Exposure]:
    """Return the exposure after each measurement."""
    model = ExposureModel(load_muscles(), (config or Config()).exposure)
    return [model.update(m) for m in stream]


def dose(stream: Iterable[Measurement], muscle: str = "cervical_extensors") -> list[float]:
    """Return the dose of one muscle after each measurement."""
    return [exposure.dose[muscle] for exposure in exposures(stream)]


def assessments(
    stream: Iterable[Measurement],
    config: Config | None = None,
    *,
    started_at: datetime | None = None,
) -> Iterator[Assessment]:
    """Run exposure and alerts over a stream, as the pipeline does."""
    config = config or Config()
    model = ExposureModel(load_muscles(), config.exposure)
    policy = AlertPolicy(config.alerts, load_knowledge(), load_messages(), started_at=started_at)
    for m in stream:
        exposure = model.update(m)
        alerts = policy.update(m, exposure)
        yield Assessment(
            landmarks=landmarks(m),
            measurement=m,
            exposure=exposure,
            states=policy.states,
            alerts=alerts,
        )


def alerts(stream: Iterable[Measurement], config: Config | None = None) -> list[Alert]:
    """Return everything that is said over a stream."""
    return [alert for a in assessments(stream, config) for alert in a.alerts]


SOON = AlertConfig(hold_s=60.0, hold_most_s=60.0)
ONLY_POSTURES = SOON.model_copy(update={"long_sitting_min": 1e6, "motionless_min": 1e6})


def said(
    *parts: tuple[Measurement, float], config: AlertConfig = SOON, hz: float | None = None
) -> list[Alert]:
    """Return everything that is said while each is held for so many minutes."""
    stretches = (held(what, minutes, hz=hz) for what, minutes in parts)
    return alerts(one_after_the_other(*stretches), Config(alerts=config))


def kinds(found: list[Alert]) -> list[str]:
    """Return the kinds of alerts in their order."""
    return [alert.kind for alert in found]


def picture(m: Measurement) -> Assessment:
    """Return the assessment of a single picture: no time, no dose, nothing said."""
    m = replace(m, time_s=None, name=f"{m.index}.jpg")
    return Assessment(
        landmarks=landmarks(m), measurement=m, exposure=None, states=frozenset(), alerts=()
    )


def landmarks(m: Measurement) -> Landmarks:
    """Return landmarks that carry nothing but the time and the size of the picture."""
    return Landmarks(
        index=m.index,
        time_s=m.time_s,
        size_px=(640, 480),
        joints_px=np.full((len(Joint), 2), np.nan),
        joints_world_m=np.full((len(Joint), 3), np.nan),
        score=np.zeros(len(Joint)),
        face_px=np.full((0, 3), np.nan),
        iris_px=np.full((2, 5, 2), np.nan),
        limbus_px=np.full(2, np.nan),
        outline_px=np.full((0, 2), np.nan),
        people=m.people,
    )


def summed_up(moments: Iterable[Assessment]) -> Session:
    """Return the session of assessments."""
    builder = SessionBuilder(ExposureConfig())
    for moment in moments:
        builder.update(moment)
    return built(builder)


def built(builder: SessionBuilder) -> Session:
    """Return the session so far, with everything that is told from outside made up."""
    return builder.build(
        source="desk.mp4", started_at=None, lens=LENS, baseline={"kind": "auto"}, versions={}
    )


def recorded(*parts: tuple[Measurement, float]) -> Session:
    """Return the session of what was held for how many minutes each."""
    stretches = (held(what, minutes) for what, minutes in parts)
    return summed_up(assessments(one_after_the_other(*stretches)))


def _time_s(m: Measurement) -> float:
    if m.time_s is None:
        raise ValueError("a stretch needs times")
    return m.time_s
