"""The reach of filed stops: which alarms of a plant a scope touches, and which it makes quiet.

An index over the rules, made once for a plant and its links, so that a stop of one tag costs no
walk over all of them. The rule by which it is decided is told in
:mod:`alerting.filed_stops.suppression`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from alerting.filed_stops.scope import Points
from alerting.filed_stops.stop import Scope
from detectors.mode_table import may_suppress
from detectors.verdict import Rule
from plant.condition import Condition
from plant.words import Plant

DATA_LOSS: Final = frozenset({Condition.STALE, Condition.BAD_QUALITY})
"""What a stop makes expected."""


@dataclass(frozen=True, slots=True)
class Reach:
    """``row`` intp (rules,), the tag of each rule, −1: none; ``quiet`` bool (rules,), whether a
    stop may suppress it; ``others``: source → its rules, of what is no tag.
    """

    points: Points
    rules: Sequence[Rule]
    row: NDArray[np.intp]
    quiet: NDArray[np.bool_]
    others: dict[str, list[str]]

    @classmethod
    def of(cls, plant: Plant, rules: Sequence[Rule], gateway_of: NDArray[np.int16]) -> Self:
        """That of a plant.

        :param gateway_of: int16 (tags,), the gateway that brings each tag.
        """
        others: dict[str, list[str]] = {}
        for rule in rules:
            if rule.row < 0:
                others.setdefault(rule.source, []).append(rule.alarm)
        return cls(
            Points.of(plant, gateway_of),
            rules,
            np.array([rule.row for rule in rules], dtype=np.intp),
            np.array(
                [rule.condition in DATA_LOSS and may_suppress(rule) for rule in rules],
                dtype=np.bool_,
            ),
            others,
        )

    def list_quiet(self, scope: Scope) -> list[str]:
        """The alarms that a stop of this scope suppresses; what may never be is left out."""
        return self._name(self._find(scope) & self.quiet)

    def list_touched(self, scope: Scope) -> list[str]:
        """All alarms of the tags that it covers, and of the gateways that it names."""
        named = (self.others.get(gateway, []) for gateway in scope.gateways)
        return [*self._name(self._find(scope)), *(alarm for some in named for alarm in some)]

    def _find(self, scope: Scope) -> NDArray[np.bool_]:
        covered = np.append(self.points.find(scope), False)  # row −1 finds the last
        found: NDArray[np.bool_] = covered[self.row]
        return found

    def _name(self, wanted: NDArray[np.bool_]) -> list[str]:
        return [self.rules[place].alarm for place in np.flatnonzero(wanted).tolist()]
