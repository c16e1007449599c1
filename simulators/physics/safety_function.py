"""A safety instrumented function as it acts: it votes, then moves valves and machines.

This is the plant's side of an interlock: it acts, and may fail to. What watches it from the
platform is :mod:`detectors.interlock` and has no part in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from plant.condition import Condition


@dataclass(frozen=True, slots=True)
class Channel:
    """A transmitter of the function with its trip point, in the tag's unit."""

    tag: str
    condition: Condition
    limit: float


@dataclass(frozen=True, slots=True)
class Vote:
    """``need`` of the channels must be beyond their trip points."""

    channels: tuple[Channel, ...]
    need: int


@dataclass(frozen=True, slots=True)
class SafetyFunction:
    """A function as built: ``need`` of its votes trip it.

    ``actions``: valve or machine → where it must go, 0 or 1. ``delay_s``: from the vote to the
    output. ``self_reset``: it lets go by itself when its causes are gone.
    """

    id: str
    votes: tuple[Vote, ...]
    actions: Mapping[str, float]
    delay_s: float = 0.3
    self_reset: bool = False
    need: int = 1


@dataclass(frozen=True, slots=True)
class Logic:
    """The state of a function. ``fails``: the failed-to-act option of a scenario.

    ``pending_s``: for how long its causes have stood.
    """

    tripped: bool = False
    bypassed: bool = False
    fails: bool = False
    pending_s: float = 0.0

    @property
    def acts(self) -> bool:
        """Whether its outputs are de-energised."""
        return self.tripped and not self.fails


def is_demanded(function: SafetyFunction, seen: Mapping[str, float]) -> bool:
    """Whether its votes are carried. ``seen``: tag → what its transmitter says; NaN is no vote."""
    carried = [
        sum(_is_beyond(channel, seen) for channel in vote.channels) >= vote.need
        for vote in function.votes
    ]
    return sum(carried) >= function.need


def decide(function: SafetyFunction, logic: Logic, seen: Mapping[str, float], dt_s: float) -> Logic:
    """The function ``dt_s`` later, its transmitters staying as they are."""
    if logic.bypassed:
        return replace(logic, tripped=False, pending_s=0.0)
    if not is_demanded(function, seen):
        if not logic.tripped and logic.pending_s == 0.0:
            return logic
        kept = logic.tripped and not function.self_reset
        return replace(logic, tripped=kept, pending_s=0.0)
    pending_s = logic.pending_s + dt_s
    return replace(
        logic, tripped=logic.tripped or pending_s >= function.delay_s, pending_s=pending_s
    )


def trip(logic: Logic) -> Logic:
    """A spurious trip: a burnt-out solenoid or a card that fails safe."""
    return replace(logic, tripped=True)


def reset(function: SafetyFunction, logic: Logic, seen: Mapping[str, float]) -> Logic:
    """The reset button; it does nothing while the causes stand."""
    return logic if is_demanded(function, seen) else replace(logic, tripped=False)


def _is_beyond(channel: Channel, seen: Mapping[str, float]) -> bool:
    value = seen.get(channel.tag, float("nan"))
    match channel.condition:
        case Condition.H | Condition.HH:
            return value >= channel.limit
        case Condition.L | Condition.LL:
            return value <= channel.limit
        case _:
            return value == channel.limit
