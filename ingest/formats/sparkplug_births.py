"""What births of one edge node define: names, aliases, datatypes and units, device by device.

A metric of the node itself goes by its plain name, one of a device by ``DEVICE/Metric Name``: two
devices of one node may well have a metric of the same name, and a value given to the wrong tank is
worse than none. Write that name into ``source_name`` of tags.csv. Only a node metric that is itself
called ``DEVICE/Metric Name`` can clash with it, which is complained about.

Aliases are looked up per device, although they are unique over the node: so an alias that a device
uses by mistake is unknown instead of another device's value.

Source: Sparkplug 3.0.0, 6.4.6 (metric, alias), 6.4.19 (NBIRTH), 6.4.20 (DBIRTH).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ingest.formats.sparkplug_payload import INT, LONG, Metric
from ingest.formats.sparkplug_sequence import BEFORE_ALL
from ingest.formats.sparkplug_value import UNKNOWN_DATATYPE, read_annotations
from plant.reading import Instant

MOST_DEFINITIONS: Final = 1 << 17
"""Metrics that one edge node may define over all its devices."""

MOST_DEVICES: Final = 1024
"""Devices of one edge node."""

NODE: Final = ""
"""The device id under which the node's own metrics stand."""

BD_SEQ: Final = "bdSeq"

_CONTROLS: Final = ("Node Control/", "Device Control/")


def is_protocol_metric(name: str) -> bool:
    """Whether a metric serves the protocol itself: what hosts may command, and ``bdSeq``."""
    return name == BD_SEQ or name.startswith(_CONTROLS)


def spell(device: str, name: str) -> str:
    """The name by which the platform knows a metric."""
    return f"{device}/{name}" if device else name


class Definition(NamedTuple):
    """A metric as its birth defines it.

    ``tag`` is its name for the platform, empty where it serves the protocol itself.
    """

    tag: str
    datatype: int = UNKNOWN_DATATYPE
    unit: str = ""


@dataclass(slots=True)
class Device:
    """One device of an edge node, or the node itself as a source of its own metrics.

    ``up``: born and not dead. ``position``: of its last birth or death. ``session``: which session
    of the node its definitions come from. ``born_seq``, ``born_sum``, ``born_sent`` and
    ``born_at``: its last birth's number and checksum, the node's clock in it, ours at arrival.
    ``expected_by``: it stays up only if a birth comes until then.
    """

    up: bool = False
    position: int = BEFORE_ALL
    session: int = -1
    born_seq: int = 0
    born_sum: int = 0
    born_sent: Instant | None = None
    born_at: Instant = 0
    expected_by: Instant | None = None
    metrics: dict[str, Definition] = field(default_factory=dict)
    aliases: dict[int, str] = field(default_factory=dict)

    def die(self, position: int) -> None:
        """Down until the next birth; ``position`` of the death."""
        self.up, self.expected_by, self.born_sent = False, None, None
        self.position = position

    def find(self, metric: Metric) -> Definition | None:
        """The definition of a metric in a message: by its name if it has one, else its alias."""
        if metric.name:
            return self.metrics.get(metric.name)
        name = None if metric.alias is None else self.aliases.get(metric.alias)
        return None if name is None else self.metrics.get(name)


class Defined(NamedTuple):
    """What one birth defines, and what is wrong with it as (name, detail)."""

    metrics: dict[str, Definition]
    aliases: dict[int, str]
    complaints: list[tuple[str, str]]


def read_definitions(device: str, metrics: Iterable[Metric], room: int) -> Defined:
    """Read the definitions of one birth.

    An alias that stands for two metrics stands for none: better an unknown alias, which is seen,
    than a value under the wrong name.

    :param room: how many metrics may be defined.
    """
    defined = Defined({}, {}, [])
    twice: set[int] = set()
    for metric in metrics:
        name, alias = metric.name, metric.alias
        if not name:
            defined.complaints.append(("", f"a birth names alias {alias} with nothing"))
        elif len(defined.metrics) >= room and name not in defined.metrics:
            defined.complaints.append(("", f"no room for more than {room} metrics in this birth"))
            break
        else:
            defined.metrics[name] = _read_definition(device, metric)
            if alias is not None and defined.aliases.setdefault(alias, name) != name:
                twice.add(alias)
    for alias in twice:
        name = defined.aliases.pop(alias)
        defined.complaints.append((spell(device, name), f"alias {alias} is another metric's too"))
    return defined


def _read_definition(device: str, metric: Metric) -> Definition:
    tag = "" if is_protocol_metric(metric.name) else spell(device, metric.name)
    return Definition(tag, metric.datatype, read_annotations(metric.properties).unit)


def find_clashes(
    devices: Mapping[str, Device], device: str, metrics: Mapping[str, Definition]
) -> list[str]:
    """Names among a birth's that a metric of the node itself has too, or the other way round."""
    if device != NODE:
        node = devices[NODE].metrics if NODE in devices else {}
        return [tag for tag in (spell(device, name) for name in metrics) if tag in node]
    parted = ((name, *name.partition("/")) for name in metrics)
    return [
        name
        for name, head, slash, rest in parted
        if slash and head and head in devices and rest in devices[head].metrics
    ]


def find_bd_seq(metrics: Iterable[Metric]) -> int | None:
    """The number that binds a death to its birth; None where there is none."""
    for metric in metrics:
        if metric.name == BD_SEQ and isinstance(metric.raw, int) and metric.key in (INT, LONG):
            return metric.raw
    return None
