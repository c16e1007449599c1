"""What the DCS makes of signals: rounded values with a status, some held, forced, or missing.

Its memory is what it showed last, which frozen and held values go on showing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plant.quality import (
    GOOD,
    GOOD_LOCAL_OVERRIDE,
    UNCERTAIN_LAST_USABLE,
    UNCERTAIN_SUBSTITUTE,
)
from simulators.sensors.active import Active
from simulators.sensors.draws import Draws
from simulators.sensors.fault import FaultKind
from simulators.sensors.instruments import Instruments

BAD_SENSOR_FAILURE: Final = 0x808C0000
"""OPC UA BadSensorFailure (plant/status_codes.toml)."""

_DROPOUT = 3  # stream of draws; the transmitter has those before
_HELD: Final = (FaultKind.FROZEN, FaultKind.LAST_USABLE)
_SET: Final[Mapping[FaultKind, int]] = {
    FaultKind.STUCK: GOOD,
    FaultKind.SUBSTITUTE: UNCERTAIN_SUBSTITUTE,
    FaultKind.FORCED: GOOD_LOCAL_OVERRIDE,
}
"""Kinds that say the value themselves, the later outweighing the earlier, and their status."""


@dataclass(frozen=True, slots=True)
class Sensed:
    """Over tags: ``value`` float64 in the tag's unit, ``status`` uint32 OPC UA, ``silent`` bool."""

    value: NDArray[np.float64]
    status: NDArray[np.uint32]
    silent: NDArray[np.bool_]


class Indication:
    """What a DCS shows of all tags."""

    def __init__(self, instruments: Instruments, seed: int) -> None:
        self._instruments = instruments
        self._dropout = Draws(seed, _DROPOUT)
        decimals = instruments.decimals
        self._rounding = [(int(each), decimals == each) for each in np.unique(decimals)]
        self._shown: NDArray[np.float64] | None = None

    def show(self, signal: NDArray[np.float64], at_s: float, active: Active) -> Sensed:
        """The indication at ``at_s``."""
        value, status = self._quantise(signal), np.zeros(len(signal), dtype=np.uint32)
        self._chatter(value, at_s, active)
        shown = value if self._shown is None else self._shown
        for kind in _HELD:
            if (faults := active.get(kind)) is not None:
                value[faults.row] = shown[faults.row]
        for kind, code in _SET.items():
            if (faults := active.get(kind)) is not None:
                value[faults.row], status[faults.row] = faults.amount, code
        self._qualify(status, active)
        self._shown = value.copy()
        return Sensed(value, status, self._miss(at_s, active))

    def _quantise(self, signal: NDArray[np.float64]) -> NDArray[np.float64]:
        value = signal.copy()
        for decimals, rows in self._rounding:
            value[rows] = np.round(signal[rows], decimals) + 0.0  # no DCS shows -0
        return value

    def _chatter(self, value: NDArray[np.float64], at_s: float, active: Active) -> None:
        """Away first, then back, half a period each."""
        if (faults := active.get(FaultKind.CHATTER)) is None:
            return
        rows = faults.row
        away = np.floor(faults.age_s(at_s) / (faults.period_s / 2.0)) % 2 == 0
        swing = faults.amount / 100.0 * self._instruments.span[rows] * np.where(away, 1.0, -1.0)
        contact = np.where(away, 1.0 - value[rows], value[rows])
        value[rows] = np.where(self._instruments.contact[rows], contact, value[rows] + swing)

    def _qualify(self, status: NDArray[np.uint32], active: Active) -> None:
        """What is said of values beside those that were set."""
        if (faults := active.get(FaultKind.LAST_USABLE)) is not None:
            status[faults.row] = UNCERTAIN_LAST_USABLE
        if (faults := active.get(FaultKind.BAD_SENSOR)) is not None:
            status[faults.row] = BAD_SENSOR_FAILURE
        if (faults := active.get(FaultKind.QUALITY)) is not None:
            status[faults.row] = faults.amount.astype(np.uint32)

    def _miss(self, at_s: float, active: Active) -> NDArray[np.bool_]:
        silent = np.zeros(len(self._instruments.low), dtype=np.bool_)
        if (faults := active.get(FaultKind.SILENT)) is not None:
            silent[faults.row] = True
        if (faults := active.get(FaultKind.DROPOUT)) is not None:
            draw = self._dropout.uniform(at_s, len(silent))[faults.row]
            silent[faults.row[draw < faults.amount]] = True
        return silent
