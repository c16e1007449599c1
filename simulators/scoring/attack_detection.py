"""Attack detection: how soon attacks are found, and how rows are told apart.

The score of BATADAL (Taormina and others, Journal of Water Resources Planning and Management
144(8), 2018): S = (S_TTD + S_CLF) / 2.
"""

from dataclasses import dataclass

import numpy as np

from simulators.scoring.row_classes import RowClasses
from simulators.scoring.run import Verdicts


@dataclass(frozen=True, slots=True)
class AttackScore:
    """``s_ttd``: 1 when every attack is found at once, 0 when none is; ``found``: how many are.

    ``tpr``, ``tnr``: shares of rows under attack with an alarm, and of others without.
    """

    s_ttd: float
    tpr: float
    tnr: float
    found: int

    @property
    def s_clf(self) -> float:
        """How well rows are told apart, 0.5 by guessing."""
        return (self.tpr + self.tnr) / 2

    @property
    def s(self) -> float:
        """The score that ranks."""
        return (self.s_ttd + self.s_clf) / 2


def score_attacks(verdicts: Verdicts, attack: Verdicts) -> AttackScore:
    """Score verdicts; rows of ``attack`` that follow one another are one attack."""
    spans = list_spans(attack)
    waits = [_wait(verdicts[first:last]) for first, last in spans]
    classes = RowClasses.of([(verdicts, attack)])
    return AttackScore(
        s_ttd=1 - float(np.mean(waits)) if waits else 0.0,
        tpr=1 - classes.mar if spans else 0.0,
        tnr=1 - classes.far,
        found=sum(bool(verdicts[first:last].any()) for first, last in spans),
    )


def list_spans(attack: Verdicts) -> list[tuple[int, int]]:
    """The first row of each attack and the first one after it."""
    edges = np.flatnonzero(np.diff(attack, prepend=np.False_, append=np.False_))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _wait(within: Verdicts) -> float:
    """The share of an attack that passes before its first alarm; 1 without one."""
    return float(within.argmax()) / len(within) if within.any() else 1.0
