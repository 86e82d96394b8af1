"""Muscle to holding times: how long until a posture held without a break fills our guide value."""

from collections.abc import Mapping
from dataclasses import dataclass

from posture.knowledge import Channel, ChannelText, Muscle
from posture.load import (
    Rate,
    arm_rate,
    chin_poke_rate,
    near_rate,
    neck_rate,
    shrug_rate,
    tilt_rate,
    turn_rate,
)

_RATES: Mapping[Channel, Rate] = {
    Channel.NECK_FLEXION: neck_rate,
    Channel.CHIN_POKE: chin_poke_rate,
    Channel.SHRUG: shrug_rate,
    Channel.SHOULDER_TILT: tilt_rate,
    Channel.HEAD_TURN: turn_rate,
    Channel.NEAR_SCREEN: near_rate,
    Channel.ARM_LIFT: arm_rate,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A posture in words, what share of its load a muscle takes, and minutes to our guide value."""

    channel: Channel
    posture: str
    weight: float
    minutes: float


def holdings(muscle: Muscle, channels: Mapping[Channel, ChannelText]) -> tuple[Holding, ...]:
    """Return how long each example posture takes to fill our guide value, the shortest first.

    Examples
    --------
    >>> from posture.knowledge import load_knowledge
    >>> knowledge = load_knowledge()
    >>> shrug = holdings(knowledge.muscle("upper_trapezius_left"), knowledge.channel)[0]
    >>> shrug.posture, round(shrug.minutes)
    ('the shoulder raised half of an own full shrug', 15)
    """
    found = (
        Holding(
            channel=channel,
            posture=channels[channel].example.words,
            weight=weight,
            minutes=1 / (weight * _RATES[channel](channels[channel].example.value)),
        )
        for channel, weight in muscle.weights.items()
    )
    return tuple(sorted(found, key=lambda one: one.minutes))
