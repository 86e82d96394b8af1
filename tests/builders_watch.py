"""What a watch says and writes, made up: minutes, alerts, how it stands."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from posture.knowledge import load_muscles
from posture.minutes import NEUTRAL, Minute
from posture.states import POSTURE_STATES
from posture.status import Status, WatchState
from posture.types import MEASURES, Alert, Estimate, Level, Presence, View

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WATCHING = Status(state=WatchState.WATCHING, since=NOW, source="0")
FORWARD = Alert(
    time_s=600.0,
    kind="head_forward",
    level=Level.NOTE,
    muscle="cervical_extensors",
    value=12.4,
    limit=5.0,
    unit="deg",
    message="Your head has been forward for 4 min.",
    active_break="head_forward",
)
MUSCLES = [one.id for one in load_muscles() if one.observable]

_NUMBERS = st.floats(-1e3, 1e3)
_SDS = st.floats(0, 100)
_TIMES = st.floats(0, 1e6).map(lambda s: NOW + timedelta(seconds=round(s, 3)))
ESTIMATES = st.builds(Estimate, _NUMBERS, _SDS, _SDS)
ALERTS = st.builds(
    Alert,
    time_s=st.floats(0, 1e5),
    kind=st.sampled_from(POSTURE_STATES),
    level=st.sampled_from(Level),
    muscle=st.none() | st.sampled_from(MUSCLES),
    value=_NUMBERS,
    limit=_NUMBERS,
    unit=st.just("deg"),
    message=st.text(st.characters(exclude_categories=["Cs"])),
    active_break=st.none() | st.just("head_forward"),
)
STATI = st.builds(
    Status,
    state=st.sampled_from(WatchState),
    since=_TIMES.map(lambda at: at.replace(microsecond=0)),
    source=st.sampled_from(["0", "rtsp://10.0.0.7/live", "HD Webcam"]),
    reason=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    profile=st.none() | st.just("home-desk"),
    now=st.dictionaries(st.sampled_from(MEASURES), ESTIMATES),
    states=st.lists(st.sampled_from(POSTURE_STATES), unique=True).map(tuple),
    dose=st.dictionaries(st.sampled_from(MUSCLES), st.floats(0, 2)),
    coverage=st.none() | st.floats(0, 1),
    last_alert=st.none() | ALERTS,
    last_alert_at=st.none() | _TIMES.map(lambda at: at.replace(microsecond=0)),
)


@st.composite
def minutes(draw: st.DrawFn) -> Minute:
    """One row of any content that a builder could give."""
    presence = st.dictionaries(st.sampled_from(list(map(str, Presence))), st.floats(0.1, 60))
    states = st.dictionaries(st.sampled_from([NEUTRAL, *POSTURE_STATES]), st.floats(0.1, 60))
    measures = draw(st.dictionaries(st.sampled_from(MEASURES), ESTIMATES))
    dose = draw(st.dictionaries(st.sampled_from(MUSCLES), st.floats(0, 2)))
    return Minute(
        at=NOW + timedelta(minutes=draw(st.integers(0, 500_000))),
        seconds={**draw(presence), **draw(states)},
        measures=measures,
        observed_s={name: draw(st.floats(0.1, 60)) for name in measures},
        dose=dose,
        dose_interval={name: (one / 2, one) for name, one in dose.items()},
        coverage=draw(st.none() | st.floats(0, 1)),
        view=draw(st.sampled_from(View)),
    )


def minute(number: int, *, seated_s: float = 60.0) -> Minute:
    """The minute of that number after nine, seated and upright."""
    return Minute(
        at=NOW + timedelta(minutes=number),
        seconds={"seated": seated_s, "neutral": seated_s},
        measures={"protraction_cm": Estimate(1.5, 0.4, 0.3)},
        observed_s={"protraction_cm": seated_s},
        dose=dict.fromkeys(MUSCLES, 0.25),
        dose_interval=dict.fromkeys(MUSCLES, (0.125, 0.5)),
        coverage=1.0,
        view=View.FRONT,
    )
