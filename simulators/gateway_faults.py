"""What can be wrong with a gateway, its link and its clock: the kinds, and one fault of one.

Words and units only. What they do: to the link and the numbers :mod:`simulators.voice`, to the
clock :mod:`simulators.gateway_clock`, to messages under way :mod:`simulators.transit`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class GatewayFaultKind(StrEnum):
    """One idea each. What ``amount`` means is in :data:`GATEWAY_AMOUNTS`."""

    # the link
    LINK_LOST = "link_lost"
    """The connection breaks; readings are kept, and told as backfill when it is back."""
    HALF_OPEN = "half_open"
    """The connection looks alive and carries nothing; what is sent is gone, its numbers too."""
    RESTARTED = "restarted"
    """The gateway is off and boots anew at the end: another boot, numbers from 1, nothing kept."""
    RECOUNTED = "recounted"
    """It counts from 1 again and does not say so: the boot stays."""

    SOURCE_DOWN = "source_down"
    """The gateway lost one of its sources, which it says where its format can; ``source``."""

    # messages under way
    STALLED = "stalled"
    """The network holds everything, and delivers it in one burst at the end."""
    LATE = "late"
    """Everything comes later."""
    REORDERED = "reordered"
    """Messages overtake one another."""
    DUPLICATED = "duplicated"
    """Some come twice."""
    LOST = "lost"
    """Some never come."""
    TRUNCATED = "truncated"
    """Some are cut in half."""
    GARBLED = "garbled"
    """Some are rubbish of the same length, as a broken serial line makes it."""
    MISENCODED = "misencoded"
    """Some are in another encoding, UTF-16."""
    RETAINED = "retained"
    """Data is published to be kept by the broker, and given to every new subscriber as if new."""

    # the clock
    CLOCK_OFFSET = "clock_offset"
    """The clock is wrong by so much, from one moment on: a step. Ahead is positive."""
    CLOCK_DRIFT = "clock_drift"
    """It runs too fast, or too slowly."""
    CLOCK_ZONE = "clock_zone"
    """Local time taken for UTC, or the other way round: +8 or -8 in China."""
    CLOCK_STOPPED = "clock_stopped"
    """It stands still."""


GATEWAY_AMOUNTS: Final[Mapping[GatewayFaultKind, str]] = {
    GatewayFaultKind.LINK_LOST: "reports a step when it is back, 0 for all at once",
    GatewayFaultKind.HALF_OPEN: "s until the broker notices, 0 for never",
    GatewayFaultKind.LATE: "s",
    GatewayFaultKind.REORDERED: "s within which messages overtake",
    GatewayFaultKind.DUPLICATED: "share of messages",
    GatewayFaultKind.LOST: "share of messages",
    GatewayFaultKind.TRUNCATED: "share of messages",
    GatewayFaultKind.GARBLED: "share of messages",
    GatewayFaultKind.MISENCODED: "share of messages",
    GatewayFaultKind.CLOCK_OFFSET: "s",
    GatewayFaultKind.CLOCK_DRIFT: "s an hour",
    GatewayFaultKind.CLOCK_ZONE: "h",
}
"""The unit of ``amount``; a kind that is not here takes none."""


@dataclass(frozen=True, slots=True)
class GatewayFault:
    """A fault that is there: ``row`` of the gateway, ``since_s`` the show's time of its start.

    ``source``: the equipment whose tags come from the source that is down; each its own fault.

    :raises ValueError: no source where one is down.
    """

    kind: GatewayFaultKind
    row: int
    amount: float = 0.0
    since_s: float = 0.0
    source: str = ""

    def __post_init__(self) -> None:
        if self.kind is GatewayFaultKind.SOURCE_DOWN and not self.source:
            raise ValueError("source_down needs the source")


Wrong = Mapping[GatewayFaultKind, GatewayFault]
"""What is wrong with one gateway; of two faults of a kind the later in the list counts."""


def list_down(faults: Sequence[GatewayFault], gateway: int) -> frozenset[str]:
    """The sources of one gateway that are down."""
    kind = GatewayFaultKind.SOURCE_DOWN
    return frozenset(each.source for each in faults if each.row == gateway and each.kind is kind)


def choose_faults(faults: Sequence[GatewayFault], gateway: int) -> Wrong:
    """The faults of one gateway, by kind."""
    return {fault.kind: fault for fault in faults if fault.row == gateway}
