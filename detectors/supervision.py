"""Supervision of a kind: one that raises an exception is set up anew, and the bank goes on.

Nothing is returned because of a fault: what was in alarm stays so, everything else is unknown until
its next reading. That some judgements fail is a system alarm of its own (:mod:`detectors.bank`);
the exceptions themselves are kept for who runs the bank, for a core writes no log.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.findings import Findings
from detectors.first_out import FirstOut
from detectors.kind import (
    Arrivals,
    Kind,
    Moment,
    StateGroup,
    find_changed,
    find_changes,
    name_arrays,
)
from detectors.verdict import Changes, merge
from plant.reading import LONG_AGO, Instant

RECOVERY_MS: Final = 60_000
"""How long a kind must judge without a fault before it counts as sound again."""


class Guard:
    """The faults of all parts of a bank; ``now`` is set before they are called."""

    def __init__(self) -> None:
        self.now: Instant = int(LONG_AGO)
        self._faults: dict[str, tuple[str, Instant]] = {}
        self._untold: dict[str, Exception] = {}

    def note(self, part: str, error: Exception) -> None:
        """Take note that a part failed."""
        if part not in self._failing():
            self._untold[part] = error
        self._faults[part] = (f"{part}: {type(error).__name__}: {error}", self.now)

    @property
    def faults(self) -> list[str]:
        """What failed within the last :data:`RECOVERY_MS`, and how."""
        return list(self._failing().values())

    def drain_errors(self) -> dict[str, Exception]:
        """The first exception of each fault since the last time, by part."""
        errors, self._untold = self._untold, {}
        return errors

    def _failing(self) -> dict[str, str]:
        told = self._faults.items()
        return {part: fault for part, (fault, at) in told if self.now - at <= RECOVERY_MS}


class Supervised:
    """A kind, and the rules it stands for in the bank.

    :param make: sets the kind up anew after a fault.
    :param offset: the bank's number of the kind's first rule.
    :param guard: takes note of its faults.
    """

    def __init__(
        self, kind: Kind, make: Callable[[], Kind | None], offset: int, guard: Guard
    ) -> None:
        self.kind = kind
        self._make = make
        self.offset = offset
        self._guard = guard
        self._findings = Findings(self.kind.rules)
        self._parts: list[Changes] = []
        self._standing = np.zeros(len(self.kind.rules), dtype=np.bool_)

    def is_prompt(self, causes: Collection[str]) -> bool:
        """Whether the kind judges in the tick of its readings, or some of these alarms is its."""
        return self.kind.prompt or any(rule.alarm in causes for rule in self.kind.rules)

    def judge(self, arrivals: Arrivals) -> None:
        """Let the kind judge readings."""
        self._attempt(lambda: self.kind.judge(arrivals, self._findings))

    def watch(self, moment: Moment) -> Changes:
        """Let the clock pass; everything found in this tick, by the bank's numbers of rules."""
        self._attempt(lambda: self.kind.watch(moment, self._findings))
        return self.drain()

    def rejudge(self, now: Instant, known: NDArray[np.bool_], board: Board) -> Changes:
        """Judge what stands under the settings of today."""
        self._attempt(lambda: self.kind.rejudge(now, known, board, self._findings))
        return self.drain()

    def drain(self) -> Changes:
        """What was found since the last time."""
        self._collect()
        found, self._parts = merge(self._parts), []
        return replace(found, rule=found.rule + np.int32(self.offset)) if len(found) else found

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands, bool (rules of the kind,)."""
        self._standing[:] = active
        self.kind.align(active)

    def save(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All state by name."""
        for group in self._list_groups():
            yield from name_arrays(group, f"kinds/{self.kind.name}/{group.name}/")

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, by id."""
        changes: dict[str, NDArray[np.bool_]] = {}
        for group in self._list_groups():
            changes |= find_changes(group, arrays, f"kinds/{self.kind.name}/{group.name}/")
        self.kind.renew(changes)

    def _list_groups(self) -> list[StateGroup]:
        ids = np.array([rule.alarm for rule in self.kind.rules], dtype=np.str_)
        own = StateGroup("rules", ids, {"standing": self._standing})
        return [own, *self.kind.states()]

    def knows(self, rule: int) -> bool:
        """Whether one of its conditions can be judged right now."""
        return self.kind.knows(rule)

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one kind, the others go on
            self._guard.note(self.kind.name, error)
            self._set_up_anew()

    def _set_up_anew(self) -> None:
        self._collect()
        self.kind = self._make() or self.kind
        self.kind.align(self._standing)

    def _collect(self) -> None:
        found = self._findings.drain()
        if len(found):
            self._parts.append(found)
            self._standing[found.rule] = found.active


class SupervisedMarks:
    """The marking of first-outs: with a fault changes go out unmarked, and it is set up anew."""

    def __init__(self, make: Callable[[], FirstOut], guard: Guard) -> None:
        self._make = make
        self._guard = guard
        self.stage = make()

    def mark(self, changes: Changes) -> Changes:
        """The same changes, marked; a mark never changes what there is."""
        try:
            return self.stage.mark(changes)
        except Exception as error:  # noqa: BLE001 - no mark is worth an alarm
            self._guard.note("first_out", error)
            self.stage = self._make()
            return changes

    def save(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All state by name."""
        yield from name_arrays(self.stage.states(), "kinds/first_out/members/")

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, by id."""
        find_changed(self.stage.states(), arrays, "kinds/first_out/members/")
