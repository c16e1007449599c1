"""From a topic to who speaks there, what kind of message it is, and how its body is read.

Two ways in: the scheme of contract section 5, where the topic names the gateway and must name its
enterprise too, and the topics that plant.toml gives to foreign gateways, where the filter alone
says who speaks. What the message may say is :mod:`ingest.admission`'s business.
"""

from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from ingest.filter_tree import FilterTree
from ingest.formats.dialect import Dialect
from ingest.formats.dispatch import FORMATS, Reader
from ingest.formats.hj212_packet import TOPIC_ROOT
from ingest.formats.sparkplug_topic import name_sparkplug_subscriptions
from ingest.frame import Reason
from ingest.topic import ROOT, Kind, name_subscriptions, parse_topic
from plant.gateway_checks import OWN_FORMAT, SPARKPLUG, split_node_filter
from plant.topic_filter import is_exact
from plant.words import Gateway, Plant

REMEMBERED: Final = 1 << 14
"""Topics whose way is remembered."""

LONGEST_REMEMBERED: Final = 512
"""Characters of a topic that is remembered, so that the memory of them is bounded."""

_REFUSED: Final = "$refused"
"""Root of the topics of frames that were refused before they came here; no client can speak there:
such topics are the brokers' own (MQTT 5 §4.7.2), and the endpoint refuses them in turn."""


class Route(NamedTuple):
    """Where a topic leads. ``gateway``: its row; ``path``: what the topic adds to who speaks.

    ``plain``: data of a gateway that speaks the platform's own format on its own topic.
    ``read`` is None where messages are a Sparkplug node's: :mod:`ingest.edge_nodes` hears them.
    """

    gateway: int
    kind: Kind
    path: str
    read: Reader | None
    plain: bool = False


class Astray(NamedTuple):
    """Why nobody may speak on a topic; ``gateway`` is what the topic calls itself."""

    gateway: str
    reason: Reason
    detail: str


class Router:
    """The ways of one plant.

    Gateways whose format nobody decodes have no way in by their own topic.
    """

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._exact: dict[str, Route] = {}
        self._wild = FilterTree[Route]()
        dialect = Dialect(ZoneInfo(plant.park.timezone))
        self._own = FORMATS[OWN_FORMAT](dialect)
        for row, gateway in enumerate(plant.gateways):
            make = FORMATS.get(gateway.format)
            if is_foreign(gateway) and (make or gateway.format == SPARKPLUG):
                read = make(dialect) if make else None
                self._add(gateway.topic, Route(row, Kind.DATA, "", read))
        self._remember = lru_cache(maxsize=REMEMBERED)(self._trace)

    def find(self, topic: str) -> Route | Astray:
        """Where a topic leads."""
        return self._remember(topic) if len(topic) <= LONGEST_REMEMBERED else self._trace(topic)

    def _add(self, text: str, route: Route) -> None:
        if is_exact(text):
            self._exact[text] = route
        else:
            self._wild.add(text, route)

    def _trace(self, topic: str) -> Route | Astray:
        exact = self._exact.get(topic)
        if exact is not None:
            return exact
        if topic.startswith(f"{ROOT}/"):
            return self._trace_own(topic)
        if topic.startswith(f"{_REFUSED}/"):
            return _name_trespasser(topic)
        found = self._wild.find(topic)
        if found is None:
            return _name_stranger(topic)
        route, path = found
        return route._replace(path=path)

    def _trace_own(self, topic: str) -> Route | Astray:
        path = parse_topic(topic)
        if path is None:
            return Astray("", Reason.WRONG_TOPIC, "not of this platform's scheme")
        row = self._plant.gateway_row_of.get(path.gateway)
        if path.park != self._plant.park.id:
            return Astray(path.gateway, Reason.WRONG_TOPIC, f"of another park, {path.park}")
        if row is None:
            return Astray(path.gateway, Reason.UNKNOWN_GATEWAY, "not in the plant")
        if path.enterprise != self._plant.gateways[row].enterprise:
            detail = f"the gateway is not of {path.enterprise}"
            return Astray(path.gateway, Reason.WRONG_TOPIC, detail)
        return Route(row, path.kind, path.tag, self._own, path.kind is Kind.DATA)


def _name_stranger(topic: str) -> Astray:
    """Whoever speaks where no gateway does; a station at our own TCP door has a name at least."""
    root, slash, station = topic.partition("/")
    if root == TOPIC_ROOT and slash:
        return Astray(station, Reason.UNKNOWN_GATEWAY, "no gateway has this station's topic")
    return Astray("", Reason.WRONG_TOPIC, "nobody's topic")


def name_refused(gateway: str, topic: str) -> str:
    """The topic under which a frame goes on that its sender may not publish.

    :param gateway: the sender's, empty where nobody in particular sent it.
    """
    return f"{_REFUSED}/{gateway}/{topic}"


def _name_trespasser(topic: str) -> Astray:
    """Who spoke on a topic that is not its own, whoever the topic says it is."""
    _, gateway, spoken = topic.split("/", 2)
    return Astray(gateway, Reason.WRONG_TOPIC, f"not a topic of its sender: {spoken[:200]}")


def is_foreign(gateway: Gateway) -> bool:
    """Whether a gateway speaks a format of its own, on a topic of its own."""
    return gateway.format != OWN_FORMAT and bool(gateway.topic)


def name_filters(plant: Plant) -> tuple[str, ...]:
    """The topic filters on which the gateways of a plant are heard; no two overlap."""
    foreign = (
        topic
        for gateway in plant.gateways
        if is_foreign(gateway)
        for topic in _name_own_filters(gateway)
    )
    return (*name_subscriptions(plant.park.id), *foreign)


def _name_own_filters(gateway: Gateway) -> tuple[str, ...]:
    """An edge node's commands go over topics beside its data, and are not ours to hear."""
    if gateway.format == SPARKPLUG:
        return name_sparkplug_subscriptions(*split_node_filter(gateway.topic))
    return (gateway.topic,)
