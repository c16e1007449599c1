"""Channels: what single tags say to a vote, an interlock or a gas array: true, false or unknown.

A channel compares one tag with one threshold and keeps a third truth value. Only its changes leave
here, as facts in the order in which they become known: a reading that says otherwise, an age limit
that passes, a source that goes down. Forced readings and those from a source declared down may make
a channel true and never false; a reading that is too old when it comes says nothing (contract
section 1, rules 4, 5 and 9). Delays and counting are the business of who asks.

The last reading of a channel is that of its tag on the board, so only what it said is kept here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.facts import NO_FACTS, Facts, Truth, put_in_order
from detectors.findings import mark_quality
from detectors.groups import spread_groups
from detectors.kind import Arrivals, Moment
from detectors.rule_table import turn_alarm
from plant.quality import QualityClass, classify
from plant.reading import LONG_AGO, NEVER, Mark, ReadingBatch
from plant.words import Tag


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


@dataclass(slots=True)
class ChannelStates:
    """Arrays of shape (channels,).

    ``truth``  int8, :class:`Truth`; ``held`` bool, the last known one
    ``heard``  bool, its tag has said anything to it
    ``until``  int64 ms, when the last reading stops counting; NEVER where it does not count
    """

    truth: NDArray[np.int8]
    held: NDArray[np.bool_]
    heard: NDArray[np.bool_]
    until: NDArray[np.int64]


class Channels:
    """The channels of one kind, in the order in which their thresholds are given.

    :param tell_first: the first reading of a channel is a fact even where it says nothing.
    """

    def __init__(
        self, thresholds: Sequence[Threshold], tags: int, *, tell_first: bool = False
    ) -> None:
        count = len(thresholds)
        self._tell_first = tell_first
        self.row = np.array([one.row for one in thresholds], dtype=np.int32)
        self.states = ChannelStates(
            truth=np.full(count, Truth.UNKNOWN, dtype=np.int8),
            held=np.zeros(count, dtype=np.bool_),
            heard=np.zeros(count, dtype=np.bool_),
            until=np.full(count, NEVER),
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
        alone = np.diff(self._first) == 1
        self._only = np.where(alone, np.append(self._by_row, -1)[self._first[:-1]], -1)
        self._low, self._high = self._find_calm()
        self._limit_ms: NDArray[np.int64] | None = None
        self._age = np.full(count, NEVER)

    @property
    def settings(self) -> dict[str, NDArray[Any]]:
        """What the truth of a channel depends on, arrays (channels,) by name."""
        return {"trip": self._trip, "clear": self._clear, "centre": self._centre}

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """The state by name, not copied."""
        return {field.name: getattr(self.states, field.name) for field in fields(self.states)}

    def read(self, arrivals: Arrivals) -> Facts:
        """What readings change, and what grows old while they come.

        On a stream's clock every reading moves time for all; what is due is told at the place of
        the reading that passes it, before that.
        """
        reading = arrivals.select(self._asked)
        if len(reading):
            reading = self._pass_over_quiet(arrivals, reading)
        told = self._follow(arrivals, reading) if len(reading) else NO_FACTS
        if arrivals.streamed and len(arrivals) and self.next_due() < arrivals.newest[-1]:
            told = put_in_order([told, self._let_pass(arrivals)])
        return told

    def pass_time(self, moment: Moment, place: int) -> Facts:
        """What grew old or fell silent by the end of a tick with ``place`` readings."""
        states = self.states
        if not len(moment.fallen) and self.next_due() >= moment.latest:
            return NO_FACTS
        event = moment.event[self.row]
        at = np.where(states.until < event, states.until, NEVER)
        if len(moment.fallen):
            fallen = np.full(len(self._asked), NEVER)
            fallen[moment.fallen] = moment.since
            at = np.minimum(at, fallen[self.row])
        lost = np.flatnonzero((at < NEVER) & (states.truth != Truth.UNKNOWN))
        if len(lost) == 0:
            return NO_FACTS
        self._lose(lost)
        places = np.full(len(lost), place)
        return put_in_order([self._tell(moment.board, lost, places, event[lost], at[lost])])

    def next_due(self) -> int:
        """When the first reading grows old."""
        return int(self.states.until.min(initial=NEVER))

    def take_up(self, arrivals: Arrivals, known: NDArray[np.bool_]) -> Facts:
        """What the board says to channels that never heard their tag, as after a change of plant.

        It is told at place −1, before all readings.

        :param known: bool (tags,), the value on the board counts.
        """
        fresh = ~self.states.heard & known[self.row]
        row = np.unique(self.row[fresh & (arrivals.board.time[self.row] > LONG_AGO)])
        if len(row) == 0:
            return NO_FACTS
        told = self._follow(make_standing(arrivals, row), np.arange(len(row)))
        told.place[:] = -1
        return told.take(np.flatnonzero(fresh[told.channel]))

    def rejudge(self, changed: NDArray[np.bool_], board: Board, now: int) -> Facts:
        """What the last readings say under the thresholds of today, dated ``now``.

        :param changed: bool (channels,), those set anew.
        """
        states = self.states
        channel = np.flatnonzero(changed & (states.truth != Truth.UNKNOWN))
        last = _read_board(board, self.row[channel])
        beyond, clear = self._compare(last.value, channel)
        held = beyond | (states.held[channel] & ~clear)
        doubtful = (last.marks & _DOUBTFUL) != 0
        truth = np.where(beyond | ~doubtful, held, Truth.UNKNOWN).astype(np.int8)
        differs = truth != states.truth[channel]
        states.truth[channel], states.held[channel] = truth, held
        channel = channel[differs]
        when = np.full(len(channel), now, dtype=np.int64)
        told = self._tell(board, channel, np.zeros(len(channel), dtype=np.intp), when, when)
        told.truth[:] = truth[differs]
        return told

    def _pass_over_quiet(self, arrivals: Arrivals, reading: NDArray[np.intp]) -> NDArray[np.intp]:
        """Keep readings that change nothing; the others, and all of their tags, are left.

        A reading is quiet if it is good, came in time, and says what its tag's only channel said
        before: the very same value, or one that is calm where the channel is false.
        """
        batch, row = arrivals.batch, arrivals.row[reading]
        channel = self._only[row]
        quiet = self._find_quiet(arrivals, reading, row, channel)
        loud = np.flatnonzero(~quiet)
        if len(loud):
            stirred = np.zeros(len(self._asked), dtype=np.bool_)
            stirred[row[loud]] = True
            left = stirred[row]
            loud, kept = reading[left], np.flatnonzero(~left)
            channel, reading = channel[kept], reading[kept]
        self.states.until[channel] = self._find_until(arrivals, channel, batch.time[reading])
        return loud

    def _find_quiet(
        self,
        arrivals: Arrivals,
        reading: NDArray[np.intp],
        row: NDArray[np.intp],
        channel: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Bool (k,), of readings of tags at ``row`` with their only ``channel``, −1: several."""
        states, batch = self.states, arrivals.batch
        value, truth = batch.value[reading], states.truth[channel]
        quiet: NDArray[np.bool_] = (
            (value > self._low[row]) & (value < self._high[row]) & (truth == Truth.FALSE)
        )
        rest = (~quiet).nonzero()[0]
        if len(rest):
            same = value[rest] == arrivals.board.value[row[rest]]
            quiet[rest] = same & (truth[rest] != Truth.UNKNOWN) & (channel[rest] >= 0)
        quiet &= states.until[channel] >= arrivals.newest[reading]
        if not arrivals.plain:
            quiet &= (batch.status[reading] == 0) & ((batch.marks[reading] & _DOUBTFUL) == 0)
        return quiet

    def _find_calm(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Between which values the only channel of each tag is false, float64 (tags,) each.

        NaN where there is none, or several, or one that asks for the distance from a centre.
        """
        low, high = (np.full(len(self._asked), np.nan) for _ in range(2))
        tag = np.flatnonzero(self._only >= 0)
        tag = tag[~self._near[self._only[tag]]]
        sign, clear = self._sign[self._only[tag]], self._clear[self._only[tag]]
        low[tag] = np.where(sign < 0, -clear, -np.inf)
        high[tag] = np.where(sign > 0, clear, np.inf)
        return low, high

    def _follow(self, arrivals: Arrivals, reading: NDArray[np.intp]) -> Facts:
        """Follow each channel through its readings, in order of arrival."""
        said = self._judge(arrivals, reading)
        states, channel, first = self.states, said.channel, said.first
        before = _shift(said.truth, first, states.truth[channel])
        expires = _shift(said.until, first, states.until[channel])
        expired = expires < said.clock
        old = NO_FACTS
        if expired.any():
            old = self._tell_old(arrivals, said, np.flatnonzero(expired), expires)
            before[expired] = Truth.UNKNOWN
        changed = said.truth != before
        if self._tell_first:
            changed |= first & ~states.heard[channel]
        new = np.flatnonzero(changed)
        told = _tell_read(arrivals, said, new) if len(new) else NO_FACTS
        self._keep(said)
        return put_in_order([old, told]) if len(old) or len(told) else NO_FACTS

    def _judge(self, arrivals: Arrivals, reading: NDArray[np.intp]) -> "_Said":
        """What each channel says with each reading of its tag, by channel."""
        channel, reading = self._spread(arrivals.row[reading], reading)
        first = np.empty(len(channel), dtype=np.bool_)
        first[0] = True
        np.not_equal(channel[1:], channel[:-1], out=first[1:])
        time = arrivals.batch.time[reading]
        clock = np.maximum(arrivals.clock[reading], time)
        until = self._find_until(arrivals, channel, time)
        beyond, clear = self._compare(arrivals.batch.value[reading], channel)
        quality, doubtful = arrivals.classes[reading], arrivals.doubtful[reading]
        known = (quality <= QualityClass.UNCERTAIN) & ~doubtful
        known |= (quality <= QualityClass.FORCED) & beyond
        # What is too old when it comes says nothing of now.
        known &= until >= clock
        held = _hold(beyond, known & (beyond | clear), first, self.states.held[channel])
        truth = np.where(known, held, np.int8(Truth.UNKNOWN)).astype(np.int8)
        until[~known] = NEVER
        return _Said(channel, reading, first, clock, truth, held, until)

    def _compare(
        self, value: NDArray[np.float64], channel: NDArray[np.intp]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Beyond its limit, and clear of its deadband; between the two the last known stands."""
        near = self._near[channel]
        if near.any():
            with np.errstate(invalid="ignore"):
                value = np.where(near, np.abs(value - self._centre[channel]), value)
        turned = self._sign[channel] * value
        return turned >= self._trip[channel], turned < self._clear[channel]

    def _find_until(
        self, arrivals: Arrivals, channel: NDArray[np.intp], time: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        if arrivals.limit_ms is not self._limit_ms:
            self._limit_ms = arrivals.limit_ms
            self._age = np.minimum(arrivals.limit_ms[self.row], self._max_age_ms)
        until: NDArray[np.int64] = np.minimum(time + self._age[channel], NEVER)
        return until

    def _tell_old(
        self,
        arrivals: Arrivals,
        said: "_Said",
        expired: NDArray[np.intp],
        expires: NDArray[np.int64],
    ) -> Facts:
        """What grew old before a reading of its own channel came."""
        at, own = expires[expired], said.reading[expired]
        place = np.minimum(arrivals.find_passing(at), own)
        clock = np.maximum(arrivals.clock[place], arrivals.batch.time[place])
        last = np.where(said.first[expired], -1, said.reading[expired - 1])
        return self._tell_last(arrivals, said.channel[expired], last, (place, clock, at))

    def _let_pass(self, arrivals: Arrivals) -> Facts:
        """What grows old while readings of other tags move the clock."""
        old = np.flatnonzero(self.states.until < arrivals.newest[-1])
        at = self.states.until[old]
        place = arrivals.find_passing(at)
        newest = np.full(len(self._asked), -1, dtype=np.intp)
        newest[arrivals.row] = np.arange(len(arrivals))
        self._lose(old)
        instants = place, arrivals.newest[place], at
        return self._tell_last(arrivals, old, newest[self.row[old]], instants)

    def _lose(self, channel: NDArray[np.intp]) -> None:
        self.states.truth[channel] = Truth.UNKNOWN
        self.states.until[channel] = NEVER

    def _tell_last(
        self,
        arrivals: Arrivals,
        channel: NDArray[np.intp],
        reading: NDArray[np.intp],
        instants: tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]],
    ) -> Facts:
        """Facts of channels that became unknown after a reading of this tick, or before all.

        :param reading: intp (k,), the last one of each; −1: what was on the board.
        :param instants: place, clock and time of each fact.
        """
        told = self._tell(arrivals.board, channel, *instants)
        here = np.flatnonzero(reading >= 0)
        among, batch = reading[here], arrivals.batch
        told.value[here], told.marks[here] = batch.value[among], _mark(arrivals, among)
        told.source[here], told.received[here] = batch.source[among], batch.received[among]
        return told

    def _tell(
        self,
        board: Board,
        channel: NDArray[np.intp],
        place: NDArray[np.intp],
        clock: NDArray[np.int64],
        at: NDArray[np.int64],
    ) -> Facts:
        """Facts of channels that became unknown, with the last readings on a board."""
        unknown = np.full(len(channel), Truth.UNKNOWN, dtype=np.int8)
        last = _read_board(board, self.row[channel])
        return Facts(place, clock, at, channel, unknown, *last)

    def _keep(self, said: "_Said") -> None:
        """Keep what stands after each channel's last reading."""
        last = np.append(said.first[1:], np.True_)
        channel, states = said.channel[last], self.states
        states.truth[channel], states.held[channel] = said.truth[last], said.held[last]
        states.until[channel], states.heard[channel] = said.until[last], True

    def _spread(
        self, row: NDArray[np.intp], reading: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The channels of some readings' tags and those readings, by channel, then as they came."""
        member, which = spread_groups(self._first, row)
        channel = self._by_row[member]
        order = np.argsort(channel, kind="stable")
        return channel[order], reading[which[order]]


class _Said(NamedTuple):
    """What channels say with the readings of a tick, sorted by channel, arrays of shape (m,).

    ``first`` bool, of its channel; ``clock`` int64 ms, right after the reading; the rest as in
    :class:`ChannelStates`.
    """

    channel: NDArray[np.intp]
    reading: NDArray[np.intp]
    first: NDArray[np.bool_]
    clock: NDArray[np.int64]
    truth: NDArray[np.int8]
    held: NDArray[np.bool_]
    until: NDArray[np.int64]


class _Last(NamedTuple):
    """What is told of the last reading of channels, arrays of shape (k,) as in :class:`Facts`."""

    value: NDArray[np.float64]
    source: NDArray[np.int64]
    received: NDArray[np.int64]
    marks: NDArray[np.uint16]


def _read_board(board: Board, row: NDArray[np.int32]) -> _Last:
    """The last readings of some tags."""
    value, marks = board.value[row], board.marks[row]
    marks = mark_quality(marks, classify(board.status[row], value))
    return _Last(value, board.tell_source(row), board.received[row], marks)


def _tell_read(arrivals: Arrivals, said: _Said, new: NDArray[np.intp]) -> Facts:
    """Facts of the readings, at positions in ``said``, with which channels say otherwise."""
    batch, reading = arrivals.batch, said.reading[new]
    return Facts(
        reading,
        said.clock[new],
        batch.time[reading],
        said.channel[new],
        said.truth[new],
        batch.value[reading],
        batch.source[reading],
        batch.received[reading],
        _mark(arrivals, reading),
    )


def _mark(arrivals: Arrivals, reading: NDArray[np.intp]) -> NDArray[np.uint16]:
    return mark_quality(arrivals.batch.marks[reading], arrivals.classes[reading])


def make_standing(arrivals: Arrivals, row: NDArray[np.int32]) -> Arrivals:
    """What stands on the board of some tags, as readings that came at their own time."""
    board = arrivals.board
    status, value, marks = board.status[row], board.value[row], board.marks[row]
    time = board.time[row]
    batch = ReadingBatch(
        row=row,
        source=board.tell_source(row),
        received=board.received[row],
        time=time,
        fresh=time,
        value=value,
        status=status,
        marks=marks,
        gateway=np.full(len(row), -1, dtype=np.int16),
    )
    doubtful = (marks & np.uint16(Mark.SOURCE_DOWN)) != 0
    return replace(
        arrivals, batch=batch, classes=classify(status, value), doubtful=doubtful, clock=time
    )


def _hold(
    beyond: NDArray[np.bool_],
    decided: NDArray[np.bool_],
    first: NDArray[np.bool_],
    held: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The last known truth of each channel after each reading; ``held`` is that before them."""
    last = np.where(decided | first, np.arange(len(first)), 0)
    np.maximum.accumulate(last, out=last)
    after: NDArray[np.bool_] = np.where(decided, beyond, held)[last]
    return after


def _shift(after: NDArray[Any], first: NDArray[np.bool_], initial: NDArray[Any]) -> NDArray[Any]:
    """What stood before each of a sequence: what the one before left, or what was kept."""
    before = np.empty_like(after)
    before[1:] = after[:-1]
    before[first] = initial[first]
    return before


_DOUBTFUL: Final = np.uint16(Mark.FORCED | Mark.SOURCE_DOWN)
