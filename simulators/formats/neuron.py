"""EMQ Neuron (NeuronEX), northbound MQTT application, values-format.

Neuron tells a value or why there is none; it has no word for a value in doubt. So a bad or held
value is an error code, and an uncertain or forced one goes out as it is, as at a real gateway.
The mark of simulation is a key beside the documented ones. Source: as :mod:`ingest.formats.neuron`.
"""

from typing import Any, Final

import msgspec
import numpy as np

from plant.quality import QualityClass, classify
from simulators.formats.report import Report
from simulators.formats.speech import Mouth, StatusSpeech, fill_topic
from simulators.wire import Message

UNREADABLE: Final = 3008
"""The code that the documentation's examples show for a tag that could not be read."""


class NeuronSpeech(StatusSpeech):
    """One message a group of tags; a name may be ``node/group/tag``, other tags share a group."""

    def __init__(self, mouth: Mouth) -> None:
        super().__init__(mouth)
        self._places = {row: _split(name, mouth.gateway.id) for row, name in mouth.names.items()}
        for node, group, _ in self._places.values():
            fill_topic(mouth.gateway.topic, [node, group])

    def tell(self, report: Report) -> list[Message]:
        """The messages of a report, group by group in the order of its readings."""
        quality = classify(report.status, report.value)
        told = np.isin(quality, (QualityClass.HELD, QualityClass.BAD), invert=True).tolist()
        bodies: dict[tuple[str, str], dict[str, Any]] = {}
        for row, value, good in zip(report.row.tolist(), report.value.tolist(), told, strict=True):
            node, group, name = self._places[row]
            body = bodies.setdefault((node, group), self._open(report, node, group))
            if good:
                body["values"][name] = value
            else:
                body["errors"][name] = UNREADABLE
        return [
            Message(
                report.at,
                fill_topic(self.mouth.gateway.topic, place),
                msgspec.json.encode(body),
            )
            for place, body in bodies.items()
        ]

    def _open(self, report: Report, node: str, group: str) -> dict[str, Any]:
        mark = {"simulation": True} if self.mouth.simulated else {}
        head = {"timestamp": report.ts, "node": node, "group": group}
        return {**head, "values": {}, "errors": {}, "metas": {}, **mark}


def _split(name: str, gateway: str) -> tuple[str, str, str]:
    """Node, group and tag of a name; the tag may have slashes itself."""
    levels = name.split("/", 2)
    if len(levels) == 3 and all(levels):
        return levels[0], levels[1], levels[2]
    return gateway, "simulator", name
