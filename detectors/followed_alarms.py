"""Followed alarms: what other judgements found in a tick, put among the readings of the tick.

A vote, a deviation or a model tells what it found when a tick is over. Who follows it beside
readings needs to know with which of them it came about, so that how a stream is cut into ticks has
no influence: a change that a reading decided stands at that reading, one that a delay or an age
limit decided where the clock passes its instant.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kind import Arrivals, Moment
from detectors.verdict import Changes, Rule
from plant.condition import Condition
from plant.reading import LONG_AGO, Instant
from plant.words import Plant


class Heard(NamedTuple):
    """A change of a followed alarm; ``passed`` is how far the clock is by then."""

    place: int
    at: Instant
    passed: Instant
    alarm: str
    active: bool
    value: float
    source: Instant
    received: Instant
    marks: int


class FollowedAlarms:
    """The alarms of a plant that are followed, by id."""

    def __init__(self, plant: Plant, alarms: Sequence[str]) -> None:
        self._plant = plant
        self._alarms = frozenset(alarms)
        self._wanted: NDArray[np.bool_] | None = None

    def find(self, moment: Moment, arrivals: Arrivals | None) -> list[Heard]:
        """What changed of them, in the order in which it became known."""
        if not self._alarms:
            return []
        if self._wanted is None:
            known = [rule.alarm in self._alarms for rule in moment.rules]
            self._wanted = np.array(known, dtype=np.bool_)
        heard = [
            self._hear(moment.rules[part.rule[number]], part, number, arrivals)
            for part in moment.told
            if len(part)
            for number in np.flatnonzero(self._wanted[part.rule]).tolist()
        ]
        return sorted(heard, key=_by_place)

    def _hear(self, rule: Rule, part: Changes, number: int, arrivals: Arrivals | None) -> Heard:
        at = int(part.at[number])
        place, passed = 0, at
        if arrivals is not None:
            place = self._find_place(rule, part, number, arrivals)
            passed = find_passed(arrivals, place, at)
        return Heard(
            place,
            at,
            passed,
            rule.alarm,
            bool(part.active[number]),
            float(part.value[number]),
            int(part.source[number]),
            int(part.received[number]),
            int(part.marks[number]),
        )

    def _find_place(self, rule: Rule, part: Changes, number: int, arrivals: Arrivals) -> int:
        """The position of the reading that decided, or at which the clock passed the due time."""
        if number in part.places:
            return part.places[number]
        at, onset = int(part.at[number]), int(part.onset[number])
        delay = self._find_delay(rule, active=bool(part.active[number]))
        reading = self._find_reading(rule, part, number, arrivals)
        waited = delay > 0 and at == onset + delay
        if reading >= 0 and not waited and arrivals.newest[reading] >= at:
            return reading
        passing = int(arrivals.find_passing(np.array([at]))[0])
        return max(passing, reading)

    def _find_reading(self, rule: Rule, part: Changes, number: int, arrivals: Arrivals) -> int:
        """The last reading of the rule's tags with the times of a change's evidence; −1: none."""
        if part.source[number] == LONG_AGO:
            return -1
        batch = arrivals.batch
        same = batch.source == part.source[number]
        same &= batch.received == part.received[number]
        if rule.row >= 0:
            same &= np.isin(batch.row, self._find_rows(rule))
        found = np.flatnonzero(same)
        return int(found[-1]) if len(found) else -1

    def _find_rows(self, rule: Rule) -> list[int]:
        """The rows of a tag's rule: its own, and that of the tag it is held against."""
        check = self._plant.tags[rule.row].checks.get(rule.condition)
        other = self._plant.row_of.get(check.reference, rule.row) if check else rule.row
        return [rule.row, other]

    def _find_delay(self, rule: Rule, *, active: bool) -> int:
        if rule.row < 0:
            return 0
        tag = self._plant.tags[rule.row]
        check = tag.checks.get(rule.condition)
        settings = check.settings if check else tag.alarms.get(rule.condition)
        if settings is None:
            return 0
        return settings.on_delay_ms if active else settings.off_delay_ms


def find_passed(arrivals: Arrivals, place: int, at: Instant) -> Instant:
    """How far the clock is when something that became so at ``at`` is known at a place."""
    return max(at, int(arrivals.clock[place])) if place < len(arrivals) else at


def _by_place(heard: Heard) -> tuple[int, Instant, int]:
    """Of one instant a vote that can be judged again comes first, one that can't any more last."""
    lost = heard.alarm.endswith(_LOST)
    return heard.place, heard.at, 1 + (1 if heard.active else -1) * lost


_LOST: Final = f":{Condition.PROTECTION_LOST}"
