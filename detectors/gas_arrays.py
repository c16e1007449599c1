"""Gas arrays: several heads in alarm within a window confirm that there is gas (多点确认).

``gas_confirmed`` adds to the heads' own alarms (contract section 1, rule 10), and says from where
the gas may have come. Which heads count is kept in :mod:`detectors.gas_heads`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.facts import Facts, Truth, make_silent
from detectors.findings import SILENCE, Evidence, Findings
from detectors.gas_heads import Heads, make_channels
from detectors.gas_wording import ArrayWords
from detectors.kind import Arrivals, Kind, Moment, StateGroup
from detectors.latest import Seen
from detectors.limits import LIMIT_CHANGED
from detectors.rounds import cut_turns
from detectors.verdict import Rule
from plant.condition import Condition
from plant.reading import LONG_AGO, Instant
from plant.words import GasArray, Plant


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
    """All arrays of a plant; each is raised while enough of its heads count.

    ``moved`` int64 ms (arrays,): nothing of an array is dated before it.
    """

    name = "gas_arrays"
    prompt = True

    def __init__(self, plant: Plant, arrays: Sequence[GasArray]) -> None:
        self._arrays = arrays
        self.rules = tuple(make_rule(plant, array) for array in arrays)
        self._heads = Heads(arrays)
        self._channels = make_channels(plant, arrays)
        self._words = [ArrayWords(plant, array) for array in arrays]
        self._need = np.array([array.need for array in arrays], dtype=np.int64)
        self._raised = np.zeros(len(arrays), dtype=np.bool_)
        self._moved = np.full(len(arrays), LONG_AGO)
        self._changed = np.zeros(len(arrays), dtype=np.bool_)
        self._changed_heads = np.zeros(len(self._heads.owner), dtype=np.bool_)
        self._known: NDArray[np.bool_] | None = None
        self._streaming = False

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:
        """Let heads rise and fall, each at its own place in the order of arrival."""
        if self._known is not None:
            self._apply(self._channels.take_up(arrivals, self._known), arrivals, findings)
            self._known = None
        self._streaming = True
        self._apply(self._channels.read(arrivals), arrivals, findings)
        self._streaming = False

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Let heads fall silent, and windows end."""
        self._apply(self._channels.pass_time(moment, 0), None, findings)
        if self._heads.next_end() < moment.latest:
            self._end(self._heads.find_over(moment.event[self._channels.row]), findings)

    def next_due(self) -> Instant:
        """When the first window ends, or the first head grows old."""
        return min(self._heads.next_end(), self._channels.next_due())

    def knows(self, rule: int) -> bool:
        """Whether what is unknown could not change the answer."""
        own = slice(self._heads.first[rule], self._heads.first[rule + 1])
        slot = self._heads.table.slot[own]
        counts, doubt = slot > 0, self._heads.table.columns["doubt"][slot]
        unknown = self._channels.states.truth[own] == Truth.UNKNOWN
        sure = np.count_nonzero(counts & ~doubt)
        need = int(self._need[rule])
        return bool(sure >= need or np.count_nonzero(counts | unknown) < need)

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands; its unheard heads are in doubt."""
        self._raised[:] = active
        lacks = active & (self._heads.count(np.arange(len(self._arrays))) < self._need)
        unheard = ~self._channels.states.heard
        self._heads.suspect(lacks[self._heads.owner] & unheard)

    def states(self) -> Sequence[StateGroup]:
        """The heads, their channels, and the arrays."""
        heads = self._channels.arrays()
        tables = {"counting": self._heads.table}
        ids = np.array([array.id for array in self._arrays], dtype=np.str_)
        settings = {"need": self._need, "window": self._heads.window_ms}
        return [
            StateGroup("heads", self._heads.ids, heads, self._channels.settings, tables),
            StateGroup("arrays", ids, {"raised": self._raised, "moved": self._moved}, settings),
        ]

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Note which arrays and limits are not what they were."""
        self._changed_heads, self._changed = changed["heads"], changed["arrays"].copy()
        self._changed[self._heads.owner[np.flatnonzero(changed["heads"])]] = True

    def rejudge(
        self, now: Instant, known: NDArray[np.bool_], board: Board, findings: Findings
    ) -> None:
        """Count what stands, by the limits and needs of today."""
        self._known = known
        self._heads.take(self._channels.rejudge(self._changed_heads, board, now))
        count = self._heads.count(np.arange(len(self._arrays)))
        enough = count >= self._need
        rises, falls = (
            np.flatnonzero(enough & ~self._raised),
            np.flatnonzero(self._raised & ~enough),
        )
        touched = np.unique(np.concatenate([rises, falls, np.flatnonzero(self._changed)]))
        self._moved[touched] = np.maximum(self._moved[touched], now)
        silent = make_silent(rises, np.full(len(rises), now))
        self._tell(rises, silent, [None] * len(rises), findings)
        self._return(falls, count[falls], findings)
        self._changed[:] = False

    def _apply(self, facts: Facts, arrivals: Arrivals | None, findings: Findings) -> None:
        """Take in facts in their order; a window that ended before one is told before it."""
        if len(facts) == 0:
            return
        owner = self._heads.owner[facts.channel]
        for turn in cut_turns(owner, facts.place, facts.at):
            told = facts.take(turn)
            array, first = np.unique(owner[turn].astype(np.intp), return_index=True)
            clock = np.full(len(self._arrays), LONG_AGO)
            clock[array] = told.clock[first]
            self._end(self._heads.find_over(clock[self._heads.owner]), findings)
            self._heads.take(told)
            self._raise(array, told.take(first), arrivals, findings)

    def _raise(
        self,
        array: NDArray[np.intp],
        facts: Facts,
        arrivals: Arrivals | None,
        findings: Findings,
    ) -> None:
        """Raise those of some arrays, with a fact of each, that have enough heads now."""
        self._moved[array] = np.maximum(self._moved[array], facts.at)
        rises = ~self._raised[array] & (self._heads.count(array) >= self._need[array])
        if not rises.any():
            return
        told = facts.take(np.flatnonzero(rises))
        seen = [
            None if arrivals is None else Seen(arrivals, place) for place in told.place.tolist()
        ]
        self._tell(array[rises], told, seen, findings)

    def _end(self, head: NDArray[np.intp], findings: Findings) -> None:
        """Let heads, whose windows are over, count no more; return what lacks them.

        It returns with the window that left too few, and counts those whose windows ended later.
        """
        heads = self._heads
        arrays = np.unique(heads.owner[head])
        for array, count in zip(arrays.tolist(), heads.count(arrays).tolist(), strict=True):
            own = head[heads.owner[head] == array]
            ends = np.sort(heads.table.read("ends", own))
            spare = count - int(self._need[array])
            heads.forget(own)
            if self._raised[array] and 0 <= spare < len(ends):
                left = count - np.count_nonzero(ends <= ends[spare])
                self._moved[array] = max(self._moved[array], ends[spare])
                self._return(np.array([array]), np.array([left]), findings)

    def _tell(
        self,
        array: NDArray[np.intp],
        facts: Facts,
        seen: Sequence[Seen | None],
        findings: Findings,
    ) -> None:
        """Raise arrays, with what was seen of heads and wind when each was confirmed."""
        if len(array) == 0:
            return
        self._raised[array] = True
        findings.add(
            array.astype(np.int32),
            self._moved[array],
            self._moved[array],
            Evidence(
                self._heads.count(array), self._heads.mark(array), facts.source, facts.received
            ),
            active=True,
            reasons={
                position: self._explain(number, one)
                for position, (number, one) in enumerate(zip(array.tolist(), seen, strict=True))
            },
            places=dict(enumerate(facts.place.tolist())) if self._streaming else None,
        )

    def _explain(self, array: int, seen: Seen | None) -> str:
        words = self._words[array].explain(*self._heads.list_counting(array), seen)
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
