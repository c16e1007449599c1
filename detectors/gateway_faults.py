"""Faults that ingest finds in what a gateway sends: one verdict a gateway and kind of fault.

Contract section 1, rules 6 and 8: a clock beyond tolerance, and numbers of frames that have not
come. Where frames come in it is known since when; here it becomes a verdict, told once, after the
patience that the kind of fault deserves.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.findings import SILENCE, Findings
from plant.reading import LONG_AGO, NEVER, Instant

GAP_PATIENCE_MS: Final = 60_000
"""How long frames may be missing before people are told: a gateway sends them again by itself."""


class GatewayFaults:
    """The verdicts of one kind of fault for all gateways.

    :param first_rule: the rule of the first gateway.
    :param patience_ms: how long a fault must last.
    :param reason: why, in words.
    """

    def __init__(
        self, gateways: int, first_rule: int, *, patience_ms: int = 0, reason: str = ""
    ) -> None:
        self.active = np.zeros(gateways, dtype=np.bool_)
        self.since = np.full(gateways, LONG_AGO)
        self._none = np.full(gateways, NEVER)
        self._first_rule = first_rule
        self._patience_ms = patience_ms
        self._reason = reason

    def watch(self, began: NDArray[np.int64] | None, now: Instant, findings: Findings) -> None:
        """Tell which faults began, at their due instants, and which are over, now.

        :param began: int64 ms, shape (gateways,), since when there is a fault, NEVER where there
            is none; None stands for none at all.
        """
        if began is None:
            if not np.count_nonzero(self.active):
                return
            began = self._none
        faults = began < NEVER
        if not np.count_nonzero(faults | self.active):
            return
        due = np.where(faults, began + self._patience_ms, NEVER)
        over = self.active & ~faults
        risen = ~self.active & (due <= now)
        self._tell(np.flatnonzero(risen), due, findings, active=True)
        self._tell(np.flatnonzero(over), np.full(len(due), now), findings, active=False)

    def _tell(
        self,
        gateway: NDArray[np.intp],
        at: NDArray[np.int64],
        findings: Findings,
        *,
        active: bool,
    ) -> None:
        if not len(gateway):
            return
        told = np.maximum(at[gateway], self.since[gateway])
        self.active[gateway] = active
        self.since[gateway] = told
        explained = active and self._reason
        findings.add(
            (gateway + self._first_rule).astype(np.int32),
            told,
            told,
            SILENCE,
            active=active,
            reasons=dict.fromkeys(range(len(gateway)), self._reason) if explained else None,
        )
