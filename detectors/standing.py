"""Standing values: what is known already, judged anew when limits change.

Contract section 1, rules 11 and 12. Limits change while nobody judges, and the bank's memory and
the journal's can part in a crash; both are settled once, before the first tick, by the values that
stand. From then on readings decide, and :mod:`detectors.limits` alone, until a mode of equipment
puts other limits in force.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Findings
from detectors.limit_states import Knowledge, Posture
from detectors.limits import Limits
from plant.quality import QualityClass, classify
from plant.reading import NEVER, Instant, Mark

_NO_FIGURES: Final = np.empty((0, 0))


class Standing:
    """Between the restoring of limits and their first tick.

    It remembers which limits are new or have other settings than they were saved with, and which
    of them lost a pending raise by that.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._changed = np.zeros(len(limits.table.row), dtype=np.bool_)
        self._dropped = self._changed.copy()
        self._lowered = self._changed.copy()

    def list_settings(self, figures: NDArray[np.float64] = _NO_FIGURES) -> dict[str, NDArray[Any]]:
        """What a pending start depends on, arrays (limits,) by name.

        :param figures: float64 (limits, k), what it depends on besides.
        """
        table = self._limits.table
        delays = table.on_ms, table.off_ms
        return {"digest": _digest(table.trip, table.clear, *delays, *figures.T)}

    def change(self, changed: NDArray[np.bool_]) -> None:
        """Take note of limits that are new or set anew (bool, shape (limits,)).

        What was pending under the old settings is dropped; what is raised stays raised.
        """
        limit = np.arange(len(changed))
        posture = self._limits.states.read_posture(limit)
        pending = (posture == Posture.RAISING) | (posture == Posture.WAITING)
        falling = np.flatnonzero(changed & (posture == Posture.RETURNING))
        self._changed, self._dropped = changed, changed & pending
        for one in [one for one in self._limits.why if changed[one]]:
            del self._limits.why[one]
        # They keep their rows, whose evidence may begin them anew.
        self._limits.states.rows.write(
            np.flatnonzero(self._dropped), posture=Posture.RESTING, due=NEVER, by_change=False
        )
        self._limits.hold(falling, Posture.RAISED)

    def align(self, standing: NDArray[np.bool_]) -> None:
        """Be raised where an alarm stands (bool, shape (limits,)) and nowhere else."""
        posture = self._limits.states.read_posture(np.arange(len(standing)))
        raised = posture >= Posture.RAISED
        self._lowered = raised & ~standing
        self._limits.hold(np.flatnonzero(standing & ~raised), Posture.RAISED)
        self._limits.hold(np.flatnonzero(raised & ~standing), Posture.RESTING)

    def rejudge(
        self, board: Board, known: NDArray[np.bool_], now: Instant, findings: Findings
    ) -> None:
        """Begin at ``now`` what readings would have begun; a value in doubt returns nothing.

        :param known: bool (tags,), the value on the board still counts.
        """
        states, table = self._limits.states, self._limits.table
        limit = np.arange(len(table.row))
        posture = states.read_posture(limit)
        quality = classify(board.status, board.value)[table.row]
        turned = table.sign * board.value[table.row]
        beyond = turned >= table.trip
        sure, forced = quality <= QualityClass.UNCERTAIN, quality == QualityClass.FORCED
        stands = sure | (forced & beyond)
        resting, untold = posture == Posture.RESTING, states.knowledge[limit] == Knowledge.UNTOLD
        rises = resting & stands & beyond
        silent = ~states.is_known(limit) & ~untold & ~(forced & rises)
        doubt = ~known[table.row] | silent
        # A value in doubt is no news, unless its limit or what stands in the journal is another.
        rises &= ~doubt | self._changed | self._lowered
        # A raise that was pending while unknown has its last evidence to go on.
        value = states.rows.read("value", limit)
        kept = resting & self._dropped & (table.sign * value >= table.trip)
        falls = (posture == Posture.RAISED) & sure & (turned < table.clear) & ~doubt
        states.stir(np.flatnonzero(rises))
        self._take_board(rises | falls | (untold & stands), quality, board, doubt, now)
        self._begin(rises | kept, now, Posture.RAISING, findings)
        self._begin(falls, now, Posture.RETURNING, findings)
        self._hurry(now)
        left = states.rows.list_things()
        states.rest(left[states.read_posture(left) == Posture.RESTING])

    def _take_board(
        self,
        told: NDArray[np.bool_],
        quality: NDArray[np.uint8],
        board: Board,
        doubt: NDArray[np.bool_],
        now: Instant,
    ) -> None:
        """Limits whose last evidence no row keeps take it from the board, where it stands."""
        limit = np.flatnonzero(told)
        self._limits.note_evidence(limit, self._limits.table.row[limit], quality[limit], board)
        doubtful = np.flatnonzero(told & doubt)
        self._limits.lose_sight(doubtful, np.full(len(doubtful), now))

    def _begin(
        self, begun: NDArray[np.bool_], now: Instant, posture: int, findings: Findings
    ) -> None:
        limit = np.flatnonzero(begun)
        if len(limit):
            self._limits.states.rows.write(limit, by_change=self._changed[limit])
            self._limits.begin(limit, np.full(len(limit), now), posture, findings)

    def _hurry(self, now: Instant) -> None:
        """A raise that waits for a known value, of a priority that does not wait any more."""
        limit = np.flatnonzero(self._limits.table.urgent)
        limit = limit[self._limits.states.read_posture(limit) == Posture.WAITING]
        if len(limit):
            self._limits.states.rows.write(limit, posture=Posture.RAISING, due=now)


