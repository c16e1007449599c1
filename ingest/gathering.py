"""From a decoded frame to readings among those of its tick: whose they are, and what they may say.

Admission has decided that the frame counts; here its readings get their rows, what they share (who
brought them, by which clock, with which marks), and what is left out of them for a reason.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from ingest.counters import Tally
from ingest.frame import Decoded, Frame
from ingest.intake import Intake, Origin
from ingest.order import Order
from ingest.recognition import Recognition, Recognized
from ingest.routing import Route
from ingest.skew import UNDOUBTED
from ingest.standing import Standing
from ingest.topic import Kind
from plant.reading import LONG_AGO, Instant, Mark
from plant.words import Plant

_MARKS: Final = {
    (False, False): Mark.NONE,
    (True, False): Mark.SIMULATED,
    (False, True): Mark.BACKFILL,
    (True, True): Mark.SIMULATED | Mark.BACKFILL,
}
"""(simulated, backfill) → the marks of a frame's readings."""


class Gathering:
    """That of one admission; gateways and tags are rows."""

    def __init__(
        self,
        plant: Plant,
        standing: Standing,
        recognition: Recognition,
        order: Order,
        tally: Tally,
        *,
        stream: bool,
    ) -> None:
        live = [not gateway.simulation for gateway in plant.gateways]
        self._is_live = np.array([*live, False], dtype=np.bool_)
        """Of each gateway; the last entry stands for none."""
        self._standing = standing
        self._recognition = recognition
        self._order = order
        self._tally = tally
        self._stream = stream

    def is_live(self, gateway: int) -> bool:
        """Whether nothing simulated may come from a gateway (contract section 1, rule 15)."""
        return bool(not self._stream and self._is_live[gateway])

    def is_real(self, row: int) -> bool:
        """Whether a live gateway brings a tag."""
        brings = self._is_live[self._standing.links.gateway_of[row]]
        return bool(brings and self._order.true[row] > LONG_AGO)

    def trace(
        self,
        route: Route,
        decoded: Decoded,
        frame: Frame,
        received: Instant,
        *,
        again: bool = False,
        overtaken: bool = False,
    ) -> Origin:
        """What all readings of a frame have in common.

        :param received: when it came, by the clock in force.
        :param again: it was judged when it first came, and lost: now it is only to be stored.
        :param overtaken: a later frame came before it, so its clock does not run backwards.
        """
        gateway = route.gateway
        retained = frame.retained or again
        live = route.kind is Kind.DATA and not (retained or frame.again)
        simulated = decoded.simulation or not self._is_live[gateway]
        standing, stream = self._standing, self._stream
        repeated = live and not stream and standing.is_repeated(gateway, decoded, frame.payload)
        evident = live and not (repeated or overtaken)
        return Origin(
            gateway=gateway,
            received=received,
            sent=None if repeated else decoded.sent,
            correction=UNDOUBTED
            if stream
            else standing.correct(gateway, decoded, received, live=evident),
            marks=_MARKS[simulated, route.kind is Kind.BACKFILL or frame.again],
            live=live,
            retained=retained,
            behind=standing.clocks[gateway].behind,
        )

    def gather(
        self, origin: Origin, decoded: Decoded, frame: Frame, intake: Intake, *, doubted: bool
    ) -> Recognized:
        """Add what has a row here to the tick's readings.

        :param doubted: the readings may raise and not return, like those of a source that is down.
        :returns: what was added, and the complaints about what was not.
        """
        gateway = origin.gateway
        found = self._recognition.recognize(gateway, decoded, frame)
        if not (self._stream or self._is_live[gateway]):
            real = self._find_real(np.array(found.rows, dtype=np.intp))
            found = self._recognition.leave_live(found, real)
        self._tally.converted[gateway] += found.converted
        down: Sequence[int] = range(len(found.rows))
        if not doubted:
            down = self._standing.find_down(gateway, found.rows, found.decoded, live=origin.live)
        intake.add(origin, found.rows, found.decoded, down)
        return found

    def _find_real(self, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which tags a live gateway brings; until it has, it is only thought to."""
        brings: NDArray[np.bool_] = self._is_live[self._standing.links.gateway_of[rows]]
        return brings & (self._order.true[rows] > LONG_AGO)


def recast_as_past(origin: Origin) -> Origin:
    """The origin of readings that the frame itself calls historical."""
    return replace(origin, live=False, marks=origin.marks | Mark.BACKFILL)
