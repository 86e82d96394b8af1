"""Status to view: what the screen of a running watch shows at one moment."""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from posture.config import AlertConfig
from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.outputs.gauges import Gauge, gauges
from posture.phrases import WORTH_NAMING
from posture.status import Status
from posture.types import Empty, Estimate

TREND_BINS, TREND_BIN_S = 24, 10.0  # four minutes: as long as a posture is held before a prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    """Everything that the screen of a watch shows; ``at`` is the time of day."""

    at: datetime
    status: Status
    gauges: tuple[Gauge, ...]
    unseen: tuple[str, ...] = ()  # what is not seen, why, and what to do about it
    muscle: str | None = None  # the one that is loaded most
    dose: float = 0.0  # its share of our guide value
    break_in_min: float | None = None


class Trend:
    """Means of the measures over the last minutes; a stretch without a value stays a gap.

    Examples
    --------
    >>> trend = Trend()
    >>> for time_s, cm in ((0.0, 2.0), (5.0, 4.0), (31.0, 1.0)):
    ...     trend.update(time_s, {"protraction_cm": Estimate(cm, sd_frame=1.0)})
    >>> trend.of("protraction_cm")
    (3.0, nan, nan, 1.0)
    """

    def __init__(self) -> None:
        self._bins: deque[tuple[int, dict[str, list[float]]]] = deque(maxlen=TREND_BINS)

    def update(self, time_s: float, now: Mapping[str, Estimate]) -> None:
        """Take in what is seen at a moment."""
        index = int(time_s // TREND_BIN_S)
        if not self._bins or self._bins[-1][0] != index:
            self._bins.append((index, {}))
        for name, estimate in now.items():
            self._bins[-1][1].setdefault(name, []).append(estimate.value)

    def of(self, name: str) -> tuple[float, ...]:
        """Return the means of a measure, the newest last, NaN where unseen."""
        if not self._bins:
            return ()
        found = dict(self._bins)
        last = self._bins[-1][0]
        first = max(self._bins[0][0], last - TREND_BINS + 1)
        return tuple(_mean(found.get(i, {}).get(name, ())) for i in range(first, last + 1))


def _mean(values: tuple[float, ...] | list[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def view_of(
    status: Status, trend: Trend, empty: frozenset[Empty], config: AlertConfig, *, at: datetime
) -> WatchView:
    """Return what is shown of a status; ``empty`` says why measures of the last frame are empty."""
    messages, measures = load_messages(), gauges(status.now, config, recent=trend.of)
    lost = any(gauge.now is None for gauge in measures)
    muscle = max(status.dose, key=lambda name: status.dose[name], default=None)
    dose = 0.0 if muscle is None else status.dose[muscle]
    return WatchView(
        at=at,
        status=status,
        gauges=measures,
        unseen=tuple(messages.unseen[code] for code in Empty if lost and code in empty),
        muscle=load_knowledge().muscle(muscle).name if muscle and dose >= WORTH_NAMING else None,
        dose=dose,
        break_in_min=_break_in_min(status.seated_min, config.long_sitting_min),
    )


def _break_in_min(seated_min: float | None, after_min: float) -> float | None:
    return None if seated_min is None else max(0.0, after_min - seated_min)
