"""Troubles of the platform itself: one verdict a subsystem, true while it fails.

Contract section 1, rule 14: what is judged and shown without being recorded is said to be so, and
a park that can't be heard is no calm park. What fails is found by who runs the platform.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.findings import SILENCE, Findings
from plant.reading import Instant
from plant.subsystem import SUBSYSTEMS, Subsystem

_REASONS: Final = {
    Subsystem.SPOOL: "读数未落盘 readings are not recorded",
    Subsystem.JOURNAL: "报警未落盘 alarms are not recorded",
    Subsystem.BROKER: "收不到网关数据 no gateway can be heard",
    Subsystem.DISK: "磁盘将满 the disk is nearly full",
    Subsystem.HISTORIAN: "历史库不接收读数 the historian takes no readings",
    Subsystem.DETECTORS: "部分判断失效 some judgements fail",
    Subsystem.NOTICES: "报警通知发不出去 people can't be told of alarms",
}


_DETECTORS: Final = SUBSYSTEMS.index(Subsystem.DETECTORS)


class Troubles:
    """The verdicts of all subsystems; ``first_rule`` is the rule of the first."""

    def __init__(self, first_rule: int) -> None:
        self.active = np.zeros(len(SUBSYSTEMS), dtype=np.bool_)
        self._first_rule = first_rule

    def watch(
        self,
        failing: NDArray[np.bool_] | None,
        faults: Sequence[str],
        now: Instant,
        findings: Findings,
    ) -> None:
        """Tell what fails or works again since the last look, dated now.

        :param failing: bool, shape (subsystems,); None where nobody looked, as in judging again.
        :param faults: what is wrong with kinds of judgement, of which the bank itself knows.
        """
        if failing is None and not faults and not self.active[_DETECTORS]:
            return
        differs = np.zeros_like(self.active) if failing is None else failing != self.active
        differs[_DETECTORS] = bool(faults) != self.active[_DETECTORS]
        if not np.count_nonzero(differs):
            return
        self.active ^= differs
        for place in differs.nonzero()[0].tolist():
            raised = bool(self.active[place])
            reason = _REASONS[SUBSYSTEMS[place]]
            if place == _DETECTORS:
                reason = "; ".join([reason, *faults])
            findings.add(
                np.array([self._first_rule + place], dtype=np.int32),
                now,
                now,
                SILENCE,
                active=raised,
                reasons={0: reason} if raised else None,
            )
