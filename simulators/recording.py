"""Recording what passes a broker: the subscriptions, and what each message tells of itself.

Subscribes and never publishes. Where the messages go is :mod:`simulators.backlog`'s business, what
a record looks like :mod:`simulators.message_record`'s.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

import paho.mqtt.client as paho
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from plant.reading import Instant
from simulators.backlog import Backlog
from simulators.broker import Broker
from simulators.message_record import Message
from simulators.paho_client import CONNECT_S, make_client, name_failure

QUIET_S: Final = 0.5
"""No retained message for so long: the broker has sent all that stood there."""


class Hearing:
    """A subscription that hands every message on, for as long as it is open.

    Comes back by itself after a connection that was lost.

    :param hear: is called in the client's thread.
    :param back: is called when the connection stands again.
    :raises OSError: from :meth:`open`, the broker can't be reached or refuses.
    """

    def __init__(
        self,
        broker: Broker,
        topics: Sequence[str],
        version: int,
        clock: Callable[[], Instant],
        hear: Callable[[Message], None],
        back: Callable[[], None],
    ) -> None:
        self._topics = topics
        self._version = version
        self._clock = clock
        self._hear, self._back = hear, back
        self._broker = broker
        self._ready = threading.Event()
        self._refused = ""
        self._client = make_client(broker, "record", version, reconnect=True)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message

    def open(self) -> None:
        """Connect, and return once every topic is subscribed to."""
        self._client.connect(self._broker.host, self._broker.port)
        self._client.loop_start()
        if not self._ready.wait(CONNECT_S) or self._refused:
            self.close()
            raise ConnectionError(self._refused or "no answer")

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self, client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _properties: Any
    ) -> None:
        if code.is_failure:
            self._refuse(name_failure(code))
            return
        if self._ready.is_set():
            self._back()
        client.subscribe([(topic, _ask_live(self._version)) for topic in self._topics])

    def _on_subscribe(
        self, _client: Any, _data: Any, _mid: int, codes: list[ReasonCode], _properties: Any
    ) -> None:
        refused = [name_failure(code) for code in codes if code.is_failure]
        if refused:
            self._refuse(f"subscription: {refused[0]}")
        self._ready.set()

    def _refuse(self, why: str) -> None:
        if not self._ready.is_set():
            self._refused = why
            self._ready.set()

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        standing = message.retain and self._version != 5
        self._hear(take_down(message, self._clock(), standing=standing))


def _ask_live(version: int) -> Any:
    """Every quality as published. MQTT 5: only what comes live, with its retain flag (§3.8.3.1)."""
    if version != 5:
        return 2
    return SubscribeOptions(
        qos=2,
        retainAsPublished=True,
        retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND,
    )


def take_down(message: paho.MQTTMessage, at: Instant, *, standing: bool) -> Message:
    """A message as the record keeps it."""
    return Message(
        at, message.topic, bytes(message.payload), message.qos, bool(message.retain), standing
    )


def fetch_standing(
    broker: Broker, topics: Sequence[str], clock: Callable[[], Instant]
) -> list[Message]:
    """What an MQTT 5 broker has retained. A connection of its own, that does not ask for the flag
    as published: then only what stood there bears it.

    :raises OSError: the broker can't be reached or refuses.
    """
    found: list[Message] = []
    heard = threading.Event()

    def take(_client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        if message.retain:
            found.append(take_down(message, clock(), standing=True))
            heard.set()

    client = make_client(broker, "record", 5, reconnect=False)
    client.on_message = take
    client.on_connect = lambda each, *_: each.subscribe([(topic, 2) for topic in topics])
    client.on_subscribe = lambda *_: heard.set()
    client.connect(broker.host, broker.port)
    client.loop_start()
    try:
        if not heard.wait(CONNECT_S):
            raise ConnectionError("no answer")
        while heard.is_set():
            heard.clear()
            heard.wait(QUIET_S)
    finally:
        client.disconnect()
        client.loop_stop()
    return found


class Recording:
    """A broker's traffic on its way into a record: :meth:`open` it, look at its backlog, close it.

    :raises OSError: from :meth:`open`, the broker can't be reached or refuses.
    """

    def __init__(
        self,
        broker: Broker,
        topics: Sequence[str],
        version: int,
        clock: Callable[[], Instant],
        backlog: Backlog,
    ) -> None:
        self.backlog = backlog
        self._broker, self._topics = broker, topics
        self._version = version
        self._clock = clock
        self._early: list[Message] | None = []
        self._hearing = Hearing(broker, topics, version, clock, self._hear, backlog.note_away)
        self._order = threading.Lock()

    def open(self) -> None:
        """Begin: first what stands in the broker, then everything that passed since, in order."""
        began = self._clock()
        self._hearing.open()
        try:
            standing = self._fetch(began)
        except BaseException:
            self._hearing.close()
            raise
        with self._order:
            for message in (*standing, *(self._early or ())):
                self.backlog.put(message)
            self._early = None
        self.backlog.start()

    def close(self) -> None:
        """Hear no more, and write what was heard."""
        self._hearing.close()
        self.backlog.close()

    def _fetch(self, began: Instant) -> list[Message]:
        """What stands in the broker; over MQTT 3.1.1 it has come with the subscription."""
        if self._version != 5:
            return []
        return fetch_standing(self._broker, self._topics, lambda: began)

    def _hear(self, message: Message) -> None:
        with self._order:
            if self._early is not None:
                self._early.append(message)
            else:
                self.backlog.put(message)
