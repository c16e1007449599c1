"""The catalogue: every kind of judgement that rests on the bank's own, one line each.

A kind sees what those before it have found in the same tick. A maker gives None where the plant
asks for nothing of its kind, which then costs nothing.
"""

from collections.abc import Callable
from typing import Final

from detectors.deviation import make_deviations, make_discrepancies
from detectors.forecast import make_forecasts
from detectors.implausible import make_implausibles
from detectors.kind import Kind
from detectors.rate import make_rates
from plant.words import Plant

Maker = Callable[[Plant], Kind | None]

CATALOGUE: Final[tuple[Maker, ...]] = (
    make_deviations,
    make_discrepancies,
    make_rates,
    make_implausibles,
    make_forecasts,
)
