"""Fit what the side view adds to the change of the angle at C7: models/side.toml.

A ridge regression of the error of that change on all movements that the side view shows; part of
its estimate is added (`posture.side`).
"""

from collections.abc import Mapping

import numpy as np

from benchmarks.fit.people import Seen
from benchmarks.fit.ridge import inline, left_out, person_share, ridge, spreads
from posture.contrast import side_contrasts
from posture.side import SLID_SHARE

ALPHA = 3.0


def fitted(people: Mapping[str, Seen]) -> str:
    """Text of models/side.toml."""
    rows, errors, changes, subjects = [], [], [], []
    for one in people.values():
        picture = one.picture
        neutral = people[picture.truth["neutral_id"]]
        if picture.view != "side" or neutral is one or not neutral.features.neck_visible:
            continue
        if picture.truth["scenario"] == "arms_overhead":
            continue
        moved = side_contrasts(one.features, neutral.features)
        now, then = one.features.side_head_forward_deg, neutral.features.side_head_forward_deg
        if moved is None or now is None or then is None:
            continue
        true = neutral.picture.metric("cva_deg") - picture.metric("cva_deg")
        rows.append(moved)
        errors.append(true - (now - then))
        changes.append(true)
        subjects.append(picture.subject)
    names = list(rows[0])
    x, y = np.array([[moved[name] for name in names] for moved in rows]), np.array(errors)
    estimate = left_out(x, y, subjects, ALPHA)
    error = y - SLID_SHARE * estimate
    print(f"{'side_change_deg':28} left-out people: MAE {np.abs(error).mean():.2f}, "
          f"angle alone {np.abs(y).mean():.2f}, n {len(y)}")  # fmt: skip
    found = spreads(error, np.array(changes), np.zeros(len(y)), 5.0)
    found["person"] = person_share(error, subjects)
    sd = "".join(f"{key} = {value:.3f}\n" for key, value in found.items())
    return (
        "# What the other movements say about the change of the angle at C7 (side view), degrees.\n"
        "# Made by `python -m benchmarks.fit FOLDER` from rendered people "
        f"({len(set(subjects))} people, {len(y)} pictures),\n"
        f"# ridge {ALPHA:g}. sd: people left out of the fit. Licence: Apache-2.0, as the rest.\n"
        f"\n[side_change_deg]\nunit = 5.0\n{sd}"
        f"weights = {inline(names, ridge(x, y, ALPHA))}\n"
    )
