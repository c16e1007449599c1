"""What is fuzzed: every decoder of bytes that come from outside, with sound frames to begin with.

A target takes bytes and returns; it raises only where the decoder broke its word. Decoders promise
never to raise, and to give columns of one length, numbers as floats and times in range.
"""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dashboard_api.incoming import UnreadableError, WrongShapeError, decode_frame
from ingest import codec
from ingest.admission import Admission
from ingest.formats import bare, neuron, pinyin
from ingest.formats.dialect import Dialect
from ingest.formats.hj212 import decode as decode_hj212
from ingest.formats.hj212_stream import Splitter
from ingest.formats.sparkplug_node import SparkplugNode
from ingest.formats.sparkplug_topic import SparkplugTopic, Verb
from ingest.frame import Decoded, Frame
from ingest.lenient import Unfit
from ingest.readings import END_OF_TIME
from ingest.status import StatusBody, read_status
from tests.ingest.formats.edge import Edge
from tests.ingest.formats.hj212_packets import packet, wrap
from tests.ingest.mqtt_endpoint.speaker import (
    ACK,
    DATA,
    FOREIGN,
    GOODBYE,
    PING,
    STATUS,
    Speaker,
    come_in,
    connect,
    make_exchange,
    puback,
    publish,
    subscribe,
    unsubscribe,
)
from tests.ingest.parks import T0, make_plant

DIALECT = Dialect(ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True)
class Target:
    run: Callable[[bytes], None]
    seeds: Sequence[bytes]


def check(decoded: Decoded | Unfit) -> None:
    """What every decoder promises of whatever it was given."""
    if isinstance(decoded, Unfit):
        assert decoded.detail.encode()
        return
    count = len(decoded.tags)
    assert count == len(decoded.ts) == len(decoded.values) == len(decoded.status)
    for tag, ts, value, status in zip(
        decoded.tags, decoded.ts, decoded.values, decoded.status, strict=True
    ):
        assert isinstance(tag, str)
        tag.encode()
        assert type(ts) is int
        assert 0 <= ts < END_OF_TIME
        assert isinstance(value, float | int)
        assert not math.isinf(value)
        assert 0 <= status < 2**32
    assert all(0 <= place < count for place in (*decoded.words, *decoded.doubtful))
    for word in decoded.words.values():
        word.encode()
    for _, tag, detail in decoded.complaints:
        (tag + detail).encode()
    assert decoded.sent is None or 0 <= decoded.sent < END_OF_TIME
    assert decoded.seq is None or decoded.seq >= 0


def run_status(data: bytes) -> None:
    body = read_status(data)
    assert isinstance(body, StatusBody | str)


def run_live(data: bytes) -> None:
    try:
        decode_frame(data.decode("utf-8", "replace"))
    except (UnreadableError, WrongShapeError):
        return


def run_stream(data: bytes) -> None:
    whole, parts = Splitter(), Splitter()
    at_once = [*whole.feed(data), *whole.finish()]
    piecewise = [
        piece for start in range(0, len(data), 7) for piece in parts.feed(data[start : start + 7])
    ]
    assert at_once == [*piecewise, *parts.finish()]


def make_admission_target() -> Callable[[bytes], None]:
    """One long-lived admission: the neighbour's frame in the same tick must come through."""
    admission = Admission(make_plant(), stream=False, start=T0)
    ticks = iter(range(1, 1 << 62))

    def run(data: bytes) -> None:
        at = T0 + 1000 * next(ticks)
        topic, _, payload = data.partition(b"\n")
        sound = codec.encode_values(at, {"E2.LT-1": 5.0})
        frames = [
            Frame(topic.decode("utf-8", "replace"), payload, at),
            Frame("hazard/v1/P/E2/G3/data", sound, at),
        ]
        batch = admission.admit(frames, at).batch
        own = batch.value[batch.row == 4]
        assert 5.0 in own.tolist()
        admission.situation(at)

    return run


def make_node_target() -> Callable[[bytes], None]:
    """One node for all messages: a verb, then the payload."""
    node, at = SparkplugNode(), iter(range(T0, 1 << 62, 50))

    def run(data: bytes) -> None:
        verb = list(Verb)[data[0] % 6 if data else 0]
        topic = SparkplugTopic("G", verb, "E", "D1" if verb.startswith("D") else "")
        heard = node.hear(topic, data[1:], next(at))
        for part in (*heard.live, *heard.in_doubt, *heard.historical, *heard.refused):
            check(part)
        node.restore(node.save())

    return run


def make_endpoint_target(version: int) -> Callable[[bytes], None]:
    """One exchange for all: whatever a gateway says, its neighbour is heard and not spoken for."""
    exchange = make_exchange()
    neighbour = come_in(exchange, version, gateway="G2", client="neighbour")

    def run(data: bytes) -> None:
        speaker = Speaker(exchange, version)
        speaker.says(connect(version, user=("G1", b"s"), will=(STATUS, b"w")), data)
        neighbour.says(publish(version, FOREIGN, b"5"))
        exchange.leave(speaker.connection, 0, lost=True)
        frames = exchange.queue.take(1_000_000)
        assert [one.payload for one in frames if one.topic == FOREIGN] == [b"5"]
        exchange.confirm([frame.token for frame in frames])
        assert neighbour.hears() == puback(1)
        assert len(exchange.connections) == 1
        exchange.touched.clear()  # whose output was written, as a server does

    return run


