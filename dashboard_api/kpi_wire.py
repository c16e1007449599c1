"""The KPI report as it crosses the border of the dashboard: shapes only.

How it is made of the core's report is :mod:`dashboard_api.kpi_rows`. Instants and durations are
integers of milliseconds, shares are percentages; what can't be told is null.
"""

from typing import Literal

from msgspec import Struct

from alerting.alarm import Held
from alerting.kpi.groups import By
from dashboard_api.wire import Message, PriorityWord
from plant.alarm_kpi import Sense


class KpiDefinition(Struct, frozen=True, kw_only=True):
    """A number that says what is counted; ``standard`` and the rest are those of ``shipped``."""

    name: str
    label: Message
    value: float
    shipped: float
    unit: Message
    standard: str
    clause: str
    source: str
    trust: str


class KpiTarget(Struct, frozen=True, kw_only=True):
    """A figure beside its target.

    ``met``: on the good side of ``target``; ``manageable``: of ``ceiling``, where there is one.
    """

    name: str
    label: Message
    value: float | None
    unit: Message
    sense: Sense
    target: float
    ceiling: float | None
    met: bool | None
    manageable: bool | None
    standard: str
    clause: str
    source: str
    trust: str


class KpiResponse(Struct, frozen=True, kw_only=True):
    """Acknowledgements given in the period, and what still waits for one at its end."""

    priority: PriorityWord | None
    label: Message
    acknowledged: int
    median_ms: float | None
    p90_ms: float | None
    longest_ms: int | None
    waiting: int


class KpiPriorities(Struct, frozen=True):
    """Annunciated alarms by priority."""

    critical: int
    high: int
    medium: int
    low: int


class KpiFigures(Struct, frozen=True, kw_only=True):
    """The figures of all alarms or of a group; rates are an operator's.

    ``chattering`` and ``fleeting`` count annunciations, the ``_alarms`` beside them alarms.
    """

    operator_hours: float
    annunciated: int
    held: int
    late: int
    per_day: float | None
    per_hour: float | None
    per_10min: float | None
    peak_10min: float
    slots: int
    busy_slots: int
    hours: int
    busy_hours: int
    flood_ms: int | None
    priorities: KpiPriorities
    chattering: int
    chattering_alarms: int
    fleeting: int
    fleeting_alarms: int
    stale: int
    stale_most: int
    standing: int
    standing_held: int
    standing_mean: float
    response: tuple[KpiResponse, ...]


class KpiGroup(Struct, frozen=True, kw_only=True):
    """A shift, hazard, enterprise or priority; an empty ``key`` has what belongs to none."""

    key: str
    label: Message
    figures: KpiFigures


class KpiFlood(Struct, frozen=True, kw_only=True):
    """A flood, as far as it lies in the period; ``peak_10min`` is an operator's."""

    begin: int
    end: int
    alarms: int
    peak_10min: float


class KpiBar(Struct, frozen=True, kw_only=True):
    """Annunciations from ``begin`` on for the report's ``bar_ms``; ``most`` are those of the worst
    fixed 10-minute period in it, an operator's.
    """

    begin: int
    alarms: int
    most: float


class KpiAlarm(Struct, frozen=True, kw_only=True):
    """An alarm, how often it did what it is listed for, and which share of all that is."""

    alarm: str
    label: Message
    count: int
    share: float


class KpiStale(Struct, frozen=True, kw_only=True):
    """An alarm that stands for long: since when, and how long until it returned or the end."""

    alarm: str
    label: Message
    since: int
    standing_ms: int


class KpiHolding(Struct, frozen=True, kw_only=True):
    """What one kind of holding did; ``raised`` activations came up under it."""

    held: Held
    label: Message
    begun: int
    alarms: int
    held_ms: int
    standing: int
    raised: int


class KpiReport(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """The performance of the alarm system from ``from`` up to, not including, ``to``.

    ``first`` is the journal's first entry: what was before it is not known. With ``short_sample``
    the period is shorter than ``sample_days``, which such figures should rest on. The lists are
    cut at ``bad_actors`` of the definitions, ``floods`` at the twenty with the most alarms.
    ``bars`` without an annunciation are left out.
    """

    park: Message
    start: int
    end: int
    timezone: str
    by: By
    operators: int
    shifts: tuple[str, ...]
    first: int | None
    days: float
    sample_days: float
    short_sample: bool
    configured: int
    total: KpiFigures
    targets: tuple[KpiTarget, ...]
    groups: tuple[KpiGroup, ...]
    flood_count: int
    floods: tuple[KpiFlood, ...]
    bad_actors: tuple[KpiAlarm, ...]
    chattering: tuple[KpiAlarm, ...]
    fleeting: tuple[KpiAlarm, ...]
    stale: tuple[KpiStale, ...]
    holdings: tuple[KpiHolding, ...]
    definitions: tuple[KpiDefinition, ...]
    bar_ms: int
    bars: tuple[KpiBar, ...]


Form = Literal["json", "csv", "html"]
"""In which form a report is asked for."""
