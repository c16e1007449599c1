"""The life cycle of a filed stop: the one table that says which event leads from which state where.

**The theory.** An enterprise requests, the park decides, the clock does the rest. A stop is in
force only while it was approved *and* its time has come *and* has not passed, so there is no way
into ``in_force`` but through ``approved``, none out of it but ``ended``, and the clock alone ends
it.

Four properties hold for the whole table, and its tests walk every cell for them:

1. *Nothing is in force that nobody approved*, and nobody approves what he requested himself.
2. *What is over stays over.* There is no extension: who needs longer requests anew, and somebody
   looks again. Two stops may overlap; each has its own end.
3. *What nobody decided lapses* when its time is over.
4. *Nothing reaches back.* A stop approved after its beginning is in force from the approval on:
   what was not heard before that counts.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from alerting.filed_stops.stop import StopAction, StopEvent, StopState


class StopRefusal(StrEnum):
    """Why an event or a wish does not apply; the word an answer carries to the screen."""

    UNKNOWN_STOP = "unknown_stop"
    ALREADY_DECIDED = "already_decided"
    NOT_DECIDED = "not_decided"
    ALREADY_IN_FORCE = "already_in_force"
    NOT_IN_FORCE = "not_in_force"
    OVER = "over"
    ALREADY_REQUESTED = "already_requested"

    # The rest is decided by what the table does not see: the person, the screen, the plant, the
    # site's rules.
    VERSION_PASSED = "version_passed"
    OWN_REQUEST = "own_request"
    NOT_YOURS = "not_yours"
    REASON_MISSING = "reason_missing"
    SCOPE_MISSING = "scope_missing"
    SCOPE_UNKNOWN = "scope_unknown"
    OTHER_ENTERPRISE = "other_enterprise"
    WRONG_WAY_ROUND = "wrong_way_round"
    ALREADY_OVER = "already_over"
    TOO_LONG = "too_long"
    TOO_FAR_AHEAD = "too_far_ahead"


_Row = Mapping[StopEvent, StopState | StopRefusal]

_OVER: Final[_Row] = dict.fromkeys(StopEvent, StopRefusal.OVER)

TABLE: Final[Mapping[StopState | None, _Row]] = {
    None: {
        **dict.fromkeys(StopEvent, StopRefusal.UNKNOWN_STOP),
        StopEvent.REQUESTED: StopState.REQUESTED,
    },
    StopState.REQUESTED: {
        StopEvent.REQUESTED: StopRefusal.ALREADY_REQUESTED,
        StopEvent.APPROVED: StopState.APPROVED,
        StopEvent.REFUSED: StopState.REFUSED,
        StopEvent.WITHDRAWN: StopState.WITHDRAWN,
        StopEvent.BEGAN: StopRefusal.NOT_DECIDED,
        StopEvent.ENDED: StopRefusal.NOT_IN_FORCE,
        StopEvent.LAPSED: StopState.LAPSED,
    },
    StopState.APPROVED: {
        StopEvent.REQUESTED: StopRefusal.ALREADY_REQUESTED,
        StopEvent.APPROVED: StopRefusal.ALREADY_DECIDED,
        StopEvent.REFUSED: StopRefusal.ALREADY_DECIDED,
        StopEvent.WITHDRAWN: StopState.WITHDRAWN,
        StopEvent.BEGAN: StopState.IN_FORCE,
        StopEvent.ENDED: StopRefusal.NOT_IN_FORCE,
        StopEvent.LAPSED: StopRefusal.ALREADY_DECIDED,
    },
    StopState.IN_FORCE: {
        StopEvent.REQUESTED: StopRefusal.ALREADY_REQUESTED,
        StopEvent.APPROVED: StopRefusal.ALREADY_DECIDED,
        StopEvent.REFUSED: StopRefusal.ALREADY_DECIDED,
        StopEvent.WITHDRAWN: StopRefusal.ALREADY_IN_FORCE,
        StopEvent.BEGAN: StopRefusal.ALREADY_IN_FORCE,
        StopEvent.ENDED: StopState.ENDED,
        StopEvent.LAPSED: StopRefusal.ALREADY_DECIDED,
    },
    StopState.ENDED: _OVER,
    StopState.REFUSED: _OVER,
    StopState.WITHDRAWN: _OVER,
    StopState.LAPSED: _OVER,
}
"""State (None: not requested yet) × event → state, or the reason why not."""

EVENTS: Final[Mapping[StopAction, StopEvent]] = {
    StopAction.APPROVE: StopEvent.APPROVED,
    StopAction.REFUSE: StopEvent.REFUSED,
    StopAction.WITHDRAW: StopEvent.WITHDRAWN,
    StopAction.END: StopEvent.ENDED,
}
"""The event that each action asks for."""

DECISIONS: Final = frozenset({StopEvent.APPROVED, StopEvent.REFUSED})


def follow(state: StopState | None, event: StopEvent) -> StopState | StopRefusal:
    """Where ``event`` leads from ``state``: the table's answer, never an exception."""
    return TABLE[state][event]


def list_transitions() -> Iterator[tuple[StopState | None, StopEvent, StopState]]:
    """Every change of state that there is."""
    for state, row in TABLE.items():
        for event, target in row.items():
            if isinstance(target, StopState):
                yield state, event, target


def render_diagram() -> str:
    """The table as a Mermaid state diagram, for ``docs/filed_stops.md``."""
    lines = ["stateDiagram-v2"]
    lines += [
        f"    {state or '[*]'} --> {target} : {event}"
        for state, event, target in list_transitions()
    ]
    return "\n".join(lines) + "\n"
