"""Codes for no value: numbers by which a gateway's sources say that they have none.

A code that came through 32-bit floats counts as well: -999.9 arrives as -999.9000244140625.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plant.quality import BAD
from plant.reading import ReadingBatch
from plant.words import Plant


class MissingCodes:
    """The codes of each gateway of a plant; gateways are rows."""

    def __init__(self, plant: Plant) -> None:
        self._codes = {
            row: _spread(np.array(gateway.missing))
            for row, gateway in enumerate(plant.gateways)
            if gateway.missing
        }

    def __bool__(self) -> bool:
        """Whether any gateway has codes."""
        return bool(self._codes)

    def of(self, gateway: int) -> Collection[float]:
        """The codes of one gateway."""
        return self._codes[gateway].tolist() if gateway in self._codes else ()

    def leave(self, batch: ReadingBatch, gateway: NDArray[np.int16]) -> ReadingBatch:
        """The batch with bad quality where a value is a code of its gateway for none.

        :param gateway: int16, shape (n,), row of each reading's, -1 where there is none.
        """
        absent = np.zeros(len(batch), dtype=np.bool_)
        for row, codes in self._codes.items():
            absent |= (gateway == row) & np.isin(batch.value, codes)
        if not absent.any():
            return batch
        value, status = batch.value.copy(), batch.status.copy()
        value[absent], status[absent] = np.nan, BAD
        return replace(batch, value=value, status=status)


def _spread(codes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Codes, and what is left of them after 32-bit floats."""
    with np.errstate(over="ignore"):
        return np.concatenate([codes, codes.astype(np.float32).astype(np.float64)])
