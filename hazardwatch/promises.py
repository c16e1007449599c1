"""Promises: which frames may be acknowledged, and how far each gateway's are durable.

Contract section 1, rule 14. Feed it what became of each turn's commit, drain what may be said now.
Pure; saying it is :mod:`hazardwatch.watch`'s business.

A turn that the spool took and the journal did not is durable all the same, since its alarms are
judged again from the spool; but nobody is told so before the journal has them too. Only when the
broker would stop sending, and nothing would be judged any more, are frames let go of without:
acknowledged at MQTT level, which promises nothing, and not answered where an answer would.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.sequence import Watermark

MOST_OWED: Final = 1000
"""Frames whose acknowledgement may wait for the journal: half of what a broker has under way."""


ANNOUNCED_S: Final = 0.1
"""Gateways are told how far everything is durable at most so often: a message for each commit to
each of hundreds would be a flood of our own."""


class Promises:
    """Turns are numbered in the order of their judging, and settled in that order."""

    def __init__(self) -> None:
        self._owed: list[int] = []
        self._safe: list[int] = []
        self._released: list[int] = []
        self._reached: dict[str, Watermark] = {}
        self._told: dict[str, Watermark] = {}
        self._void_through = -1

    def keep(
        self,
        number: int,
        tokens: Sequence[int],
        watermarks: Mapping[str, Watermark],
        *,
        journalled: bool,
    ) -> None:
        """The spool has a turn.

        :param watermarks: how far each gateway's frames are complete with this turn.
        :param journalled: the journal has everything too, up to this turn.
        """
        if number > self._void_through:
            self._reached.update(watermarks)
        self._owed.extend(tokens)
        if journalled:
            self._told.update(self._reached)
            self._reached.clear()
        if journalled or len(self._owed) > MOST_OWED:
            (self._safe if journalled else self._released).extend(self._owed)
            self._owed.clear()

    def lose(self, number: int, judged: int, tokens: Sequence[int]) -> None:
        """The spool could not take a turn: it is let go of, and promised to nobody.

        :param judged: the number of the newest turn judged so far. The watermarks of all up to it
            were found without knowing of the loss, and are void.
        """
        self._void_through = max(number, judged)
        self._released.extend((*self._owed, *tokens))
        self._owed.clear()
        self._reached.clear()

    def drain(self) -> tuple[list[int], list[int], dict[str, Watermark]]:
        """Frames to acknowledge now, frames to let go of without a promise, watermarks to publish.

        Both in order of arrival.
        """
        drained = self._safe, self._released, self._told
        self._safe, self._released, self._told = [], [], {}
        return drained


@dataclass(slots=True)
class Announced:
    """What gateways were told of their watermarks, and what they are to be told next.

    ``marks``: gateway → what it was told last, by anybody before us too.
    """

    marks: dict[str, Watermark] = field(default_factory=dict)
    _next: dict[str, Watermark] = field(default_factory=dict)
    _due: float = 0.0

    def take_up(self, marks: Mapping[str, Watermark]) -> None:
        """These were told by an earlier run."""
        self.marks.update(marks)

    def feed(self, marks: Mapping[str, Watermark]) -> None:
        """These may be told."""
        self._next.update(marks)

    def drain(self, clock: float) -> Mapping[str, Watermark]:
        """What is to be told now, the newest of each gateway; nothing before it is due.

        :param clock: seconds that never go back; infinity: all that there is.
        """
        if not self._next or clock < self._due:
            return {}
        self._due = clock + ANNOUNCED_S
        due, self._next = self._next, {}
        self.marks.update(due)
        return due
