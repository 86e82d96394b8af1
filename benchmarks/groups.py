"""Who is measured worse: python -m benchmarks.groups FOLDER

Mean absolute error by skin, hair, clothing, sex, light, background and distance of the camera. A
cell shows error, bias, number and, after ∅, the share that was left empty; bold where the error is
`FLAG` times that of everybody else with at least `LEAST` pictures. With few people in a group, what
looks like the group may be one person.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from benchmarks.cases import Row, rows
from benchmarks.fit.people import people
from benchmarks.fit.phantom import Picture, subjects
from benchmarks.looking import look
from benchmarks.tables import arguments, errors, show

COLUMNS = {
    "side change °": "side head_forward_deg change",
    "front change °": "front head_forward_deg change",
    "protraction cm": "front protraction_cm",
    "elevation cm": "front shoulder_elevation_cm",
    "tilt °": "front shoulder_tilt_deg change",
    "pitch change °": "front head_pitch_deg change",
    "yaw °": "front head_yaw_deg",
    "distance %": "front camera_distance %",
}
FLAG, LEAST = 1.5, 15
NEAR_CM, FAR_CM = 50.0, 75.0

Kind = Callable[[Picture], str]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((Path(__file__).parent / "groups.toml").read_text(encoding="utf-8"))


def described(about: Mapping[str, Mapping[str, str]], kind: str, picture: Picture) -> str:
    """Group of a person from the description."""
    text = about[picture.subject]["description"]
    return next((group for word, group in _words()[kind].items() if word in text), "unknown")


def distance(picture: Picture) -> str:
    """Distance of the eyes from the camera."""
    if picture.view != "front":
        return "beside"
    cm = picture.metric("eye_camera_distance_cm")
    if cm < NEAR_CM:
        return f"under {NEAR_CM:g} cm"
    return f"{NEAR_CM:g}–{FAR_CM:g} cm" if cm < FAR_CM else f"from {FAR_CM:g} cm"


def kinds(folder: Path) -> dict[str, Kind]:
    """What pictures are grouped by."""
    about = subjects(folder)
    return {
        **{kind: partial(described, about, kind) for kind in _words()},
        "sex": lambda picture: {"f": "women", "m": "men"}[about[picture.subject]["sex"]],
        "light": lambda picture: str(picture.truth["lighting"]),
        "background": lambda picture: str(picture.truth["background"]),
        "picture": lambda picture: f"{picture.camera['width']} px wide",
        "distance": distance,
    }


def grouped(found: Sequence[Row], kind: Kind) -> dict[str, list[Row]]:
    by_group: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_group[kind(row.picture)].append(row)
    return dict(sorted(by_group.items()))


def lines(found: Sequence[Row], by: Mapping[str, Kind]) -> Iterator[list[str]]:
    for title, kind in by.items():
        groups = grouped(found, kind)
        for name, inside in groups.items():
            outside = [row for other, of_other in groups.items() if other != name
                       for row in of_other]  # fmt: skip
            head = [f"{title}: {name}", str(len({row.picture.subject for row in inside}))]
            yield head + [cell(_of(inside, measure), _of(outside, measure))
                          for measure in COLUMNS.values()]  # fmt: skip


def _of(found: Sequence[Row], measure: str) -> list[Row]:
    return [row for row in found if row.measure == measure]


def cell(inside: Sequence[Row], outside: Sequence[Row]) -> str:
    """Error, bias, number and share of empty values of a group; bold where it is worse."""
    here, there = errors(inside), errors(outside)
    if not inside:
        return ""
    empty = f" ∅{here.empty_share:.0%}" if here.empty else ""
    if not here.n:
        return empty.strip()
    worse = here.n >= LEAST and here.mae > FLAG * there.mae
    mae = f"**{here.mae:.2f}**" if worse else f"{here.mae:.2f}"
    return f"{mae} {here.bias:+.2f} n{here.n}{empty}".replace("-", "−")


def report(folder: Path, kept: Path | None) -> None:
    found = list(rows(people(folder, look(folder, kept))))
    everybody: dict[str, Kind] = {"everybody": lambda _picture: "all"}
    show(["group", "people", *COLUMNS], lines(found, {**everybody, **kinds(folder)}))


def main() -> None:
    given = arguments(__doc__).parse_args()
    report(given.folder, given.kept)


if __name__ == "__main__":
    main()
