"""The short way in of plain frames: one good reading of a gateway that goes on well.

Nearly every frame of a gateway that publishes reading by reading is such a one, and comes to
nothing but its reading. What is taken here is taken as :mod:`ingest.admission` would take it the
long way; whatever has more to it is left for that, whole and with nothing changed.
"""

from collections.abc import Callable
from typing import Final

from ingest.codec import read_single
from ingest.counters import Tally
from ingest.frame import Frame
from ingest.intake import Intake, Origin
from ingest.recognition import Recognition
from ingest.routing import Route
from ingest.standing import Standing
from plant.reading import Instant, Mark
from plant.words import Plant

LONGEST: Final = 512
"""Bytes of a payload that may be plain: a longer one has many readings."""


class PlainLane:
    """The lane of one admission, on our clock; gateways are rows.

    :param is_real: whether a live gateway brings a tag, of which no simulation may speak.
    """

    def __init__(
        self,
        plant: Plant,
        recognition: Recognition,
        standing: Standing,
        tally: Tally,
        is_real: Callable[[int], bool],
    ) -> None:
        self._marks = {
            row: Mark.SIMULATED if gateway.simulation else Mark.NONE
            for row, gateway in enumerate(plant.gateways)
            if gateway.max_bytes is None or gateway.max_bytes >= LONGEST
        }
        self._is_real = is_real
        self._rows = [recognition.find_names(row) for row in range(len(plant.gateways))]
        self._standing = standing
        # Counted frame by frame, where numpy's scalars cost five times as much.
        self._frames = tally.frames.data
        self._origins: dict[int, tuple[tuple[Instant, Instant | None, int], int]] = {}

    def begin_tick(self) -> None:
        """Origins are those of one tick's intake."""
        self._origins.clear()

    def take(
        self, route: Route, frame: Frame, intake: Intake, sent: dict[int, list[tuple[str, int]]]
    ) -> bool:
        """Take in a frame if it is plain.

        :param sent: gateway → (boot, seq) of the tick's frames, of every gateway that was heard.
        """
        gateway = route.gateway
        marks = self._marks.get(gateway) if route.plain else None
        if marks is None or frame.retained or frame.again or len(frame.payload) > LONGEST:
            return False
        single = read_single(route.path, frame.payload)
        if single is None:
            return False
        name, value, ts, number, stamp, simulated = single
        row = self._rows[gateway].get(name)
        if row is None or (self._is_real(row) if marks else simulated):
            return False
        if not self._standing.follow(gateway, row, single, frame.payload, frame.received):
            return False
        self._frames[gateway] += 1
        numbers = sent.setdefault(gateway, [])
        if number is not None:
            numbers.append(number)
        intake.add_single(self._trace(gateway, frame.received, stamp, intake), row, ts, value)
        return True

    def _trace(self, gateway: int, at: Instant, sent: Instant | None, intake: Intake) -> int:
        """The origin of a plain frame; frames that came together share theirs."""
        clock = self._standing.clocks[gateway]
        alike = (at, sent, clock.skew)
        known = self._origins.get(gateway)
        if known is not None and known[0] == alike:
            return known[1]
        place = intake.enter(
            Origin(
                gateway=gateway,
                received=at,
                sent=sent,
                correction=clock.current,
                marks=self._marks[gateway],
                live=True,
                retained=False,
                behind=clock.behind,
            )
        )
        self._origins[gateway] = alike, place
        return place
