"""Hypothesis: people, cameras and postures within what a desk allows."""

from hypothesis import strategies as st

from tests.builders import Sitter


def postures(most_yaw_deg: float = 25.0) -> st.SearchStrategy[Sitter]:
    return st.builds(
        Sitter,
        head_ahead_cm=st.floats(-3, 8),
        head_rise_cm=st.floats(-4, 2),
        pitch_deg=st.floats(-15, 30),
        yaw_deg=st.floats(-most_yaw_deg, most_yaw_deg),
        roll_deg=st.floats(-15, 15),
        shrug_left_cm=st.floats(0, 4),
        shrug_right_cm=st.floats(0, 4),
        distance_cm=st.floats(60, 80),
    )
