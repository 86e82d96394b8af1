"""Ridge regression without a constant term, and what its errors look like on people left out."""

from collections.abc import Sequence

import numpy as np

from posture.types import Floats

FOLDS = 7
ONE_SD = 0.47  # share of left-out pictures within one sd: people at desks combine less


def ridge(x: Floats, y: Floats, alpha: float) -> Floats:
    """Weights of the columns of x, shrunk alike after each was divided by its spread."""
    spread = x.std(axis=0) + 1e-9
    scaled = x / spread
    weights = np.linalg.solve(scaled.T @ scaled + alpha * np.eye(x.shape[1]), scaled.T @ y)
    return np.asarray(weights / spread)


def left_out(x: Floats, y: Floats, people: Sequence[str], alpha: float) -> Floats:
    """Estimate for every row by a fit that has not seen its person, a seventh of them at a time."""
    estimate = np.zeros(len(y))
    names = sorted(set(people))
    for fold in range(FOLDS):
        test = np.isin(people, names[fold::FOLDS])
        estimate[test] = x[test] @ ridge(x[~test], y[~test], alpha)
    return estimate


def spreads(error: Floats, estimate: Floats, ahead: Floats, unit: float) -> dict[str, float]:
    """Least squares of the size of the error on distance moved and size, as standard deviations."""
    columns = np.column_stack(
        [
            np.ones(len(error)),
            np.minimum(1, np.abs(ahead) / 10),
            np.minimum(1, np.abs(estimate) / unit),
        ]
    )
    found = np.maximum(np.linalg.lstsq(columns, np.abs(error), rcond=None)[0], 0)
    within = np.quantile(np.abs(error) / (columns @ found), ONE_SD)
    return dict(zip(("sd", "sd_far", "sd_size"), (found * within).tolist(), strict=True))


def person_share(error: Floats, people: Sequence[str]) -> float:
    """Share of the standard deviation that is the same in all pictures of a person.

    From the variance between the means of people, less what chance alone puts there.
    """
    groups = [error[np.array(people) == name] for name in sorted(set(people))]
    within = float(np.mean([group.var(ddof=1) for group in groups]))
    between = float(np.var([group.mean() for group in groups], ddof=1))
    between -= within / float(np.mean([len(group) for group in groups]))
    return float(np.sqrt(max(between, 0.0) / (max(between, 0.0) + within)))


def inline(names: Sequence[str], weights: Floats) -> str:
    """Weights as an inline table of TOML."""
    return "{ " + ", ".join(f"{n} = {w:.5f}" for n, w in zip(names, weights, strict=True)) + " }"
