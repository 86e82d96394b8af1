"""Pictures of a recording and what is known of them to pictures with everything drawn in."""

from dataclasses import dataclass

import cv2
import numpy as np

from posture.absence import nobody
from posture.config import Config
from posture.outputs.overlay import draw_seen
from posture.outputs.sidepanel import panel, panel_width_px
from posture.outputs.timeband import HEIGHT, TimeBand
from posture.outputs.veil import Heads, blur
from posture.types import Assessment, ImageBGR, Measurement, Presence, View

_MOST_PX = (1920, 1080)  # a picture with its panel and band is at most this large
_ROWS = 720  # numbers can be read from so many
_NEUTRAL = (58, 52, 48)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie: the picture at the top left, its panel right of it, the band below."""

    picture_px: tuple[int, int]
    original_px: tuple[int, int]
    banded: bool = True

    @property
    def panel_px(self) -> int:
        """Width of the panel."""
        return panel_width_px(self.picture_px[1])

    @property
    def band_px(self) -> tuple[int, int]:
        """Width and height of the band."""
        height = _even(HEIGHT * self.picture_px[1]) if self.banded else 0
        return self.picture_px[0] + self.panel_px, height

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of all of it; even, as H.264 wants."""
        return self.band_px[0], self.picture_px[1] + self.band_px[1]

    @property
    def scale(self) -> float:
        """How large the picture is against the original."""
        return self.picture_px[0] / self.original_px[0]


def layout_of(original_px: tuple[int, int], *, banded: bool = True) -> Layout:
    """Return the layout for pictures of a size: readable, and at most 1920 × 1080 in all.

    Examples
    --------
    >>> layout_of((1280, 720)).size_px, layout_of((3840, 2160)).size_px
    ((1712, 792), (1916, 886))
    """
    width, height = original_px
    panel = panel_width_px(1000) / 1000
    most = min(_MOST_PX[0] / (width / height + panel), _MOST_PX[1] / (1 + HEIGHT))
    rows = _even(min(max(height, _ROWS), most))
    return Layout((_even(rows * width / height), rows), original_px, banded)


def _even(number: float) -> int:
    return max(2, 2 * int(number / 2))


class Annotator:
    """Draw frame by frame; what has not changed since the last one is not drawn again.

    ``heads`` makes them unrecognisable; ``skeleton_only`` shows nothing of the picture.
    """

    def __init__(
        self,
        layout: Layout,
        config: Config,
        *,
        band: TimeBand | None = None,
        heads: Heads | None = None,
        skeleton_only: bool = False,
    ) -> None:
        self._layout, self._config, self._band = layout, config, band
        self._heads, self._bare = heads, skeleton_only
        self._open = heads is None and not skeleton_only  # an outline shows hair and face
        width, height = layout.size_px
        self._canvas: ImageBGR = np.zeros((height, width, 3), np.uint8)
        self._nothing = _nothing(layout.original_px)
        self._shown: Assessment | None = None

    def draw(self, image: ImageBGR, time_s: float, moment: Assessment | None) -> ImageBGR:
        """Return the picture with everything; the next call draws into the same array.

        Without a moment nothing is known at that time, and that is shown.
        """
        known = moment or self._nothing
        self._picture(image, time_s, known)
        width, rows = self._layout.picture_px
        if known is not self._shown:
            self._canvas[:rows, width:] = panel(known, self._config.alerts, rows)
            self._shown = known
        if self._band is not None:
            self._canvas[rows:] = self._band.at(time_s)
        return self._canvas

    def _picture(self, image: ImageBGR, time_s: float, moment: Assessment) -> None:
        width, rows = self._layout.picture_px
        place = self._canvas[:rows, :width]
        if self._bare:
            place[:] = _NEUTRAL
        else:
            place[:] = cv2.resize(image, (width, rows), interpolation=cv2.INTER_AREA)
            self._veil(place, time_s)
        scale = self._layout.scale
        draw_seen(place, moment, self._config, scale=scale, outlined=self._open)

    def _veil(self, place: ImageBGR, time_s: float) -> None:
        if self._heads is not None:
            around = self._heads.around(time_s)
            blur(place, None if around is None else around * self._layout.scale)


def _nothing(size_px: tuple[int, int]) -> Assessment:
    unknown = Measurement(index=0, time_s=None, presence=Presence.UNKNOWN, view=View.UNKNOWN)
    return Assessment(
        landmarks=nobody(time_s=None, size_px=size_px),
        measurement=unknown,
        exposure=None,
        states=frozenset(),
        alerts=(),
    )
