"""The decoded frames of one tick, gathered by tag row and turned into columns at once.

Feed, then drain: frames come in as lists, arrays leave, so that a frame of one reading costs no
arrays and a frame of ten thousand no Python work a reading. Names are already rows here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ingest.frame import Decoded
from ingest.skew import Correction
from ingest.timing import Stamps
from plant.quality import GOOD
from plant.reading import Instant, Mark, ReadingBatch

_T = TypeVar("_T", bound=np.generic)


class Origin(Struct, frozen=True, gc=False):
    """What all readings of one frame share, and those of frames that came alike.

    ``live``: on the data topic and not retained. ``behind``: its clock is believed behind ours.
    """

    gateway: int
    received: Instant
    sent: Instant | None
    correction: Correction
    marks: Mark
    live: bool
    retained: bool
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """A tick's readings before their order is judged; all arrays of shape (n,).

    ``batch`` has source times in place of judging times; ``live``, ``retained`` and
    ``behind`` are bool.
    """

    batch: ReadingBatch
    stamps: Stamps
    live: NDArray[np.bool_]
    retained: NDArray[np.bool_]
    behind: NDArray[np.bool_]

    def take(self, index: NDArray[np.intp]) -> "Gathered":
        """The readings at ``index`` (intp, shape (m,)), in that order."""
        return Gathered(
            self.batch.take(index),
            self.stamps.take(index),
            self.live[index],
            self.retained[index],
            self.behind[index],
        )


@dataclass(slots=True)
class Intake:
    """Readings of frames, appended in arrival order."""

    rows: list[int] = field(default_factory=list)
    ts: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    doubtful: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)
    _origins: list[Origin] = field(default_factory=list)
    _of: list[int] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)

    def add(
        self, origin: Origin, rows: Sequence[int], decoded: Decoded, down: Sequence[int] = ()
    ) -> None:
        """Append one frame's readings.

        :param rows: those of its names.
        :param down: positions of readings whose source or gateway is declared down.
        """
        first = len(self.rows)
        self.rows.extend(rows)
        self.ts.extend(decoded.ts)
        self.values.extend(decoded.values)
        self.status.extend(decoded.status)
        self.words.update({first + place: word for place, word in decoded.words.items()})
        self.doubtful.extend(first + place for place in decoded.doubtful)
        self.down.extend(first + place for place in down)
        self._of.append(self.enter(origin))
        self._counts.append(len(rows))

    def enter(self, origin: Origin) -> int:
        """Take up an origin; by the number that it has here frames can be added to it."""
        self._origins.append(origin)
        return len(self._origins) - 1

    def add_single(self, origin: int, row: int, ts: Instant, value: float) -> None:
        """Append a frame of one good reading.

        :param origin: its number, from :meth:`enter`.
        """
        self.rows.append(row)
        self.ts.append(ts)
        self.values.append(value)
        self.status.append(GOOD)
        self._of.append(origin)
        self._counts.append(1)

    def drain(self) -> Gathered:
        """All readings so far as columns; the intake is spent."""
        source = np.array(self.ts, dtype=np.int64)
        of = np.repeat(np.array(self._of, dtype=np.intp), self._counts)
        origins = self._origins
        received = _spread([origin.received for origin in origins], of, np.int64)
        marks = _spread([origin.marks for origin in origins], of, np.uint16)
        marks[np.array(self.doubtful, dtype=np.intp)] |= np.uint16(Mark.CLOCK_SUSPECT)
        marks[np.array(self.down, dtype=np.intp)] |= np.uint16(Mark.SOURCE_DOWN)
        clocks = [-1 if origin.sent is None else origin.sent for origin in origins]
        sent = _spread(clocks, of, np.int64)
        return Gathered(
            ReadingBatch(
                row=np.array(self.rows, dtype=np.int32),
                source=source,
                received=received,
                time=source,
                fresh=source,
                value=np.array(self.values, dtype=np.float64),
                status=np.array(self.status, dtype=np.uint32),
                marks=marks,
                gateway=_spread([origin.gateway for origin in origins], of, np.int16),
                words=self.words,
            ),
            Stamps(
                source=source,
                received=received,
                skew=_spread([origin.correction.skew for origin in origins], of, np.int64),
                suspect=_spread([origin.correction.suspect for origin in origins], of, np.bool_),
                age=np.where(sent < 0, -1, np.maximum(sent - source, 0)),
            ),
            _spread([origin.live for origin in origins], of, np.bool_),
            _spread([origin.retained for origin in origins], of, np.bool_),
            _spread([origin.behind for origin in origins], of, np.bool_),
        )


def _spread(values: Sequence[int], of: NDArray[np.intp], dtype: type[_T]) -> NDArray[_T]:
    """One value an origin → one a reading."""
    return np.array(values, dtype=dtype)[of]
