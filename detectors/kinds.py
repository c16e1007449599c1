"""The kinds of the catalogue in a bank: those that judge in the tick of their readings, and those
that can wait.

Each kind is supervised (:mod:`detectors.supervision`), sees what those before it found in the same
tick, and keeps its state under its own name. What is judged of every tag is
:mod:`detectors.foundation`'s business.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.catalogue import Maker
from detectors.gathering import Gathering
from detectors.interlock_view import InterlockView, settle_causes
from detectors.interlocks import Interlocks
from detectors.kind import Arrivals, Moment
from detectors.multivariate import ModelRows, Multivariate
from detectors.supervision import Guard, Supervised
from detectors.verdict import Changes, Rule
from plant.reading import NEVER, Instant
from plant.words import Plant


class Kinds:
    """All kinds of which a plant asks something.

    :param offset: the bank's number of their first rule.
    :param guard: takes note of their faults.
    """

    def __init__(self, plant: Plant, catalogue: Sequence[Maker], offset: int, guard: Guard) -> None:
        self._all = set_up_kinds(plant, catalogue, offset, guard)
        causes = list_causes(plant)
        self._prompt = [kind for kind in self._all if kind.is_prompt(causes)]
        self._patient = [kind for kind in self._all if not kind.is_prompt(causes)]
        self._gathering = Gathering(np.array([tag.id for tag in plant.tags], dtype=np.str_))

    def __len__(self) -> int:
        return len(self._all)

    @property
    def rules(self) -> Iterator[Rule]:
        """Those of all kinds, in the order of the catalogue."""
        return (rule for kind in self._all for rule in kind.kind.rules)

    def judge(self, arrivals: Arrivals) -> None:
        """Judge readings, or let them wait with others."""
        if self._patient:
            self._gathering.add(arrivals)
        for kind in self._prompt:
            kind.judge(arrivals)

    def watch(self, moment: Moment, told: list[Changes], *, idle: bool) -> list[Changes]:
        """Let the clock pass; what was told in this tick, with what the kinds have to add.

        :param told: what ``moment`` shows of this tick, which grows as the kinds speak.
        """
        urgent = idle or moment.ended or len(moment.fallen) > 0
        if self._gathering.is_due(moment.now, idle=urgent):
            told += self._work_off(moment)
        # Each kind is to see what those before it found.
        for kind in self._prompt:
            told += [kind.watch(moment)]
        return told

    def drain_rows(self) -> list[ModelRows]:
        """What the models said of the rows of this tick."""
        models = (one.kind for one in self._all if isinstance(one.kind, Multivariate))
        return [rows for kind in models for rows in kind.drain_rows()]

    def view_interlocks(self) -> list[InterlockView]:
        """How the interlocks stand by their shadow."""
        shadows = (one.kind for one in self._all if isinstance(one.kind, Interlocks))
        return [settle_causes(view, self._knows) for one in shadows for view in one.view()]

    def _knows(self, alarm: str) -> bool:
        found = self.find(alarm)
        return found is not None and found[0].knows(found[1])

    def find(self, alarm: str) -> tuple[Supervised, int] | None:
        """The kind that judges an alarm, and its number there."""
        return self._places.get(alarm)

    @cached_property
    def _places(self) -> Mapping[str, tuple[Supervised, int]]:
        places: dict[str, tuple[Supervised, int]] = {}
        for kind in self._all:
            for number, rule in enumerate(kind.kind.rules):
                places.setdefault(rule.alarm, (kind, number))
        return places

    def next_due(self) -> Instant:
        """The earliest instant at which something may change without a reading."""
        return min((kind.kind.next_due() for kind in self._all), default=int(NEVER))

    def align(self, active: Collection[str]) -> None:
        """Be raised exactly where these alarms stand."""
        wanted = set(active)
        for kind in self._all:
            kind.align(np.array([rule.alarm in wanted for rule in kind.kind.rules], dtype=np.bool_))

    def rejudge(self, now: Instant, known: NDArray[np.bool_], board: Board) -> list[Changes]:
        """Judge what stands under the settings of today."""
        return [kind.rejudge(now, known, board) for kind in self._all]

    def save(self) -> dict[str, NDArray[Any]]:
        """All state by name, and the readings that wait."""
        saved = self._gathering.save()
        for kind in self._all:
            saved |= kind.save()
        return saved

    def restore(
        self, arrays: Mapping[str, NDArray[Any]], limit_ms: NDArray[np.int64], board: Board
    ) -> None:
        """Take up what :meth:`save` gave, by id."""
        for kind in self._all:
            kind.restore(arrays)
        self._gathering.restore(arrays, limit_ms, board)

    def _work_off(self, moment: Moment) -> list[Changes]:
        """Let the kinds that can wait judge what has gathered."""
        arrivals = self._gathering.take(moment.now)
        if arrivals is not None:
            for kind in self._patient:
                kind.judge(arrivals)
        return [kind.watch(moment) for kind in self._patient]


def set_up_kinds(
    plant: Plant, catalogue: Sequence[Maker], offset: int, guard: Guard
) -> list[Supervised]:
    """Every kind of which the plant asks something; ``offset`` is the number of the first rule."""
    kinds = []
    for make in catalogue:
        kind = make(plant)
        if kind is not None:
            kinds.append(Supervised(kind, partial(make, plant), offset, guard))
            offset += len(kind.rules)
    return kinds


def list_causes(plant: Plant) -> set[str]:
    """The alarms on which interlocks rest: whoever judges them must not keep them waiting."""
    return {
        f"{cause.source}:{cause.condition}"
        for interlock in plant.interlocks
        for cause in interlock.causes
    }
