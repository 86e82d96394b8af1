"""A still frame to marks: tragus and C7, given or clicked, kept in a profile."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from posture.app.clicks import Point, Points, ask
from posture.app.progress import Report
from posture.app.reference import Setup
from posture.app.still import Still, find_still
from posture.config import Config
from posture.errors import CalibrationError, ConfigError
from posture.estimators import stickers
from posture.lens import resized_optics
from posture.marks import Marks, Sticker, mark
from posture.measure import measure
from posture.profile import Profile, calibrate, scaled
from posture.sources.optics import straight_px
from posture.sources.recordings import Recording

_PLACE = re.compile(r" *(-?\d+(?:\.\d+)?) *, *(-?\d+(?:\.\d+)?) *")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user said: the places in pixels of the frame, and which frame."""

    places: Points | None = None  # tragus, C7; None: to be clicked
    at_s: float | None = None
    sticker: bool = False


def parse_places(tragus: str | None, c7: str | None) -> Points | None:
    """Read --tragus X,Y and --c7 X,Y; both or none.

    Examples
    --------
    >>> parse_places("702,198.5", "760,282")
    ((702.0, 198.5), (760.0, 282.0))
    """
    if tragus is None and c7 is None:
        return None
    if tragus is None or c7 is None:
        raise ConfigError("mark: expected --tragus and --c7, found one of them; give both.")
    return _parse_place(tragus, "--tragus"), _parse_place(c7, "--c7")


def _parse_place(text: str, option: str) -> Point:
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ConfigError(f"{option} {text}: expected X,Y in pixels such as 702,198.5.")
    return float(match[1]), float(match[2])


def mark_recording(
    recording: Recording,
    request: Request,
    setup: Setup,
    config: Config,
    *,
    progress: Report,
) -> Profile:
    """Return the profile of the setup with marks, or a new one of the marked frame."""
    still = find_still(recording, request.at_s, setup, config, progress=progress)
    places = request.places or _clicked(still)
    looks = _learn(still, places) if request.sticker else None
    if setup.optics is not None:
        optics = resized_optics(setup.optics, still.seen.size_px)
        tragus, c7 = straight_px(np.array(places), optics).tolist()
        places = (tragus[0], tragus[1]), (c7[0], c7[1])
    marks = mark(still.seen, still.found, tragus_px=places[0], c7_px=places[1], origin=still.origin)
    if marks.radius_cm is None and looks is None:
        raise CalibrationError(
            f"{still.origin}: expected a neck whose contour can be followed, found it hidden; tie "
            "back hair or take off the hood, choose another frame with --at, or wear stickers on "
            "both places (--sticker)."
        )
    return _kept(replace(marks, stickers=looks), still, setup, config)


def _clicked(still: Still) -> Points:
    if still.image is None:
        raise ConfigError(
            f"{still.origin}: expected a picture to click in, found saved landmarks; give the "
            "places as --tragus X,Y --c7 X,Y or name the recording itself."
        )
    return ask(still.image, still.origin)


def _learn(still: Still, places: Points) -> tuple[Sticker, Sticker]:
    if still.image is None:
        raise ConfigError(
            f"{still.origin}: expected a picture that shows the stickers, found saved landmarks; "
            "name the recording itself."
        )
    scale = still.found.body_px_per_cm or 1.0
    tragus, c7 = (stickers.learn(still.image, place, px_per_cm=scale) for place in places)
    if tragus is None or c7 is None:
        raise CalibrationError(
            f"{still.origin}: expected a bright sticker at {'tragus' if tragus is None else 'C7'}, "
            "found no small patch of a colour of its own there; click into its middle, or mark "
            "without --sticker."
        )
    return tragus, c7


def _kept(marks: Marks, still: Still, setup: Setup, config: Config) -> Profile:
    """Add the marks to a profile; the marked frame is upright where there was none."""
    if setup.profile is None:
        made = calibrate(
            [still.found],
            still.lens,
            origin=still.origin,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        return replace(made, marks=marks, optics=setup.optics)
    before = replace(setup.profile, marks=None)
    here = scaled(before, still.seen.size_px)
    moved = measure(still.seen, still.found, here, lens=still.lens, config=config)
    change = moved.head_forward_change_deg
    upright_deg = marks.head_forward_deg - (0.0 if change is None else change.value)
    marks = replace(marks, upright_deg=upright_deg)
    return replace(before, marks=marks, optics=setup.optics)
