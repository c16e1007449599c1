"""Modes: operating states of equipment that set limits of their own and suppress alarms by design.

IEC 62682:2014 (GB/T 41261-2022) knows both: state-based alarming, and suppression by design. A mode
is in force while the state tag of its equipment is known to have one of its values. What is not
known, by whatever cause, puts the plant's own limits in force and suppresses nothing, at once.
When a state tag says what is :mod:`detectors.operating_states`' business, what people see of a
suppressed alarm :mod:`alerting`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Findings
from detectors.kind import Arrivals
from detectors.limits import Limits
from detectors.mode_table import ModeTable, compile_modes
from detectors.operating_states import OperatingStates, Turn
from detectors.standing import judge_anew
from detectors.verdict import Rule, Suppressions
from plant.message import plain, with_unit
from plant.quality import QualityClass, classify
from plant.reading import LONG_AGO, Instant, Mark
from plant.words import Plant

RUNNING: Final = "运行 running"
"""A state that no mode names: the plant's own limits."""

UNKNOWN: Final = "未知 unknown"
"""The state tag is bad, forced, stale, lost or was never heard."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What counts of every tag when a mode changes.

    ``board`` as it stands; ``stale_at`` int64 ms (tags,), when each value stops counting.
    """

    board: Board
    stale_at: NDArray[np.int64]


