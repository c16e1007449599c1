"""Metrics with their definitions in, readings as columns out: what a message brought.

The one place that makes :class:`ingest.frame.Decoded` of Sparkplug metrics. Which definition a
metric has, and whether it can be trusted, is :mod:`ingest.formats.sparkplug_node`'s decision.
"""

import math
from dataclasses import dataclass, field
from typing import Self

from ingest.collector import Collector
from ingest.formats.sparkplug_births import Definition
from ingest.formats.sparkplug_payload import NULL, Metric
from ingest.formats.sparkplug_value import NULL_VALUE, PLAIN, Value, read_annotations, read_value
from ingest.frame import Decoded, Reason
from ingest.lenient import Unfit
from ingest.readings import as_time, worsen
from ingest.status import StatusBody
from plant.quality import BAD
from plant.reading import Instant


@dataclass(slots=True)
class Readings(Collector):
    """Readings of one payload, collected one by one, with what is wrong with each.

    ``sent`` is the payload's own time, which stands in for a metric's that is absent or 0;
    ``received`` stands in for both.
    """

    sent: Instant | None = None

    def add_metric(self, definition: Definition, metric: Metric) -> None:
        """One reading. A metric of the protocol itself is none."""
        tag = definition.tag
        if not tag:
            return
        if metric.flags & NULL:
            value = NULL_VALUE
        else:
            value = read_value(metric.datatype or definition.datatype, metric.key, metric.raw)
        annotations = read_annotations(metric.properties) if metric.properties else PLAIN
        if value.reason is not None or annotations is not PLAIN:
            self._note(tag, value, annotations.detail)
        unit = annotations.unit or definition.unit
        if unit:
            self.units[tag] = unit
        self.ts.append(self._read_time(tag, metric.time))
        self.tags.append(tag)
        self.values.append(value.number)
        self.status.append(_combine(annotations.status, value))

    def _note(self, tag: str, value: Value, detail: str) -> None:
        if value.word is not None:
            self.words[len(self.tags)] = value.word
        if value.reason is not None:
            self.complain(value.reason, tag, value.detail)
        if detail:
            self.complain(Reason.UNSUPPORTED, tag, detail)

    def _read_time(self, tag: str, raw: int | None) -> Instant:
        if raw:
            time = as_time(raw)
            if time is not None:
                return time
            self.complain(Reason.BAD_TIME, tag, f"timestamp {raw}")
            self.doubtful.append(len(self.tags))
            return self.received
        return self.received if self.sent is None else self.sent

    def close_into(self, to: list[Decoded]) -> None:
        """Hand over what was collected, if anything."""
        if not self.tags and not self.complaints:
            return
        to.append(self.close(sent=self.sent))


def _combine(quality: int, value: Value) -> int:
    """The worse of what the source says of a value and of what the value itself deserves."""
    if math.isnan(value.number):
        return worsen(quality, value.number)
    return quality if quality or value.status >= BAD else value.status


@dataclass(slots=True)
class Heard:
    """What one message, or the passing of time, brought.

    ``status`` comes before the readings: a birth brings its device up. ``live``: to be judged.
    ``in_doubt``: to be judged as of a source that is down (it may raise, never return).
    ``historical``: to be stored as backfill. Each with the complaints about it. ``rebirth``: why
    the node should be asked for a rebirth now, empty if it should not. ``lost``: messages given up.
    """

    live: list[Decoded] = field(default_factory=list)
    in_doubt: list[Decoded] = field(default_factory=list)
    historical: list[Decoded] = field(default_factory=list)
    refused: list[Unfit] = field(default_factory=list)
    status: StatusBody | None = None
    rebirth: str = ""
    lost: int = 0


@dataclass(slots=True)
class Sorted:
    """Readings of one message by what they are good for, as in :class:`Heard`."""

    live: Readings
    in_doubt: Readings
    historical: Readings

    @classmethod
    def of(cls, received: Instant, sent: Instant | None) -> Self:
        """Nothing yet, of one payload."""
        return cls(*(Readings(received, sent=sent) for _ in range(3)))

    def close_into(self, heard: Heard) -> None:
        """Hand over what there is."""
        self.live.close_into(heard.live)
        self.in_doubt.close_into(heard.in_doubt)
        self.historical.close_into(heard.historical)
