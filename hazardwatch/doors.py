"""Where frames come in: a broker or our own endpoint, and the TCP door for HJ 212 stations.

Which of them the settings ask for; how each is opened is its own file's business.
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Literal

import structlog

from hazardwatch.listener import listen
from hazardwatch.settings import Hj212Settings, read_address
from ingest.broker_session import BrokerSession
from ingest.hj212_server import Hj212Server
from ingest.joined_session import JoinedSession
from ingest.mqtt_endpoint.server import MqttEndpoint
from ingest.session import Session, SessionSettings
from plant.reading import Instant
from plant.words import Plant

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Doors:
    """``broker`` is our own endpoint where there is no broker; ``stations`` None for no door."""

    broker: BrokerSession | MqttEndpoint
    stations: Hj212Server | None

    def join(self) -> Session:
        """All of them as one session."""
        return JoinedSession([self.broker, self.stations]) if self.stations else self.broker

    def adopt(self, plant: Plant) -> None:
        """Another plant is in force: at the endpoint, who may come in and say what."""
        if isinstance(self.broker, MqttEndpoint):
            self.broker.exchange.access.adopt(plant)


def make_session(
    client: Literal["codec", "paho"],
    settings: SessionSettings,
    subscriptions: Sequence[str],
    clock: Callable[[], Instant],
) -> BrokerSession:
    """The session with the broker, not yet connecting, over the client that speaks its MQTT.

    The codec knows MQTT 5 alone, and is compiled: a machine without it has paho, and is told so.
    """
    if client == "codec" and settings.version == 5:
        try:
            from ingest.codec_session import CodecSession
        except ImportError as error:
            _log.warning("the codec mqtt5 can't be loaded: paho speaks MQTT", error=str(error))
        else:
            return CodecSession(settings, subscriptions, clock)
    from ingest.paho_session import PahoSession

    return PahoSession(settings, subscriptions, clock)


def open_stations(
    stack: AsyncExitStack, settings: Hj212Settings, clock: Callable[[], Instant]
) -> Hj212Server | None:
    """The door for stations, its address had, nobody let in yet; None where none is asked for.

    :raises AddressTakenError: somebody else listens there.
    :raises SettingsError: this machine has no such address, or may not listen there.
    """
    if settings.listen is None:
        return None
    listener = listen(*read_address(settings.listen), "hj212.listen")
    stack.callback(listener.close)
    _log.info("HJ 212 stations may come in, unencrypted", at=settings.listen)
    return Hj212Server(listener, clock)
