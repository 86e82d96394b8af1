"""How well a room is known again by what is behind a person: python -m benchmarks.rooms FOLDER

Pairs of pictures from the front: how alike what is behind is, how often it can be told at all, and
how often it would be taken for another room. Below it, how often the right one of the profiles of a
person (one for each camera) is chosen from a picture, with the room and without it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from benchmarks.fit.phantom import Picture, pictures
from benchmarks.looking import look
from benchmarks.tables import arguments, show
from posture.backdrop import Backdrop, backdrop_of, likeness
from posture.config import Config
from posture.features import features
from posture.fits import ALIKE, Places
from posture.lens import assumed_lens
from posture.profile import Profile, calibrate
from posture.sources.planes import means
from posture.types import ImageBGR, Landmarks

_LOOKS = 12  # of the same picture, a second apart
_NUDGES = (0.01, 0.03, 0.06, 0.12)  # of the width


@dataclass(frozen=True)
class Room:
    """A picture, what was seen in it, and what is behind the person."""

    picture: Picture
    seen: Landmarks
    behind: Backdrop

    def __getattr__(self, name: str) -> str:
        return str(self.picture.truth[name])

    @property
    def camera(self) -> str:
        return f"{self.subject} {self.picture.camera['name']}"


def behind(image: ImageBGR, seen: Landmarks) -> Backdrop:
    return backdrop_of(means(image), seen.outline_px, seen.size_px)


def rooms(folder: Path, kept: Path | None) -> Iterator[Room]:
    found = look(folder, kept)
    for picture in pictures(folder):
        seen = found[picture.id]
        yield Room(picture, seen, behind(picture.frame().image, seen))


PAIRS: Mapping[str, Callable[[Room, Room], bool]] = {
    "same shelves, same light": lambda a, b: _same(a, b) and a.lighting == b.lighting,
    "same shelves, other light": lambda a, b: _same(a, b) and a.lighting != b.lighting,
    "same bare wall": lambda a, b: a.camera == b.camera and a.background == b.background == "plain",
    "shelves and a bare wall": lambda a, b: a.background != b.background,
}


def _same(a: Room, b: Room) -> bool:
    return a.camera == b.camera and a.background == b.background == "office"


def alike(found: list[Room]) -> Iterator[tuple[str, list[float | None]]]:
    for title, belongs in PAIRS.items():
        pairs = [(a, b) for a, b in combinations(found, 2) if belongs(a, b)]
        yield title, [likeness(a.behind, b.behind) for a, b in pairs]
    offices = [one for one in found if one.background == "office"]
    for share in _NUDGES:
        nudged = [likeness(one.behind, _nudged(one, share)) for one in offices]
        yield f"camera turned by {share:.0%} of the width", nudged


def _nudged(one: Room, share: float) -> Backdrop:
    image = one.picture.frame().image
    height_px, width_px = image.shape[:2]
    moved = np.array([[1.0, 0.0, share * width_px], [0.0, 1.0, 0.0]])
    nudged = cv2.warpAffine(image, moved, (width_px, height_px), borderMode=cv2.BORDER_REFLECT)
    return behind(np.asarray(nudged, np.uint8), one.seen)


def line(title: str, values: list[float | None]) -> list[str]:
    told = [one for one in values if one is not None]
    least, middle, most = np.quantile(told, [0.01, 0.5, 0.99]) if told else (np.nan,) * 3
    other = sum(one < ALIKE for one in told)
    spread = (f"{one:.2f}".replace("-", "−") for one in (least, middle, most))
    return [title, str(len(values)), str(len(told)), *spread, str(other)]


def chosen(found: list[Room], *, with_rooms: bool) -> list[str]:
    """How many pictures there are of an unchanged room, and how often the right one is chosen."""
    by_id = {one.id: one for one in found}
    right = []
    for one in found:
        mine = [by_id[name] for name in {o.neutral_id for o in found if o.subject == one.subject}]
        if one.background == by_id[one.neutral_id].background:
            profiles = {room.camera: _profile(room, with_rooms) for room in mine}
            right.append(_choice(one, profiles) == one.camera)
    return [str(len(right)), str(sum(right))]


def _profile(room: Room, with_rooms: bool) -> Profile:
    lens, config = assumed_lens(room.seen.size_px[0], Config().camera), Config().measure
    made = calibrate([features(room.seen, lens, config)], lens)
    return replace(made, backdrop=room.behind if with_rooms else None)


def _choice(one: Room, profiles: Mapping[str, Profile]) -> str | None:
    lens = assumed_lens(one.seen.size_px[0], Config().camera)
    now, places = features(one.seen, lens, Config().measure), Places(profiles)
    for time_s in range(_LOOKS):
        places.update(float(time_s), now, one.behind)
    return places.chosen


def main() -> None:
    given = arguments(__doc__).parse_args()
    found = [one for one in rooms(given.folder, given.kept) if one.picture.view == "front"]
    columns = ("behind the person", "pairs", "told", "1 %", "middle", "99 %", "another room")
    show(columns, (line(title, values) for title, values in alike(found)))
    print()
    ways = {"without the room": False, "with the room": True}
    lines = ([title, *chosen(found, with_rooms=way)] for title, way in ways.items())
    show(("profiles", "pictures", "right"), lines)


if __name__ == "__main__":
    main()
