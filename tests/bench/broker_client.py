"""What a message costs from the socket's bytes to a frame, beside a reader that only counts.

QoS 1, one reading a message, fed as a socket feeds: pieces of a size, each with one instant. Ours
takes every frame out and acknowledges them all, as after a commit; the yardstick finds where each
packet ends and writes the same acknowledgements, which is the least that any reader does. CPU time
of this thread, the best of several passes.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import mqtt5

from ingest.client_protocol import ClientProtocol
from ingest.publications import Publications
from ingest.session import Outstanding, SessionSettings
from simulators.raw_packets import LAST_PACKET_ID, PUBLISH, Packets, write_puback
from tests.bench.figures import MessageCost
from tests.bench.park import GATEWAYS, PARK, name_topic
from tests.bench.publisher import write_frame

_PIECES: Final = (1_000, 64_000)
"""Bytes of a reading of the socket: a broker that keeps up, and one with a backlog."""

_T0: Final = 1_714_521_600_000


def measure_client(messages: int, passes: int) -> Iterator[MessageCost]:
    """Messages in pieces of each size.

    :raises RuntimeError: not all came out.
    """
    stream = memoryview(b"".join(map(_write, range(messages))))
    for size in _PIECES:
        pieces = [stream[begin : begin + size] for begin in range(0, len(stream), size)]
        ours_us, raw_us = (
            min(_clock(read, pieces, messages) for _ in range(passes))
            for read in (_read, count_packets)
        )
        what = f"MQTT bytes to frames, {size:,} bytes at once"
        yield MessageCost(what, ours_us, raw_us, "QoS 1, acknowledged")


def _write(number: int) -> bytes:
    """A single reading, the gateways in turn."""
    frame = write_frame([f"TT-{number % 1000:05d}"], _T0 + number, 50.0, seq=number, boot="5eed")
    topic = name_topic(PARK, GATEWAYS[number % len(GATEWAYS)])
    packet = number % LAST_PACKET_ID + 1
    return mqtt5.PublishPacket(topic, frame, qos=mqtt5.QoS.AT_LEAST_ONCE, packet_id=packet).write()


def _clock(
    read: Callable[[list[memoryview]], int], pieces: list[memoryview], messages: int
) -> float:
    began = time.thread_time_ns()
    if read(pieces) != messages:
        raise RuntimeError("messages are missing")
    return (time.thread_time_ns() - began) / messages / 1000


def _read(pieces: list[memoryview]) -> int:
    outstanding = Outstanding()
    settings = SessionSettings("broker", 1883, "bench")
    protocol = ClientProtocol(settings, ("#",), outstanding, Publications(1))
    granted = mqtt5.SubAckPacket(1, [mqtt5.SubAckReasonCode.GRANTED_QOS_AT_LEAST_ONCE])
    messages = 0
    for piece in (memoryview(mqtt5.ConnAckPacket().write() + granted.write()), *pieces):
        protocol.make_room()[: len(piece)] = piece
        protocol.receive(len(piece), _T0)
        frames = protocol.take_frames(len(piece), 1 << 30)
        messages += len(frames)
        due, _ = outstanding.confirm([frame.token for frame in frames])
        protocol.acknowledge(due)
        protocol.take_output()
    return messages


def count_packets(pieces: Iterable[bytes | memoryview]) -> int:
    """The yardstick: finds the ends of packets, writes their answers; how many there were."""
    packets, messages = Packets(), 0
    for piece in pieces:
        bodies = [body for kind, body in packets.split(bytes(piece)) if kind == PUBLISH]
        messages += len(bodies)
        b"".join(map(write_puback, bodies))
    return messages
