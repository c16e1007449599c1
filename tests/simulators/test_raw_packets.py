from hypothesis import given
from hypothesis import strategies as st

from simulators.broker import Broker
from simulators.raw_packets import (
    PUBLISH,
    Packets,
    read_payload,
    read_topic,
    write_connect,
    write_puback,
    write_publish,
    write_subscribe,
)


def test_packets_are_the_standards() -> None:
    """MQTT 3.1.1 §3.1, §3.3, §3.4, §3.8, by hand."""
    plain = write_connect(Broker("host", 1883), "me")
    assert plain == b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x00\x00\x02me"
    login = write_connect(Broker("host", 1883, username="u", password="p"), "me")
    assert login == b"\x10\x14\x00\x04MQTT\x04\xc2\x00\x00\x00\x02me\x00\x01u\x00\x01p"
    assert write_publish("a/b", b"xy", 10, retain=True) == b"\x33\x09\x00\x03a/b\x00\x0axy"
    assert write_subscribe("a/#") == b"\x82\x08\x00\x01\x00\x03a/#\x01"
    assert write_puback(b"\x00\x03a/b\x00\x0axy") == b"\x40\x02\x00\x0a"


@given(size=st.integers(0, 70_000))
def test_the_remaining_length_counts_the_rest(size: int) -> None:
    packet = write_publish("t", bytes(size), 1)
    length, shift, at = 0, 0, 1
    while True:
        length |= (packet[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not packet[at - 1] & 0x80:
            break
    assert length == len(packet) - at == size + 5


@given(
    sizes=st.lists(st.integers(0, 300), max_size=12), cuts=st.lists(st.integers(1, 400), min_size=1)
)
def test_however_a_stream_is_cut_its_packets_come_out_whole(
    sizes: list[int], cuts: list[int]
) -> None:
    payloads = [bytes([place]) * size for place, size in enumerate(sizes)]
    stream = b"".join(write_publish("a/b", body, 1 + place) for place, body in enumerate(payloads))
    packets, found = Packets(), []
    while stream:
        for cut in cuts:
            found += packets.split(stream[:cut])
            stream = stream[cut:]
    assert [kind for kind, _ in found] == [PUBLISH] * len(sizes)
    assert [(read_topic(body), read_payload(body)) for _, body in found] == [
        (b"a/b", payload) for payload in payloads
    ]
