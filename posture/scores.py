"""Summaries to scores: what a camera can see of two worksheets, RULA and ROSA.

Only these parts are scored: the neck and trunk of RULA (McAtamney and Corlett 1993), legs taken as
supported and no load in the hands, and of ROSA (Sonne 2012) the monitor with its duration, without
glare and documents. They are no certified assessment.
"""

from collections.abc import Mapping

from posture.day import LONGEST
from posture.summed import Session

STATIC_S = 600.0  # held for longer counts as muscle use
EXTENDED_DEG = -5.0  # looking up by less cannot be told from upright
TURNED_DEG, BENT_DEG = 20.0, 10.0  # from where a neck counts as twisted, and as bent to the side
ROSA_TURNED_DEG, ROSA_LOW_DEG, ROSA_FAR_CM = 30.0, 30.0, 75.0
_TABLE_B = (  # neck score down, trunk score across, legs supported
    (1, 2, 3, 5, 6, 7),
    (2, 2, 4, 5, 6, 7),
    (3, 3, 4, 5, 6, 7),
    (5, 5, 6, 7, 7, 8),
    (7, 7, 7, 8, 8, 8),
    (8, 8, 8, 8, 9, 9),
)


def rula_neck(flexion_deg: float, *, turned: bool = False, bent: bool = False) -> int:
    """Return the score of the neck, 1 to 6.

    Examples
    --------
    >>> rula_neck(15.0), rula_neck(25.0, turned=True), rula_neck(-10.0)
    (2, 4, 4)
    """
    extended = flexion_deg < EXTENDED_DEG
    base = 4 if extended else 1 + (flexion_deg > 10) + (flexion_deg > 20)
    return base + turned + bent


def rula_trunk(lean_deg: float, *, supported: bool = False) -> int:
    """Return the score of the trunk, 1 to 4; only the user knows whether the back is supported.

    Examples
    --------
    >>> rula_trunk(0.0, supported=True), rula_trunk(10.0), rula_trunk(40.0)
    (1, 2, 3)
    """
    if supported and abs(lean_deg) <= 20:
        return 1
    return 2 + (lean_deg > 20) + (lean_deg > 60)


def rula_neck_and_trunk(neck: int, trunk: int, *, static: bool) -> int:
    """Return the posture score B, one more when it is held for more than ten minutes.

    Examples
    --------
    >>> rula_neck_and_trunk(2, 1, static=True)
    3
    """
    return _TABLE_B[neck - 1][trunk - 1] + static


def rosa_monitor(
    *, flexion_deg: float, distance_cm: float | None, turned_deg: float | None, seated_min: float
) -> int:
    """Return the monitor's score: height by the head, distance, twist, and how long a day.

    Examples
    --------
    >>> rosa_monitor(flexion_deg=2.0, distance_cm=80.0, turned_deg=0.0, seated_min=300.0)
    3
    """
    height = 3 if flexion_deg < EXTENDED_DEG else 1 + (flexion_deg > ROSA_LOW_DEG)
    far = distance_cm is not None and distance_cm > ROSA_FAR_CM
    turned = turned_deg is not None and abs(turned_deg) > ROSA_TURNED_DEG
    duration = 1 if seated_min > 240 else -1 if seated_min < 60 else 0
    return max(1, height + far + turned + duration)


def session_scores(session: Session) -> dict[str, int]:
    """Return the scores of a session by its medians; none where the neck was not seen."""
    if not session.minutes:
        return {}
    return scores(
        {name: found.median for name, found in session.summary.items()},
        seated_min=session.minutes.get("seated", 0.0),
        longest_s=session.day.get(LONGEST, 0.0),
    )


def scores(median: Mapping[str, float], *, seated_min: float, longest_s: float) -> dict[str, int]:
    """Return the scores of medians by name of the measure; none where the neck was not seen.

    ``seated_min`` are minutes a day, ``longest_s`` is how long a posture was held at most.

    Examples
    --------
    >>> scores({"neck_flexion_deg": 12.0}, seated_min=300.0, longest_s=0.0)
    {'rula_neck': 2, 'rosa_monitor': 2}
    """
    flexion = median.get("neck_flexion_deg")
    if flexion is None:
        return {}
    turned, bent = median.get("head_yaw_deg"), median.get("head_roll_deg")
    lean = median.get("trunk_lean_deg")
    neck = rula_neck(
        flexion,
        turned=turned is not None and abs(turned) > TURNED_DEG,
        bent=bent is not None and abs(bent) > BENT_DEG,
    )
    monitor = rosa_monitor(
        flexion_deg=flexion,
        distance_cm=median.get("screen_distance_cm"),
        turned_deg=turned,
        seated_min=seated_min,
    )
    found = {"rula_neck": neck, "rosa_monitor": monitor}
    if lean is None:
        return found
    trunk = rula_trunk(lean)
    both = rula_neck_and_trunk(neck, trunk, static=longest_s > STATIC_S)
    return {**found, "rula_trunk": trunk, "rula_neck_and_trunk": both}
