"""Shipped files to paths: model files that come with the package, installed or in a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from posture.errors import EstimatorError


def shipped(name: str) -> Traversable:
    """Return the file of that name below ``models/``.

    Examples
    --------
    >>> shipped("models.toml").is_file()
    True
    >>> shipped("crystal-ball.toml")
    Traceback (most recent call last):
    posture.errors.EstimatorError: crystal-ball.toml: expected among the model files that come \
with posture, but it is not there; install posture again.
    """
    package = files("posture")
    installed = package / "data" / "models" / name
    checkout = package / ".." / "models" / name
    for place in (installed, checkout):
        if place.is_file():
            return place
    raise EstimatorError(
        f"{name}: expected among the model files that come with posture, "
        "but it is not there; install posture again."
    )
