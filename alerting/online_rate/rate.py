"""The online rate (在线率): what share of what should have been heard was heard.

**Definition.** Of every monitoring point and every millisecond of a period:

1. it *counts* while the platform listened, could hear (its broker was there) and had the point in
   its plant; what the platform did not listen to is nobody's fault and nobody's merit;
2. of that it is *excluded* while a filed stop of it is in force;
3. of the rest, the time *due*, it was *heard* while neither its data were stale nor the gateway
   that brings it was lost, by the very judgements that raise those alarms (contract 1, rule 9):
   also if nobody was called, because the alarm was shelved or suppressed;
4. rate = heard / due. Time in which only values of bad quality came is heard, and told beside it.

Arrays in, figures out; where they come from is :mod:`alerting.online_rate.reading`'s business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from alerting.filed_stops.stop import FiledStop, StopState
from alerting.kpi.terms import Period
from alerting.online_rate.spans import Spans, Stopwatch, measure
from alerting.online_rate.watch_record import Watched
from plant.reading import NEVER, Instant

WORST: Final = 50
"""How many of the worst points a report names."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Times of points added up, ms: ``watched`` = ``filed`` + ``due``, ``due`` = ``heard`` +
    ``unheard``; of ``unheard`` the gateway was ``lost``; of ``heard`` the quality was ``bad``.
    """

    points: int
    watched: int
    filed: int
    due: int
    unheard: int
    lost: int
    bad: int

    @property
    def heard(self) -> int:
        """Ms."""
        return self.due - self.unheard

    @property
    def rate(self) -> float | None:
        """In per cent; None where nothing was due."""
        return 100 * self.heard / self.due if self.due else None


_NOTHING: Final = Tally(0, 0, 0, 0, 0, 0, 0)


class Group(NamedTuple):
    """A hazard, an enterprise or a point by its id, with its figures."""

    id: str
    tally: Tally


class StopShare(NamedTuple):
    """A filed stop that was in force in the period: how many points it covered, for how long in
    all.

    What several stops covered at once counts with each of them.
    """

    stop: FiledStop
    points: int
    filed: int


class Day(NamedTuple):
    """The rates of a part of the period: of all points together and by enterprise."""

    period: Period
    total: Tally
    enterprises: Sequence[Group]


@dataclass(frozen=True, slots=True)
class OnlineReport:
    """The online rates of a period. ``listened``: how long the platform could hear, ms; ``first``:
    the instant before which it is not known, None if it never listened; ``days`` its parts that
    were asked for.
    """

    period: Period
    listened: int
    first: Instant | None
    total: Tally
    enterprises: Sequence[Group]
    hazards: Sequence[Group]
    worst: Sequence[Group]
    stops: Sequence[StopShare]
    days: Sequence[Day] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report rests on.

    ``listening``: spans of the watch record, ``deaf``: those in which the platform's own link was
    away, both of point 0; ``watched``: the points; ``stale`` and ``bad`` by index into them,
    ``lost`` by gateway, with ``gateways`` as their ids.
    """

    listening: Spans
    deaf: Spans
    watched: Watched
    stale: Spans
    bad: Spans
    lost: Spans
    gateways: NDArray[np.str_]


class _Times(NamedTuple):
    """Of every point, int64 (points,), ms; the names are those of :class:`Tally`."""

    watched: NDArray[np.int64]
    filed: NDArray[np.int64]
    due: NDArray[np.int64]
    unheard: NDArray[np.int64]
    lost: NDArray[np.int64]
    bad: NDArray[np.int64]

    @classmethod
    def of(cls, layers: Sequence[Spans], points: int) -> Self:
        """From the spans of watching, filed stops, stale data, lost gateways and bad quality."""
        point, length, (watched, filed, stale, lost, bad) = measure(layers)
        due, silent = watched & ~filed, stale | lost
        held = (watched, watched & filed, due, due & silent, due & lost, due & ~silent & bad)
        return cls(*(_add_up(point, np.where(one, length, 0), points) for one in held))


