"""False alarms to thresholds: who says "I was not slouching" is asked less, within safe bounds.

Only where a posture begins is moved. The load of a muscle is counted as before: what strains does
not depend on what one likes to hear.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from posture.config import AlertConfig, Band

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


def _moved(band: Band, count: int) -> Band:
    falling = band.enter < band.leave  # small values are the bad ones
    share = min(count, MOST) * (-STEP_CM if falling else STEP)
    return Band(enter=round(band.enter * (1 + share), 3), leave=round(band.leave * (1 + share), 3))
