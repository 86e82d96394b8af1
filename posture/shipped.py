"""Shipped files to paths and texts: models and data that come with the package."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from posture.errors import EstimatorError


def data_text(name: str) -> str:
    """Return the text of a data file of the package.

    Examples
    --------
    >>> data_text("sources.toml").startswith("#")
    True
    """
    return files("posture").joinpath("data", name).read_text(encoding="utf-8")


def shipped(name: str) -> Traversable:
    """Return the file of that name below ``models/``, installed or in a checkout.

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
