"""The decoded frames of one tick, gathered by tag row and turned into columns at once.

Feed, then drain: frames come in as lists, arrays leave, so that a frame of one reading costs no
arrays and a frame of ten thousand no Python work a reading. Names are already rows here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.frame import Decoded
from ingest.skew import Correction
from ingest.timing import Stamps
from plant.reading import Instant, Mark, ReadingBatch

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Origin:
    """What all readings of one frame share.

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
        self._origins.append(origin)
        self._counts.append(len(rows))

    def drain(self) -> Gathered:
        """All readings so far as columns; the intake is spent."""
        source = np.array(self.ts, dtype=np.int64)
        received = self._spread([origin.received for origin in self._origins], np.int64)
        marks = self._spread([origin.marks for origin in self._origins], np.uint16)
        marks[np.array(self.doubtful, dtype=np.intp)] |= np.uint16(Mark.CLOCK_SUSPECT)
        marks[np.array(self.down, dtype=np.intp)] |= np.uint16(Mark.SOURCE_DOWN)
        clocks = [-1 if origin.sent is None else origin.sent for origin in self._origins]
        sent = self._spread(clocks, np.int64)
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
                gateway=self._spread([origin.gateway for origin in self._origins], np.int16),
                words=self.words,
            ),
            Stamps(
                source=source,
                received=received,
                skew=self._spread([origin.correction.skew for origin in self._origins], np.int64),
                suspect=self._spread(
                    [origin.correction.suspect for origin in self._origins], np.bool_
                ),
                age=np.where(sent < 0, -1, np.maximum(sent - source, 0)),
            ),
            self._spread([origin.live for origin in self._origins], np.bool_),
            self._spread([origin.retained for origin in self._origins], np.bool_),
            self._spread([origin.behind for origin in self._origins], np.bool_),
        )

    def _spread(self, values: Sequence[int], dtype: type[_T]) -> NDArray[_T]:
        """One value a frame → one a reading."""
        return np.repeat(np.array(values, dtype=dtype), self._counts)
