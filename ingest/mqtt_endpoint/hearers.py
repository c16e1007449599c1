"""Who hears what: the subscriptions of the clients that are connected."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.mqtt_endpoint.retained import matches

if TYPE_CHECKING:
    from ingest.mqtt_endpoint.connection import Connection


class Hearers:
    """Filter → connection → QoS granted; those without wildcards are found at once."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[Connection, int]] = {}
        self._wild: dict[str, dict[Connection, int]] = {}

    def add(self, text: str, connection: "Connection", qos: int) -> None:
        """A connection hears a filter."""
        self._choose(text).setdefault(text, {})[connection] = qos

    def remove(self, text: str, connection: "Connection") -> None:
        """It does not any more."""
        filters = self._choose(text)
        own = filters.get(text, {})
        own.pop(connection, None)
        if not own:
            filters.pop(text, None)

    def find(self, topic: str) -> Iterable[tuple["Connection", int]]:
        """Who hears a topic, and in which QoS at the most; everybody once (MQTT 5 §3.3.4)."""
        hearers = dict(self._exact.get(topic, {}))
        for text, own in self._wild.items():
            if matches(text, topic):
                for connection, qos in own.items():
                    hearers[connection] = max(qos, hearers.get(connection, 0))
        return hearers.items()

    def _choose(self, text: str) -> dict[str, dict["Connection", int]]:
        return self._wild if "+" in text or "#" in text else self._exact
