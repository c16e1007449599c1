"""The comparison: two runs over one range, alarm by alarm and event by event.

Composes what the files beside it find; how it looks is :mod:`dashboard_api.what_if_rows`'.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alerting.kpi.terms import Period
from alerting.what_if.episodes import Episode, pair_runs
from alerting.what_if.lead import Outcome, compare_leads
from alerting.what_if.reference import Reference, find_references, sort_references
from alerting.what_if.run import Course, Run


@dataclass(frozen=True, slots=True)
class Count:
    """An alarm over the period in one run: activations in all, and how many of them were what."""

    activations: int = 0
    chattering: int = 0
    fleeting: int = 0


@dataclass(frozen=True, slots=True)
class AlarmCount:
    """An alarm in both runs; ``removed`` and ``added`` by its episodes."""

    alarm: str
    today: Count
    other: Count
    removed: int
    added: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side.

    ``episodes`` and ``outcomes`` of the period alone, in time; ``alarms`` those with an activation
    in either run, by how much they changed, then by id.
    """

    period: Period
    today: Run
    other: Run
    episodes: Sequence[Episode]
    outcomes: Sequence[Outcome]
    alarms: Sequence[AlarmCount]

    @property
    def removed(self) -> int:
        return sum(one.removed for one in self.episodes)

    @property
    def added(self) -> int:
        return sum(one.added for one in self.episodes)


def compare_runs(
    today: Run, other: Run, period: Period, more: Iterable[Reference] = ()
) -> Comparison:
    """Compare the tried run with today's.

    An episode is the period's whose first raise lies in it, an event whose instant does. What led
    up to either may have begun before.

    :param more: events beside those that the plants name.
    """
    references = sort_references([*find_references(today, other), *more])
    outcomes = compare_leads(references, today, other)
    episodes = [one for one in pair_runs(today, other) if _is_inside(one.first, period)]
    return Comparison(
        period,
        today,
        other,
        episodes,
        [one for one in outcomes if _is_inside(one.reference.at, period)],
        list(_count_alarms(episodes, today, other)),
    )


def _is_inside(at: int, period: Period) -> bool:
    return period.start <= at < period.end


def _count_alarms(episodes: Sequence[Episode], today: Run, other: Run) -> Iterator[AlarmCount]:
    by_alarm: dict[str, list[Episode]] = {}
    for episode in episodes:
        by_alarm.setdefault(episode.alarm, []).append(episode)
    counts = [_count_alarm(alarm, own, today, other) for alarm, own in by_alarm.items()]
    yield from sorted(counts, key=lambda one: (-one.removed - one.added, one.alarm))


def _count_alarm(alarm: str, episodes: Sequence[Episode], today: Run, other: Run) -> AlarmCount:
    return AlarmCount(
        alarm,
        _count(today.courses.get(alarm), [one.today for one in episodes]),
        _count(other.courses.get(alarm), [one.other for one in episodes]),
        sum(one.removed for one in episodes),
        sum(one.added for one in episodes),
    )


def _count(course: Course | None, places: Sequence[range]) -> Count:
    if course is None:
        return Count()
    own = np.concatenate([np.arange(one.start, one.stop) for one in places])
    return Count(len(own), int(course.chattering[own].sum()), int(course.fleeting[own].sum()))
