"""The worst pictures of every measure: python -m benchmarks.sheets FOLDER --out DIR

A sheet for every measure of `benchmarks.cases` shows the pictures with the largest errors, and one
for every measure that was left empty shows where. Green is true, orange was seen, blue are joints.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.cases import Row, rows
from benchmarks.drawing import tile
from benchmarks.fit.people import Seen, people
from benchmarks.looking import look
from benchmarks.tables import arguments, by_measure
from posture.types import ImageBGR

WORST, ACROSS = 6, 3


def worst(found: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Titles and rows of the sheets."""
    for name, of_measure in by_measure(found).items():
        known = [row for row in of_measure if row.error is not None]
        yield name, sorted(known, key=lambda row: -abs(row.error or 0.0))[:WORST]
        empty = [row for row in of_measure if row.error is None]
        if empty:
            yield f"{name} empty", empty[:: max(1, len(empty) // WORST)][:WORST]


def sheet(shown: Sequence[Row], seen: Mapping[str, Seen]) -> ImageBGR:
    tiles = [tile(row, seen[row.picture.id]) for row in shown]
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % ACROSS)
    lines = [np.hstack(tiles[i : i + ACROSS]) for i in range(0, len(tiles), ACROSS)]
    return np.asarray(np.vstack(lines), np.uint8)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the sheets")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    seen = people(given.folder, look(given.folder, given.kept))
    for title, shown in worst(rows(seen)):
        path = given.out / f"{title.replace(' %', '').replace(' ', '-')}.png"
        cv2.imwrite(str(path), sheet(shown, seen))
        print(path)


if __name__ == "__main__":
    main()
