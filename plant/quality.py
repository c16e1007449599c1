"""Quality of a reading: OPC UA status codes in, the five classes that judging knows out.

A reading carries its full 32-bit OPC UA StatusCode from the wire to the historian. Judging needs
only the class of it, and that mapping lives here and nowhere else. What a class does to an alarm
is the detectors' business.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray


class QualityClass:
    """What a status code means for judging (contract section 1, rules 4 and 5).

    GOOD       judged as it stands
    UNCERTAIN  saturated or not accurate: judged as good, the alarm is marked ``uncertain``
    FORCED     substitute, initial, simulated, manual or local override: may raise, never return
    HELD       last usable value: unknown
    BAD        bad by its source, or not a number: unknown, raises ``bad_quality``

    Plain numbers, because they are compared with arrays in every tick.
    """

    GOOD: Final = 0
    UNCERTAIN: Final = 1
    FORCED: Final = 2
    HELD: Final = 3
    BAD: Final = 4


GOOD: Final = 0x00000000
GOOD_LOCAL_OVERRIDE: Final = 0x00960000
UNCERTAIN: Final = 0x40000000
UNCERTAIN_NO_COMMUNICATION_LAST_USABLE: Final = 0x408F0000
UNCERTAIN_LAST_USABLE: Final = 0x40900000
UNCERTAIN_SUBSTITUTE: Final = 0x40910000
UNCERTAIN_INITIAL: Final = 0x40920000
UNCERTAIN_IN_MANUAL: Final = 0x42080000
"""UncertainTransducerInManual: somebody sets by hand what it shows."""
UNCERTAIN_SIMULATED: Final = 0x42090000
BAD: Final = 0x80000000
BAD_NOT_A_NUMBER: Final = 0x80740000
"""BadTypeMismatch (OPC 10000-4): the source sent something that is no number."""

LIMIT_LOW: Final = 0x00000100
LIMIT_HIGH: Final = 0x00000200
LIMIT_CONSTANT: Final = LIMIT_LOW | LIMIT_HIGH
"""The limit bits of a StatusCode: the value is held at a limit of its source, or can't move."""
OVERFLOW: Final = 0x00000080
"""The source lost changes between the last reading and this one."""

WORDS: Final[dict[str, int]] = {"good": GOOD, "uncertain": UNCERTAIN, "bad": BAD}
"""The three words that a frame may carry instead of a status code (contract section 5)."""

_FORCED_CODES: Final = np.array(
    [
        GOOD_LOCAL_OVERRIDE >> 16,
        UNCERTAIN_SUBSTITUTE >> 16,
        UNCERTAIN_INITIAL >> 16,
        UNCERTAIN_IN_MANUAL >> 16,
        UNCERTAIN_SIMULATED >> 16,
    ],
    dtype=np.uint32,
)
_HELD_CODES: Final = np.array(
    [UNCERTAIN_NO_COMMUNICATION_LAST_USABLE >> 16, UNCERTAIN_LAST_USABLE >> 16], dtype=np.uint32
)

STATUS_OF_CLASS: Final = np.array(
    [GOOD, UNCERTAIN, UNCERTAIN_SUBSTITUTE, UNCERTAIN_LAST_USABLE, BAD], dtype=np.uint32
)
"""By :class:`QualityClass`, a status code that :func:`classify` maps to it."""


def classify(status: NDArray[np.uint32], value: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Map status codes and values to classes of judging.

    :param status: uint32, shape (n,), OPC UA StatusCode (OPC 10000-4 §7.39.1); the low 16 bits
        are flags that do not change the meaning.
    :param value: float64, shape (n,); a value that is not finite is BAD whatever its status.
    :returns: uint8, shape (n,), members of :class:`QualityClass`.
    """
    classes = np.zeros(status.shape, dtype=np.uint8)
    if status.any():
        code = status >> np.uint32(16)
        severity = status >> np.uint32(30)
        classes[severity == 1] = QualityClass.UNCERTAIN
        classes[np.isin(code, _FORCED_CODES)] = QualityClass.FORCED
        classes[np.isin(code, _HELD_CODES)] = QualityClass.HELD
        classes[severity >= 2] = QualityClass.BAD
    classes[~np.isfinite(value)] = QualityClass.BAD
    return classes


def find_constant(status: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Readings whose limit bits say constant: the source knows that the value can't move.

    :param status: uint32 (n,); OPC 10000-4 §7.39.1, bits 9:8 both set, whatever the info type.
    :returns: bool (n,).
    """
    constant: NDArray[np.bool_] = (status & np.uint32(LIMIT_CONSTANT)) == LIMIT_CONSTANT
    return constant


def name_severity(status: int) -> str:
    """The word of a status code's severity: ``good``, ``uncertain`` or ``bad``."""
    return ("good", "uncertain", "bad", "bad")[(status >> 30) & 0b11]
