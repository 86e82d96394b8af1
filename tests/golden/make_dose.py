"""Make dose.csv: doses computed a second time, from the published holding times alone.

Run ``python tests/golden/make_dose.py`` to write the file anew. This script shares no code with
the package on purpose: weights and holding times are typed in again, and the load of one hour of
changing postures is summed up muscle by muscle.
"""

import csv
import math
import random
from pathlib import Path

STEP_S = 5
FIELDS = ("pitch", "protraction", "shrug_left", "shrug_right", "tilt", "yaw", "distance")
Numbers = list[float | None]

WEIGHTS = {  # N, U, S, T, R, V
    "suboccipitals": (0.5, 1, 0, 0, 0.25, 0.25),
    "cervical_extensors": (1, 0.5, 0, 0, 0.25, 0),
    "levator_scapulae_left": (0.75, 0, 0.75, 0.75, 0.25, 0),
    "levator_scapulae_right": (0.75, 0, 0.75, 0.75, 0.25, 0),
    "upper_trapezius_left": (0.5, 0, 1, 0.75, 0, 0.5),
    "upper_trapezius_right": (0.5, 0, 1, 0.75, 0, 0.5),
    "sternocleidomastoid": (0.25, 0.75, 0, 0.25, 0.25, 0),
    "scalenes": (0.25, 0.5, 0.5, 0.25, 0, 0),
}

NOTHING: Numbers = [None] * len(FIELDS)
STRETCHES: list[tuple[int, str, Numbers]] = [  # minutes, presence, what is held
    (4, "seated", [0, 0.5, 0, 0, 0, 0, 65]),
    (9, "seated", [12, 3.5, 0.05, 0.02, 1, 5, 62]),
    (2, "seated", [1, 0.2, 0, 0, 0.5, -4, 66]),
    (6, "seated", [-9, 4.2, 0.1, 0.1, 2, 3, 58]),
    (5, "seated", [2, 1, 0.7, 0.3, -6, 0, 55]),
    (3, "unknown", NOTHING),
    (4, "away", NOTHING),
    (8, "seated", [48, 5, 0, 0, 0, 22, 38]),
    (3, "standing", [0, 0, 0, 0, 0, 0, 70]),
    (5, "seated", [None, None, 0.4, 0.4, 0, 0, 47]),
    (4, "seated", [7, 0.4, None, None, 8, -31, None]),
    (7, "seated", [0, 0, 0, 0, 0, 0, 65]),
]


def neck_min(deg: float) -> float:
    """Holding time to 100 % of a bent neck."""
    if deg < 5:
        return math.inf
    return 55 * math.exp(-deg * math.log(55 / 8) / 25) if deg < 25 else 8 - 7 * (deg - 25) / 60


def chin_min(deg: float) -> float:
    """Holding time of looking up with the head forward."""
    return math.inf if deg < 5 else max(8, 55 * math.exp(-(deg - 5) * math.log(55 / 8) / 5))


def shrug_min(share: float) -> float:
    """Holding time of a raised shoulder."""
    return math.inf if share < 0.15 else max(4, 55 * (4 / 55) ** share)


def tilt_min(deg: float) -> float:
    """Holding time of uneven shoulders."""
    return math.inf if deg < 3 else max(5, 55 * math.exp(-deg * math.log(5.5) / 10))


def turn_min(deg: float) -> float:
    """Holding time of a turned head."""
    return math.inf if deg < 15 else max(5, 55 * math.exp(-deg * math.log(5.5) / 20))


def near_min(cm: float) -> float:
    """Holding time of a near screen."""
    return math.inf if cm >= 50 else 20 if cm >= 40 else 10


def rates(row: Numbers, side: str) -> Numbers:
    """Dose per minute of N, U, S, T, R and V; None where unseen."""
    pitch, protraction, left, right, tilt, yaw, distance = row
    bent = [pitch] if pitch is not None else []
    bent += [math.degrees(math.asin(protraction / 16))] if protraction is not None else []
    up = -pitch if pitch is not None and protraction is not None and protraction >= 1.2 else 0.0
    shoulders = {"left": [left], "right": [right]}.get(side, [left, right])
    raised = [s for s in shoulders if s is not None]
    return [
        1 / neck_min(max(bent)) if bent else None,
        1 / chin_min(up) if bent else None,
        1 / shrug_min(max(raised)) if raised else None,
        None if tilt is None else 1 / tilt_min(abs(tilt)),
        None if yaw is None else 1 / turn_min(abs(yaw)),
        None if distance is None else 1 / near_min(distance),
    ]


def step(parts: list[float], weights: tuple[float, ...], presence: str, load: Numbers) -> None:
    """Let one more step pass; a muscle's dose is the sum of its parts, one for each exposure."""
    if presence == "unknown":
        return
    gains = [
        0.0 if rate is None else weight * rate for weight, rate in zip(weights, load, strict=True)
    ]
    for i, rate in enumerate(load):
        if presence == "away":
            parts[i] *= math.exp(-STEP_S / 60 / 4)
        elif sum(gains) > 0:
            parts[i] += gains[i] * STEP_S / 60
        elif rate is not None:
            parts[i] *= math.exp(-STEP_S / 60 / 12)
    over = max(1.0, sum(parts) / 2)
    parts[:] = [part / over for part in parts]


def main() -> None:
    """Write one row every five seconds: what was measured, and the dose until then."""
    noise = random.Random(7)
    doses = {muscle: [0.0] * 6 for muscle in WEIGHTS}
    time_s = 0
    with (Path(__file__).parent / "dose.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["time_s", "presence", *FIELDS, *WEIGHTS])
        for minutes, presence, held in STRETCHES:
            for _ in range(minutes * 60 // STEP_S):
                row = [x if x is None else round(x * noise.gauss(1, 0.02), 4) for x in held]
                out.writerow(
                    [time_s, presence, *row, *(f"{sum(parts):.9f}" for parts in doses.values())]
                )
                for muscle, weights in WEIGHTS.items():
                    load = rates(row, muscle.rpartition("_")[2])
                    step(doses[muscle], weights, presence, load)
                time_s += STEP_S


if __name__ == "__main__":
    main()
