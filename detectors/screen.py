"""The screen: which readings could change a verdict at all.

Most readings of a sound plant confirm what is known. A reading is *quiet* if it is good and not in
doubt, lies strictly between the innermost limits of its tag and within what its instrument can
measure, and its tag is calm: no posture other than resting, nothing unknown, nothing active that a
good value would end. Whatever its order among others, a quiet reading only becomes the latest
value. All others are *loud*, and the detectors judge those alone. Where all loud readings of a
round are *sound*, which is the same but for values beyond limits and postures, only the limits do.

The screen errs to one side: calm is found out anew when a loud reading of a tag has been judged,
and taken away where anything happens to the tag meanwhile.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.out_of_range import SignalBands
from detectors.rule_table import LimitTable
from plant.reading import Mark, ReadingBatch

_APART: Final = np.uint16(Mark.LATE | Mark.SOURCE_DOWN)


class Screen:
    """The bands of quiet values of all tags, float64 (tags,); empty for tags that are not calm."""

    def __init__(self, table: LimitTable, bands: SignalBands) -> None:
        self._bands = bands
        self._low, self._high = bands.low_failure.copy(), bands.high_failure.copy()
        self._floor = np.full(len(self._low), np.inf)
        self._draw_in(table, np.arange(len(table.row)))
        largest = np.finfo(np.float64).max
        self._least = np.maximum(bands.low_failure, -largest)
        self._most = np.minimum(bands.high_failure, largest)
        self._sound_floor = self._floor.copy()

    def renew(self, table: LimitTable, row: NDArray[np.intp]) -> None:
        """Take note that tags, each once, have other limits in force."""
        self._low[row], self._high[row] = (
            self._bands.low_failure[row],
            self._bands.high_failure[row],
        )
        self._draw_in(table, np.flatnonzero(np.isin(table.row, row)))
        self.stir(row)

    def _draw_in(self, table: LimitTable, limit: NDArray[np.intp]) -> None:
        """Let limits, intp (k,), bound the bands of their tags."""
        high, low = limit[table.sign[limit] > 0], limit[table.sign[limit] < 0]
        np.minimum.at(self._high, table.row[high], table.trip[high])
        np.maximum.at(self._low, table.row[low], -table.trip[low])

    def find_quiet(
        self, batch: ReadingBatch, place: NDArray[np.intp] | slice, row: NDArray[np.intp]
    ) -> NDArray[np.bool_]:
        """Bool (m,): the reading is quiet, as far as it is for its value, quality and marks.

        :param place: the readings asked about, each tag once.
        :param row: intp (m,), their tags.
        """
        value = batch.value[place]
        quiet = value > self._floor[row]
        quiet &= value < self._high[row]
        if np.count_nonzero(batch.status):
            quiet &= batch.status[place] == 0
        if np.count_nonzero(batch.marks):
            quiet &= (batch.marks[place] & _APART) == 0
        return quiet

    def find_inside(self, value: NDArray[np.float64], row: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Bool (m,): values between the limits in force: quiet where their tags are calm."""
        inside = value > self._low[row]
        inside &= value < self._high[row]
        return inside

    def find_sound(self, value: NDArray[np.float64], row: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Bool (m,): values that concern the limits of their tags only, as far as values tell."""
        sound = value >= self._sound_floor[row]
        sound &= value <= self._most[row]
        return sound

    def find_calm(self, row: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Bool (k,): the tags are calm."""
        calm: NDArray[np.bool_] = self._floor[row] < np.inf
        return calm

    def are_sound(
        self, batch: ReadingBatch, place: NDArray[np.intp], row: NDArray[np.intp]
    ) -> bool:
        """Whether readings concern the limits of their tags only; arguments as above."""
        if np.count_nonzero(self.find_sound(batch.value[place], row)) < len(row):
            return False
        if np.count_nonzero(batch.status) and np.count_nonzero(batch.status[place]):
            return False
        apart = np.count_nonzero(batch.marks) and np.count_nonzero(batch.marks[place] & _APART)
        return not apart

    def calm(self, row: NDArray[np.integer], is_calm: NDArray[np.bool_]) -> None:
        """Take note of which of these tags, each once, are calm."""
        self._floor[row] = np.inf
        row = row[is_calm]
        self._floor[row] = self._low[row]

    def heal(self, row: NDArray[np.integer], is_sound: NDArray[np.bool_]) -> None:
        """Take note of which of these tags, each once, are sound."""
        self._sound_floor[row] = np.inf
        row = row[is_sound]
        self._sound_floor[row] = self._least[row]

    def stir(self, row: NDArray[np.integer] | slice) -> None:
        """Take note that something happened to tags: they are neither calm nor sound."""
        self._floor[row] = np.inf
        self._sound_floor[row] = np.inf
