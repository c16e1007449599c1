"""Supervision of a kind: one that raises an exception is set up anew, and the bank goes on.

Nothing is returned because of a fault: what was in alarm stays so, everything else is unknown until
its next reading. That some judgements fail is a system alarm of its own (:mod:`detectors.bank`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.findings import Findings
from detectors.first_out import FirstOut
from detectors.kind import Arrivals, Kind, Moment, StateGroup, find_changed, name_arrays
from detectors.verdict import Changes, merge
from plant.reading import LONG_AGO, Instant

RECOVERY_MS: Final = 60_000
"""How long a kind must judge without a fault before it counts as sound again."""


class Supervised:
    """A kind, the rules it stands for in the bank, and its faults.

    :param make: sets the kind up anew after a fault.
    :param offset: the bank's number of the kind's first rule.
    """

    def __init__(self, kind: Kind, make: Callable[[], Kind | None], offset: int) -> None:
        self.kind = kind
        self._make = make
        self.offset = offset
        self.fault = ""
        self.failed_at: Instant = int(LONG_AGO)
        self._findings = Findings(self.kind.rules)
        self._parts: list[Changes] = []
        self._standing = np.zeros(len(self.kind.rules), dtype=np.bool_)

    def is_prompt(self, causes: Collection[str]) -> bool:
        """Whether the kind judges in the tick of its readings, or some of these alarms is its."""
        return self.kind.prompt or any(rule.alarm in causes for rule in self.kind.rules)

    def judge(self, arrivals: Arrivals, now: Instant) -> None:
        """Let the kind judge readings."""
        self._attempt(lambda: self.kind.judge(arrivals, self._findings), now)

    def watch(self, moment: Moment) -> Changes:
        """Let the clock pass; everything found in this tick, by the bank's numbers of rules."""
        if moment.now - self.failed_at > RECOVERY_MS:
            self.fault = ""
        self._attempt(lambda: self.kind.watch(moment, self._findings), moment.now)
        return self.drain()

    def rejudge(self, now: Instant, known: NDArray[np.bool_]) -> Changes:
        """Judge what stands under the settings of today."""
        self._attempt(lambda: self.kind.rejudge(now, known, self._findings), now)
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
        self.kind.renew(
            {
                group.name: find_changed(group, arrays, f"kinds/{self.kind.name}/{group.name}/")
                for group in self._list_groups()
            }
        )

    def _list_groups(self) -> list[StateGroup]:
        ids = np.array([rule.alarm for rule in self.kind.rules], dtype=np.str_)
        own = StateGroup("rules", ids, {"standing": self._standing})
        return [own, *self.kind.states()]

    def knows(self, rule: int) -> bool:
        """Whether one of its conditions can be judged right now."""
        return self.kind.knows(rule)

    def _attempt(self, act: Callable[[], None], now: Instant) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one kind, the others go on
            self.fault = f"{self.kind.name}: {type(error).__name__}: {error}"
            self.failed_at = now
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

    def __init__(self, make: Callable[[], FirstOut]) -> None:
        self._make = make
        self.stage = make()
        self.fault = ""
        self._failed_at: Instant = int(LONG_AGO)

    def mark(self, changes: Changes, now: Instant) -> Changes:
        """The same changes, marked; a mark never changes what there is."""
        if now - self._failed_at > RECOVERY_MS:
            self.fault = ""
        try:
            return self.stage.mark(changes)
        except Exception as error:  # noqa: BLE001 - no mark is worth an alarm
            self.fault = f"first_out: {type(error).__name__}: {error}"
            self._failed_at = now
            self.stage = self._make()
            return changes

    def save(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """All state by name."""
        yield from name_arrays(self.stage.states(), "kinds/first_out/members/")

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take up what :meth:`save` gave, by id."""
        find_changed(self.stage.states(), arrays, "kinds/first_out/members/")


class Guard:
    """The faults of parts whose calls are attempted one by one; ``now`` is set before them."""

    def __init__(self) -> None:
        self.now: Instant = int(LONG_AGO)
        self._faults: dict[str, tuple[str, Instant]] = {}

    def note(self, part: str, error: Exception) -> None:
        """Take note that a part failed."""
        self._faults[part] = (f"{part}: {type(error).__name__}: {error}", self.now)

    @property
    def faults(self) -> list[str]:
        """What failed within the last :data:`RECOVERY_MS`, and how."""
        told = self._faults.values()
        return [fault for fault, failed_at in told if self.now - failed_at <= RECOVERY_MS]
