"""A Sparkplug B edge node with its devices: births, data by alias, deaths, a rebirth when asked.

A tag named ``DEVICE/metric`` is a metric of that device; another one is a metric of the device that
is called like its equipment, or of the node itself where it has none. Old readings go out as
historical metrics. Source: Sparkplug 3.0.0, 5.4 to 5.7 (sessions), 6.4.19 to 6.4.26 (messages).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.formats.sparkplug_host import REBIRTH
from ingest.formats.sparkplug_payload import BOOLEAN, SIMULATION, read_payload
from ingest.formats.sparkplug_topic import SparkplugTopic, Verb, name_rebirth_topic
from ingest.lenient import Unfit
from plant.condition import Condition
from plant.gateway_checks import split_node_filter
from plant.quality import QualityClass, classify
from plant.reading import Instant
from plant.words import Tag
from simulators.formats.report import Report
from simulators.formats.sparkplug_payload import (
    DataType,
    MetricValue,
    write_bd_seq,
    write_control,
    write_metric,
    write_payload,
)
from simulators.formats.speech import FormError, Mouth
from simulators.wire import Message

_ROUND: Final = 256

_QUALITY_OF_CLASS: Final[Mapping[int, int | None]] = {
    QualityClass.GOOD: None,
    QualityClass.UNCERTAIN: 0x40,
    QualityClass.FORCED: 0xD8,
    QualityClass.HELD: 500,
    QualityClass.BAD: 0,
}
"""Sparkplug's own bad (0) and stale (500); for the rest OPC DA's, which nodes pass on (6.4.9)."""


class SparkplugSpeech:
    """One edge node. Births are told whole, silent tags with what was known of them last."""

    keeps = True
    in_turn = False
    births = True

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self._group, self._node = split_node_filter(mouth.gateway.topic)
        self.commands = name_rebirth_topic(self._group, self._node)
        tags = mouth.plant.tags
        self._places = {row: _place(tags[row], name) for row, name in mouth.names.items()}
        self._aliases = {row: alias for alias, row in enumerate(mouth.names)}
        self._types = {row: _choose_type(tags[row]) for row in mouth.names}
        self._bd_seq = -1
        self._seq = 0
        self._uuid = SIMULATION if mouth.simulated else ""

    def will(self, at: Instant, sent: Instant) -> Message:
        """The death of the session that now begins."""
        del sent
        self._bd_seq = (self._bd_seq + 1) % _ROUND
        return self._die(at)

    def greet(self, everything: Report) -> list[Message]:
        """The birth of the node and those of its devices."""
        self._seq = 0
        by_device = {"": np.zeros(0, dtype=np.intp), **self._sort(everything)}
        return [self._bear(everything, device, places) for device, places in by_device.items()]

    def part(self, at: Instant, sent: Instant) -> list[Message]:
        """A node that leaves in order says itself that it died (6.4.25)."""
        del sent
        return [self._die(at)]

    def tell(self, report: Report) -> list[Message]:
        """A data message for each device that has something to tell."""
        return [
            self._send(
                report,
                Verb.DDATA if device else Verb.NDATA,
                device,
                [write_metric(each) for each in self._measure(report, places)],
            )
            for device, places in self._sort(report).items()
        ]

    def hear(self, topic: str, payload: bytes, everything: Report) -> list[Message]:
        """All births again where that is asked for; nothing else is obeyed."""
        if topic != self.commands or not asks_for_rebirth(payload):
            return []
        return self.greet(everything)

    def tell_sources(
        self, sources: Mapping[str, bool], changed: Collection[str], everything: Report
    ) -> list[Message]:
        """Deaths and births of devices: those of the equipment, whatever they are called."""
        equipment = {row: self._mouth.plant.tags[row].equipment for row in self._places}
        devices = {
            (self._places[row][0], sources[source])
            for row, source in equipment.items()
            if source in changed and self._places[row][0]
        }
        births = self._sort(everything)
        return [
            self._bear(everything, device, births[device])
            if up
            else self._send(everything, Verb.DDEATH, device, [])
            for device, up in sorted(devices)
        ]

    def _bear(self, everything: Report, device: str, places: NDArray[np.intp]) -> Message:
        ts = everything.sent
        metrics = [write_metric(each) for each in self._define(everything, places)]
        if device:
            return self._send(everything, Verb.DBIRTH, device, metrics)
        own = [write_bd_seq(self._bd_seq, ts), write_control(REBIRTH, ts)]
        return self._send(everything, Verb.NBIRTH, "", own + metrics)

    def _define(self, report: Report, places: NDArray[np.intp]) -> Iterator[MetricValue]:
        """Metrics by name, with datatype and unit."""
        rows = report.row[places].tolist()
        for row, metric in zip(rows, self._measure(report, places), strict=True):
            unit = self._mouth.plant.tags[row].unit
            name = self._places[row][1]
            yield metric._replace(name=name, unit=unit)

    def _measure(self, report: Report, places: NDArray[np.intp]) -> Iterator[MetricValue]:
        """Metrics by alias."""
        quality = classify(report.status, report.value)
        columns = (report.row, report.value, quality)
        for row, value, of in zip(*(each[places].tolist() for each in columns), strict=True):
            yield MetricValue(
                "",
                self._aliases[row],
                report.ts,
                self._types[row],
                value,
                _QUALITY_OF_CLASS[of],
                historical=report.past,
            )

    def _sort(self, report: Report) -> dict[str, NDArray[np.intp]]:
        """Device → positions in the report."""
        by_device: dict[str, list[int]] = {}
        for position, row in enumerate(report.row.tolist()):
            by_device.setdefault(self._places[row][0], []).append(position)
        return {name: np.array(each, dtype=np.intp) for name, each in by_device.items()}

    def _send(self, report: Report, verb: Verb, device: str, metrics: list[bytes]) -> Message:
        seq, self._seq = self._seq, (self._seq + 1) % _ROUND
        topic = str(SparkplugTopic(self._group, verb, self._node, device))
        body = write_payload(report.sent, metrics, seq, self._uuid)
        return Message(report.at, topic, body, qos=0)

    def _die(self, at: Instant) -> Message:
        topic = str(SparkplugTopic(self._group, Verb.NDEATH, self._node))
        body = write_payload(None, [write_bd_seq(self._bd_seq, None)], None, self._uuid)
        return Message(at, topic, body, qos=1)


def asks_for_rebirth(payload: bytes) -> bool:
    """Whether a command says ``Node Control/Rebirth`` true."""
    read = read_payload(payload)
    return not isinstance(read, Unfit) and any(
        metric.name == REBIRTH and metric.key == BOOLEAN and metric.raw == 1
        for metric in read.metrics
    )


def _place(tag: Tag, name: str) -> tuple[str, str]:
    """Device and metric of a tag; the device is empty for the node itself."""
    device, slash, metric = name.partition("/")
    if not slash:
        return tag.equipment, name
    if not device or not metric or {"+", "#"} & {*device}:
        raise FormError(f"{name} is no DEVICE/metric")
    return device, metric


def _choose_type(tag: Tag) -> DataType:
    if Condition.DIGITAL in tag.alarms:
        return DataType.BOOLEAN
    return DataType.FLOAT if tag.float32 else DataType.DOUBLE
