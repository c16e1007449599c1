"""From entries to spans: when each alarm was active and acknowledged, and when it was held.

Pages of journal entries in, arrays out; between pages only what is still open is kept. An
activation goes from ``raised`` to the first ``returned`` or ``removed`` after it, and has the
first acknowledgement after it. What is counted of them is the business of the files beside this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Event, Held
from alerting.kpi.columns import EVENT_CODE, HELD_CODE, Columns, join
from alerting.life_cycle import HOLDING
from plant.reading import LONG_AGO, NEVER, Instant

_RAISED: Final = EVENT_CODE[Event.RAISED]
_ACKNOWLEDGED: Final = EVENT_CODE[Event.ACKNOWLEDGED]
_REMOVED: Final = EVENT_CODE[Event.REMOVED]
_ENDS: Final = (EVENT_CODE[Event.RETURNED], _REMOVED)
_HOLDS: Final = {
    HELD_CODE[held]: (
        EVENT_CODE[next(event for event, pair in HOLDING.items() if pair == (held, True))],
        (
            EVENT_CODE[next(event for event, pair in HOLDING.items() if pair == (held, False))],
            _REMOVED,
        ),
    )
    for held in Held
}
"""What holds → the event that begins it and those that end it; the end of a rule ends all."""


_Spans = TypeVar("_Spans", "Activations", "Holds")


@dataclass(frozen=True, slots=True)
class Activations:
    """Activations of alarms, arrays of shape (n,), ordered by alarm and then by raise.

    ``alarm``     int32, number of :class:`alerting.kpi.columns.AlarmNames`
    ``raised``    int64 ms
    ``ended``     int64 ms, NEVER while the condition stands
    ``acked``     int64 ms, NEVER while nobody acknowledged it
    ``priority``  int8, at the raise
    ``held``      int8, what held the alarm at the raise, 0 nothing
    ``late``      bool, found in late data
    """

    alarm: NDArray[np.int32]
    raised: NDArray[np.int64]
    ended: NDArray[np.int64]
    acked: NDArray[np.int64]
    priority: NDArray[np.int8]
    held: NDArray[np.int8]
    late: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.alarm)

    @property
    def annunciated(self) -> NDArray[np.bool_]:
        """Those that called an operator: not held at the raise, not found in late data."""
        called: NDArray[np.bool_] = (self.held == 0) & ~self.late
        return called

    def take(self, index: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Those at ``index``, in that order, or where it is true."""
        return type(self)(*(getattr(self, column.name)[index] for column in fields(self)))


