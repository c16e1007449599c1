"""A client's words in MQTT 3.1.1 and 5, written by hand, and an exchange to say them to."""

import struct
from dataclasses import dataclass, field

from ingest.mqtt_endpoint.access import Access
from ingest.mqtt_endpoint.bounds import Bounds
from ingest.mqtt_endpoint.connection import Connection, Phase
from ingest.mqtt_endpoint.exchange import Exchange
from ingest.mqtt_endpoint.gate import Peer
from plant.words import Gateway
from tests.ingest.parks import make_plant

NODE = Gateway("N1", "E1", format="sparkplug", topic="spBv1.0/G/+/E/#")
DATA = "hazard/v1/P/E1/G1/data"
STATUS = "hazard/v1/P/E1/G1/status"
ACK = "hazard/v1/P/E1/G1/ack"
FOREIGN = "hazard/v1/P/E1/G2/data"


def text(value):
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack(">H", len(raw)) + raw


def packet(first, body):
    size, length = len(body), b""
    while True:
        size, group = divmod(size, 128)
        length += bytes([group | 128 if size else group])
        if not size:
            return bytes([first]) + length + body


def connect(version=5, client="c", *, clean=True, keep=30, expiry=0, will=None, user=None, **more):
    """``will``: topic, payload, and for version 5 perhaps a delay; ``user``: name and password."""
    flags = (2 if clean else 0) | (0x0C | (more.get("will_retain", True) << 5) if will else 0)
    flags |= 0xC0 if user else 0
    body = text("MQTT") + bytes([5 if version == 5 else 4, flags]) + struct.pack(">H", keep)
    if version == 5:
        properties = b"\x11" + struct.pack(">I", expiry) + more.get("properties", b"")
        body += bytes([len(properties)]) + properties
    body += text(client)
    if will:
        topic, payload, *delay = will
        if version == 5:
            properties = b"\x18" + struct.pack(">I", delay[0]) if delay else b""
            body += bytes([len(properties)]) + properties
        body += text(topic) + text(payload)
    if user:
        body += text(user[0]) + text(user[1])
    return packet(0x10, body)


def publish(version, topic, payload=b"1", *, qos=1, number=1, flags=0):
    body = text(topic) + (struct.pack(">H", number) if qos else b"")
    return packet(0x30 | qos << 1 | flags, body + (b"\0" if version == 5 else b"") + payload)


def subscribe(version, *filters, number=1, options=1):
    body = struct.pack(">H", number) + (b"\0" if version == 5 else b"")
    return packet(0x82, body + b"".join(text(one) + bytes([options]) for one in filters))


def unsubscribe(version, *filters, number=1):
    body = struct.pack(">H", number) + (b"\0" if version == 5 else b"")
    return packet(0xA2, body + b"".join(map(text, filters)))


PING = b"\xc0\x00"
GOODBYE = b"\xe0\x00"


def puback(number):
    return b"\x40\x02" + struct.pack(">H", number)


@dataclass
class Doorman:
    """Lets everybody in as the gateway that the user name says."""

    refusal: object = None
    vouches: dict = field(default_factory=dict)
    seen: list = field(default_factory=list)

    def admit(self, connect, peer, now):
        self.seen.append((connect, peer, now))
        return self.refusal if self.refusal is not None else connect.username or ""

    def edition(self):
        return tuple(self.vouches.items()) if self.vouches else None

    def vouch(self, gateway, peer):
        return self.vouches.get(gateway, "secret")


def make_exchange(**bounds):
    plant = make_plant()
    plant = make_plant(gateways=(*plant.gateways, NODE))
    return Exchange(Access(plant), Doorman(), Bounds(**bounds), lambda: "drawn")


class Speaker:
    """A client at an exchange; ``says`` takes bytes and returns what comes back."""

    def __init__(self, exchange, version=5, at=0):
        self.exchange, self.version, self.at = exchange, version, at
        self.connection: Connection = exchange.meet(Peer("127.0.0.1"), at)

    def says(self, *data):
        for one in data:
            self.connection.feed(one, self.at)
        return self.hears()

    def hears(self):
        heard = b"".join(self.connection.output)
        self.connection.output.clear()
        return heard

    @property
    def over(self):
        return self.connection.phase is Phase.OVER


def come_in(exchange, version=5, gateway="G1", at=0, **wishes):
    """A client that is in, as a gateway."""
    speaker = Speaker(exchange, version, at)
    user = (gateway, b"s") if gateway else None
    speaker.welcome = speaker.says(connect(version, user=user, **wishes))
    assert not speaker.over
    return speaker


def taken(exchange):
    return exchange.queue.take(10_000)
