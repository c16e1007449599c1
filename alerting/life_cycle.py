"""The life cycle of an alarm: the one table that says which event leads from which state where.

Every change of an alarm's state in the house is an answer of :func:`follow`. What lives here is
that table, its theory and its picture; who asks (:mod:`alerting.alarms`), when a condition is true
(:mod:`detectors`) and how an answer is recorded (:mod:`alerting.journal`) does not.

**The theory.** IEC 62682:2014, adopted in China as GB/T 41261-2022, describes an alarm by two
questions: is the condition true, and does the operator know? Their four combinations are the
first four states; the letters are those of ISA-18.2.

=======  ===========================  =======================  ==================
letter   state                        condition                operator
=======  ===========================  =======================  ==================
A        normal                       false                    nothing to know
B        unacknowledged               true                     does not know yet
C        acknowledged                 true                     knows
D        returned_unacknowledged      false again              does not know yet
E        latched_unacknowledged       false again, kept        does not know yet
F        latched_acknowledged         false again, kept        knows
=======  ===========================  =======================  ==================

A *latching* alarm (报警锁定, GB/T 41261 3.1.59) does not go away with its condition: it keeps
standing in E or F until a person resets it. So the two kinds of alarm differ in one event only,
``returned``, and :data:`LATCHING` holds just those two cells.

Three properties hold for the whole table, and its tests walk every cell for them:

1. *Acknowledging and returning commute.* B → C → A and B → D → A end alike, E and F likewise, so
   nobody has to win a race against the process.
2. *A new activation is always unacknowledged.* Knowing of the last one says nothing of this one.
3. *Nothing but a person's acknowledgement takes an alarm off the list unseen.* A limit or tag that
   disappears from the plant while its alarm stands ends by ``removed`` in D, even from C: its
   condition did not become false, it stopped being watched, and someone has to know that.

A combination that makes no sense is not an error but a :class:`Refusal` with a name: the
detectors' repetition of what is known is dropped by it, a person is told it.

**Calling again.** Re-alarming (IEC 62682) is the one way from C back to B while the condition
stands: ``realarmed``, by the clock, after as long as the plant says for the priority.

**Beside the state: held.** Shelved (G), suppressed by design (H) and out of service (I) do not
replace the state, they stand beside it (:class:`alerting.alarm.Held`), because the condition goes
on being judged and recorded meanwhile. An alarm may be held by several at once; which one counts
is :data:`PRECEDENCE`'s. Their events are a table of their own, :data:`HOLDING`. To begin changes no
state. With an end that no person looked at (a shelving by its time, a suppression, a return to
service) nobody knows what stands: C becomes B (:data:`RELEASE`); who unshelves by hand has the
alarm before him, and a known one stays known. A hold that a person began may be begun again: its
terms are renewed. What holds by design begins once.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import Final

from alerting.alarm import Event, Held, State


class Refusal(StrEnum):
    """Why an event or a command does not apply; the word an answer carries to the screen."""

    ALREADY_ACTIVE = "already_active"
    NOT_ACTIVE = "not_active"
    NOTHING_TO_ACKNOWLEDGE = "nothing_to_acknowledge"
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    STILL_ACTIVE = "still_active"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOT_LATCHED = "not_latched"
    ALREADY_ENDED = "already_ended"
    ALREADY_HELD = "already_held"
    NOT_HELD = "not_held"

    # The rest is decided by what the table does not see: the evidence, the screen, the person, the
    # plant's rules for holding alarms.
    CONDITION_UNKNOWN = "condition_unknown"
    PRIORITY_ROSE = "priority_rose"
    VERSION_PASSED = "version_passed"
    REASON_MISSING = "reason_missing"
    BY_DESIGN_ONLY = "by_design_only"
    ROLE_MAY_NOT = "role_may_not"
    TOO_LONG = "too_long"
    TOO_MANY_HELD = "too_many_held"
    SECOND_PERSON_MISSING = "second_person_missing"
    WORK_ORDER_MISSING = "work_order_missing"


HOLDING: Final[Mapping[Event, tuple[Held, bool]]] = {
    Event.SHELVED: (Held.SHELVED, True),
    Event.UNSHELVED: (Held.SHELVED, False),
    Event.SUPPRESSED: (Held.SUPPRESSED, True),
    Event.UNSUPPRESSED: (Held.SUPPRESSED, False),
    Event.REMOVED_FROM_SERVICE: (Held.OUT_OF_SERVICE, True),
    Event.RETURNED_TO_SERVICE: (Held.OUT_OF_SERVICE, False),
}
"""What each event of holding adds (true) or takes away."""

RENEWED: Final = frozenset({Event.SHELVED, Event.REMOVED_FROM_SERVICE})
"""Of them those that a person may begin again, on other terms."""

PRECEDENCE: Final = (Held.OUT_OF_SERVICE, Held.SUPPRESSED, Held.SHELVED)
"""Of several that hold an alarm the first counts."""

TABLE: Final[Mapping[State, Mapping[Event, State | Refusal]]] = {
    State.NORMAL: {
        Event.RAISED: State.UNACKNOWLEDGED,
        Event.RETURNED: Refusal.NOT_ACTIVE,
        Event.ACKNOWLEDGED: Refusal.NOTHING_TO_ACKNOWLEDGE,
        Event.RESET: Refusal.NOT_LATCHED,
        Event.REMOVED: Refusal.ALREADY_ENDED,
        Event.COMMENTED: State.NORMAL,
        Event.REALARMED: Refusal.NOT_ACTIVE,
    },
    State.UNACKNOWLEDGED: {
        Event.RAISED: Refusal.ALREADY_ACTIVE,
        Event.RETURNED: State.RETURNED_UNACKNOWLEDGED,
        Event.ACKNOWLEDGED: State.ACKNOWLEDGED,
        Event.RESET: Refusal.STILL_ACTIVE,
        Event.REMOVED: State.RETURNED_UNACKNOWLEDGED,
        Event.COMMENTED: State.UNACKNOWLEDGED,
        Event.REALARMED: Refusal.NOT_ACKNOWLEDGED,
    },
    State.ACKNOWLEDGED: {
        Event.RAISED: Refusal.ALREADY_ACTIVE,
        Event.RETURNED: State.NORMAL,
        Event.ACKNOWLEDGED: Refusal.ALREADY_ACKNOWLEDGED,
        Event.RESET: Refusal.STILL_ACTIVE,
        Event.REMOVED: State.RETURNED_UNACKNOWLEDGED,
        Event.COMMENTED: State.ACKNOWLEDGED,
        Event.REALARMED: State.UNACKNOWLEDGED,
    },
    State.RETURNED_UNACKNOWLEDGED: {
        Event.RAISED: State.UNACKNOWLEDGED,
        Event.RETURNED: Refusal.NOT_ACTIVE,
        Event.ACKNOWLEDGED: State.NORMAL,
        Event.RESET: Refusal.NOT_LATCHED,
        Event.REMOVED: Refusal.ALREADY_ENDED,
        Event.COMMENTED: State.RETURNED_UNACKNOWLEDGED,
        Event.REALARMED: Refusal.NOT_ACTIVE,
    },
    State.LATCHED_UNACKNOWLEDGED: {
        Event.RAISED: State.UNACKNOWLEDGED,
        Event.RETURNED: Refusal.NOT_ACTIVE,
        Event.ACKNOWLEDGED: State.LATCHED_ACKNOWLEDGED,
        Event.RESET: Refusal.NOT_ACKNOWLEDGED,
        Event.REMOVED: State.RETURNED_UNACKNOWLEDGED,
        Event.COMMENTED: State.LATCHED_UNACKNOWLEDGED,
        Event.REALARMED: Refusal.NOT_ACTIVE,
    },
    State.LATCHED_ACKNOWLEDGED: {
        Event.RAISED: State.UNACKNOWLEDGED,
        Event.RETURNED: Refusal.NOT_ACTIVE,
        Event.ACKNOWLEDGED: Refusal.ALREADY_ACKNOWLEDGED,
        Event.RESET: State.NORMAL,
        Event.REMOVED: State.RETURNED_UNACKNOWLEDGED,
        Event.COMMENTED: State.LATCHED_ACKNOWLEDGED,
        Event.REALARMED: Refusal.NOT_ACTIVE,
    },
}
"""State × event → state, or the reason why not (IEC 62682:2014; reset: GB/T 41261 3.1.59)."""

LATCHING: Final[Mapping[tuple[State, Event], State]] = {
    (State.UNACKNOWLEDGED, Event.RETURNED): State.LATCHED_UNACKNOWLEDGED,
    (State.ACKNOWLEDGED, Event.RETURNED): State.LATCHED_ACKNOWLEDGED,
}
"""The cells in which a latching alarm differs."""


RELEASE: Final[Mapping[State, State]] = {State.ACKNOWLEDGED: State.UNACKNOWLEDGED}
"""Where the end of a hold leads that no person looked at, if elsewhere: a new call."""

_UNSEEN_ENDS: Final = frozenset({Event.UNSUPPRESSED, Event.RETURNED_TO_SERVICE})


def follow(state: State, event: Event, *, latching: bool, by_time: bool = False) -> State | Refusal:
    """Where ``event`` leads from ``state``: the table's answer, never an exception.

    :param by_time: no person did it, its time has come; only unshelving asks.
    """
    if event in HOLDING:
        unseen = event in _UNSEEN_ENDS or (event is Event.UNSHELVED and by_time)
        return RELEASE.get(state, state) if unseen else state
    if latching and (state, event) in LATCHING:
        return LATCHING[state, event]
    return TABLE[state][event]


def hold(holds: Collection[Held], event: Event) -> frozenset[Held] | Refusal:
    """What holds an alarm after an event, or the reason why that is no news."""
    held_by = frozenset(holds)
    if event not in HOLDING:
        return frozenset() if event is Event.REMOVED else held_by
    held, begins = HOLDING[event]
    if begins and held in held_by and event not in RENEWED:
        return Refusal.ALREADY_HELD
    if not begins and held not in held_by:
        return Refusal.NOT_HELD
    return held_by | {held} if begins else held_by - {held}


def lead(holds: Collection[Held]) -> Held | None:
    """The one that counts of all that hold an alarm."""
    return next((held for held in PRECEDENCE if held in holds), None)


def list_transitions(*, latching: bool) -> list[tuple[State, str, State]]:
    """Every change of state that an alarm can go through, starting from normal.

    The event's word is followed by "by its time" where only that changes the state.
    """
    reached, found = [State.NORMAL], []
    for state in reached:
        for event, target in _list_exits(state, latching=latching):
            found.append((state, event, target))
            if target not in reached:
                reached.append(target)
    return found


def _list_exits(state: State, *, latching: bool) -> Iterator[tuple[str, State]]:
    for event in Event:
        by_hand, by_time = (
            follow(state, event, latching=latching, by_time=by_time) for by_time in (False, True)
        )
        if isinstance(by_time, State) and by_time is not state:
            yield event if by_hand is by_time else f"{event} by its time", by_time


def render_diagram(*, latching: bool) -> str:
    """The table as a Mermaid state diagram, for ``docs/life_cycle.md``."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.NORMAL}"]
    lines += [
        f"    {state} --> {target} : {event}"
        for state, event, target in list_transitions(latching=latching)
    ]
    return "\n".join(lines) + "\n"
