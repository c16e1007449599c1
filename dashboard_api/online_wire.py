"""The online-rate report as it crosses the border of the dashboard: shapes only.

Instants and durations are integers of milliseconds, rates are percentages; what can't be told is
null.
"""

from msgspec import Struct

from alerting.filed_stops.stop import StopState
from dashboard_api.kpi_wire import KpiDefinition, KpiTarget
from dashboard_api.wire import Message
from plant.filed_stops import StopCategory


class OnlineFigures(Struct, frozen=True, kw_only=True):
    """Times of ``points`` monitoring points added up.

    ``watched_ms``: the platform listened to them; of that a filed stop excluded ``filed_ms``, the
    rest was ``due_ms``, of which they were heard for ``heard_ms`` and not for ``unheard_ms``; of
    the latter their gateway was lost for ``lost_ms``. ``bad_ms`` of what was heard was of bad
    quality.
    """

    points: int
    watched_ms: int
    filed_ms: int
    due_ms: int
    heard_ms: int
    unheard_ms: int
    lost_ms: int
    bad_ms: int
    rate: float | None
    met: bool | None


class OnlineGroup(Struct, frozen=True, kw_only=True):
    """An enterprise, a hazard or a point; an empty ``key`` has what belongs to none."""

    key: str
    label: Message
    figures: OnlineFigures


class OnlineDayRate(Struct, frozen=True, kw_only=True):
    """An enterprise's rate on one day."""

    key: str
    rate: float | None
    met: bool | None


class OnlineDay(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A day in the park's zone, cut to the period: the rate of all points, and by enterprise."""

    start: int
    end: int
    rate: float | None
    met: bool | None
    enterprises: tuple[OnlineDayRate, ...]


class OnlineStop(Struct, frozen=True, kw_only=True, rename={"start": "from"}):
    """A filed stop that was in force in the period, from ``from`` until ``until``.

    It excluded ``filed_ms`` of ``points`` points; where several stops covered a point at once it
    counts with each of them here, and once in the rates.
    """

    id: str
    state: StopState
    category: StopCategory
    label: Message
    enterprise: str
    reason: str
    approved_by: str
    start: int
    until: int
    points: int
    filed_ms: int


class OnlineRateReport(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """The online rates (在线率) from ``from`` up to, not including, ``to``.

    The platform listened for ``listened_ms`` of it; the rest counts for nobody. ``first``: when it
    first listened. ``worst``: the points that were longest not heard. ``days`` are
    the period's, oldest first; there are none where it is longer than two months.
    """

    park: Message
    start: int
    end: int
    timezone: str
    listened_ms: int
    first: int | None
    target: KpiTarget
    settling: KpiDefinition
    total: OnlineFigures
    enterprises: tuple[OnlineGroup, ...]
    hazards: tuple[OnlineGroup, ...]
    worst: tuple[OnlineGroup, ...]
    stops: tuple[OnlineStop, ...]
    days: tuple[OnlineDay, ...]