def make_endpoint_seeds(version: int) -> list[bytes]:
    words = [
        publish(version, DATA, b"1", number=2),
        publish(version, DATA, b"2", qos=0),
        subscribe(version, ACK),
        unsubscribe(version, ACK),
        puback(1),
        PING,
        GOODBYE,
    ]
    return [*words, b"".join(words), words[0] * 3 + connect(version)]


def make_sparkplug_seeds() -> list[bytes]:
    edge = Edge(("", "D1"), "ab")
    sent = [*edge.births(), edge.data("D1", "a", 5.0), edge.named("", "b", 7.0), edge.ddeath("D1")]
    return [bytes([list(Verb).index(one.topic.verb)]) + one.payload for one in sent]


def _json(**body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


JSON_SEEDS = (
    _json(ts=T0, values={"E1.LT-101": 3.5, "E1.PT-101": None}, quality={"E1.LT-101": "good"}),
    _json(tags=["E1.LT-101", "E1.PT-101"], ts=[T0, T0 + 1], v=[1, "bad"], q=[0, 2147483648]),
    _json(ts="2025-11-23T20:00:00+08:00", v=True, q="uncertain", seq=7, boot="b", sent=T0),
    _json(values={}, units={"E1.LT-101": "m"}, simulation=True),
    b"12.5",
)
STATUS_SEEDS = (
    _json(online=True, ts=T0, sources={"PLC1": "up", "E1.V101": "down"}),
    _json(online=False),
)
LIVE_SEEDS = (
    _json(t="auth", token="x"),
    _json(t="sub", id="1", stream="alarms", resume={"epoch": "e", "q": 5}, rate_hz=2),
    _json(t="ack", id="a", alarms=[{"key": "T:HH", "version": 3}], reason="r"),
)
PINYIN_SEEDS = (
    _json(data=[{"CGQBH": "32050001", "CJSJ": "2024-05-01 08:00:00", "VALUE": "12.50"}]),
    _json(CGQBH="1", CJSJ="20240501080000", CGQSZ="0.8MPa", ZT="1"),
    "[{'bitNo':'位号','collectTime':1714521600,'JCZ':'NaN','status':1}]".replace("'", '"').encode(
        "gb18030"
    ),
)
NEURON_SEEDS = (
    _json(timestamp=T0, node="P", group="g", values={"A": 71.3, "B": "x"}, errors={"C": 3008}),
    _json(
        timestamp=T0,
        node="P",
        group="g",
        tags=[{"name": "A", "value": 1}, {"name": "B", "error": 1}],
    ),
    _json(timestamp=T0, states=[{"node": "P", "link": 1, "running": 3}]),
)
BARE_SEEDS = (b"12.5", b' "0.7 MPa"\n', b"true", b"OFF", b"1e3", b"")
HJ212_REGIONS = (
    ("2011", "DataTime=20240501080000;a34004-Rtd=1.5,a34004-Flag=N;a21026-Rtd=2,a21026-Flag=D"),
    ("2061", "DataTime=20240501080000;a34004-Min=1,a34004-Avg=2,a34004-Max=3,a34004-Flag=N"),
    ("2021", "DataTime=20240501080000;SB1-RS=1"),
    ("9014", ""),
)
HJ212_SEEDS = tuple(packet(region, cn=cn) for cn, region in HJ212_REGIONS)
HJ212_SEGMENTS = tuple(seed[6:-6] for seed in HJ212_SEEDS)
"""Without length and checksum, which the target puts on: or nothing would get past them."""
SPARKPLUG_SEEDS = make_sparkplug_seeds()
TOPICS = (b"hazard/v1/P/E1/G1/data", b"hazard/v1/P/E1/G1/backfill", b"hazard/v1/P/E1/G1/status")

TARGETS = {
    "json": Target(lambda data: check(codec.decode("E1.LT-101", data, T0)), JSON_SEEDS),
    "status": Target(run_status, STATUS_SEEDS),
    "pinyin": Target(lambda data: check(pinyin.decode("", data, T0, DIALECT)), PINYIN_SEEDS),
    "neuron": Target(lambda data: check(neuron.decode("a/b", data, T0, DIALECT)), NEURON_SEEDS),
    "bare": Target(lambda data: check(bare.decode("LT-101", data, T0, DIALECT)), BARE_SEEDS),
    "sparkplug": Target(make_node_target(), SPARKPLUG_SEEDS),
    "hj212": Target(lambda data: check(decode_hj212("", data, T0, DIALECT)), HJ212_SEEDS),
    "hj212 segment": Target(
        lambda data: check(decode_hj212("", wrap(data[:1024]), T0, DIALECT)), HJ212_SEGMENTS
    ),
    "hj212 stream": Target(run_stream, HJ212_SEEDS),
    "admission": Target(
        make_admission_target(),
        [topic + b"\n" + body for topic in TOPICS for body in (*JSON_SEEDS, *STATUS_SEEDS)],
    ),
    "websocket": Target(run_live, LIVE_SEEDS),
    "mqtt 3.1.1": Target(make_endpoint_target(4), make_endpoint_seeds(4)),
    "mqtt 5": Target(make_endpoint_target(5), make_endpoint_seeds(5)),
}