@dataclass(frozen=True, slots=True)
class Holds:
    """Spans in which something held an alarm, arrays of shape (m,); ``end`` NEVER: still so."""

    alarm: NDArray[np.int32]
    kind: NDArray[np.int8]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]

    def take(self, index: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Those at ``index``, in that order, or where it is true."""
        return type(self)(*(getattr(self, column.name)[index] for column in fields(self)))


class Fold:
    """Takes pages of entries in the order of ``seq`` and gives their spans.

    :param since: of what was over before it only the newest of each alarm is kept.
    """

    def __init__(self, since: Instant = int(LONG_AGO)) -> None:
        self._since = since
        self._open = Columns.empty()
        self._activations: list[Activations] = []
        self._holds: list[Holds] = []

    def add(self, page: Columns) -> None:
        """Take the next entries."""
        self._open = self._settle(join([self._open, page]), last=False)

    def finish(self) -> tuple[Activations, Holds]:
        """All spans; those that the entries don't end are open. Nothing may be added after it."""
        self._open = self._settle(self._open, last=True)
        activations, holds = _join(Activations, self._activations), _join(Holds, self._holds)
        order = np.lexsort((activations.raised, activations.alarm))
        return activations.take(order), holds

    def _settle(self, entries: Columns, *, last: bool) -> Columns:
        """Keep the spans that are over and give back the entries of the others."""
        index = np.argsort(entries.alarm, kind="stable")
        rows = entries.take(index)
        awaited = [self._settle_activations(rows, last=last)]
        awaited += [self._settle_holds(rows, kind, last=last) for kind in _HOLDS]
        return entries.take(np.sort(index[np.unique(np.concatenate(awaited))]))

    def _settle_activations(self, rows: Columns, *, last: bool) -> NDArray[np.intp]:
        begun, group = _group(rows, _RAISED)
        end = _find_first(rows, group, len(begun), _ENDS)
        acked = _find_first(rows, group, len(begun), (_ACKNOWLEDGED,))
        spans = _make_activations(rows, begun, end, acked)
        newest = find_newest(rows.alarm[begun])
        awaited = np.zeros(len(begun), np.bool_) if last else newest & ((end < 0) | (acked < 0))
        lasting = (spans.ended >= self._since) | (spans.raised >= self._since)
        lasting |= newest | ((spans.acked >= self._since) & (spans.acked < NEVER))
        self._activations.append(spans.take(~awaited & lasting))
        found = np.concatenate([begun[awaited], end[awaited], acked[awaited]])
        return found[found >= 0]

    def _settle_holds(self, rows: Columns, kind: int, *, last: bool) -> NDArray[np.intp]:
        begin, ends = _HOLDS[kind]
        begun, group = _group(rows, begin)
        end = _find_first(rows, group, len(begun), ends)
        kinds = np.full(len(begun), kind, dtype=np.int8)
        spans = Holds(rows.alarm[begun], kinds, rows.at[begun], _end(rows, begun, end))
        newest = find_newest(spans.alarm)
        awaited = np.zeros(len(begun), np.bool_) if last else newest & (end < 0)
        self._holds.append(spans.take(~awaited & (spans.end >= self._since)))
        return begun[awaited]


def _group(rows: Columns, begin: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of the rows that begin a span, and for every row the span it follows, else -1."""
    begins = rows.event == begin
    begun = np.flatnonzero(begins)
    group = np.cumsum(begins) - 1
    if len(begun):
        group[rows.alarm[begun[group]] != rows.alarm] = -1
    return begun, group


def _find_first(
    rows: Columns, group: NDArray[np.intp], groups: int, events: Sequence[int]
) -> NDArray[np.intp]:
    """The position of the first row of these events in each span, -1 where there is none."""
    first = np.full(groups, -1, dtype=np.intp)
    found = np.flatnonzero(np.isin(rows.event, events) & (group >= 0))[::-1]
    first[group[found]] = found  # of several the last assigned stays: the first of the rows
    return first


def _date(rows: Columns, places: NDArray[np.intp]) -> NDArray[np.int64]:
    at = np.full(len(places), NEVER, dtype=np.int64)
    known = places >= 0
    at[known] = rows.at[places[known]]
    return at


def _end(rows: Columns, begun: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.int64]:
    """When spans end: by their end, else by the next begin, which no life cycle writes before."""
    alarm, at = rows.alarm[begun], rows.at[begun]
    ended = _date(rows, end)
    cut = np.flatnonzero((end[:-1] < 0) & (alarm[1:] == alarm[:-1]))
    ended[cut] = at[cut + 1]
    return np.maximum(ended, at)


def _make_activations(
    rows: Columns, begun: NDArray[np.intp], end: NDArray[np.intp], acked: NDArray[np.intp]
) -> Activations:
    raised = rows.at[begun]
    return Activations(
        rows.alarm[begun],
        raised,
        _end(rows, begun, end),
        np.maximum(_date(rows, acked), raised),
        rows.priority[begun],
        rows.held[begun],
        rows.late[begun],
    )


def find_newest(alarm: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which spans, in the order of alarms, are the last of their alarm."""
    newest = np.ones(len(alarm), dtype=np.bool_)
    newest[:-1] = alarm[1:] != alarm[:-1]
    return newest


def _join(kind: type[_Spans], parts: Sequence[_Spans]) -> _Spans:
    return kind(
        *(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(kind))
    )
