"""Who may publish and who may hear what: a gateway on its own topics and nowhere else.

The question is the same as admission's, and answered by the same router, so a frame that is let
through here as a gateway's own is taken in as that gateway's. Whose password is right is asked in
:mod:`.credentials`.
"""

from dataclasses import dataclass, field
from typing import Final

from ingest.formats.sparkplug_topic import NAMESPACE, name_state_topic
from ingest.routing import Route, Router, name_refused
from ingest.topic import Kind, TopicPath, parse_topic
from plant.gateway_checks import SPARKPLUG, split_node_filter
from plant.words import Plant

REMEMBERED: Final = 1 << 16
"""Topics remembered of all clients together."""

LONGEST_REMEMBERED: Final = 512
"""Bytes of a topic that is remembered."""

_STATE: Final = name_state_topic("")
"""Where hosts say whether they are online."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a client is: the gateway it has shown to be, or nobody in particular.

    ``topics``: by their bytes, those on which it may publish, as far as they are known; shared by
    all connections of the same principal.
    """

    gateway: str = ""
    topics: dict[bytes, str] = field(default_factory=dict, compare=False)


class Access:
    """The rights of one plant."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._router = Router(plant)
        self._principals: dict[str, Principal] = {}
        self._remembered = 0

    def adopt(self, plant: Plant) -> None:
        """Another plant is in force: what was judged by the old one is judged again."""
        self._plant, self._router = plant, Router(plant)
        self._forget()

    def find(self, gateway: str) -> Principal | None:
        """A gateway of the plant, or nobody in particular under the empty name."""
        if gateway and gateway not in self._plant.gateway_row_of:
            return None
        return self._principals.setdefault(gateway, Principal(gateway))

    def locate(self, principal: Principal, topic: str) -> str:
        """The topic of a frame: its own where it may be published on, else one that refuses it."""
        if not self._may_publish(principal, topic):
            return name_refused(principal.gateway, topic)
        raw = topic.encode()
        known = isinstance(self._router.find(topic), Route) and raw not in principal.topics
        if known and len(raw) <= LONGEST_REMEMBERED:
            if self._remembered >= REMEMBERED:
                self._forget()
            self._remembered += 1
            principal.topics[raw] = topic
        return topic

    def may_hear(self, principal: Principal, text: str) -> bool:
        """Whether a client may subscribe to a filter: its acknowledgements, and its commands."""
        path = parse_topic(text)
        if path is not None:
            return path.kind is Kind.ACK and self._is_own(principal, path)
        commands = self._name_commands(principal)
        return text in commands or (bool(commands) and text.startswith(_STATE))

    def _forget(self) -> None:
        for principal in self._principals.values():
            principal.topics.clear()
        self._remembered = 0

    def _may_publish(self, principal: Principal, topic: str) -> bool:
        """Nobody in particular is judged by admission, as all are who come by a broker."""
        route = self._router.find(topic)
        if not isinstance(route, Route):
            return not principal.gateway and not topic.startswith("$")
        gateway = self._plant.gateways[route.gateway].id
        return route.kind is not Kind.ACK and principal.gateway in ("", gateway)

    def _is_own(self, principal: Principal, path: TopicPath) -> bool:
        if path.park != self._plant.park.id:
            return False
        if not principal.gateway:
            return True
        row = self._plant.gateway_row_of.get(principal.gateway)
        own = (self._plant.gateways[row].enterprise if row is not None else "", principal.gateway)
        return (path.enterprise, path.gateway) == own

    def _name_commands(self, principal: Principal) -> set[str]:
        """The filters on which Sparkplug nodes listen; nobody in particular is any of them."""
        nodes = [
            gateway
            for gateway in self._plant.gateways
            if gateway.format == SPARKPLUG and principal.gateway in ("", gateway.id)
        ]
        names: set[str] = set()
        for node in nodes:
            group, name = split_node_filter(node.topic)
            names |= {
                f"{NAMESPACE}/{group}/{verb}/{name}{rest}"
                for verb in ("NCMD", "DCMD")
                for rest in ("", "/#", "/+")
            }
        return names
