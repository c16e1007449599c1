"""The catalogue: every kind of judgement that rests on the bank's own, one line each.

A kind sees what those before it have found in the same tick. A maker gives None where the plant
asks for nothing of its kind, which then costs nothing.
"""

from collections.abc import Callable
from typing import Final

from detectors.balance import make_balances
from detectors.deviation import make_deviations, make_discrepancies
from detectors.exposure import make_stels, make_twas
from detectors.forecast import make_forecasts
from detectors.frozen import make_frozen
from detectors.gas_arrays import make_gas_arrays
from detectors.implausible import make_implausibles
from detectors.interlocks import make_interlocks
from detectors.kind import Kind
from detectors.multivariate import make_multivariate
from detectors.noise_lost import make_noise_lost
from detectors.rate import make_rates
from detectors.spike import make_spikes
from detectors.voting import make_votings
from plant.words import Plant

Maker = Callable[[Plant], Kind | None]

CATALOGUE: Final[tuple[Maker, ...]] = (
    make_deviations,
    make_discrepancies,
    make_rates,
    make_implausibles,
    make_forecasts,
    make_balances,
    make_frozen,
    make_spikes,
    make_noise_lost,
    make_stels,
    make_twas,
    make_multivariate,
    make_votings,
    make_gas_arrays,
    make_interlocks,
)
