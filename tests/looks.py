"""What can be seen in something drawn."""

import numpy as np
from PIL import ImageColor

from posture.outputs.gauges import Zone
from posture.outputs.signs import COLOURS
from posture.types import ImageBGR


def has(image: ImageBGR, zone: Zone) -> bool:
    """Whether a colour of a zone covers more than single pixels."""
    colour = np.array(ImageColor.getrgb(COLOURS[zone]))[::-1]
    return bool((image == colour).all(axis=2).sum() > 30)
