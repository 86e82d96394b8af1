"""Make filter.csv: a second, plain implementation of the One Euro filter [Casiez 2012].

python tests/golden/make_filter.py
"""

import csv
import math
import random
from pathlib import Path

MINCUTOFF, BETA, DCUTOFF = 0.35, 0.35, 1.0


def alpha(cutoff: float, te: float) -> float:
    tau = 1.0 / (2 * math.pi * cutoff)
    return 1.0 / (1.0 + tau / te)


def main() -> None:
    dice = random.Random(7)
    times, t = [], 0.0
    for _ in range(200):
        times.append(round(t, 3))
        t += dice.uniform(0.1, 0.3)
    noisy = [round((5.0 if 10 < t < 25 else 0.0) + dice.gauss(0, 1), 4) for t in times]
    x = dx = 0.0
    rows = []
    for i, (t, z) in enumerate(zip(times, noisy, strict=True)):
        if i == 0:
            x = z
        else:
            te = t - times[i - 1]
            a = alpha(DCUTOFF, te)
            dx = a * (z - x) / te + (1 - a) * dx
            a = alpha(MINCUTOFF + BETA * abs(dx), te)
            x = a * z + (1 - a) * x
        rows.append((t, z, f"{x:.9f}"))
    with (Path(__file__).parent / "filter.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("time_s", "noisy", "filtered"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
