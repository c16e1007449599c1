"""Gateway clocks: one verdict a gateway, true while its clock is beyond tolerance.

Contract section 1, rule 6. Whether a clock is wrong is found where frames come in; a wrong one
delays no alarm, and people are told once.
"""

import numpy as np

from detectors.findings import SILENCE, Findings
from detectors.verdict import Situation
from plant.reading import LONG_AGO, NEVER


class Clocks:
    """The clock verdicts of all gateways; ``first_rule`` is the rule of the first gateway."""

    def __init__(self, gateways: int, first_rule: int) -> None:
        self.active = np.zeros(gateways, dtype=np.bool_)
        self.since = np.full(gateways, LONG_AGO)
        self._first_rule = first_rule

    def watch(self, situation: Situation, findings: Findings) -> None:
        """Tell which clocks went wrong, at their instants, and which are right again, now."""
        off = situation.clock_off
        if off is None:
            off = np.full(len(self.active), NEVER)
        changed = np.flatnonzero(self.active != (off < NEVER))
        if not len(changed):
            return
        wrong = ~self.active[changed]
        at = np.maximum(np.where(wrong, off[changed], situation.now), self.since[changed])
        self.active[changed] = wrong
        self.since[changed] = at
        rule = (changed + self._first_rule).astype(np.int32)
        for active in (True, False):
            told = wrong == active
            findings.add(rule[told], at[told], at[told], SILENCE, active=active)
