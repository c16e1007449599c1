"""A paho client in a thread of its own, for who handles foreign bytes by the thousand.

Recording and replaying of messages need the retain flag as it was published, every quality of
service and tens of thousands of messages a second, which aiomqtt has no way to. What is
done with the messages is :mod:`simulators.recording`'s and :mod:`simulators.message_replay`'s
business.
"""

import secrets
import ssl
from typing import Final

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from simulators.broker import Broker

CONNECT_S: Final = 20.0


def make_client(broker: Broker, purpose: str, version: int, *, reconnect: bool) -> paho.Client:
    """A client that is not connected yet.

    :param version: of MQTT, 5 or 3 (3.1.1).
    :param reconnect: whether to connect again, by itself, after a connection that was lost.
    """
    v5 = version == 5
    client = paho.Client(
        CallbackAPIVersion.VERSION2,
        client_id=f"hazardwatch-{purpose}-{secrets.token_hex(4)}",
        clean_session=None if v5 else True,
        protocol=MQTTProtocolVersion.MQTTv5 if v5 else MQTTProtocolVersion.MQTTv311,
        reconnect_on_failure=reconnect,
    )
    if broker.username is not None:
        client.username_pw_set(broker.username, broker.password)
    if broker.tls:
        client.tls_set_context(ssl.create_default_context())
    client.connect_timeout = CONNECT_S
    client.reconnect_delay_set(1, 8)
    return client


def name_failure(code: ReasonCode) -> str:
    """What a broker said, in a word or two."""
    return str(code).lower()
