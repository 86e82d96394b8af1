"""Pictures to frames: upright, each for itself, named after its file."""

import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import ExifTags, Image

from posture.errors import SourceError
from posture.sources.files import require_file
from posture.types import Frame, ImageBGR

_FILM_DIAGONAL_MM = math.hypot(36.0, 24.0)
_FIRST_LYING_ORIENTATION = 5  # EXIF 5–8 are stored a quarter turn off upright


def pictures(
    paths: Iterable[Path], *, on_problem: Callable[[SourceError], None]
) -> Iterator[Frame]:
    """Read pictures one after the other; an unreadable one is reported and the rest goes on.

    ``index`` is the position in ``paths``, so an unreadable picture leaves a gap.
    """
    for index, path in enumerate(paths):
        try:
            image = read_picture(path)
        except SourceError as problem:
            on_problem(problem)
            continue
        yield Frame(index=index, time_s=None, image=image, name=path.name)


def read_picture(path: Path) -> ImageBGR:
    """Decode one picture to 8-bit BGR, turned upright as its EXIF orientation says."""
    require_file(path, expected="a picture")
    try:
        # By content and not by name: OpenCV cannot open every path on every system.
        image = cv2.imdecode(np.fromfile(path, dtype=np.uint8), cv2.IMREAD_COLOR)
    except (cv2.error, OSError) as error:
        raise _unreadable(path) from error
    if image is None:
        raise _unreadable(path)
    return np.asarray(image, dtype=np.uint8)


def exif_focal_px(path: Path, width_px: int) -> float | None:
    """Return the focal length that the camera wrote down, in pixels of a picture this wide.

    Cameras write the 35 mm equivalent by the diagonal (CIPA DCG-001): a lens is called 28 mm when
    the diagonal of its picture spans the angle that 28 mm give on 36 × 24 mm film. ``None`` where
    nothing was written. Cropped pictures keep the number although it no longer holds.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # only the header is read: no size is too large
            with Image.open(path) as header:
                exif, (across_px, down_px) = header.getexif(), header.size
                focal_mm = exif.get_ifd(ExifTags.IFD.Exif).get(
                    ExifTags.Base.FocalLengthIn35mmFilm.value
                )
                orientation = exif.get(ExifTags.Base.Orientation.value, 1)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    if not isinstance(focal_mm, int) or focal_mm <= 0:
        return None
    upright_width_px = down_px if orientation >= _FIRST_LYING_ORIENTATION else across_px
    diagonal_px = math.hypot(across_px, down_px) * width_px / upright_width_px
    return focal_mm / _FILM_DIAGONAL_MM * diagonal_px


def _unreadable(path: Path) -> SourceError:
    return SourceError(
        f"{path}: expected a picture, found a damaged file or a format that OpenCV cannot read; "
        "save it again as JPEG or PNG."
    )