class Modes:
    """The modes of a plant over its limits; limits and findings are told what is in force.

    State, by alarm that some mode suppresses: ``suppressed`` bool and ``since`` int64 ms, the last
    change, (held,); and that of :class:`detectors.operating_states.OperatingStates`.
    """

    def __init__(
        self, plant: Plant, rules: Sequence[Rule], limits: Limits, findings: Findings
    ) -> None:
        self.table = compile_modes(plant, rules, limits.table)
        self.states = OperatingStates(self.table.rows, self.table.state_of)
        self.suppressed = np.zeros(len(self.table.held), dtype=np.bool_)
        self.since = np.full(len(self.table.held), LONG_AGO)
        self._rules = rules
        self._limits = limits
        self._findings = findings
        self._own = (limits.table.trip.copy(), limits.table.clear.copy())
        self._in_force = np.zeros(len(self.table.modes), dtype=np.bool_)
        self._told: list[Suppressions] = []

    def follow(self, arrivals: Arrivals) -> list[Turn]:
        """Where in a tick modes change, in the order in which to carry it out; usually nowhere."""
        return self._sift(self.states.follow(arrivals))

    def lapse(
        self, event: NDArray[np.int64], fallen: NDArray[np.intp], since: NDArray[np.int64]
    ) -> list[Turn]:
        """Where state tags stop counting by the end of a tick; as for the states."""
        return self._sift(self.states.lapse(event, fallen, since))

    def turn(self, turn: Turn, knowledge: Knowledge) -> None:
        """Carry out a change of mode: judge standing values at once, hold and release alarms.

        A standing value must be known to raise or return something. A pending raise whose limit
        changes begins anew, on the last evidence there is.
        """
        self._enter(turn)
        limit = self._find_limits(turn.state)
        value, trip, clear, source = self._find_in_force(limit)
        table = self._limits.table
        moved = (trip != table.trip[limit]) | (clear != table.clear[limit])
        limit, value, source = limit[moved], value[moved], source[moved]
        row = table.row[limit]
        at = np.maximum(knowledge.board.time[row], turn.at)
        self._limits.advance(limit, at, knowledge.stale_at[row], self._findings)
        self._put_in_force(limit, value, trip[moved], clear[moved])
        self._explain(limit, value, source, self._name_state(turn))
        known = knowledge.stale_at[row] >= at
        judge_anew(self._limits, limit, at, knowledge.board, known, self._findings)
        self._hold(turn)

    def find_rows(self, state: int) -> NDArray[np.intp]:
        """The tags, intp (k,), each once, of which some mode of a state sets limits."""
        return np.unique(self._limits.table.row[self._find_limits(state)]).astype(np.intp)

    def restore(self) -> None:
        """Put in force what the states say, after they were restored; nothing is judged by it."""
        for state, said in enumerate(self.states.said.tolist()):
            turn = Turn(0, int(LONG_AGO), state, said)
            self._enter(turn)
            limit = self._find_limits(state)
            value, trip, clear, source = self._find_in_force(limit)
            self._put_in_force(limit, value, trip, clear)
            self._explain(limit, value, source, self._name_state(turn))

    def rejudge(self, knowledge: Knowledge, now: Instant) -> None:
        """Take the states from the board as it stands, under the modes of today."""
        row, board = self.table.rows, knowledge.board
        counts = classify(board.status[row], board.value[row]) <= QualityClass.UNCERTAIN
        counts &= (board.marks[row] & np.uint16(Mark.SOURCE_DOWN)) == 0
        counts &= knowledge.stale_at[row] >= now
        said = np.where(counts, board.value[row], np.nan)
        self.states.set_all(said, knowledge.stale_at[row])
        for state, value in enumerate(said.tolist()):
            self.turn(Turn(0, now, state, value), knowledge)

    def align(self, suppressed: NDArray[np.bool_]) -> None:
        """Suppress what the journal says is suppressed, bool (held,), until :meth:`rejudge`."""
        self.suppressed[:] = suppressed

    def drain(self) -> Suppressions:
        """Alarms suppressed and released since the last time, in the order of time."""
        told, self._told = self._told, []
        return Suppressions.join(told)

    def _sift(self, turns: Sequence[Turn]) -> list[Turn]:
        """Those with which a mode comes into force or leaves it."""
        if not turns:
            return []
        kept, in_force = [], self._in_force.copy()
        for turn in turns:
            modes, truth = self._ask(turn)
            if (in_force[modes] != truth).any():
                in_force[modes] = truth
                kept.append(turn)
        return kept

    def _ask(self, turn: Turn) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """The modes that a state tells of, and which of them are in force."""
        modes = np.flatnonzero(self.table.state == turn.state)
        meant = [self.table.modes[mode].values for mode in modes.tolist()]
        truth = [any(turn.said == value for value in values) for values in meant]
        return modes, np.array(truth, dtype=np.bool_)

    def _enter(self, turn: Turn) -> None:
        modes, truth = self._ask(turn)
        self._in_force[modes] = truth

    def _find_limits(self, state: int) -> NDArray[np.intp]:
        return np.unique(self.table.limit[self.table.state[self.table.of] == state])

    def _find_in_force(self, limit: NDArray[np.intp]) -> tuple[NDArray[Any], ...]:
        """Value, trip and clear threshold in force, and which entry gave them (−1: the plant).

        Where several modes have a limit for one condition, the first to be reached counts.
        """
        table = self.table
        trip, clear = (own[limit].copy() for own in self._own)
        value = np.array([self._rules[one].limit for one in limit.tolist()], dtype=np.float64)
        source = np.full(len(limit), -1, dtype=np.intp)
        entry = np.flatnonzero(self._in_force[table.of] & np.isin(table.limit, limit))
        entry = entry[np.argsort(-table.trip[entry], kind="stable")]
        place = np.searchsorted(limit, table.limit[entry])
        trip[place], clear[place] = table.trip[entry], table.clear[entry]
        value[place], source[place] = table.value[entry], entry
        return value, trip, clear, source

    def _put_in_force(
        self,
        limit: NDArray[np.intp],
        value: NDArray[np.float64],
        trip: NDArray[np.float64],
        clear: NDArray[np.float64],
    ) -> None:
        self._limits.set_limits(limit, trip, clear)
        self._findings.limits[limit] = value

    def _explain(
        self,
        limit: NDArray[np.intp],
        value: NDArray[np.float64],
        source: NDArray[np.intp],
        state: str,
    ) -> None:
        """What a change that a new limit begins will be told to be."""
        for one, number, entry in zip(limit.tolist(), value.tolist(), source.tolist(), strict=True):
            name = state if entry < 0 else name_mode(self.table, int(self.table.of[entry]))
            told = with_unit(plain(number), self._rules[one].unit)
            self._limits.why[one] = f"工况 {name}：限值 limit {told}"

    def _name_state(self, turn: Turn) -> str:
        if np.isnan(turn.said):
            return UNKNOWN
        modes, truth = self._ask(turn)
        names = [name_mode(self.table, mode) for mode in modes[truth].tolist()]
        return " / ".join(names) or RUNNING

    def _hold(self, turn: Turn) -> None:
        """Suppress and release what the modes of a state list."""
        table, holds = self.table, np.zeros(len(self.table.held), dtype=np.bool_)
        holds[table.holds[self._in_force[table.holder]]] = True
        listed = table.holds[table.state[table.holder] == turn.state]
        changed = np.unique(listed[holds[listed] != self.suppressed[listed]])
        if len(changed) == 0:
            return
        self.suppressed[changed] = holds[changed]
        self.since[changed] = np.maximum(self.since[changed], turn.at)
        name = self._name_state(turn)
        rule = table.held[changed]
        words = tuple(f"工况 {name}：{self._rules[one].alarm}" for one in rule.tolist())
        self._told.append(Suppressions(rule, self.since[changed], holds[changed], words))


def name_mode(table: ModeTable, mode: int) -> str:
    """A mode by its names, Chinese and English; by its id where it has none."""
    own = table.modes[mode]
    return " ".join(name for name in (own.name, own.name_en) if name) or own.id
