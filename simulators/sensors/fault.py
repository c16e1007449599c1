"""What can be wrong with a sensor: the kinds of faults, and one fault on one tag.

Words and units only; what each does to a value is in the stage where it happens: the sensing
element, the transmitter, the wire, or what the DCS makes of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FaultKind(StrEnum):
    """One idea each. What ``amount`` means is in :data:`AMOUNTS`."""

    # the sensing element
    DELAYED = "delayed"
    """A longer sample line: dead time."""
    SLUGGISH = "sluggish"
    """A plugged impulse line, a fouled thermowell: one more first-order lag."""
    POISONED = "poisoned"
    """A gas head that lost sensitivity at once (silicone on a catalytic bead); 100 is blind."""
    AGEING = "ageing"
    """Sensitivity lost day by day."""
    OVER_RANGE = "over_range"
    """A gas head driven over its range, which holds the top until it is reset."""

    # the transmitter
    ZERO_SHIFT = "zero_shift"
    """Calibrated with a wrong zero."""
    SPAN_ERROR = "span_error"
    """Calibrated with a wrong span."""
    DRIFT = "drift"
    """A zero that moves steadily; below zero for a gas head that goes negative."""
    NOISY = "noisy"
    """Measurement noise beyond the instrument's own."""
    FAIL_LOW = "fail_low"
    """It found itself failed and says so downscale (NE 43)."""
    FAIL_HIGH = "fail_high"
    """It found itself failed and says so upscale (NE 43)."""
    DISAGREE = "disagree"
    """Two of a pair move apart, each by half of the amount."""

    # the wire
    OPEN_CIRCUIT = "open_circuit"
    """No current at all."""
    SWAPPED = "swapped"
    """Two tags' wires exchanged: each shows the other's share of span in its own range."""
    SPIKE = "spike"
    """One sample off, once or every ``period_s``."""
    BURST = "burst"
    """Lightning: a third of the samples off, either way."""

    # what the DCS shows
    FROZEN = "frozen"
    """The last value stands, its quality stays good."""
    STUCK = "stuck"
    """A contact or value that stays where ``amount`` says, its quality good."""
    CHATTER = "chatter"
    """A contact that opens and closes; a measurement that swings by ``amount`` to either side."""
    FORCED = "forced"
    """Set by hand in the DCS (GoodLocalOverride)."""
    SUBSTITUTE = "substitute"
    """The DCS's own substitute (UncertainSubstituteValue)."""
    LAST_USABLE = "last_usable"
    """The value of before, said to be the last usable one."""
    BAD_SENSOR = "bad_sensor"
    """The value goes on, its status is BadSensorFailure."""
    QUALITY = "quality"
    """The value goes on with any OPC UA status."""

    # the way to the gateway
    DROPOUT = "dropout"
    """Samples missing here and there."""
    SILENT = "silent"
    """No sample at all."""


AMOUNTS: Final[Mapping[FaultKind, str]] = {
    FaultKind.DELAYED: "s",
    FaultKind.SLUGGISH: "s",
    FaultKind.POISONED: "% of sensitivity",
    FaultKind.AGEING: "% of sensitivity a day",
    FaultKind.ZERO_SHIFT: "% of span",
    FaultKind.SPAN_ERROR: "% of span",
    FaultKind.DRIFT: "% of span an hour",
    FaultKind.NOISY: "% of span",
    FaultKind.DISAGREE: "% of span",
    FaultKind.SPIKE: "% of span",
    FaultKind.BURST: "% of span",
    FaultKind.STUCK: "the tag's unit",
    FaultKind.CHATTER: "% of span",
    FaultKind.FORCED: "the tag's unit",
    FaultKind.SUBSTITUTE: "the tag's unit",
    FaultKind.QUALITY: "OPC UA StatusCode",
    FaultKind.DROPOUT: "share of samples",
}
"""The unit of ``amount``; a kind that is not here takes none."""

PERIODIC: Final = frozenset({FaultKind.SPIKE, FaultKind.CHATTER})
"""Kinds that look at ``period_s``."""

PAIRED: Final = frozenset({FaultKind.DISAGREE, FaultKind.SWAPPED})
"""Kinds that need ``partner``."""


@dataclass(frozen=True, slots=True)
class SensorFault:
    """A fault that is there: ``row`` and ``partner`` are tags, ``since_s`` the show's time of
    its beginning, ``period_s`` of a whole swing, or between spikes (0: one spike).

    :raises ValueError: a pair without its partner, a chatter without its period.
    """

    kind: FaultKind
    row: int
    amount: float = 0.0
    since_s: float = 0.0
    period_s: float = 0.0
    partner: int = -1

    def __post_init__(self) -> None:
        if self.kind in PAIRED and (self.partner < 0 or self.partner == self.row):
            raise ValueError(f"{self.kind} needs another tag as its partner")
        if self.kind is FaultKind.CHATTER and self.period_s <= 0:
            raise ValueError("chatter needs a period_s above 0")
