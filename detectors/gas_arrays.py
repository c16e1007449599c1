"""Gas arrays: several heads in alarm within a window confirm that there is gas (多点确认).

A head counts from its rise until the window is over after it fell. One that becomes unknown stays
what it was known to be: it was not seen to fall. ``gas_confirmed`` adds to the heads' own alarms
(contract section 1, rule 10), and says from where the gas may have come.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.channels import Channels, Facts, Truth, watch_limit
from detectors.findings import SILENCE, Evidence, Findings
from detectors.gas_wording import ArrayWords
from detectors.kind import Arrivals, Kind, Moment, StateGroup
from detectors.latest import Seen
from detectors.limits import LIMIT_CHANGED
from detectors.rounds import cut_turns
from detectors.verdict import Rule
from plant.condition import Condition
from plant.reading import LONG_AGO, NEVER, Instant, Mark
from plant.words import GasArray, Plant

_NO_MARK: Final = np.uint16(0)


def make_gas_arrays(plant: Plant) -> Kind | None:
    """The gas arrays of a plant; one on a limit that a head of it does not have is none."""
    arrays = [array for array in plant.gas_arrays if _is_complete(plant, array)]
    return GasArrays(plant, arrays) if arrays else None


def _is_complete(plant: Plant, array: GasArray) -> bool:
    rows = [plant.row_of.get(tag) for tag in array.tags]
    return all(row is not None and array.condition in plant.tags[row].alarms for row in rows)


def make_rule(plant: Plant, array: GasArray) -> Rule:
    """The rule of an array, in the hazard of its first head."""
    return Rule(
        source=array.id,
        condition=Condition.GAS_CONFIRMED,
        priority=array.priority,
        latching=False,
        limit=float(array.need),
        unit="",
        hazard=plant.tags[plant.row_of[array.tags[0]]].hazard,
        row=-1,
    )


class GasArrays:
    """All arrays of a plant.

    State by head: ``ends`` int64 ms, until when it counts (NEVER while in alarm, LONG_AGO when
    not), ``doubt`` bool, in alarm when it was last known, ``value`` and ``marks`` of its rise.
    State by array: ``raised`` bool, ``moved`` int64 ms, before which nothing is dated.
    """

    name = "gas_arrays"

    def __init__(self, plant: Plant, arrays: Sequence[GasArray]) -> None:
        heads = [(number, tag) for number, array in enumerate(arrays) for tag in array.tags]
        rows = [plant.row_of[tag] for _, tag in heads]
        conditions = [arrays[number].condition for number, _ in heads]
        self._arrays = arrays
        self.rules = tuple(make_rule(plant, array) for array in arrays)
        self._channels = Channels(
            [
                watch_limit(row, plant.tags[row], condition)
                for row, condition in zip(rows, conditions, strict=True)
            ],
            len(plant.tags),
        )
        self._words = [ArrayWords(plant, array) for array in arrays]
        self._head_ids = np.array([f"{arrays[number].id}:{tag}" for number, tag in heads])
        self._owner = np.array([number for number, _ in heads], dtype=np.int32)
        self._first = np.searchsorted(self._owner, np.arange(len(arrays) + 1))
        self._need = np.array([array.need for array in arrays], dtype=np.int64)
        window_ms = np.array([round(1000 * array.window_s) for array in arrays], dtype=np.int64)
        self._window_ms = window_ms
        self._ends = np.full(len(heads), LONG_AGO)
        self._doubt = np.zeros(len(heads), dtype=np.bool_)
        self._value = np.full(len(heads), np.nan)
        self._marks = np.zeros(len(heads), dtype=np.uint16)
        self._raised = np.zeros(len(arrays), dtype=np.bool_)
        self._moved = np.full(len(arrays), LONG_AGO)
        self._changed = np.zeros(len(arrays), dtype=np.bool_)
        self._changed_heads = np.zeros(len(heads), dtype=np.bool_)
        self._known: NDArray[np.bool_] | None = None

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:
        """Let heads rise and fall, each at its own place in the order of arrival."""
        if self._known is not None:
            self._apply(self._channels.take_up(arrivals, self._known), arrivals, findings)
            self._known = None
        self._apply(self._channels.read(arrivals), arrivals, findings)

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Let heads fall silent, and windows end."""
        self._apply(self._channels.pass_time(moment, 0), None, findings)
        if self._find_end() < moment.event.max():
            ended = (self._ends > LONG_AGO) & (self._ends < moment.event[self._channels.row])
            self._end(np.flatnonzero(ended), findings)

    def next_due(self) -> Instant:
        """When the first window ends, or the first head grows old."""
        return min(self._find_end(), self._channels.next_due())

    def knows(self, rule: int) -> bool:
        """Whether what is unknown could not change the answer."""
        heads = slice(self._first[rule], self._first[rule + 1])
        counts = self._ends[heads] > LONG_AGO
        unknown = self._channels.states.truth[heads] == Truth.UNKNOWN
        sure = np.count_nonzero(counts & ~self._doubt[heads])
        need = int(self._need[rule])
        return bool(sure >= need or np.count_nonzero(counts | unknown) < need)

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands; its unheard heads are in doubt."""
        self._raised[:] = active
        lacks = active & (self._count(np.arange(len(self._arrays))) < self._need)
        unheard = self._channels.states.received == LONG_AGO
        doubtful = lacks[self._owner] & unheard
        self._ends[doubtful], self._doubt[doubtful] = NEVER, True

    def states(self) -> Sequence[StateGroup]:
        """The heads, their channels, and the arrays."""
        heads = {
            "ends": self._ends,
            "doubt": self._doubt,
            "rise_value": self._value,
            "rise_marks": self._marks,
            **self._channels.arrays(),
        }
        ids = np.array([array.id for array in self._arrays], dtype=np.str_)
        settings = {"need": self._need, "window": self._window_ms}
        return [
            StateGroup("heads", self._head_ids, heads, self._channels.settings),
            StateGroup("arrays", ids, {"raised": self._raised, "moved": self._moved}, settings),
        ]

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Note which arrays and limits are not what they were."""
        self._changed_heads, self._changed = changed["heads"], changed["arrays"].copy()
        self._changed[self._owner[np.flatnonzero(changed["heads"])]] = True

    def rejudge(self, now: Instant, known: NDArray[np.bool_], findings: Findings) -> None:
        """Count what stands, by the limits and needs of today."""
        self._known = known
        self._take(self._channels.rejudge(self._changed_heads, now))
        array = np.arange(len(self._arrays))
        enough = self._count(array) >= self._need
        differs = np.flatnonzero(enough != self._raised)
        touched = np.union1d(differs, np.flatnonzero(self._changed))
        self._moved[touched] = np.maximum(self._moved[touched], now)
        rises = differs[enough[differs]]
        silence = np.full(len(rises), LONG_AGO)
        self._tell(rises, silence, silence, [None] * len(rises), findings)
        falls = differs[~enough[differs]]
        self._return(falls, self._count(falls), findings)
        self._changed[:] = False

    def _apply(self, facts: Facts, arrivals: Arrivals | None, findings: Findings) -> None:
        """Take in facts in their order; a window that ended before one is told before it."""
        if len(facts) == 0:
            return
        owner = self._owner[facts.channel]
        for turn in cut_turns(owner, facts.place, facts.at):
            told, array = facts.take(turn), owner[turn]
            clock = np.full(len(self._arrays), LONG_AGO)
            clock[array] = told.clock
            own = np.isin(self._owner, array)
            self._end(
                np.flatnonzero(own & (self._ends > LONG_AGO) & (self._ends < clock[self._owner])),
                findings,
            )
            self._take(told)
            arrays, first = np.unique(array.astype(np.intp), return_index=True)
            self._raise(arrays, told.take(first), arrivals, findings)

    def _take(self, facts: Facts) -> None:
        head, truth = facts.channel, facts.truth
        rises, lost = truth == Truth.TRUE, truth == Truth.UNKNOWN
        risen = head[rises]
        self._ends[risen] = NEVER
        self._value[risen], self._marks[risen] = facts.value[rises], facts.marks[rises]
        falls = (truth == Truth.FALSE) & (self._ends[head] == NEVER)
        fallen = head[falls]
        self._ends[fallen] = facts.at[falls] + self._window_ms[self._owner[fallen]]
        self._doubt[head] = lost & (self._ends[head] == NEVER)

    def _raise(
        self,
        array: NDArray[np.intp],
        facts: Facts,
        arrivals: Arrivals | None,
        findings: Findings,
    ) -> None:
        """Raise those of some arrays, each once, that have enough heads now."""
        self._moved[array] = np.maximum(self._moved[array], facts.at)
        rises = ~self._raised[array] & (self._count(array) >= self._need[array])
        if not rises.any():
            return
        told = facts.take(np.flatnonzero(rises))
        seen = [
            None if arrivals is None else Seen(arrivals, place) for place in told.place.tolist()
        ]
        self._tell(array[rises], told.source, told.received, seen, findings)

    def _end(self, head: NDArray[np.intp], findings: Findings) -> None:
        """Let heads, whose windows are over, count no more; return what lacks them."""
        if len(head) == 0:
            return
        for array in np.unique(self._owner[head]).tolist():
            own = head[self._owner[head] == array]
            ends = np.sort(self._ends[own])
            count = int(self._count(np.array([array]))[0])
            spare = count - int(self._need[array])
            self._ends[own] = LONG_AGO
            if self._raised[array] and 0 <= spare < len(ends):
                left = count - np.count_nonzero(ends <= ends[spare])
                self._moved[array] = max(self._moved[array], ends[spare])
                self._return(np.array([array]), np.array([left]), findings)

    def _count(self, array: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """How many heads of each array count."""
        counted = np.cumsum(np.append(0, self._ends > LONG_AGO))
        counts: NDArray[np.int64] = counted[self._first[array + 1]] - counted[self._first[array]]
        return counts

    def _find_end(self) -> Instant:
        pending = np.where(self._ends > LONG_AGO, self._ends, NEVER)
        return int(pending.min(initial=NEVER))

    def _tell(
        self,
        array: NDArray[np.intp],
        source: NDArray[np.int64],
        received: NDArray[np.int64],
        seen: Sequence[Seen | None],
        findings: Findings,
    ) -> None:
        """Raise arrays, with what was seen of heads and wind when each was confirmed."""
        if len(array) == 0:
            return
        self._raised[array] = True
        reasons = {
            position: self._explain(number, one)
            for position, (number, one) in enumerate(zip(array.tolist(), seen, strict=True))
        }
        findings.add(
            array.astype(np.int32),
            self._moved[array],
            self._moved[array],
            Evidence(self._count(array), self._mark(array), source, received),
            active=True,
            reasons=reasons,
        )

    def _explain(self, array: int, seen: Seen | None) -> str:
        own = slice(self._first[array], self._first[array + 1])
        heads = np.flatnonzero(self._ends[own] > LONG_AGO)
        words = self._words[array].explain(heads.tolist(), self._value[own][heads].tolist(), seen)
        return f"{LIMIT_CHANGED}; {words}" if self._changed[array] else words

    def _return(
        self, array: NDArray[np.intp], count: NDArray[np.int64], findings: Findings
    ) -> None:
        if len(array) == 0:
            return
        self._raised[array] = False
        changed = np.flatnonzero(self._changed[array]).tolist()
        findings.add(
            array.astype(np.int32),
            self._moved[array],
            self._moved[array],
            SILENCE._replace(value=count),
            active=False,
            reasons=dict.fromkeys(changed, LIMIT_CHANGED),
        )

    def _mark(self, array: NDArray[np.intp]) -> NDArray[np.uint16]:
        """What was noted of the heads that count, and whether one of them is in doubt."""
        counts = self._ends > LONG_AGO
        marks = np.where(counts, self._marks, _NO_MARK)
        old = counts & (self._doubt | ((marks & np.uint16(Mark.BACKFILL)) != 0))
        marks |= np.where(old, np.uint16(Mark.LAST_KNOWN), _NO_MARK)
        joined: NDArray[np.uint16] = np.bitwise_or.reduceat(marks, self._first[:-1])
        return joined[array]
