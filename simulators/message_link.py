"""A connection that publishes messages as they are: topic, bytes, quality of service, retain flag.

For replaying what others said. Simulated gateways, with will, status and numbers of their own, have
:mod:`simulators.gateway_link`; a load has :mod:`simulators.raw_link`.
"""

import asyncio
import threading
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from simulators.broker import Broker
from simulators.paho_client import CONNECT_S, make_client, name_failure

IN_FLIGHT: Final = 16
"""Messages sent and not yet acknowledged; Mosquitto closes on who exceeds its 20."""

_LOOK_S: Final = 0.0005
_ANSWER_S: Final = 20.0


class MessageLink:
    """A connection that publishes messages as they are, in order.

    :raises OSError: from every method: the broker is not there, refused, or was lost. A link that
        broke is never made again in silence.
    """

    def __init__(self, broker: Broker, version: int) -> None:
        self._broker = broker
        self._sent = self._confirmed = 0
        self._slow = False
        self._failure = ""
        self._connected = threading.Event()
        self._client = make_client(broker, "replay", version, reconnect=False)
        self._client.max_inflight_messages_set(IN_FLIGHT + 1)
        self._client.on_connect = self._on_connect
        self._client.on_publish = self._on_publish
        self._client.on_disconnect = self._on_disconnect

    def open(self) -> None:
        """Connect; blocks until the broker has accepted."""
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        if not self._connected.wait(CONNECT_S):
            self._failure = self._failure or "no answer"
        if self._failure:
            self.close()
            raise ConnectionError(self._failure)

    async def send(self, topic: str, payload: bytes, qos: int, *, retain: bool) -> None:
        """Publish; returns when there is room for the next one.

        A broker passes a message of QoS 2 on only when its handshake is over (MQTT 5 §4.3.3): what
        follows with another quality would overtake it.
        """
        await self._wait_for(0 if self._slow and qos != 2 else IN_FLIGHT - 1)
        self._slow = qos == 2
        self._sent += 1
        info = self._client.publish(topic, payload, qos, retain)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise ConnectionError(self._failure or f"not sent: {info.rc.name}")

    async def drain(self) -> None:
        """Wait until the broker has acknowledged everything."""
        await self._wait_for(0)

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    async def _wait_for(self, under_way: int) -> None:
        waited_s = 0.0
        while self._sent - self._confirmed > under_way and not self._failure:
            before = self._confirmed
            await asyncio.sleep(_LOOK_S)
            waited_s = waited_s + _LOOK_S if self._confirmed == before else 0.0
            if waited_s > _ANSWER_S:
                self._failure = "the broker does not answer"
        if self._failure:
            raise ConnectionError(self._failure)

    def _on_connect(
        self, _client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _properties: Any
    ) -> None:
        if code.is_failure:
            self._failure = name_failure(code)
        self._connected.set()

    def _on_publish(
        self, _client: paho.Client, _data: Any, _mid: int, code: ReasonCode, _properties: Any
    ) -> None:
        self._confirmed += 1
        if code.is_failure:
            self._failure = self._failure or f"a message was refused: {name_failure(code)}"

    def _on_disconnect(
        self, _client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _properties: Any
    ) -> None:
        if code.is_failure:
            self._failure = self._failure or f"the connection was lost: {name_failure(code)}"
            self._connected.set()
