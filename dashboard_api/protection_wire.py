"""Rows of what protects: interlocks with how they stand by their shadow, and votes.

Types only, like :mod:`dashboard_api.plant_wire`; the shadow reads, and nothing here asks for
anything to be done.
"""

from typing import Literal

from msgspec import Struct

from dashboard_api.wire import PriorityWord
from plant.condition import Condition

RoleWord = Literal["cause", "effect", "permissive", "bypass", "reset"]
TruthWord = Literal["true", "false", "unknown"]
DemandWord = Literal["ready", "demanded", "locked"]
TripWord = Literal["unseen", "away", "moved", "spurious", "tripped"]


class InterlockInputNow(Struct, frozen=True, kw_only=True):
    """What an input says: ``truth`` since when, and its ``state`` in words.

    Of a cause ``idle``, ``delaying``, ``met``; of an effect ``free``, ``blind`` (its travel time
    runs, its feedback is unknown), ``travelling``, ``arrived``, ``acted``, ``failed``,
    ``unverified``; of a bypass ``off``, ``on``, ``overdue``; empty for the others. ``due``: when
    the delay, travel time or longest bypass that runs is over.
    """

    truth: TruthWord
    state: str
    since: int | None
    due: int | None
    value: float | None


class InterlockInput(Struct, frozen=True, kw_only=True):
    """A cell of the cause-and-effect matrix.

    ``name`` is an alarm's id for a cause and a tag for the others; ``time_s`` its delay, travel
    time or longest bypass. ``now`` is null where the shadow does not see the interlock.
    """

    role: RoleWord
    name: str
    source: str
    expected: float | None
    time_s: float | None
    now: InterlockInputNow | None


class InterlockNow(Struct, frozen=True, kw_only=True):
    """``demand`` ``locked``: the causes are gone, the reset is still to come."""

    demand: DemandWord
    trip: TripWord


class InterlockRow(Struct, frozen=True, kw_only=True):
    """A row of the matrix: ``need`` of its causes, and all permissives, make a demand.

    ``reset``: ``automatic``, ``manual`` or a tag. ``now`` is null where no effect can be seen.
    """

    id: str
    name: str
    name_en: str
    equipment: str
    hazard: str
    enterprise: str
    need: int
    reset: str
    proof_test_due: int | None
    inputs: list[InterlockInput]
    now: InterlockNow | None


class VotingRow(Struct, frozen=True, kw_only=True):
    """A vote: ``need`` of ``tags`` in ``condition``; what becomes of it without all channels."""

    id: str
    name: str
    name_en: str
    hazard: str
    tags: list[str]
    need: int
    condition: Condition
    degraded: str
    max_age_s: float | None
    bypass: list[str]
    priority: PriorityWord


class InterlockPage(Struct, frozen=True):
    items: list[InterlockRow]
    next: str | None


class VotingPage(Struct, frozen=True):
    items: list[VotingRow]
    next: str | None
