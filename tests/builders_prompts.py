"""Alerts as a watch raises them."""

from posture.types import Alert, Level

FORWARD = Alert(
    time_s=300.0,
    kind="head_forward",
    level=Level.NOTE,
    muscle="cervical_extensors",
    value=8.2,
    limit=5.0,
    unit="deg",
    message="Your head has been forward for 4 min (also: shoulders uneven): muscles at the back of "
    "the neck at 38 % of our guide value. Glide your head back over your shoulders; larger text "
    "helps to keep it there.",
    active_break="head_forward",
)
TOO_CLOSE = Alert(
    time_s=900.0,
    kind="too_close",
    level=Level.NOTE,
    muscle="suboccipitals",
    value=44.2,
    limit=50.0,
    unit="cm",
    message="You have been close to the screen for 5 min. Move back until the screen is an arm's "
    "length away.",
    active_break="near_screen",
)
LOADED = Alert(
    time_s=1800.0,
    kind="muscle_load",
    level=Level.WARN,
    muscle="upper_trapezius_right",
    value=1.02,
    limit=1.0,
    unit="guide value",
    message="Load on your right top-of-shoulder muscle has reached 102 % of our guide value in "
    "25 min, mostly from a raised shoulder (81 %). Let the right shoulder drop.",
    active_break="shrug",
)
