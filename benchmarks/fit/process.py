"""Gaussian process regression through zero: a linear and a squared exponential kernel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.fit.ridge import FOLDS
from posture.types import Floats

_SURE = 1e-3  # that nobody who has not moved measures anything


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Variances of the two kernels and of the error, and how far the curved one reaches."""

    curved: float
    straight: float
    error: float
    reach: float


@dataclass(frozen=True, kw_only=True)
class Process:
    """A fitted process; see `posture.fitted.Kernel` for its parts."""

    scale: Floats
    points: Floats
    weights: Floats
    slope: Floats
    reach: float

    def __call__(self, x: Floats) -> Floats:
        here = np.vstack([x / self.scale, np.zeros((1, x.shape[1]))])
        away = ((here[:, None] - self.points[None]) ** 2).sum(axis=2) / (2 * self.reach**2)
        values = here @ self.slope + np.exp(-away) @ self.weights
        return np.asarray(values[:-1] - values[-1])


def fit(x: Floats, y: Floats, shape: Shape) -> Process:
    """Fit columns divided by their spread, with zero as one more, certain, observation."""
    spread = x.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)  # what never moves has none
    points = np.vstack([x / scale, np.zeros((1, x.shape[1]))])
    away = ((points[:, None] - points[None]) ** 2).sum(axis=2) / (2 * shape.reach**2)
    covariance = shape.curved * np.exp(-away) + shape.straight * points @ points.T
    error = np.diag([*[shape.error] * len(y), _SURE])
    weights = np.linalg.solve(covariance + error, np.append(y, 0.0))
    return Process(
        scale=scale,
        points=points,
        weights=shape.curved * weights,
        slope=shape.straight * points.T @ weights,
        reach=shape.reach,
    )


def left_out(x: Floats, y: Floats, people: Sequence[str], shape: Shape) -> Floats:
    """Estimate for every row by a fit that has not seen its person, a seventh of them at a time."""
    estimate = np.zeros(len(y))
    names = sorted(set(people))
    for fold in range(FOLDS):
        test = np.isin(people, names[fold::FOLDS])
        estimate[test] = fit(x[~test], y[~test], shape)(x[test])
    return estimate
