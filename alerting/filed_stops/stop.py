"""The words of a filed stop (报备停用): record, scope, states, events, and what people ask.

Which event leads where is :mod:`alerting.filed_stops.life_cycle`'s table; nothing here decides
anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from plant.filed_stops import StopCategory
from plant.reading import Instant


class StopState(StrEnum):
    """How far a filed stop has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class StopEvent(StrEnum):
    """What happens to a filed stop and is recorded."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    BEGAN = "began"
    ENDED = "ended"
    LAPSED = "lapsed"


class StopAction(StrEnum):
    """What a person may ask of a filed stop, once it was requested."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"


class Named(NamedTuple):
    """One id of a scope and what it is an id of: ``tag equipment hazard gateway``."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What is stopped, by ids of the plant: all of it together."""

    tags: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Named]:
        yield from (Named("tag", one) for one in self.tags)
        yield from (Named("equipment", one) for one in self.equipment)
        yield from (Named("hazard", one) for one in self.hazards)
        yield from (Named("gateway", one) for one in self.gateways)


@dataclass(frozen=True, slots=True)
class StopWish:
    """What an enterprise asks for: from ``start`` up to, not including, ``until``, ms."""

    category: StopCategory
    enterprise: str
    scope: Scope
    start: Instant
    until: Instant
    reason: str
    work_order: str = ""


@dataclass(frozen=True, slots=True)
class StopEntry:
    """One recorded row: an event of a stop and its state right after it.

    ``wish`` is the request's alone. ``seq`` and ``previous`` are given when the row is committed.
    """

    stop: str
    event: StopEvent
    at: Instant
    state: StopState
    version: int
    actor: str
    reason: str
    plant_hash: str
    wish: StopWish | None = None
    seq: int = 0
    previous: str = ""


@dataclass(frozen=True, slots=True)
class FiledStop:
    """Where a stop stands: the fold of its entries, which ``version`` counts.

    ``began_at`` and ``ended_at`` bound the time in which it was in force, None as long as they have
    not come; ``decided_by`` approved or refused it, ``ended_by`` is who ended, withdrew or, as
    ``system``, outlived it. ``note`` is what the last of them said.
    """

    id: str
    wish: StopWish
    state: StopState
    version: int
    requested_by: str
    requested_at: Instant
    decided_by: str = ""
    decided_at: Instant | None = None
    began_at: Instant | None = None
    ended_at: Instant | None = None
    ended_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StopCommand:
    """A person's wish for one stop.

    ``exact`` is the only version on which to act, None if any will do. ``may_decide``: the person
    decides about stops, and so may end or withdraw what others requested.
    """

    action: StopAction
    stop: str
    actor: str
    reason: str = ""
    exact: int | None = None
    may_decide: bool = False
