"""What a message costs at the endpoint, from a gateway's bytes to a frame and back to its PUBACK.

QoS 1, one reading a message, of one gateway in both versions, in pieces of a size. Ours takes every
frame out and confirms them all, as after a commit; the yardstick is the reader of
:mod:`tests.bench.broker_client`, which finds where each packet ends and writes the same answers.
CPU time of this thread, the best of several passes.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.mqtt_endpoint.writer import Message, write_publish
from simulators.raw_packets import LAST_PACKET_ID
from tests.bench.broker_client import count_packets
from tests.bench.figures import MessageCost
from tests.ingest.mqtt_endpoint.speaker import DATA, come_in, make_exchange

_PIECES: Final = (1_000, 64_000)
_A_COMMIT: Final = 2_000
_NO_BOUND: Final = 1 << 40


def measure_endpoint(messages: int, passes: int) -> Iterator[MessageCost]:
    """Messages in pieces of each size.

    :raises RuntimeError: not all came out.
    """
    for version, name in ((4, "3.1.1"), (5, "5")):
        stream = memoryview(b"".join(_write(version, number) for number in range(messages)))
        for size in _PIECES:
            pieces = [bytes(stream[at : at + size]) for at in range(0, len(stream), size)]
            ours_us = min(_serve(version, pieces, messages) for _ in range(passes))
            raw_us = min(_count(pieces, messages) for _ in range(passes))
            what = f"endpoint, MQTT {name}, {size:,} bytes at once"
            yield MessageCost(what, ours_us, raw_us, "bytes to frames and PUBACKs")


def _write(version: int, number: int) -> bytes:
    body = b'{"ts":%d,"v":71.25}' % (1_714_521_600_000 + number)
    topic = f"{DATA}/E1.TT-{number % 100}"
    return write_publish(version, Message(topic, body, number % LAST_PACKET_ID + 1))


def _serve(version: int, pieces: Sequence[bytes], messages: int) -> float:
    bounds = {"queue_frames": _NO_BOUND, "queue_bytes": _NO_BOUND}
    exchange = make_exchange(**bounds)
    connection = come_in(exchange, version).connection
    taken, begun = 0, time.thread_time()
    for number, piece in enumerate(pieces):
        connection.feed(piece, number)
        while exchange.queue.frames >= _A_COMMIT or (exchange.queue.frames and piece is pieces[-1]):
            frames = exchange.queue.take(_A_COMMIT)
            exchange.confirm([frame.token for frame in frames])
            taken += len(frames)
    spent = time.thread_time() - begun
    if taken != messages or len(connection.unacknowledged):
        raise RuntimeError(f"{taken} of {messages} came out")
    return spent / messages * 1e6


def _count(pieces: Sequence[bytes], messages: int) -> float:
    begun = time.thread_time()
    if count_packets(pieces) != messages:
        raise RuntimeError("messages are missing")
    return (time.thread_time() - begun) / messages * 1e6
