"""False alarms to thresholds: who says "I was not slouching" is asked less, within safe bounds.

Only where a posture begins is moved. The load of a muscle is counted as before: what strains does
not depend on what one likes to hear.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from posture.config import AlertConfig, Band
from posture.types import Alert

STEP = 0.08  # of the threshold, for each false alarm of a kind
STEP_CM = 0.025  # for a least distance: 50 cm become 48.75
MOST = 4  # false alarms that count; the threshold moves by a third at most, a distance by a tenth
KEPT_DAYS = 30  # how long a false alarm counts

BANDS: Mapping[str, tuple[str, ...]] = {
    "head_forward": ("head_forward_deg", "protraction_cm"),
    "looking_down": ("looking_down_deg",),
    "chin_poke": ("chin_poke_deg",),
    "shrug_both": ("shrug",),
    "shrug_left": ("shrug",),
    "shrug_right": ("shrug",),
    "uneven_shoulders": ("uneven_deg",),
    "too_close": ("too_close_cm",),
    "too_far": ("too_far_cm",),
    "leaning": ("leaning_deg",),
    "twisted": ("twisted_deg",),
}
"""Settings that say where a posture begins and ends, by the kind of its alert."""


def adjusted(config: AlertConfig, false_alarms: Iterable[str]) -> AlertConfig:
    """Return the settings after the false alarms of the last weeks, given by their kinds.

    Examples
    --------
    >>> adjusted(AlertConfig(), ["looking_down"]).looking_down_deg
    Band(enter=16.2, leave=10.8)
    >>> adjusted(AlertConfig(), ["too_close"] * 9).too_close_cm
    Band(enter=45.0, leave=47.7)
    """
    counts = Counter(name for kind in false_alarms for name in BANDS.get(kind, ()))
    moved = {name: _moved(getattr(config, name), count) for name, count in counts.items()}
    return config.model_copy(update=moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a posture began before a false alarm, and from then on; unit deg, cm or own shrug."""

    setting: str
    before: float
    after: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarm:
    """A prompt that was none: when that was said, of which kind, its words, and what it changed.

    The change holds ``until`` that moment. Nothing is moved where the kind has no threshold, or
    where it was moved as far as is safe before.
    """

    at: datetime
    kind: str
    said: str
    moved: tuple[Moved, ...]
    until: datetime


def false_alarms(
    denied: Iterable[tuple[datetime, Alert]], config: AlertConfig
) -> tuple[FalseAlarm, ...]:
    """Return what each false alarm changed, oldest first.

    ``denied`` says when which alert was called none; ``config`` are the settings without them.

    Examples
    --------
    >>> from datetime import UTC
    >>> from posture.types import Level
    >>> alert = Alert(time_s=60.0, kind="looking_down", level=Level.NOTE, muscle=None, value=17.0,
    ...               limit=15.0, unit="deg", message="You have been looking down.")
    >>> (one,) = false_alarms([(datetime(2026, 3, 2, 9, tzinfo=UTC), alert)], AlertConfig())
    >>> one.moved
    (Moved(setting='looking_down_deg', before=15.0, after=16.2, unit='deg'),)
    """
    rows: list[FalseAlarm] = []
    for at, alert in sorted(denied, key=lambda one: one[0]):
        earlier = [one.kind for one in rows if one.until > at]
        before, after = adjusted(config, earlier), adjusted(config, [*earlier, alert.kind])
        moved = tuple(_moves(before, after))
        until = at + timedelta(days=KEPT_DAYS)
        rows.append(
            FalseAlarm(at=at, kind=alert.kind, said=alert.message, moved=moved, until=until)
        )
    return tuple(rows)


def _moves(before: AlertConfig, after: AlertConfig) -> Iterator[Moved]:
    for name in dict.fromkeys(name for names in BANDS.values() for name in names):
        was, now = getattr(before, name).enter, getattr(after, name).enter
        if was != now:
            unit = name.rpartition("_")[2] if "_" in name else "own shrug"
            yield Moved(setting=name, before=was, after=now, unit=unit)


class Denials:
    """The settings of a running watch, after every false alarm that counts.

    ``kinds`` are those of the last weeks.

    Examples
    --------
    >>> denials = Denials(AlertConfig(), ["looking_down"])
    >>> denials.deny("looking_down").looking_down_deg
    Band(enter=17.4, leave=11.6)
    """

    def __init__(self, config: AlertConfig, kinds: Iterable[str]) -> None:
        self._config, self._kinds = config, list(kinds)

    @property
    def config(self) -> AlertConfig:
        """What holds now."""
        return adjusted(self._config, self._kinds)

    def deny(self, kind: str) -> AlertConfig:
        """Take in one more and return what holds from now on."""
        self._kinds.append(kind)
        return self.config


def _moved(band: Band, count: int) -> Band:
    falling = band.enter < band.leave  # small values are the bad ones
    share = min(count, MOST) * (-STEP_CM if falling else STEP)
    return Band(enter=round(band.enter * (1 + share), 3), leave=round(band.leave * (1 + share), 3))
