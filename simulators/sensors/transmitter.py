"""The transmitter and its wire: what is felt becomes a signal, and what happens to that.

Calibration, noise, saturation and failure levels (NAMUR NE 43), then the wire: swapped, open, or
struck by lightning. Values in the tag's unit throughout: a signal is its share of the tag's range.
"""

import numpy as np
from numpy.typing import NDArray

from simulators.sensors.active import Active, Faults
from simulators.sensors.draws import Draws
from simulators.sensors.fault import FaultKind
from simulators.sensors.instruments import Instruments, read_currents

_HOUR_S = 3600.0
_NOISE, _EXCESS, _BURST = range(3)  # streams of draws
_BURST_SHARE = 1.0 / 3.0


class Transmitter:
    """The transmitters of all tags; without memory, so any split of time gives the same."""

    def __init__(self, instruments: Instruments, seed: int) -> None:
        self._instruments = instruments
        self._noise = Draws(seed, _NOISE)
        self._excess = Draws(seed, _EXCESS)
        self._burst = Draws(seed, _BURST)
        self._currents = read_currents()

    def transmit(
        self, felt: NDArray[np.float64], at_s: float, since_s: float, active: Active
    ) -> NDArray[np.float64]:
        """The signal as it arrives at the DCS, float64 (tags,), in the tag's unit.

        :param since_s: the instant looked at before, below ``at_s``: a spike between is seen now.
        """
        signal = self._calibrate(felt.copy(), at_s, active)
        signal += self._instruments.noise * self._noise.normal(at_s, len(signal))
        if (faults := active.get(FaultKind.NOISY)) is not None:
            excess = self._excess.normal(at_s, len(signal))[faults.row]
            np.add.at(signal, faults.row, self._percent(faults.row, faults.amount) * excess)
        signal = np.clip(signal, self._instruments.least, self._instruments.most)
        self._fail(signal, active)
        self._strike(signal, at_s, since_s, active)
        return signal

    def _percent(self, rows: NDArray[np.intp], percent: NDArray[np.float64]) -> NDArray[np.float64]:
        """Percent of span in the tags' units."""
        return percent / 100.0 * self._instruments.span[rows]

    def _calibrate(
        self, signal: NDArray[np.float64], at_s: float, active: Active
    ) -> NDArray[np.float64]:
        low = self._instruments.low
        if (faults := active.get(FaultKind.SPAN_ERROR)) is not None:
            gain = 1.0 + faults.amount / 100.0
            signal[faults.row] = low[faults.row] + (signal - low)[faults.row] * gain
        if (faults := active.get(FaultKind.ZERO_SHIFT)) is not None:
            np.add.at(signal, faults.row, self._percent(faults.row, faults.amount))
        if (faults := active.get(FaultKind.DRIFT)) is not None:
            moved = faults.amount * faults.age_s(at_s) / _HOUR_S
            np.add.at(signal, faults.row, self._percent(faults.row, moved))
        if (faults := active.get(FaultKind.DISAGREE)) is not None:
            half = faults.amount / 2.0
            np.add.at(signal, faults.row, self._percent(faults.row, half))
            np.add.at(signal, faults.partner, self._percent(faults.partner, -half))
        return signal

    def _fail(self, signal: NDArray[np.float64], active: Active) -> None:
        """What the transmitter says of itself, and a broken wire that outweighs it."""
        if (faults := active.get(FaultKind.OVER_RANGE)) is not None:
            top = self._instruments.low + self._instruments.span
            most = self._instruments.most
            signal[faults.row] = np.where(np.isfinite(most), most, top)[faults.row]
        for kind, current in (
            (FaultKind.FAIL_LOW, "fail_low_ma"),
            (FaultKind.FAIL_HIGH, "fail_high_ma"),
        ):
            if (faults := active.get(kind)) is not None:
                rows = faults.row
                signal[rows] = self._instruments.at_current(rows, self._currents[current])
        if (faults := active.get(FaultKind.SWAPPED)) is not None:
            self._swap(signal, faults.row, faults.partner)
        if (faults := active.get(FaultKind.OPEN_CIRCUIT)) is not None:
            rows = faults.row
            signal[rows] = self._instruments.at_current(rows, self._currents["open_ma"])

    def _swap(
        self, signal: NDArray[np.float64], one: NDArray[np.intp], other: NDArray[np.intp]
    ) -> None:
        low, span = self._instruments.low, self._instruments.span
        share = (signal - low) / np.where(span > 0, span, 1.0)
        signal[one] = low[one] + share[other] * span[one]
        signal[other] = low[other] + share[one] * span[other]

    def _strike(
        self, signal: NDArray[np.float64], at_s: float, since_s: float, active: Active
    ) -> None:
        """What the wire picks up, beyond saturation too."""
        if (faults := active.get(FaultKind.SPIKE)) is not None:
            hit = _fires(faults, at_s, since_s)
            heights = self._percent(faults.row, faults.amount)
            np.add.at(signal, faults.row[hit], heights[hit])
        if (faults := active.get(FaultKind.BURST)) is not None:
            draw = self._burst.uniform(at_s, len(signal))[faults.row]
            sign = np.where(draw < _BURST_SHARE / 2, -1.0, 1.0)
            height = self._percent(faults.row, faults.amount) * sign
            np.add.at(signal, faults.row, np.where(draw < _BURST_SHARE, height, 0.0))


def _fires(faults: Faults, at_s: float, since_s: float) -> NDArray[np.bool_]:
    """Which spikes fall after ``since_s`` and up to ``at_s``: bool (n,)."""
    period_s = np.where(faults.period_s > 0, faults.period_s, np.inf)
    now_s, before_s = at_s - faults.since_s, since_s - faults.since_s
    count = np.floor(np.maximum(now_s, 0.0) / period_s)
    counted = np.where(before_s < 0, -1.0, np.floor(np.maximum(before_s, 0.0) / period_s))
    fires: NDArray[np.bool_] = (now_s >= 0) & (count > counted)
    return fires