def report_rates(
    evidence: Evidence,
    stops: Sequence[FiledStop],
    period: Period,
    settling_ms: int,
    days: Sequence[Period] = (),
) -> OnlineReport:
    """The report of a period.

    :param stops: all there ever were.
    :param settling_ms: how long after the platform's own link was away nobody's silence counts.
    :param days: parts of the period whose rates are told by themselves.
    """
    deaf = evidence.deaf
    pauses = Spans(deaf.point, deaf.begin, np.minimum(deaf.end, NEVER - settling_ms) + settling_ms)
    clock = Stopwatch.of(evidence.listening, pauses, period.start, period.end)
    watched = evidence.watched
    points = np.arange(len(watched.since), dtype=np.intp)
    filed = [(stop, _find_filed(stop, watched)) for stop in stops if _meets(stop, period)]
    layers = [
        Spans(points, watched.since, watched.until),
        Spans.join([spans for _, spans in filed]),
        evidence.stale,
        _spread_gateways(evidence),
        evidence.bad,
    ]
    layers = [clock.time(layer) for layer in layers]
    times = _Times.of(layers, len(points))
    begins = evidence.listening.begin
    places = watched.points
    each = _group(times, places.tag, places.tag)
    together = _group(times, places.tag, np.full(len(points), "", dtype=np.str_))
    return OnlineReport(
        period,
        clock.total,
        int(begins.min()) if len(begins) else None,
        together[0].tally if together else _NOTHING,
        _group(times, places.tag, places.enterprise),
        _group(times, places.tag, places.hazard),
        _choose_worst(each),
        [_share(stop, spans, layers[0], clock) for stop, spans in filed],
        [_report_day(evidence, stops, day, settling_ms) for day in days],
    )


def _report_day(
    evidence: Evidence, stops: Sequence[FiledStop], day: Period, settling_ms: int
) -> Day:
    told = report_rates(evidence, stops, day, settling_ms)
    return Day(day, told.total, told.enterprises)


def _choose_worst(points: Sequence[Group]) -> list[Group]:
    """The points that were longest not heard though they were due."""
    missed = [one for one in points if one.tally.unheard]
    return sorted(missed, key=lambda one: -one.tally.unheard)[:WORST]


def find_force(stop: FiledStop) -> tuple[Instant, Instant] | None:
    """From when until when a stop was or will be in force at the latest, None if it never was."""
    if stop.began_at is None:
        return None
    over = stop.state is not StopState.IN_FORCE and stop.ended_at is not None
    return stop.began_at, stop.ended_at if over and stop.ended_at else stop.wish.until


def _meets(stop: FiledStop, period: Period) -> bool:
    force = find_force(stop)
    return force is not None and force[0] < period.end and force[1] > period.start


def _find_filed(stop: FiledStop, watched: Watched) -> Spans:
    points = np.flatnonzero(watched.points.find(stop.wish.scope))
    force = find_force(stop) or (0, 0)
    return Spans.cross(points, np.array([force[0]]), np.array([force[1]]))


def _spread_gateways(evidence: Evidence) -> Spans:
    """A gateway's loss as that of every point it brings."""
    lost, by = evidence.lost, evidence.watched.points.gateway
    parts = []
    for gateway in np.unique(lost.point).tolist():
        own = lost.point == gateway
        points = np.flatnonzero(by == evidence.gateways[gateway])
        parts.append(Spans.cross(points, lost.begin[own], lost.end[own]))
    return Spans.join(parts)


def _add_up(point: NDArray[np.intp], length: NDArray[np.int64], points: int) -> NDArray[np.int64]:
    # Exact: a float64 holds every whole number of ms up to 285,000 years.
    return np.bincount(point, length, points).astype(np.int64)


def _group(times: _Times, tags: NDArray[np.str_], key: NDArray[np.str_]) -> list[Group]:
    """By key, in the order of the keys; what was not watched in the period is left out."""
    counted = np.flatnonzero(times.watched > 0)
    names, number = np.unique(key[counted], return_inverse=True)
    # A tag that moved has several rows: each counts once in each group.
    pairs = np.unique(np.stack([number, np.unique(tags, return_inverse=True)[1][counted]]), axis=1)
    points = np.bincount(pairs[0], minlength=len(names))
    sums = [_add_up(number, one[counted], len(names)) for one in times]
    rows = zip(names.tolist(), points.tolist(), *(one.tolist() for one in sums), strict=True)
    return [Group(name, Tally(*figures)) for name, *figures in rows]


def _share(stop: FiledStop, spans: Spans, watching: Spans, clock: Stopwatch) -> StopShare:
    """What a stop excluded; one whose points are gone stands all the same."""
    timed = clock.time(spans)
    begin = np.maximum(timed.begin, watching.begin[timed.point])
    end = np.minimum(timed.end, watching.end[timed.point])
    lasting = np.maximum(end - begin, 0)
    return StopShare(stop, int(np.count_nonzero(lasting)), int(lasting.sum()))
