"""A what-if comparison and a sweep as they are written down: shapes only.

How they are made of the core's findings is :mod:`dashboard_api.what_if_rows`. Instants and
durations are integers of milliseconds; what can't be told is null. ``today`` is the plant as it
stands, ``other`` the one that was tried. Fields may be added, never renamed.
"""

from typing import Generic, TypeVar

from msgspec import Struct

from alerting.what_if.episodes import Change
from alerting.what_if.lead import Verdict
from alerting.what_if.reference import Basis
from dashboard_api.kpi_wire import KpiAlarm
from dashboard_api.wire import Message, PriorityWord
from plant.alarm_kpi import Sense
from plant.changes import SettingValue

_Value = TypeVar("_Value")


class Both(Struct, Generic[_Value], frozen=True):
    """One thing under either plant."""

    today: _Value
    other: _Value


class WhatIfSide(Struct, frozen=True, kw_only=True):
    """A plant and what it came to: ``alarms`` called an operator, ``held`` and ``late`` did not."""

    plant_hash: str
    alarms: int
    held: int
    late: int


class WhatIfChange(Struct, frozen=True, kw_only=True):
    """What differs between the plants; ``condition`` and ``key`` are empty where all of it does."""

    source: str
    label: Message
    condition: str
    key: str
    today: SettingValue
    other: SettingValue


class WhatIfCount(Struct, frozen=True, kw_only=True):
    activations: int
    chattering: int
    fleeting: int


class WhatIfAlarm(Struct, frozen=True, kw_only=True):
    """An alarm with an activation under either plant."""

    alarm: str
    label: Message
    priority: PriorityWord
    today: WhatIfCount
    other: WhatIfCount
    removed: int
    added: int


class WhatIfSource(Struct, frozen=True, kw_only=True):
    """All alarms of a tag, or of another source."""

    source: str
    label: Message
    today: int
    other: int
    removed: int
    added: int


class WhatIfEpisode(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """Overlapping activations of one alarm that differ; ``to`` is null while it stands."""

    alarm: str
    label: Message
    change: Change
    start: int
    end: int | None
    today: int
    other: int
    earlier_ms: int | None


class WhatIfLead(Struct, frozen=True, kw_only=True):
    """The first warning: ``ms`` before the event; ``own`` is false where it merely still stood."""

    alarm: str
    at: int
    ms: int
    own: bool


class WhatIfEvent(Struct, frozen=True, kw_only=True):
    """An event and how either plant warned of it; ``to`` is null while it goes on."""

    basis: Basis
    source: str
    label: Message
    condition: str
    name: str
    at: int
    to: int | None
    limit: float | None
    unit: str
    today: WhatIfLead | None
    other: WhatIfLead | None
    gained_ms: int | None
    verdict: Verdict


class WhatIfFigure(Struct, frozen=True, kw_only=True):
    """A figure of the alarm system; ``better`` is null where it did not move or has no value."""

    name: str
    label: Message
    unit: Message
    sense: Sense
    target: float
    today: float | None
    other: float | None
    better: bool | None


class WhatIfTimeline(Struct, frozen=True, kw_only=True):
    """Alarms in equal stretches of the period; ``t`` is where each begins."""

    bin_ms: int
    t: tuple[int, ...]
    today: tuple[int, ...]
    other: tuple[int, ...]


class WhatIfLine(Struct, frozen=True, kw_only=True):
    """A limit of a drawn tag under either plant, null where it has none."""

    condition: str
    today: float | None
    other: float | None


class WhatIfSpan(Struct, frozen=True, kw_only=True):
    """An alarm that stood within a drawn stretch."""

    condition: str
    tried: bool
    start: int
    end: int | None


class WhatIfTrend(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A tag about what was lost, added, removed or gained.

    ``why`` is a word of the episodes' changes or of the events' verdicts. ``bin_ms`` is 0 where
    readings are drawn as they are: each value then holds until the next.
    """

    tag: str
    label: Message
    unit: str
    why: str
    start: int
    end: int
    bin_ms: int
    t: tuple[int, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    lines: tuple[WhatIfLine, ...]
    spans: tuple[WhatIfSpan, ...]
    events: tuple[int, ...]


class WhatIf(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A comparison from ``from`` up to, not including, ``to``.

    ``verdicts`` counts the events by theirs; ``lost_ms`` and ``gained_ms`` sum up those by which
    warning times became shorter and longer where both plants warned.
    """

    park: Message
    start: int
    end: int
    timezone: str
    version: str
    readings: int
    today: WhatIfSide
    other: WhatIfSide
    changes: tuple[WhatIfChange, ...]
    removed: int
    added: int
    verdicts: dict[Verdict, int]
    lost_ms: int
    gained_ms: int
    events: tuple[WhatIfEvent, ...]
    alarms: tuple[WhatIfAlarm, ...]
    sources: tuple[WhatIfSource, ...]
    episodes: tuple[WhatIfEpisode, ...]
    figures: tuple[WhatIfFigure, ...]
    bad_actors: Both[tuple[KpiAlarm, ...]]
    timeline: WhatIfTimeline
    trends: tuple[WhatIfTrend, ...]


class SweepPoint(Struct, frozen=True, kw_only=True):
    """A value that was tried; times are null where the alarm warned of no event."""

    value: float
    alarms: int
    chattering: int
    fleeting: int
    standing_ms: int
    events: int
    warned: int
    shortest_ms: int | None
    median_ms: float | None


class SweepLimit(Struct, frozen=True, kw_only=True):
    """A limit that the setting tunes; ``today`` is the value in force, null where none is."""

    condition: str
    label: Message
    today: float | None
    points: tuple[SweepPoint, ...]


class WhatIfSweep(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A sweep of one setting of one tag."""

    park: Message
    start: int
    end: int
    timezone: str
    version: str
    plant_hash: str
    readings: int
    tag: str
    label: Message
    key: str
    unit: str
    limits: tuple[SweepLimit, ...]
