"""Journal entries as columns: all that the figures need of them, in a few bytes an entry.

Where the entries come from, objects here or rows of a database, makes no difference afterwards.
Nothing here counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Entry, Event, Held

PAGE: Final = 65_536

EVENT_CODE: Final = {event: code for code, event in enumerate(Event)}
"""Event → its number in a column."""

HELD_CODE: Final[dict[str | None, int]] = {
    None: 0,
    **{held: code for code, held in enumerate(Held, start=1)},
}
"""What holds an alarm → its number in a column; 0 is nothing."""

_LATE, _STANDS_NOW = "late", "last_known"


class AlarmNames:
    """Alarm ids by number; the numbers have no meaning."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, alarms: Sequence[str]) -> NDArray[np.int32]:
        """The number of each, int32."""
        numbers = self._numbers
        for alarm in sorted(set(alarms).difference(numbers)):
            numbers[alarm] = len(numbers)
        return np.fromiter(map(numbers.__getitem__, alarms), np.int32, len(alarms))

    def list(self) -> list[str]:
        """The ids in the order of their numbers."""
        return list(self._numbers)


@dataclass(frozen=True, slots=True)
class Columns:
    """Entries in the order of ``seq``, arrays of shape (n,).

    ``alarm``     int32, number of :class:`AlarmNames`
    ``event``     int8, :data:`EVENT_CODE`
    ``at``        int64 ms
    ``priority``  int8, :class:`plant.condition.Priority`
    ``held``      int8, :data:`HELD_CODE`, right after the event
    ``late``      bool: found in late or backfilled data and not standing now
    """

    alarm: NDArray[np.int32]
    event: NDArray[np.int8]
    at: NDArray[np.int64]
    priority: NDArray[np.int8]
    held: NDArray[np.int8]
    late: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.alarm)

    @classmethod
    def empty(cls) -> Self:
        """No entries."""
        return cls.of([], [], AlarmNames())

    @classmethod
    def of(cls, entries: Sequence[Entry], late: Sequence[bool], names: AlarmNames) -> Self:
        """The columns of entries."""
        return cls(
            names.number([entry.alarm for entry in entries]),
            np.array([EVENT_CODE[entry.event] for entry in entries], dtype=np.int8),
            np.array([entry.at for entry in entries], dtype=np.int64),
            np.array([entry.priority for entry in entries], dtype=np.int8),
            np.array([HELD_CODE[entry.held] for entry in entries], dtype=np.int8),
            np.array(late, dtype=np.bool_),
        )

    def take(self, index: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Those at ``index``, in that order, or where it is true."""
        return type(self)(*(getattr(self, column.name)[index] for column in fields(self)))


def join(pages: Sequence[Columns]) -> Columns:
    """One of several, in order."""
    if len(pages) == 1:
        return pages[0]
    return Columns(
        *(
            np.concatenate([getattr(page, column.name) for page in pages])
            for column in fields(Columns)
        )
    )


def page_entries(entries: Iterable[Entry], names: AlarmNames) -> Iterator[Columns]:
    """The columns of entries, a page at a time."""
    rest = iter(entries)
    while page := list(islice(rest, PAGE)):
        yield Columns.of(page, [is_late(entry.marks) for entry in page], names)


def is_late(marks: Iterable[str]) -> bool:
    """Whether marks say that what is over was found later (contract section 1, rule 7).

    What a late reading raised and nothing newer contradicts is a live alarm.
    """
    words = set(marks)
    return _LATE in words and _STANDS_NOW not in words
