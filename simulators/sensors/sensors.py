"""All sensors of a plant: true values in, what the DCS shows of them out.

Pure and seeded. The stages, in the order of the way: the sensing element, the transmitter with its
wire, the indication. What is wrong comes in as a list of faults, each time anew; what a fault did
to a memory (a lag that filled, a value that froze) wears off as it would in the field.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plant.words import Plant
from simulators.sensors.active import Active, gather_faults
from simulators.sensors.element import Element
from simulators.sensors.fault import SensorFault
from simulators.sensors.indication import Indication, Sensed
from simulators.sensors.instruments import fit_instruments
from simulators.sensors.transmitter import Transmitter

__all__ = ["Sensed", "Sensors"]


class Sensors:
    """The sensors of a plant; the same plant, seed and sequence of steps give the same bytes.

    A step that is cut in two, the true values the same in both, ends in the same indication: noise
    belongs to its instant, lags are exact. What the parts between saw differs, of course.
    """

    def __init__(self, plant: Plant, seed: int) -> None:
        instruments = fit_instruments(plant)
        self.instruments = instruments
        self._element = Element(instruments)
        self._transmitter = Transmitter(instruments, seed)
        self._indication = Indication(instruments, seed)
        self._known: tuple[SensorFault, ...] = ()
        self._active: Active = {}
        self._started = False

    def step(
        self,
        true: NDArray[np.float64],
        at_s: float,
        dt_s: float,
        faults: Sequence[SensorFault] = (),
    ) -> Sensed:
        """What is shown ``at_s`` seconds into the show, ``dt_s`` after the step before.

        :param true: float64 (tags,) in the tags' units; left as it is.
        :param faults: those that are there now; one that is over is simply not among them.
        :raises ValueError: a step back in time.
        """
        if dt_s < 0:
            raise ValueError("sensors can't go back in time")
        if tuple(faults) != self._known:
            self._known = tuple(faults)
            self._active = gather_faults(self._known)
        since_s = at_s - dt_s if self._started else -np.inf
        self._started = True
        felt = self._element.step(true, at_s, dt_s, self._active)
        signal = self._transmitter.transmit(felt, at_s, since_s, self._active)
        return self._indication.show(signal, at_s, self._active)
