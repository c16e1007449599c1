"""A gateway as a foreign program would be one: paho, QoS 1, waiting for each acknowledgement."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt


class GatewayClient:
    """Publishes below one gateway's topic; ``ack`` is the newest watermark it was told."""

    def __init__(self, url: str, topic: str) -> None:
        parts = urlsplit(url)
        self.topic = topic
        self._ack = b"{}"
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        self._client.on_message = self._take_ack
        self._client.connect(parts.hostname or "127.0.0.1", parts.port or 1883)
        self._client.subscribe(f"{topic}/ack", qos=1)
        self._client.loop_start()

    def send(self, body: Any, leaf: str = "data", *, retain: bool = False) -> None:
        """Publish JSON (or bytes as they are) and wait for the broker's PUBACK."""
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        told = self._client.publish(f"{self.topic}/{leaf}", payload, qos=1, retain=retain)
        told.wait_for_publish(10)
        assert told.is_published()

    def _take_ack(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._ack = message.payload

    @property
    def ack(self) -> Any:
        return json.loads(self._ack)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def run_gateway(url: str, topic: str = "hazard/v1/P1/ent1/gw1") -> Iterator[GatewayClient]:
    client = GatewayClient(url, topic)
    try:
        yield client
    finally:
        client.close()


def now_ms() -> int:
    """The machine's clock, as a gateway would stamp."""
    return time.time_ns() // 1_000_000
