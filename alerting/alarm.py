"""The alarm record, its states and events, and the commands people give.

The words of contract section 1, rule 13. Which event leads from which state to which is the table
in :mod:`alerting.life_cycle`; nothing here decides anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from plant.condition import Condition, Priority
from plant.reading import Instant

SYSTEM: Final = "system"
"""The actor of every entry that no person caused."""


class State(StrEnum):
    """IEC 62682:2014 / ISA-18.2 states of one alarm; the letter is ISA-18.2's."""

    NORMAL = "normal"  # A
    UNACKNOWLEDGED = "unacknowledged"  # B
    ACKNOWLEDGED = "acknowledged"  # C
    RETURNED_UNACKNOWLEDGED = "returned_unacknowledged"  # D
    LATCHED_UNACKNOWLEDGED = "latched_unacknowledged"  # E
    LATCHED_ACKNOWLEDGED = "latched_acknowledged"  # F


ACTIVE: Final = frozenset({State.UNACKNOWLEDGED, State.ACKNOWLEDGED})
"""The states in which the condition stands."""

UNSEEN: Final = frozenset(
    {State.UNACKNOWLEDGED, State.RETURNED_UNACKNOWLEDGED, State.LATCHED_UNACKNOWLEDGED}
)
"""The states in which the operator does not know yet."""


class Held(StrEnum):
    """What keeps an alarm from being annunciated, beside its state."""

    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"


class Event(StrEnum):
    """What happens to an alarm and is journalled."""

    RAISED = "raised"
    RETURNED = "returned"
    ACKNOWLEDGED = "acknowledged"
    RESET = "reset"
    SHELVED = "shelved"
    UNSHELVED = "unshelved"
    SUPPRESSED = "suppressed"
    UNSUPPRESSED = "unsuppressed"
    REMOVED_FROM_SERVICE = "removed_from_service"
    RETURNED_TO_SERVICE = "returned_to_service"
    REMOVED = "removed"
    COMMENTED = "commented"
    REALARMED = "realarmed"


JUDGED: Final = frozenset({Event.RAISED, Event.RETURNED})
"""The verdicts, which follow from readings and rules alone."""

REPEATED: Final = JUDGED | {Event.SUPPRESSED, Event.UNSUPPRESSED}
"""The events that judging again brings again."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a person holds an alarm.

    ``until``: when it ends by itself. ``once``: or as soon as the condition has returned, if that
    is sooner. ``witness``: the second person, where one was needed. ``work_order``: the
    maintenance that an alarm is out of service for.
    """

    until: Instant
    once: bool = False
    witness: str = ""
    work_order: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Who keeps an alarm from being annunciated, since when, why and on what terms.

    What an operating state holds has none: it ends with its condition.
    """

    actor: str
    at: Instant
    reason: str
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal row: an event of an alarm and the alarm's standing right after it.

    ``seq`` and ``previous`` are given by the journal when it commits (0 and empty before).
    ``source``, ``received`` and ``detected`` are the stages of the deciding reading, ms or None.
    ``terms`` are those of what begins to hold the alarm with this entry.
    """

    alarm: str
    event: Event
    at: Instant
    onset: Instant
    state: State
    held: Held | None
    priority: Priority
    value: float | None
    limit: float | None
    actor: str
    reason: str
    version: int
    plant_hash: str
    marks: tuple[str, ...]
    source: Instant | None = None
    received: Instant | None = None
    detected: Instant | None = None
    terms: Terms | None = None
    seq: int = 0
    previous: str = ""


def is_annunciated(held: Held | None, priority: Priority) -> bool:
    """Whether it calls people: not held, or critical and only shelved (contract 1, rule 13)."""
    return held is None or (held is Held.SHELVED and priority is Priority.CRITICAL)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Where an alarm stands: the fold of its entries. ``version`` counts them.

    ``onset`` is the activation's, ``risen`` the version at which the priority last rose above
    what an operator could have seen before (0: never). ``holds`` is all that holds it, ``held``
    the one that counts, ``released_at`` when the last of them ended. ``realarms`` counts how often
    it called again in this activation, ``called_at`` is when it last began to call people.
    """

    id: str
    source: str
    condition: Condition
    hazard: str
    unit: str
    latching: bool
    state: State
    held: Held | None
    priority: Priority
    value: float | None
    limit: float | None
    raised_at: Instant | None
    returned_at: Instant | None
    acknowledged_at: Instant | None
    by: str
    reason: str
    marks: tuple[str, ...]
    version: int
    source_time: Instant | None = None
    received: Instant | None = None
    detected: Instant | None = None
    onset: Instant | None = None
    risen: int = 0
    holds: Mapping[Held, Hold] = field(default_factory=dict)
    realarms: int = 0
    called_at: Instant | None = None
    released_at: Instant | None = None

    @property
    def hold(self) -> Hold | None:
        """Of all that holds it the one that counts."""
        return self.holds.get(self.held) if self.held else None

    @property
    def annunciated(self) -> bool:
        """Whether it calls people while it is held so."""
        return is_annunciated(self.held, self.priority)

    @property
    def calls(self) -> bool:
        """Whether it wants somebody's acknowledgement now."""
        return self.annunciated and self.state in UNSEEN

    @property
    def active(self) -> bool:
        """Whether the condition stands."""
        return self.state in ACTIVE

    @property
    def stands(self) -> bool:
        """Whether it belongs in the list of alarms: not normal, or held."""
        return self.state is not State.NORMAL or self.held is not None


class CommandKind(StrEnum):
    """What a person may ask of an alarm."""

    ACKNOWLEDGE = "acknowledge"
    RESET = "reset"
    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    COMMENT = "comment"
    SUPPRESS = "suppress"
    REMOVE_FROM_SERVICE = "out-of-service"
    RETURN_TO_SERVICE = "return-to-service"


@dataclass(frozen=True, slots=True)
class Command:
    """A person's wish for one alarm.

    ``version`` is the one seen on the screen, if known. ``exact`` is the only version on which to
    act, None if any will do. ``role`` is the actor's; the rest says on what terms to hold an
    alarm: for ``duration_ms``, or as long as is usual where that is None.
    """

    kind: CommandKind
    alarm: str
    actor: str
    reason: str = ""
    version: int | None = None
    exact: int | None = None
    role: str = ""
    duration_ms: int | None = None
    once: bool = False
    witness: str = ""
    work_order: str = ""


class Outcome(StrEnum):
    """How a command ended."""

    DONE = "done"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a command with the alarm as it stands now (None if there is none)."""

    outcome: Outcome
    alarm: Alarm | None
    detail: str = ""
