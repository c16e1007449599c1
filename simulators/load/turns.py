"""One gateway's frames under load: its tags in turn, calm, and now and then one beyond its limit.

No clock and no socket: the time of a frame comes in, topic and payload go out. A reading never
repeats another's time, and a tag that was beyond its limit is calm in its next turn, so that every
excursion is an alarm of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from plant.reading import Instant
from simulators.load.forms import FORMS, LoadForm
from simulators.load.senders import Sender
from simulators.wire import Message

NEVER: Final = -2


@dataclass(frozen=True, slots=True)
class Beyond:
    """A reading that raises an alarm: the alarm's id and the reading's own time."""

    alarm: str
    source: Instant


@dataclass(frozen=True, slots=True)
class Frame:
    """What is sent at once: a message, or several where the format needs them for its readings.

    ``beyond``: the alarm that it raises, if it does.
    """

    messages: Sequence[Message]
    beyond: Beyond | None = None


@dataclass(slots=True)
class Kept:
    """What was sent of one tag: source times and values, in order."""

    times: list[Instant] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


class Turns:
    """The frames of one sender in one boot.

    :param batch: readings a frame; every tag has its turn before any has its next.
    :param sampled: of so many tags all that is sent is kept, to be compared with what is stored.
    """

    def __init__(
        self, sender: Sender, form: LoadForm, batch: int, boot: str, *, sampled: int = 0
    ) -> None:
        self.sender, self.seq, self.readings = sender, 0, 0
        self._voice = sender.open_voice(form, boot)
        self._most, self._batch = FORMS[form].most, batch
        self._calm = ([low for low, _ in sender.calm], [high for _, high in sender.calm])
        self._last_beyond = [NEVER] * len(sender.tags)
        self._next = self._round = self._candidate = 0
        self._floor: Instant = 0
        self._newest: Instant = 0
        step = max(1, len(sender.tags) // sampled) if sampled else 0
        self.kept = {place: Kept() for place in range(0, len(sender.tags), step)} if step else {}

    def greet(self, ts: Instant) -> list[Frame]:
        """What the gateway says first on a connection, and every tag's calm value."""
        if not self._voice.births:
            return [Frame(self._voice.greet(ts, ())), *self.settle(ts)]
        stamp, values = self._open_round(ts), self._calm[self._round % 2]
        self._count(0, len(values), stamp, values)
        return [Frame(self._voice.greet(stamp, values))]

    def settle(self, ts: Instant) -> list[Frame]:
        """Every tag's calm value: what is beyond its limit returns."""
        stamp, count = self._open_round(ts), len(self.sender.names)
        starts = range(0, count, min(self._most, count))
        return [self._write(start, min(start + self._most, count), stamp, -1) for start in starts]

    def write(self, ts: Instant, *, beyond: bool) -> Frame:
        """The next frame of the load.

        :param ts: when it is due; its own time is later where a tag has just had that.
        :param beyond: one of its readings shall raise an alarm, if one can.
        """
        if self._next + self._batch > len(self.sender.names):
            self._begin_round()
        start, end = self._next, self._next + self._batch
        self._next = end
        place = self._choose(start, end) if beyond else -1
        return self._write(start, end, max(ts, self._floor), place)

    def _begin_round(self) -> None:
        self._next, self._round = 0, self._round + 1
        self._floor = self._newest + 1

    def _open_round(self, ts: Instant) -> Instant:
        """Begin a round in which every tag has its turn at once; returns its time."""
        self._begin_round()
        self._next = len(self.sender.names)
        return max(ts, self._floor)

    def _choose(self, start: int, end: int) -> int:
        """A tag of the frame that can raise an alarm and was calm in its last turn; -1: none."""
        width = end - start
        for step in range(width):
            place = start + (self._candidate + step) % width
            rested = self._last_beyond[place] < self._round - 1
            if rested and self.sender.excursions[place] is not None:
                self._candidate += step + 1
                self._last_beyond[place] = self._round
                return place
        return -1

    def _write(self, start: int, end: int, stamp: Instant, place: int) -> Frame:
        """A frame of some tags, the one at ``place`` beyond its limit; -1: none is."""
        values = self._calm[self._round % 2][start:end]
        excursion = self.sender.excursions[place] if place >= 0 else None
        if excursion is not None:
            values[place - start] = excursion.value
        self.seq += 1
        messages = self._voice.tell(slice(start, end), stamp, values, self.seq)
        self._count(start, end, stamp, values)
        return Frame(messages, Beyond(excursion.alarm, stamp) if excursion else None)

    def _count(self, start: int, end: int, stamp: Instant, values: Sequence[float]) -> None:
        self.readings += end - start
        self._newest = max(self._newest, stamp)
        for place, kept in self.kept.items():
            if start <= place < end:
                kept.times.append(stamp)
                kept.values.append(values[place - start])
