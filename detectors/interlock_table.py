"""What an interlock's shadow may be, and how it comes from one state to another: the one table.

A safety instrumented system (SIS, GB/T 21109.1 = IEC 61511-1) acts by itself; we only watch whether
what was to be expected of it happened. Four small machines stand beside each other for that. A
*cause* waits for its delay and is then met. The *demand* stands while enough causes are met and
every permissive holds, and after that until the interlock is reset. Each *effect* has its travel
time to come where the matrix expects it. The *trip* tells of effects that moved though nothing
asked them to. ::

    demand   ready ──call──▶ demanded ──cease──▶ locked ──reset──▶ ready
                                 ▲─────── call ─────┘
    effect   free ──demanded──▶ blind / travelling / arrived ──due──▶ unverified / failed / acted

Unknown is a third answer: it starts nothing and ends nothing. What is met, acted, failed or tripped
stays so through it, and a delay that runs goes on, because what cut the link may be the accident.
Only an effect that is unknown when its time is over is told apart: unverified is not failed.
Everything that changes a state stands in the tables; who gives the events is not known here.
"""

from collections.abc import Mapping
from enum import IntEnum, auto
from typing import Final


class Event(IntEnum):
    """What can happen to one of the machines.

    ``TRUE``, ``FALSE``, ``UNKNOWN`` are what an input says, ``DUE`` that its time is over.
    ``CALL``: enough causes are met and the permissives hold; ``CEASE``: not so any more.
    ``DEMANDED``: effects are to act from now on; ``EXCUSED``: not while the interlock is bypassed.
    ``THERE``: all effects are as expected; ``LEFT``: one of them is not.
    ``CAUSED``: there is, or shortly was, a cause.
    """

    FALSE = 0
    TRUE = 1
    UNKNOWN = 2
    DUE = auto()
    CALL = auto()
    CEASE = auto()
    RESET = auto()
    DEMANDED = auto()
    RELEASED = auto()
    EXCUSED = auto()
    THERE = auto()
    LEFT = auto()
    CAUSED = auto()


class Cause:
    """Where a cause stands; plain numbers, because they are kept in arrays."""

    IDLE: Final = 0
    DELAYING: Final = 1
    MET: Final = 2


class Demand:
    """Where the demand on an interlock stands."""

    READY: Final = 0
    DEMANDED: Final = 1
    LOCKED: Final = 2
    """The causes are gone, the reset is still to come."""


class Effect:
    """Where an effect stands; ``BLIND`` is travelling with unknown feedback."""

    FREE: Final = 0
    BLIND: Final = 1
    TRAVELLING: Final = 2
    ARRIVED: Final = 3
    ACTED: Final = 4
    FAILED: Final = 5
    UNVERIFIED: Final = 6


class Trip:
    """Where the effects stand as a whole, demanded or not.

    ``UNSEEN``: never known, so that a plant that is shut down at the start is no trip;
    ``AWAY``: not all as expected; ``MOVED``: they are now, and a cause may still become known.
    """

    UNSEEN: Final = 0
    AWAY: Final = 1
    MOVED: Final = 2
    SPURIOUS: Final = 3
    TRIPPED: Final = 4


class Bypass:
    """Where a bypass stands."""

    OFF: Final = 0
    ON: Final = 1
    OVERDUE: Final = 2


Table = Mapping[int, Mapping[Event, int]]
"""State → event → state; an event that is not named changes nothing."""

CAUSE: Final[Table] = {
    Cause.IDLE: {Event.TRUE: Cause.DELAYING},
    Cause.DELAYING: {Event.FALSE: Cause.IDLE, Event.DUE: Cause.MET},
    Cause.MET: {Event.FALSE: Cause.IDLE},
}

DEMAND: Final[Table] = {
    Demand.READY: {Event.CALL: Demand.DEMANDED},
    Demand.DEMANDED: {Event.CEASE: Demand.LOCKED},
    Demand.LOCKED: {Event.CALL: Demand.DEMANDED, Event.RESET: Demand.READY},
}

EFFECT: Final[Table] = {
    Effect.FREE: {Event.DEMANDED: Effect.BLIND},
    Effect.BLIND: {
        Event.TRUE: Effect.ARRIVED,
        Event.FALSE: Effect.TRAVELLING,
        Event.DUE: Effect.UNVERIFIED,
        Event.EXCUSED: Effect.FREE,
        Event.RELEASED: Effect.FREE,
    },
    Effect.TRAVELLING: {
        Event.TRUE: Effect.ARRIVED,
        Event.UNKNOWN: Effect.BLIND,
        Event.DUE: Effect.FAILED,
        Event.EXCUSED: Effect.FREE,
        Event.RELEASED: Effect.FREE,
    },
    Effect.ARRIVED: {
        Event.FALSE: Effect.TRAVELLING,
        Event.DUE: Effect.ACTED,
        Event.EXCUSED: Effect.FREE,
        Event.RELEASED: Effect.FREE,
    },
    Effect.ACTED: {
        Event.FALSE: Effect.FAILED,
        Event.EXCUSED: Effect.FREE,
        Event.RELEASED: Effect.FREE,
    },
    Effect.FAILED: {Event.TRUE: Effect.ACTED, Event.RELEASED: Effect.FREE},
    Effect.UNVERIFIED: {
        Event.TRUE: Effect.ACTED,
        Event.FALSE: Effect.FAILED,
        Event.RELEASED: Effect.FREE,
    },
}
"""A bypass excuses what is still to come and what could be lost; it returns no alarm."""

TRIP: Final[Table] = {
    Trip.UNSEEN: {Event.THERE: Trip.TRIPPED, Event.LEFT: Trip.AWAY},
    Trip.AWAY: {Event.THERE: Trip.MOVED},
    Trip.MOVED: {Event.LEFT: Trip.AWAY, Event.CAUSED: Trip.TRIPPED, Event.DUE: Trip.SPURIOUS},
    Trip.SPURIOUS: {Event.LEFT: Trip.AWAY},
    Trip.TRIPPED: {Event.LEFT: Trip.AWAY},
}

BYPASS: Final[Table] = {
    Bypass.OFF: {Event.TRUE: Bypass.ON},
    Bypass.ON: {Event.FALSE: Bypass.OFF, Event.DUE: Bypass.OVERDUE},
    Bypass.OVERDUE: {Event.FALSE: Bypass.OFF},
}

PENDING: Final = frozenset({Effect.BLIND, Effect.TRAVELLING, Effect.ARRIVED})
"""Effects whose travel time is running."""


def step(table: Table, state: int, event: int) -> int:
    """The state after an event."""
    return table[state].get(Event(event), state)
