"""All simulated gateways together as a pure source of frames: snapshots in, frames out.

No socket and no clock: what time it is comes in. Each gateway says online first and offline where
the show takes it down.
"""

from collections.abc import Sequence

import numpy as np

from ingest.frame import Frame
from ingest.topic import Kind, TopicPath
from plant.reading import Instant
from plant.words import Plant
from simulators.frame_writer import MOST_TAGS, Envelope, Form, write_frame, write_status
from simulators.park import Snapshot
from simulators.reporting import Reporter
from simulators.routing import OWN_FORMAT


class Troupe:
    """The gateways of a plant that the simulators speak for."""

    def __init__(self, plant: Plant, seed: int) -> None:
        self._plant = plant
        self._boot = f"{seed:08x}"
        self._rows = [row for row, each in enumerate(plant.gateways) if each.format == OWN_FORMAT]
        self._reporters = {row: Reporter(plant, row) for row in self._rows}
        self._online = dict.fromkeys(self._rows, False)
        self._seq = dict.fromkeys(self._rows, 0)

    def tell(self, snapshot: Snapshot, now: Instant) -> Sequence[Frame]:
        """The frames of all gateways at an instant, as the platform receives them."""
        frames: list[Frame] = []
        for row in self._rows:
            if snapshot.down[row] == self._online[row]:
                self._online[row] = not self._online[row]
                self._reporters[row].restart()
                frames.append(self._frame(row, Kind.STATUS, self._status(row, now), now))
            if self._online[row] and not snapshot.mute[row]:
                frames += self._readings(row, snapshot, now)
        return frames

    def _readings(self, row: int, snapshot: Snapshot, now: Instant) -> list[Frame]:
        due = self._reporters[row].due(snapshot)
        parts = [due[start : start + MOST_TAGS] for start in range(0, len(due), MOST_TAGS)]
        return [
            self._frame(row, Kind.DATA, self._body(row, part, snapshot, now), now) for part in parts
        ]

    def _body(self, row: int, rows: np.ndarray, snapshot: Snapshot, now: Instant) -> bytes:
        self._seq[row] += 1
        return write_frame(
            Form.VALUES,
            now,
            [self._plant.tags[tag].id for tag in rows],
            snapshot.value[rows],
            snapshot.status[rows],
            {},
            Envelope(self._seq[row], self._boot, now, simulated=True),
        )

    def _status(self, row: int, now: Instant) -> bytes:
        return write_status(online=self._online[row], ts=now)

    def _frame(self, row: int, kind: Kind, payload: bytes, now: Instant) -> Frame:
        gateway = self._plant.gateways[row]
        topic = str(TopicPath(self._plant.park.id, gateway.enterprise, gateway.id, kind))
        return Frame(topic, payload, now)
