"""How a watch stands, as its screens get it."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from posture.app.watch_view import Trend, WatchView, view_of
from posture.config import AlertConfig
from posture.status import Status, WatchState
from posture.types import Empty, Estimate
from tests.builders_prompts import FORWARD

NOON = datetime(2026, 5, 4, 12, 0, 1, tzinfo=UTC)
NOW = {
    "protraction_cm": Estimate(2.9, sd_frame=0.4, sd_person=0.5),
    "shrug_left": Estimate(0.06, sd_frame=0.05),
    "shrug_right": Estimate(0.16, sd_frame=0.03),
    "screen_distance_cm": Estimate(52.4, sd_frame=1.0, sd_person=2.0),
}
STATUS = Status(
    state=WatchState.WATCHING,
    since=NOON - timedelta(hours=3),
    source="Integrated Camera",
    profile="desk",
    now=NOW,
    states=("head_forward",),
    dose={"cervical_extensors": 0.38, "upper_trapezius_right": 0.11},
    coverage=0.92,
    seated_min=32.0,
    last_alert=FORWARD,
)


def trend(*, unseen: tuple[str, ...] = ()) -> Trend:
    """Four minutes in which the head came forward, with half a minute not seen."""
    kept = Trend()
    for second in range(0, 240, 5):
        if not 100 <= second < 130:
            way = {"protraction_cm": Estimate(3.0 * second / 240, sd_frame=0.5)}
            wave = 52.0 + 4.0 * math.sin(second / 20)
            rest = {"shrug_right": NOW["shrug_right"]}
            rest["screen_distance_cm"] = Estimate(wave, sd_frame=2.0)
            seen = {name: one for name, one in (way | rest).items() if name not in unseen}
            kept.update(float(second), seen)
    return kept


def view(
    *, empty: frozenset[Empty] = frozenset(), at: datetime = NOON, **changes: Any
) -> WatchView:
    """Return what the screen shows of a status with some changes."""
    status = replace(STATUS, **changes)
    lost = tuple(name for name in NOW if name not in status.now)
    return view_of(status, trend(unseen=lost), empty, AlertConfig(), at=at)


def without(*names: str) -> dict[str, Estimate]:
    """Return what is seen but for some measures."""
    return {name: one for name, one in NOW.items() if name not in names}
