"""Channels: what single tags say to a vote, an interlock or a gas array: true, false or unknown.

A channel compares one tag with one threshold and keeps a third truth value. Only its changes leave
here, as facts in the order in which they become known: a reading that says otherwise, an age limit
that passes, a source that goes down. Delays and counting are the business of who asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Moment
from detectors.rule_table import turn_alarm
from plant.quality import QualityClass
from plant.reading import LONG_AGO, NEVER
from plant.words import Tag


class Truth:
    """What a channel says. Plain numbers, because they are compared with arrays in every tick."""

    FALSE: Final = 0
    TRUE: Final = 1
    UNKNOWN: Final = 2


_BETWEEN: Final = 3
"""Neither beyond its limit nor clear of its deadband: the last known truth stands."""


class Threshold(NamedTuple):
    """When a tag's channel is true: sign × (value − centre) ≥ trip; and when it is false again.

    With ``near`` the distance from ``centre`` counts: at or within −trip of it.
    """

    row: int
    sign: float
    trip: float
    clear: float
    near: bool = False
    centre: float = 0.0
    max_age_ms: int = int(NEVER)


def watch_limit(row: int, tag: Tag, condition: Any, max_age_s: float | None = None) -> Threshold:
    """A channel that is true while a tag is beyond one of its limits, its delays apart."""
    sign, trip, clear = turn_alarm(tag.alarms[condition], float32=tag.float32)
    return Threshold(row, sign, trip, clear, max_age_ms=_to_ms(max_age_s))


def watch_state(
    row: int, expected: float, tolerance: float = 0.5, max_age_s: float | None = None
) -> Threshold:
    """A channel that is true while a tag is within ``tolerance`` of what is expected."""
    age = _to_ms(max_age_s)
    return Threshold(row, -1.0, -tolerance, -tolerance, near=True, centre=expected, max_age_ms=age)


def _to_ms(seconds: float | None) -> int:
    return int(NEVER) if seconds is None else round(1000 * seconds)


@dataclass(frozen=True, slots=True)
class Facts:
    """Changes of channels in the order in which they became known, arrays of shape (m,).

    ``place``    intp, the position in the order of arrival; ``n`` at the end of the tick
    ``clock``    int64 ms, the event clock at that position
    ``at``       int64 ms, when it became so
    ``channel``  intp; ``truth`` int8, :class:`Truth`
    ``value``    float64, ``source`` and ``received`` int64 ms, ``marks`` uint16, of the reading
        that says so; of one that only grew old the last that did
    """

    place: NDArray[np.intp]
    clock: NDArray[np.int64]
    at: NDArray[np.int64]
    channel: NDArray[np.intp]
    truth: NDArray[np.int8]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.place)


def join_facts(parts: Sequence[Facts]) -> Facts:
    """All facts in the order of (place, at); of one instant in the order given."""
    columns = [np.concatenate([getattr(part, field.name) for part in parts]) for field in _COLUMNS]
    order = np.lexsort((columns[2], columns[0]))
    return Facts(*(column[order] for column in columns))


@dataclass(slots=True)
class ChannelStates:
    """Arrays of shape (channels,).

    ``truth``  int8, :class:`Truth`; ``held`` bool, the last known one
    ``until``  int64 ms, when the last reading stops counting
    ``value``, ``source``, ``received``, ``marks``  of the last reading
    """

    truth: NDArray[np.int8]
    held: NDArray[np.bool_]
    until: NDArray[np.int64]
    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]


class Channels:
    """The channels of one kind, in the order in which their thresholds are given."""

    def __init__(self, thresholds: Sequence[Threshold], tags: int) -> None:
        count = len(thresholds)
        self.row = np.array([one.row for one in thresholds], dtype=np.int32)
        self.states = ChannelStates(
            truth=np.full(count, Truth.UNKNOWN, dtype=np.int8),
            held=np.zeros(count, dtype=np.bool_),
            until=np.full(count, NEVER),
            value=np.full(count, np.nan),
            source=np.full(count, LONG_AGO),
            received=np.full(count, LONG_AGO),
            marks=np.zeros(count, dtype=np.uint16),
        )
        self._sign = np.array([one.sign for one in thresholds], dtype=np.float64)
        self._trip = np.array([one.trip for one in thresholds], dtype=np.float64)
        self._clear = np.array([one.clear for one in thresholds], dtype=np.float64)
        self._near = np.array([one.near for one in thresholds], dtype=np.bool_)
        self._centre = np.array([one.centre for one in thresholds], dtype=np.float64)
        self._max_age_ms = np.array([one.max_age_ms for one in thresholds], dtype=np.int64)
        self._by_row = np.argsort(self.row, kind="stable")
        self._first = np.searchsorted(self.row[self._by_row], np.arange(tags + 1))
        self._asked = np.zeros(tags, dtype=np.bool_)
        self._asked[self.row] = True

    @property
    def settings(self) -> dict[str, NDArray[Any]]:
        """What the truth of a channel depends on, arrays (channels,) by name."""
        return {"trip": self._trip, "clear": self._clear, "centre": self._centre}

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The state by name, not copied."""
        return {field.name: getattr(self.states, field.name) for field in fields(self.states)}

    def read(self, arrivals: Arrivals) -> Facts:
        """What readings change; an age limit that passed before one is told before it."""
        reading = arrivals.select(self._asked)
        if len(reading) == 0:
            return NO_FACTS
        channel, which = self._spread(arrivals.batch.row[reading])
        order = np.argsort(channel, kind="stable")
        return self._follow(arrivals, channel[order], reading[which[order]])

    def pass_time(self, moment: Moment, place: int) -> Facts:
        """What grew old or fell silent by the end of a tick with ``place`` readings."""
        states = self.states
        event = moment.event[self.row]
        at = np.where(states.until < event, states.until, NEVER)
        if len(moment.fallen):
            fallen = np.full(len(self._asked), NEVER)
            fallen[moment.fallen] = moment.since
            at = np.minimum(at, fallen[self.row])
        lost = np.flatnonzero((at < NEVER) & (states.truth != Truth.UNKNOWN))
        states.truth[lost] = Truth.UNKNOWN
        states.until[at < NEVER] = NEVER
        facts = self._tell(lost, np.full(len(lost), place), event[lost], at[lost])
        return join_facts([facts])

    def next_due(self) -> int:
        """When the first reading grows old."""
        return int(self.states.until.min())

    def _follow(
        self, arrivals: Arrivals, channel: NDArray[np.intp], reading: NDArray[np.intp]
    ) -> Facts:
        """Follow each channel (sorted) through its readings, in order of arrival."""
        states, batch = self.states, arrivals.batch
        first = np.empty(len(channel), dtype=np.bool_)
        first[0] = True
        np.not_equal(channel[1:], channel[:-1], out=first[1:])
        truth, held = self._judge(arrivals, channel, reading, first)
        until = self._find_until(arrivals, channel, batch.time[reading])
        before = _shift(truth, first, states.truth[channel])
        expires = _shift(until, first, states.until[channel])
        clock = np.maximum(arrivals.clock[reading], batch.time[reading])
        expired = (expires < clock) & (before != Truth.UNKNOWN)
        old = self._tell_old(arrivals, channel, reading, np.flatnonzero(expired), expires, first)
        before = np.where(expired, np.int8(Truth.UNKNOWN), before)
        new = np.flatnonzero(truth != before)
        told = Facts(
            reading[new],
            clock[new],
            batch.time[reading[new]],
            channel[new],
            truth[new],
            batch.value[reading[new]],
            batch.source[reading[new]],
            batch.received[reading[new]],
            batch.marks[reading[new]],
        )
        self._keep(arrivals, channel, reading, first, truth, held, until)
        return join_facts([old, told])

    def _judge(
        self,
        arrivals: Arrivals,
        channel: NDArray[np.intp],
        reading: NDArray[np.intp],
        first: NDArray[np.bool_],
    ) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
        """The truth after each reading, and the last known one, bool."""
        value = arrivals.batch.value[reading]
        with np.errstate(invalid="ignore"):
            away = np.where(self._near[channel], np.abs(value - self._centre[channel]), value)
        turned = self._sign[channel] * away
        quality, doubtful = arrivals.classes[reading], arrivals.doubtful[reading]
        beyond = turned >= self._trip[channel]
        sure = (quality <= QualityClass.UNCERTAIN) & ~doubtful
        known = sure | ((quality <= QualityClass.FORCED) & beyond)
        clear = turned < self._clear[channel]
        said = np.where(beyond, Truth.TRUE, np.where(clear, Truth.FALSE, _BETWEEN)).astype(np.int8)
        decided = known & (said != _BETWEEN)
        last = np.where(decided | first, np.arange(len(channel)), 0)
        np.maximum.accumulate(last, out=last)
        held = np.where(decided, said == Truth.TRUE, self.states.held[channel])[last]
        return np.where(known, held, Truth.UNKNOWN).astype(np.int8), held

    def _find_until(
        self, arrivals: Arrivals, channel: NDArray[np.intp], time: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        age = np.minimum(arrivals.limit_ms[self.row[channel]], self._max_age_ms[channel])
        until: NDArray[np.int64] = np.where(age < NEVER, time + age, NEVER)
        return until

    def _tell_old(
        self,
        arrivals: Arrivals,
        channel: NDArray[np.intp],
        reading: NDArray[np.intp],
        expired: NDArray[np.intp],
        expires: NDArray[np.int64],
        first: NDArray[np.bool_],
    ) -> Facts:
        """What grew old before a reading of its own channel came."""
        if len(expired) == 0:
            return NO_FACTS
        at, own = expires[expired], reading[expired]
        place = np.minimum(arrivals.find_passing(at), own)
        clock = np.maximum(arrivals.clock[place], arrivals.batch.time[place])
        last = self._tell(channel[expired], place, clock, at)
        batch, before = arrivals.batch, reading[np.maximum(expired - 1, 0)]
        within = ~first[expired]
        return Facts(
            place,
            clock,
            at,
            channel[expired],
            last.truth,
            np.where(within, batch.value[before], last.value),
            np.where(within, batch.source[before], last.source),
            np.where(within, batch.received[before], last.received),
            np.where(within, batch.marks[before], last.marks),
        )

    def _tell(
        self,
        channel: NDArray[np.intp],
        place: NDArray[np.intp],
        clock: NDArray[np.int64],
        at: NDArray[np.int64],
    ) -> Facts:
        """Facts of channels that became unknown, with the last reading that was kept."""
        states = self.states
        return Facts(
            place,
            clock,
            at,
            channel,
            np.full(len(channel), Truth.UNKNOWN, dtype=np.int8),
            states.value[channel],
            states.source[channel],
            states.received[channel],
            states.marks[channel],
        )

    def _keep(
        self,
        arrivals: Arrivals,
        channel: NDArray[np.intp],
        reading: NDArray[np.intp],
        first: NDArray[np.bool_],
        truth: NDArray[np.int8],
        held: NDArray[np.bool_],
        until: NDArray[np.int64],
    ) -> None:
        """Keep what stands after each channel's last reading."""
        last = np.append(first[1:], np.True_)
        channel, reading = channel[last], reading[last]
        states, batch = self.states, arrivals.batch
        states.truth[channel], states.held[channel] = truth[last], held[last]
        states.until[channel] = until[last]
        states.value[channel] = batch.value[reading]
        states.source[channel] = batch.source[reading]
        states.received[channel] = batch.received[reading]
        states.marks[channel] = batch.marks[reading]

    def _spread(self, row: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """All channels of some tags, and for each the position of its tag in ``row``."""
        first = self._first[row]
        count = self._first[row + 1] - first
        which = np.repeat(np.arange(len(row)), count)
        within = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
        return self._by_row[first[which] + within], which


def _shift(after: NDArray[Any], first: NDArray[np.bool_], initial: NDArray[Any]) -> NDArray[Any]:
    """What stood before each of a sequence: what the one before left, or what was kept."""
    before = np.empty_like(after)
    before[1:] = after[:-1]
    before[first] = initial[first]
    return before


_COLUMNS: Final = fields(Facts)

NO_FACTS: Final = Facts(
    place=np.empty(0, dtype=np.intp),
    clock=np.empty(0, dtype=np.int64),
    at=np.empty(0, dtype=np.int64),
    channel=np.empty(0, dtype=np.intp),
    truth=np.empty(0, dtype=np.int8),
    value=np.empty(0),
    source=np.empty(0, dtype=np.int64),
    received=np.empty(0, dtype=np.int64),
    marks=np.empty(0, dtype=np.uint16),
)
