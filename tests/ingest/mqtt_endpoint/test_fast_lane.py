"""The fast lane takes nothing that the strict way would read otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt_endpoint.codes import PacketError
from ingest.mqtt_endpoint.fast_lane import skim
from ingest.mqtt_endpoint.framing import find_span
from ingest.mqtt_endpoint.reader import read_packet
from ingest.mqtt_endpoint.unacknowledged import SLOT_BITS
from tests.ingest.mqtt_endpoint.speaker import PING, packet, publish, text

TOPICS = {b"a": "a", "罐/b".encode(): "罐/b"}
STEP = 1 << SLOT_BITS


def strictly(version, data, at):
    """All publications on known topics from a place on, by the strict way alone."""
    read = []
    while at < len(data):
        span = find_span(data, at)
        if span is None or span.end > len(data):
            break
        read.append((at, read_packet(version, data[at], data[span.body : span.end])))
        at = span.end
    return read


def quickly(version, data):
    frames, answers = [], []
    at = skim(data, 0, TOPICS, 5, STEP + 3, frames, answers, five=version == 5)
    return at, frames, answers


def check(version, data):
    """What was taken is what the strict way reads there; returns how many frames were."""
    at, frames, answers = quickly(version, data)
    packets = [one for start, one in strictly(version, data[:at], 0)]
    assert [(one.topic, one.payload) for one in packets] == [(f.topic, f.payload) for f in frames]
    assert [one.packet for one in packets if one.qos] == [int.from_bytes(a) for a in answers]
    tokens = [frame.token for frame in frames if frame.token]
    assert tokens == [STEP * (2 + n) + 3 for n in range(len(answers))]
    assert all(not one.duplicate and not one.retain for one in packets)
    return len(frames)


@pytest.mark.parametrize("version", [4, 5])
def test_plain_packets_of_known_topics_are_taken_up_to_the_first_that_is_not(version):
    plain = publish(version, "a", b"x" * 300, number=258) + publish(version, "罐/b", b"", qos=0)
    rest = [publish(version, "c"), publish(version, "a", flags=1), PING, publish(version, "a")[:-1]]
    for other in rest:
        assert check(version, plain * 3 + other) == 6
        assert quickly(version, plain * 3 + other)[0] == len(plain * 3)


def test_properties_are_left_to_the_strict_way():
    data = packet(0x32, text("a") + b"\0\x01\x02\x01\x01x")
    assert quickly(5, data)[0] == 0
    assert check(4, data) == 1  # for 3.1.1 they are the payload


PIECES = st.one_of(
    st.builds(
        lambda version, topic, payload, qos, number, flags: publish(
            version, topic, payload, qos=qos, number=number, flags=flags
        ),
        st.sampled_from([4, 5]),
        st.sampled_from(["a", "罐/b", "c", "a/+", ""]),
        st.binary(max_size=8) | st.just(b"y" * 200),
        st.sampled_from([0, 1, 2]),
        st.integers(0, 3),
        st.sampled_from([0, 0, 0, 1, 8]),
    ),
    st.binary(min_size=1, max_size=6),
)


@given(st.sampled_from([4, 5]), st.lists(PIECES, max_size=5), st.integers(0, 12))
def test_both_ways_agree_on_whatever_is_taken(version, pieces, cut):
    data = b"".join(pieces)
    check(version, data[: len(data) - cut])


@given(st.sampled_from([4, 5]), st.data())
def test_no_byte_turned_over_gets_through(version, data):
    raw = bytearray(publish(version, "a", b"pay", number=2) * 3)
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        check(version, bytes(raw))
    except PacketError:
        pytest.fail("the fast lane took what the strict way refuses")
