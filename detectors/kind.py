"""What every kind of judgement is to the bank, and what the bank gives it.

A kind is one file and one line of :mod:`detectors.catalogue`. It judges all its rows in one call a
tick, keeps its state in arrays that are carried by id, and says only what changed. The limits, the
quality of readings and their silence, on which all others rest, are the bank's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Findings
from detectors.kept_rows import cut_prefix, match_ids, tell_moves
from detectors.rounds import number_turns
from detectors.sparse_table import SparseTable
from detectors.verdict import Changes, Rule
from plant.reading import LONG_AGO, Instant, ReadingBatch


@dataclass(frozen=True)
class Arrivals:
    """The readings of a tick that are judged live, in order of arrival; late ones are not here.

    ``classes``   uint8 (n,), their :class:`plant.quality.QualityClass`
    ``doubtful``  bool (n,), from a source declared down: may raise, never return
    ``clock``     int64 ms (n,), the event clock when each arrived
    ``limit_ms``  int64 (tags,), how long a reading of each tag counts; NEVER: until the next one
    ``board``     what was known of every tag before these readings; only prompt kinds may ask it
    ``streamed``  all tags share one clock, which the readings themselves move
    """

    batch: ReadingBatch
    classes: NDArray[np.uint8]
    doubtful: NDArray[np.bool_]
    clock: NDArray[np.int64]
    limit_ms: NDArray[np.int64]
    board: Board
    streamed: bool

    def __len__(self) -> int:
        return len(self.batch)

    @cached_property
    def row(self) -> NDArray[np.intp]:
        """The tags of the readings, intp (n,): as an index that is several times as quick."""
        return self.batch.row.astype(np.intp)

    @cached_property
    def plain(self) -> bool:
        """Whether nothing is to be said of any reading but its value and times."""
        batch = self.batch
        return not np.count_nonzero(batch.status) and not np.count_nonzero(batch.marks)

    @cached_property
    def newest(self) -> NDArray[np.int64]:
        """Int64 ms (n,), the clock right after each reading, as far as readings move it."""
        newest: NDArray[np.int64] = np.maximum(self.clock, self.batch.time)
        return np.maximum.accumulate(newest)

    @cached_property
    def turn(self) -> NDArray[np.integer]:
        """How many readings of its tag came before each, (n,); of one number each tag has one."""
        return number_turns(self.row)

    @cached_property
    def turns(self) -> "Turns":
        """All readings by turn, for whoever takes each tag's one after the other."""
        turn = self.turn
        if not np.count_nonzero(turn):
            return Turns(np.arange(len(self)), self.row, np.array([0, len(self)]))
        place = turn.argsort(kind="stable")
        return Turns(place, self.row[place], np.append(0, np.cumsum(np.bincount(turn))))

    def find_passing(self, instant: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where in the order of arrival the shared clock passes instants, intp (k,).

        The position of the first reading with which the clock is beyond each, ``n`` where none is.
        Gateways of their own clocks pass nothing before the tick is over.
        """
        if not self.streamed:
            return np.full(len(instant), len(self), dtype=np.intp)
        return np.searchsorted(self.newest, instant, side="right").astype(np.intp)

    def select(self, wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Positions, intp (k,), of the readings of some tags (bool, shape (tags,))."""
        return wanted[self.row].nonzero()[0]


class Turns(NamedTuple):
    """Readings in turns, in each of which a tag has one at most.

    ``place`` intp (n,), their positions in order of arrival, those of the first turn first, with
    ``row`` intp (n,), their tags; ``bounds`` intp (turns + 1,), where in both each turn begins, and
    where the last ends.
    """

    place: NDArray[np.intp]
    row: NDArray[np.intp]
    bounds: NDArray[np.intp]


@dataclass(frozen=True)
class Moment:
    """The clocks at the end of a tick, when what is due without a reading falls due.

    ``event``   int64 ms (tags,), the event clock of each tag's gateway
    ``fallen``  intp (k,), tags that are unknown from now on: source down or gateway lost
    ``since``   int64 ms (k,), since when, on their event clock
    ``board``   what is known of every tag by now
    ``told``    what has changed in this tick so far, by ``rules``: the bank's own judgements and
        the kinds before this one in the catalogue
    ``ended``   no more readings will come
    ``limit_ms``  int64 (tags,), as of :class:`Arrivals`
    """

    now: Instant
    event: NDArray[np.int64]
    fallen: NDArray[np.intp]
    since: NDArray[np.int64]
    board: Board
    ended: bool
    rules: tuple[Rule, ...]
    told: Sequence[Changes]
    limit_ms: NDArray[np.int64]

    @cached_property
    def latest(self) -> Instant:
        """The newest of all event clocks: before it nothing anywhere is due."""
        return int(self.event.max(initial=LONG_AGO))


@dataclass(frozen=True, slots=True)
class StateGroup:
    """Arrays of state whose rows stand for the same things, with the ids of those.

    ``arrays`` are the live ones, not copies: saving copies them, restoring writes into them by
    id. ``tables`` keep something of few of the ids. ``settings`` are not restored but compared:
    where they differ, the row was set anew.
    """

    name: str
    ids: NDArray[np.str_]
    arrays: Mapping[str, NDArray[Any]]
    settings: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    tables: Mapping[str, SparseTable] = field(default_factory=dict)


class Kind(Protocol):
    """One kind of judgement over all its rows.

    ``rules`` are its own, numbered from 0 in what it tells to ``findings``. One that is not
    ``prompt`` is given the readings of several ticks together (:mod:`detectors.gathering`).
    """

    name: str
    rules: tuple[Rule, ...]
    prompt: bool

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:
        """Judge readings; not called without any."""

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Let the clock pass; called once a tick, after :meth:`judge`."""

    def next_due(self) -> Instant:
        """The earliest instant at which something may change without a reading."""

    def knows(self, rule: int) -> bool:
        """Whether one of its conditions can be judged right now."""

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands, bool (rules,); nothing is said of it."""

    def states(self) -> Sequence[StateGroup]:
        """All state that a restart has to carry."""

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """After restoring: which rows are not what they were, as :func:`find_changes` names it."""

    def rejudge(
        self, now: Instant, known: NDArray[np.bool_], board: Board, findings: Findings
    ) -> None:
        """Judge what stands under the settings of today; once, before the first tick.

        :param known: bool (tags,), the value on the board still counts.
        :param board: what is known of every tag; only prompt kinds may ask it.
        """


def find_changed(
    group: StateGroup, saved: Mapping[str, NDArray[Any]], prefix: str
) -> NDArray[np.bool_]:
    """Restore a group by id from saved arrays; which of its rows are new or set anew, bool."""
    return find_changes(group, saved, prefix)[group.name]


def find_changes(
    group: StateGroup, saved: Mapping[str, NDArray[Any]], prefix: str
) -> dict[str, NDArray[np.bool_]]:
    """Restore a group by id from saved arrays; which of its rows are not what they were, bool.

    By the group's name those that are new or set anew, and by that and each setting's
    (``points/basis``) those that are new or have another value of it.
    """
    new = np.ones(len(group.ids), dtype=np.bool_)
    ids = saved.get(f"{prefix}ids")
    if ids is None:
        return {group.name: new, **{f"{group.name}/{name}": new for name in group.settings}}
    match = match_ids(ids, group.ids)
    there, here = match
    new[here] = False
    for name, array in group.arrays.items():
        old = saved.get(prefix + name)
        if old is not None and old.shape[1:] == array.shape[1:]:
            array[here] = old[there]
    moved = tell_moves(match, len(ids))
    for name, table in group.tables.items():
        rows = cut_prefix(saved, f"{prefix}{name}/")
        if table.columns.keys() <= rows.keys():
            table.restore(rows, moved)
    changes = {group.name: new.copy()}
    for name, setting in group.settings.items():
        old = saved.get(f"{prefix}settings/{name}")
        changed = new.copy()
        changed[here] |= True if old is None else _differ(old[there], setting[here])
        changes[f"{group.name}/{name}"] = changed
        changes[group.name] |= changed
    return changes


def _differ(old: NDArray[Any], new: NDArray[Any]) -> NDArray[np.bool_]:
    """Bool (rows,): any number of a row is another; NaN is NaN."""
    if old.shape != new.shape:
        return np.ones(len(new), dtype=np.bool_)
    same = np.isclose(old, new, rtol=0, atol=0, equal_nan=True).reshape(len(new), -1)
    differ: NDArray[np.bool_] = ~same.all(axis=1)
    return differ


def name_arrays(group: StateGroup, prefix: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """A group's arrays, copied, by the names under which they are saved."""
    yield f"{prefix}ids", group.ids
    for name, array in group.arrays.items():
        yield prefix + name, array.copy()
    for name, table in group.tables.items():
        for column, rows in table.save().items():
            yield f"{prefix}{name}/{column}", rows
    for name, setting in group.settings.items():
        yield f"{prefix}settings/{name}", setting.copy()
