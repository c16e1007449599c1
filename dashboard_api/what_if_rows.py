"""A what-if comparison and a sweep as they are written down: the core's findings with names.

Nothing is counted anew. The shapes are :mod:`dashboard_api.what_if_wire`'s, what is drawn of single
tags :mod:`dashboard_api.what_if_trends`'.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alerting.kpi.terms import Period
from alerting.what_if.comparison import AlarmCount, Comparison, Count
from alerting.what_if.episodes import Change, Episode
from alerting.what_if.lead import Lead, Outcome, Verdict
from alerting.what_if.run import Run
from alerting.what_if.sweep import Point
from dashboard_api import kpi_words
from dashboard_api.kpi_wire import KpiAlarm
from dashboard_api.rows import name_priority
from dashboard_api.what_if_wire import (
    Both,
    SweepLimit,
    SweepPoint,
    WhatIf,
    WhatIfAlarm,
    WhatIfChange,
    WhatIfCount,
    WhatIfEpisode,
    WhatIfEvent,
    WhatIfFigure,
    WhatIfLead,
    WhatIfSide,
    WhatIfSource,
    WhatIfSweep,
    WhatIfTimeline,
    WhatIfTrend,
)
from dashboard_api.wire import Message
from plant.alarm_kpi import Sense
from plant.changes import PlantChange, list_changes
from plant.condition import Condition, Priority
from plant.message import name_alarm, name_source
from plant.reading import NEVER, Instant
from plant.wording import Words
from plant.words import Plant

_MINUTE: Final = 60_000
_STRETCHES: Final = (
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 30, 60, 120, 240, 720, 1440, 10_080)),
)
_MOST_STRETCHES: Final = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands at the head of either report: how many readings were judged, by what."""

    readings: int
    version: str


@dataclass(frozen=True, slots=True)
class Swept:
    """A limit of a swept tag: the value in force, None where none is, and what each came to."""

    condition: Condition
    today: float | None
    points: Sequence[Point]


def comparison_row(comparison: Comparison, judged: Judged, trends: Sequence[WhatIfTrend]) -> WhatIf:
    """A comparison with the names that the plants give, today's first."""
    today, other = comparison.today, comparison.other
    names = _Names(today.plant, other.plant)
    gains = [one.gained_ms or 0 for one in comparison.outcomes]
    return WhatIf(
        park=Message(today.plant.park.name, today.plant.park.name_en or today.plant.park.name),
        start=comparison.period.start,
        end=comparison.period.end,
        timezone=today.plant.park.timezone,
        version=judged.version,
        readings=judged.readings,
        today=_show_side(today),
        other=_show_side(other),
        changes=tuple(names.show_change(one) for one in list_changes(today.plant, other.plant)),
        removed=comparison.removed,
        added=comparison.added,
        verdicts=_count_verdicts(comparison.outcomes),
        lost_ms=-sum(one for one in gains if one < 0),
        gained_ms=sum(one for one in gains if one > 0),
        events=tuple(map(names.show_event, comparison.outcomes)),
        alarms=tuple(names.show_alarm(one, comparison) for one in comparison.alarms),
        sources=tuple(names.show_sources(comparison.alarms)),
        episodes=tuple(
            names.show_episode(one) for one in comparison.episodes if one.change is not Change.SAME
        ),
        figures=tuple(_show_figures(today, other)),
        bad_actors=Both(names.show_actors(today), names.show_actors(other)),
        timeline=_count_timeline(comparison),
        trends=tuple(trends),
    )


def sweep_row(
    plant: Plant, tag: str, key: str, swept: Sequence[Swept], period: Period, judged: Judged
) -> WhatIfSweep:
    """A sweep with the names that the plant gives."""
    found = plant.tags[plant.row_of[tag]]
    return WhatIfSweep(
        park=Message(plant.park.name, plant.park.name_en or plant.park.name),
        start=period.start,
        end=period.end,
        timezone=plant.park.timezone,
        version=judged.version,
        plant_hash=plant.hash,
        readings=judged.readings,
        tag=tag,
        label=_say(name_source(plant, tag)),
        key=key,
        unit="s" if key.endswith("_s") else found.unit,
        limits=tuple(
            SweepLimit(
                condition=one.condition,
                label=_say(name_alarm(plant, f"{tag}:{one.condition}")),
                today=one.today,
                points=tuple(map(_show_point, one.points)),
            )
            for one in swept
        ),
    )


def _show_point(point: Point) -> SweepPoint:
    return SweepPoint(
        value=point.value,
        alarms=point.activations,
        chattering=point.chattering,
        fleeting=point.fleeting,
        standing_ms=point.standing_ms,
        events=point.events,
        warned=point.warned,
        shortest_ms=point.shortest_ms,
        median_ms=point.median_ms,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """Two plants that name things; today's is asked first."""

    today: Plant
    other: Plant

    def show_change(self, change: PlantChange) -> WhatIfChange:
        return WhatIfChange(
            source=change.source,
            label=self.name(change.source),
            condition=change.condition,
            key=change.key,
            today=change.today,
            other=change.other,
        )

    def show_event(self, outcome: Outcome) -> WhatIfEvent:
        reference = outcome.reference
        plant = self._choose(reference.source)
        row = plant.row_of.get(reference.source)
        alarm = f"{reference.source}:{reference.condition}"
        named = name_alarm(plant, alarm) if reference.condition else None
        return WhatIfEvent(
            basis=reference.basis,
            source=reference.source,
            label=_say(named) if named else self.name(reference.source),
            condition=reference.condition,
            name=reference.name,
            at=reference.at,
            to=_end(reference.end),
            limit=None if math.isnan(reference.limit) else reference.limit,
            unit="" if row is None else plant.tags[row].unit,
            today=_show_lead(outcome.today),
            other=_show_lead(outcome.other),
            gained_ms=outcome.gained_ms,
            verdict=outcome.verdict,
        )

    def show_alarm(self, counted: AlarmCount, comparison: Comparison) -> WhatIfAlarm:
        runs = (comparison.today, comparison.other)
        course = next(run.courses[counted.alarm] for run in runs if counted.alarm in run.courses)
        return WhatIfAlarm(
            alarm=counted.alarm,
            label=self.name_alarm(counted.alarm),
            priority=name_priority(Priority(int(course.priority[-1]))),
            today=_show_count(counted.today),
            other=_show_count(counted.other),
            removed=counted.removed,
            added=counted.added,
        )

    def show_sources(self, alarms: Sequence[AlarmCount]) -> Iterator[WhatIfSource]:
        """Alarms by their sources, those that changed most first."""
        by_source: dict[str, list[AlarmCount]] = {}
        for one in alarms:
            by_source.setdefault(one.alarm.rpartition(":")[0], []).append(one)
        rows = [self._show_source(source, own) for source, own in by_source.items()]
        yield from sorted(rows, key=lambda row: (-row.removed - row.added, row.source))

    def _show_source(self, source: str, alarms: Sequence[AlarmCount]) -> WhatIfSource:
        return WhatIfSource(
            source=source,
            label=self.name(source),
            today=sum(one.today.activations for one in alarms),
            other=sum(one.other.activations for one in alarms),
            removed=sum(one.removed for one in alarms),
            added=sum(one.added for one in alarms),
        )

    def show_episode(self, episode: Episode) -> WhatIfEpisode:
        return WhatIfEpisode(
            alarm=episode.alarm,
            label=self.name_alarm(episode.alarm),
            change=episode.change,
            start=episode.first,
            end=_end(episode.end),
            today=len(episode.today),
            other=len(episode.other),
            earlier_ms=episode.earlier_ms,
        )

    def show_actors(self, run: Run) -> tuple[KpiAlarm, ...]:
        return tuple(
            KpiAlarm(
                alarm=one.alarm,
                label=self.name_alarm(one.alarm),
                count=one.count,
                share=100 * one.share,
            )
            for one in run.report.bad_actors
        )

    def name(self, source: str) -> Message:
        return _say(name_source(self._choose(source), source))

    def name_alarm(self, alarm: str) -> Message:
        return _say(name_alarm(self._choose(alarm.rpartition(":")[0]), alarm))

    def _choose(self, source: str) -> Plant:
        new = source in self.other.row_of and source not in self.today.row_of
        return self.other if new else self.today


def _say(words: Words) -> Message:
    return Message(words.zh, words.en)


def _end(at: Instant) -> Instant | None:
    return None if at >= NEVER else at


def _show_side(run: Run) -> WhatIfSide:
    total = run.report.total
    return WhatIfSide(
        plant_hash=run.plant.hash, alarms=total.annunciated, held=total.held, late=total.late
    )


def _show_lead(lead: Lead | None) -> WhatIfLead | None:
    return (
        None if lead is None else WhatIfLead(alarm=lead.alarm, at=lead.at, ms=lead.ms, own=lead.own)
    )


def _show_count(count: Count) -> WhatIfCount:
    return WhatIfCount(
        activations=count.activations, chattering=count.chattering, fleeting=count.fleeting
    )


def _count_verdicts(outcomes: Sequence[Outcome]) -> dict[Verdict, int]:
    counts: Mapping[Verdict, int] = Counter(one.verdict for one in outcomes)
    return {verdict: counts.get(verdict, 0) for verdict in Verdict}


def _show_figures(today: Run, other: Run) -> Iterator[WhatIfFigure]:
    pairs = zip(today.report.assessments, other.report.assessments, strict=True)
    for old, new in pairs:
        target = old.target
        yield WhatIfFigure(
            name=target.name,
            label=_say(kpi_words.TARGETS[target.name]),
            unit=Message(kpi_words.UNITS[target.unit], target.unit),
            sense=target.sense,
            target=target.value,
            today=old.value,
            other=new.value,
            better=_is_better(target.sense, old.value, new.value),
        )


def _is_better(sense: Sense, old: float | None, new: float | None) -> bool | None:
    if old is None or new is None or old == new:
        return None
    return new > old if sense is Sense.AT_LEAST else new < old


def _count_timeline(comparison: Comparison) -> WhatIfTimeline:
    period = comparison.period
    width = next(
        (one for one in _STRETCHES if period.length <= one * _MOST_STRETCHES), _STRETCHES[-1]
    )
    edges = np.arange(period.start, period.end + width, width, dtype=np.int64)
    counts = [_count_between(run, edges, period) for run in (comparison.today, comparison.other)]
    return WhatIfTimeline(
        bin_ms=width, t=tuple(edges[:-1].tolist()), today=counts[0], other=counts[1]
    )


def _count_between(run: Run, edges: NDArray[np.int64], period: Period) -> tuple[int, ...]:
    raised = [one.times.raised for one in run.courses.values()]
    instants = np.concatenate([np.empty(0, dtype=np.int64), *raised])
    counts, _ = np.histogram(instants[instants < period.end], edges)
    return tuple(counts.tolist())
