"""Filed stops (报备停用) as they cross the border of the dashboard: shapes only.

Every instant and duration is an integer of milliseconds; what has not come yet is null.
"""

from msgspec import Struct

from alerting.filed_stops.stop import StopState
from dashboard_api.wire import Message
from plant.filed_stops import StopCategory


class StopScope(Struct, frozen=True, kw_only=True):
    """What is stopped, by ids of the plant: all of it together. A gateway stands for every tag that
    it brings, a hazard and a piece of equipment for every tag there.
    """

    tags: list[str] = []
    equipment: list[str] = []
    hazards: list[str] = []
    gateways: list[str] = []


class StopRequest(Struct, frozen=True, kw_only=True, rename={"start": "from"}):
    """A stop to be filed, from ``from`` up to, not including, ``until``."""

    category: StopCategory
    enterprise: str
    scope: StopScope
    start: int
    until: int
    reason: str
    work_order: str = ""


class StopDecision(Struct, frozen=True):
    """Why; only an approval may leave it out."""

    reason: str = ""


class FiledStopRow(Struct, frozen=True, kw_only=True, rename={"start": "from"}):
    """A filed stop as it stands.

    ``decided_by`` approved or refused it, ``ended_by`` ended or withdrew it or, as ``system``, is
    the clock; ``note`` is what the last of them said. ``points``: how many tags it covers under the
    plant in force, ``covers``: the hazards that they belong to, ``gone``: what it names and the
    plant no longer has. ``overlaps``: other stops not over that cover some of the same tags at some
    time.
    """

    id: str
    state: StopState
    version: int
    category: StopCategory
    label: Message
    enterprise: str
    scope: StopScope
    start: int
    until: int
    reason: str
    work_order: str
    requested_by: str
    requested_at: int
    decided_by: str
    decided_at: int | None
    began_at: int | None
    ended_at: int | None
    ended_by: str
    note: str
    points: int
    covers: list[str]
    gone: list[str]
    overlaps: list[str]


class FiledStopPage(Struct, frozen=True):
    """Filed stops, newest request first."""

    items: list[FiledStopRow]
    next: str | None


class StopCategoryRule(Struct, frozen=True, kw_only=True):
    """How long a stop of a category may last."""

    category: StopCategory
    label: Message
    longest_ms: int


class StopRules(Struct, frozen=True, kw_only=True):
    """The site's rules for filing stops, and what who asks may do.

    A stop may begin ``ahead_ms`` after its request at the most.
    """

    categories: list[StopCategoryRule]
    ahead_ms: int
    may_file: bool
    may_decide: bool
