"""What is played when: the pace of a record, its pauses and jumps, and the time its rows are given.

Pure: the clock's reading comes in as a number of seconds, and waiting is left to who sends. Where
the record lies and who sends it are :mod:`simulators.playback`'s and its sources' business.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from plant.reading import LONG_AGO, NEVER, Instant


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast, and when it is said to have been.

    ``speed``         seconds of the record that pass in one second; 0 or infinity: flat out
    ``shift_to_now``  stamp each row with the wall clock at which it is due, for a live platform;
                      the frames are then marked as simulated, which the record itself is not
    ``loop``          begin again at the end, one step later, until stopped
    """

    speed: float = 1.0
    shift_to_now: bool = False
    loop: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.speed) or self.speed < 0:
            raise ValueError("speed is 0, infinite, or above 0")
        if self.shift_to_now and self.flat_out:
            raise ValueError("flat out there is no wall clock to shift to: give a speed")

    @property
    def flat_out(self) -> bool:
        """Whether nothing is waited for but acknowledgements."""
        return self.speed == 0 or math.isinf(self.speed)


class Span(NamedTuple):
    """A range of a record's own time, ``start`` ≤ t < ``end``."""

    start: Instant = int(LONG_AGO)
    end: Instant = int(NEVER)


EVERYTHING: Final = Span()


class _Turn(Enum):
    """What comes before the next item."""

    NOTHING = auto()
    PASS = auto()
    JUMP = auto()


class Player:
    """When each instant of a record is due, and how it is stamped.

    Stamps never go back by themselves: a further pass, and what follows a jump backwards, is
    stamped as if it had happened after all that was played before. So whoever judges the stamps
    judges it anew instead of taking it for a duplicate.

    :param now_s: a monotonic clock's reading, as everywhere here.
    :param wall: the wall clock at that moment.
    """

    def __init__(self, pace: Pace, now_s: float, wall: Instant) -> None:
        self.pace = pace
        self.turns = 0
        """Further passes and jumps so far."""
        self._began_s, self._wall = now_s, wall
        self._anchor_s, self._anchor = now_s, 0
        self._paused_s: float | None = None
        self._turn = _Turn.JUMP
        self._offset = self._step = 0
        self._last: Instant | None = None

    @property
    def paused(self) -> bool:
        """Whether nothing is due."""
        return self._paused_s is not None

    def pause(self, now_s: float) -> None:
        """Let nothing be due from now on."""
        if self._paused_s is None:
            self._paused_s = now_s

    def resume(self, now_s: float) -> None:
        """Go on where it was paused: the pause is added to all that is still to come."""
        if self._paused_s is not None:
            self._anchor_s += now_s - self._paused_s
            self._paused_s = None

    def rewind(self) -> None:
        """Let a further pass begin, one step after the end of the last."""
        self._turn = _Turn.PASS

    def jump(self) -> None:
        """Let the next item come from elsewhere in the record: it is due at once."""
        self._turn = _Turn.JUMP

    def take(self, at: Instant, now_s: float) -> Instant:
        """The next item's place on the stream, ms: its time and what all turns have added to it.

        :param at: the item's time in the record.
        """
        if self._turn is not _Turn.NOTHING:
            self._enter(at, now_s)
        place = at + self._offset
        if self._last is not None and place > self._last:
            self._step = place - self._last
        self._last = place if self._last is None else max(place, self._last)
        return place

    def due_s(self, place: Instant) -> float:
        """When a place of the stream is due, on the clock of ``now_s``; infinity while paused."""
        if self._paused_s is not None:
            return math.inf
        if self.pace.flat_out:
            return self._anchor_s
        return self._anchor_s + (place - self._anchor) / 1000 / self.pace.speed

    def stamp(self, place: Instant) -> Instant:
        """The time that an item is given when it is due."""
        if not self.pace.shift_to_now:
            return place
        return self._wall + round((self.due_s(place) - self._began_s) * 1000)

    def reached(self, now_s: float) -> Instant:
        """How far the record's own time has come, ms; of no meaning before the first item."""
        if self.pace.flat_out:
            return (self._last or 0) - self._offset
        now_s = now_s if self._paused_s is None else self._paused_s
        passed = round((now_s - self._anchor_s) * 1000 * self.pace.speed)
        return self._anchor + passed - self._offset

    def _enter(self, at: Instant, now_s: float) -> None:
        """Carry out the turn with the first item after it."""
        turn, self._turn = self._turn, _Turn.NOTHING
        self.turns += self._last is not None
        goes_back = self._last is not None and at + self._offset <= self._last
        if self._last is not None and (turn is _Turn.PASS or goes_back):
            self._offset = self._last + max(self._step, 1) - at
        if turn is _Turn.JUMP:
            self._anchor_s = now_s if self._paused_s is None else self._paused_s
            self._anchor = at + self._offset
