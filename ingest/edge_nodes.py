"""Sparkplug edge nodes of a plant: a gateway of that format is one, with its devices as sources.

Between :mod:`ingest.formats.sparkplug_node`, which keeps the state of one node, and
:mod:`ingest.admission`, which takes in what a node brought. Feed messages and the time, get what
they brought; asking a node for its births is left to who owns a session.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ingest.formats.sparkplug_node import SparkplugNode
from ingest.formats.sparkplug_readings import Heard
from ingest.formats.sparkplug_topic import (
    SparkplugTopic,
    Verb,
    name_rebirth_topic,
    parse_sparkplug_topic,
)
from ingest.frame import Frame
from plant.gateway_checks import SPARKPLUG, split_node_filter
from plant.reading import Instant
from plant.words import Plant

_BIRTHS: Final = (Verb.NBIRTH, Verb.DBIRTH)

Birth = tuple[str, bytes]
"""Topic and payload of a birth, from which names and aliases are learnt again."""


class Brought(NamedTuple):
    """What a gateway's node brought, and where it is asked for its births if it should be."""

    gateway: int
    heard: Heard
    rebirth: str


class EdgeNodes:
    """The nodes of one plant; gateways are rows.

    :param learn: told the gateway, a device and the names of its metrics, before its standing is.
    """

    def __init__(self, plant: Plant, learn: Callable[[int, str, Sequence[str]], None]) -> None:
        self._learn = learn
        self._names = [gateway.id for gateway in plant.gateways]
        self._nodes: dict[int, SparkplugNode] = {}
        self._asked: dict[int, str] = {}
        self._births: dict[int, list[Birth]] = {}
        self._pending: list[Brought] = []
        for row, gateway in enumerate(plant.gateways):
            if gateway.format == SPARKPLUG:
                self._nodes[row] = SparkplugNode(asks=not gateway.sis)
                self._asked[row] = name_rebirth_topic(*split_node_filter(gateway.topic))

    def begin_tick(self) -> None:
        """The births that a note has to tell are those of one tick."""
        self._births.clear()

    def hear(self, gateway: int, topic: SparkplugTopic, frame: Frame, at: Instant) -> Brought:
        """Take up one message of a gateway's node."""
        retained = frame.retained or frame.again
        heard = self._nodes[gateway].hear(topic, frame.payload, at, retained=retained)
        if topic.verb in _BIRTHS and not retained and not heard.refused:
            self._births.setdefault(gateway, []).append((frame.topic, frame.payload))
        return self._bring(gateway, heard)

    def tick(self, now: Instant) -> Iterator[Brought]:
        """Let time pass for the nodes that wait for something."""
        pending, self._pending = self._pending, []
        yield from pending
        for gateway, node in self._nodes.items():
            due = node.next_due
            if due is not None and due <= now:
                yield self._bring(gateway, node.tick(now))

    def reconnect(self, now: Instant) -> None:
        """Our connection was away: QoS 0 messages of that time are lost, and perhaps wills."""
        for gateway, node in self._nodes.items():
            heard = node.reconnect(now, deaths_missed=True)
            self._pending.append(self._bring(gateway, heard))

    def tell_births(self, gateway: int) -> list[Birth]:
        """The births of this tick, for a note."""
        return self._births.get(gateway, [])

    def relearn(self, gateway: int, births: Sequence[Birth]) -> None:
        """Take names and aliases from births of an earlier run."""
        for name, payload in births:
            topic = parse_sparkplug_topic(name)
            if topic is not None and gateway in self._nodes:
                self._nodes[gateway].relearn(topic, payload)
                self._teach(gateway)

    def save(self) -> dict[str, bytes]:
        """Gateway id → the state of its node."""
        return {self._names[row]: node.save() for row, node in self._nodes.items()}

    def restore(self, saved: Mapping[str, bytes]) -> None:
        """Take over what :meth:`save` gave; gateways that are no nodes now are left out."""
        for gateway, node in self._nodes.items():
            state = saved.get(self._names[gateway])
            if state is not None:
                node.restore(state)
                self._teach(gateway)

    def _bring(self, gateway: int, heard: Heard) -> Brought:
        if heard.status is not None:
            self._teach(gateway)
        return Brought(gateway, heard, self._asked[gateway] if heard.rebirth else "")

    def _teach(self, gateway: int) -> None:
        node = self._nodes[gateway]
        for device in node.status.sources or ():
            self._learn(gateway, device, node.list_tags(device))