def judge_anew(
    limits: Limits,
    limit: NDArray[np.intp],
    at: NDArray[np.int64],
    board: Board,
    known: NDArray[np.bool_],
    findings: Findings,
) -> None:
    """Judge values that stand under limits that were just set, as readings at ``at`` would be.

    What was pending under the old limits is dropped; a raise begins anew even while the value is
    unknown, if its last evidence is beyond the new limit.

    :param limit: intp (k,), each once, with its clock at ``at``, int64 ms (k,).
    :param known: bool (k,), the value on the board has not grown old by ``at``.
    """
    states, table = limits.states, limits.table
    posture, row = states.read_posture(limit), table.row[limit]
    pending = (posture == Posture.RAISING) | (posture == Posture.WAITING)
    # They keep their rows, whose evidence may begin them anew.
    states.rows.write(limit[pending], posture=Posture.RESTING, due=NEVER, by_change=False)
    limits.hold(limit[posture == Posture.RETURNING], Posture.RAISED)
    quality = classify(board.status[row], board.value[row])
    turned = table.sign[limit] * board.value[row]
    beyond = turned >= table.trip[limit]
    down = (board.marks[row] & np.uint16(Mark.SOURCE_DOWN)) != 0
    plain = (quality <= QualityClass.UNCERTAIN) & ~down
    # Its source may have fallen silent since; of a value in doubt that says nothing new.
    sure = known & plain & states.is_known_at(limit, at)
    told = sure | (known & ~plain & (quality <= QualityClass.FORCED))
    resting = posture < Posture.RAISED
    rises = resting & told & beyond
    value = states.rows.read("value", limit)
    kept = pending & ~sure & (table.sign[limit] * value >= table.trip[limit])
    falls = ~resting & sure & (turned < table.clear[limit])
    states.stir(limit[rises])
    limits.note_evidence(limit[rises], row[rises], quality[rises], board)
    for begun, goal in ((rises | kept, Posture.RAISING), (falls, Posture.RETURNING)):
        states.rows.write(limit[begun], by_change=True)
        limits.begin(limit[begun], at[begun], goal, findings)
    dropped = limit[pending]
    states.rest(dropped[states.read_posture(dropped) == Posture.RESTING])


def _digest(*settings: NDArray[Any]) -> NDArray[np.uint64]:
    """A number, uint64 (limits,), that differs where any setting does, but once in 2**64.

    After Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators": their
    mixing function over one column after the other.
    """
    mixed = np.zeros(len(settings[0]), dtype=np.uint64)
    for column in settings:
        # Adding zero makes one of the two zeros that are equal.
        mixed ^= (column + 0).view(np.uint64)
        mixed += np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed
