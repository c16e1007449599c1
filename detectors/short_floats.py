"""Short floats: float64 numbers in 48 bits, the upper 32 and the 16 below them in two arrays.

The last 16 of 52 binary digits are left off. So a number is nearer to zero by one part in 2³⁶ at
most, 1.5 in 10¹¹, and every float32 and every whole number up to 2³⁷ is kept as it is. No
instrument resolves as much as a float32 does. Signs, zeros, infinities and NaN stay what they are.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_LEFT: Final = np.uint64(16)


def shorten(value: NDArray[np.float64]) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The upper and the lower bits of numbers, of their shape."""
    bits = value.view(np.uint64) >> _LEFT
    return (bits >> _LEFT).astype(np.uint32), bits.astype(np.uint16)


def lengthen(high: NDArray[np.uint32], low: NDArray[np.uint16]) -> NDArray[np.float64]:
    """The numbers again, float64 of the shape of both, contiguous along the last axis."""
    bits = high.astype(np.uint64, order="C")
    bits <<= _LEFT
    bits |= low
    bits <<= _LEFT
    return bits.view(np.float64)
