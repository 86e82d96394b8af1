"""Features and profile to evidence: all that the measures read, and why some will be empty."""

from collections.abc import Mapping
from dataclasses import dataclass

from posture.config import Config
from posture.contrast import Contrasts
from posture.features import Features
from posture.profile import Profile
from posture.types import Empty, Estimate, Lens


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the measures read: features now, the profile, and the contrast between them."""

    now: Features
    profile: Profile | None
    lens: Lens
    moved: Contrasts | None
    config: Config
    marked_deg: float | None = None  # head-forward angle by the marks of the profile

    def change(self, name: str) -> float | None:
        """Return how much a feature differs from its upright value."""
        now = getattr(self.now, name)
        then = None if self.profile is None else self.profile.value(name)
        return None if now is None or then is None else now - then


def why_empty(seen: Seen, values: Mapping[str, Estimate | None]) -> frozenset[Empty]:
    """Say why cells are empty; some always are, as no view shows everything."""
    empty = {name for name, value in values.items() if value is None}
    reasons = set(seen.now.reasons)
    if seen.profile is None and empty - {"trunk_lean_deg"}:
        reasons.add(Empty.NO_BASELINE)
    if "camera_distance_cm" in empty and seen.now.eyes_cm is not None:
        reasons.add(Empty.HEAD_TURNED)
    return frozenset(reasons)
