"""A device that obeys like an owner, and what may happen around it."""

from hypothesis import strategies as st

from posture.life import Effect, Event, Failed, Life, Limits, Pause, Seen, Sign
from posture.lifecycle import advance
from posture.vital import Health

OPEN, RELEASE = Effect.OPEN, Effect.RELEASE
ALIVE = Seen(health=Health.ALIVE)
GONE = Failed(said="desk: expected a camera, it is gone; connect it again.")

EVENTS = st.one_of(
    st.sampled_from(Sign).filter(lambda sign: sign is not Sign.STOP),
    st.builds(Pause, until_s=st.none() | st.floats(0, 5000)),
    st.just(GONE),
    st.builds(Seen, health=st.sampled_from(Health)),
)
STEPS = st.lists(st.tuples(st.one_of(st.floats(0, 3), st.floats(0, 40_000)), EVENTS), max_size=60)
LIMITS = st.sampled_from([Limits(), Limits(look_s=2.0)])


class Device:
    """Obeys like an owner, and complains of what no device could do."""

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        self.life, self.open, self.time_s = Life(limits=limits), False, 0.0
        self.log: list[tuple[float, Effect]] = []

    def meets(self, event: Event, *, after_s: float = 0.0) -> tuple[Effect, ...]:
        self.time_s += after_s
        self.life, effects = advance(self.life, event, self.time_s)
        for effect in effects:
            assert self.open == (effect is RELEASE)
            self.open = effect is OPEN
            self.log.append((self.time_s, effect))
        return effects

    def waits(self, for_s: float, *events: Event, step_s: float = 0.5) -> None:
        for _ in range(round(for_s / step_s)):
            self.time_s += step_s
            for event in events or (Sign.TICK,):
                self.meets(event)


def watching(limits: Limits = Limits()) -> Device:  # noqa: B008
    device = Device(limits)
    device.meets(Sign.TICK)
    device.meets(ALIVE, after_s=0.5)
    return device
