"""A gateway's own clock: right, or wrong in one of the ways clocks are. Pure arithmetic."""

from plant.reading import Instant
from simulators.gateway_faults import GatewayFaultKind, Wrong

_HOUR_S = 3600.0


class GatewayClock:
    """What the clock of one gateway shows; remembers only when it stopped."""

    def __init__(self) -> None:
        self._stopped: Instant | None = None

    def read(self, at: Instant, elapsed_s: float, wrong: Wrong) -> Instant:
        """What it shows at a true time, ms.

        :param elapsed_s: the show's time, in which a drift is counted.
        """
        if GatewayFaultKind.CLOCK_STOPPED not in wrong:
            self._stopped = None
        elif self._stopped is None:
            self._stopped = at
        error_s = 0.0
        if (offset := wrong.get(GatewayFaultKind.CLOCK_OFFSET)) is not None:
            error_s += offset.amount
        if (zone := wrong.get(GatewayFaultKind.CLOCK_ZONE)) is not None:
            error_s += zone.amount * _HOUR_S
        if (drift := wrong.get(GatewayFaultKind.CLOCK_DRIFT)) is not None:
            error_s += drift.amount * max(elapsed_s - drift.since_s, 0.0) / _HOUR_S
        return (at if self._stopped is None else self._stopped) + round(error_s * 1000)
