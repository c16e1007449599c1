"""The reader: held against the compiled codec, and against every byte turned over."""

import contextlib

import mqtt5
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.mqtt_endpoint import packets
from ingest.mqtt_endpoint.codes import Code, PacketError
from ingest.mqtt_endpoint.framing import find_span
from ingest.mqtt_endpoint.reader import (
    CONNECT,
    UnknownVersionError,
    is_topic_name,
    read_connect,
    read_packet,
)
from tests.ingest.mqtt_endpoint.speaker import (
    connect,
    packet,
    publish,
    subscribe,
    text,
    unsubscribe,
)

SOUND = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NAME = SOUND.filter(lambda name: name and not set("+#") & set(name))
SMALL = st.integers(1, 0xFFFF)
LARGE = st.integers(1, 0xFFFF_FFFF)
USERS = st.lists(st.tuples(SOUND, SOUND), max_size=2)
BYTES = st.binary(max_size=20)

WILLS = st.builds(
    mqtt5.Will,
    NAME,
    payload=BYTES,
    qos=st.sampled_from([mqtt5.QoS(0), mqtt5.QoS(1)]),
    retain=st.booleans(),
    will_delay_interval=st.integers(0, 100),
    content_type=st.none() | SOUND,
    user_properties=USERS,
)
CONNECTS = st.builds(
    mqtt5.ConnectPacket,
    SOUND,
    username=st.none() | SOUND,
    password=st.none() | BYTES,
    clean_start=st.booleans(),
    will=st.none() | WILLS,
    keep_alive=st.integers(0, 0xFFFF),
    session_expiry_interval=st.integers(0, 0xFFFF_FFFF),
    receive_max=SMALL,
    max_packet_size=st.none() | LARGE,
    topic_alias_max=SMALL,
    user_properties=USERS,
)
PUBLISHES = st.builds(
    mqtt5.PublishPacket,
    NAME,
    BYTES,
    qos=st.just(mqtt5.QoS(1)),
    packet_id=SMALL,
    retain=st.booleans(),
    duplicate=st.booleans(),
    payload_format_indicator=st.integers(0, 1),
    message_expiry_interval=st.none() | LARGE,
    content_type=st.none() | SOUND,
    response_topic=st.none() | NAME,
    correlation_data=st.none() | BYTES,
    user_properties=USERS,
)
SUBSCRIBES = st.builds(
    mqtt5.SubscribePacket,
    SMALL,
    st.lists(
        st.builds(
            mqtt5.TopicFilter,
            NAME,
            retain_handling=st.builds(mqtt5.RetainHandling, st.integers(0, 2)),
        ),
        min_size=1,
        max_size=3,
    ),
    user_properties=USERS,
)
UNSUBSCRIBES = st.builds(mqtt5.UnsubscribePacket, SMALL, st.lists(NAME, min_size=1, max_size=3))
DISCONNECTS = st.builds(
    mqtt5.DisconnectPacket,
    reason_code=st.builds(mqtt5.DisconnectReasonCode, st.sampled_from([0, 4, 0x80, 0x93])),
    session_expiry_interval=st.none() | st.integers(0, 0xFFFF_FFFF),
    reason_str=st.none() | SOUND,
    user_properties=USERS,
)
ACKNOWLEDGED = st.builds(
    mqtt5.PubAckPacket,
    SMALL,
    reason_code=st.builds(mqtt5.PubAckReasonCode, st.sampled_from([0, 16, 0x80])),
    reason_str=st.none() | SOUND,
)


def split(data):
    span = find_span(data, 0)
    assert span.end == len(data)
    return data[0], data[span.body :]


def read(version, data):
    first, body = split(data)
    return read_connect(body) if first == CONNECT else read_packet(version, first, body)


@given(CONNECTS)
def test_a_connect_reads_as_the_codec_wrote_it(wish):
    got = read(5, wish.write())
    will = wish.will
    assert got == packets.Connect(
        version=5,
        client_id=wish.client_id,
        clean_start=wish.clean_start,
        keep_alive_s=wish.keep_alive,
        expiry_s=wish.session_expiry_interval,
        receive_maximum=wish.receive_max,
        largest=wish.max_packet_size,
        will=will
        and packets.Will(
            will.topic, will.payload or b"", will.qos, will.retain, will.will_delay_interval
        ),
        username=wish.username,
        password=wish.password,
    )


@given(PUBLISHES)
def test_a_publish_reads_as_the_codec_wrote_it(wish):
    got = read(5, wish.write())
    assert got == packets.Publish(
        wish.topic, wish.payload, 1, wish.retain, wish.duplicate, wish.packet_id
    )


@given(SUBSCRIBES)
def test_a_subscribe_reads_as_the_codec_wrote_it(wish):
    got = read(5, wish.write())
    assert got == packets.Subscribe(
        wish.packet_id,
        tuple(
            packets.Filter(one.pattern, one.max_qos, one.retain_handling)
            for one in wish.topic_filters
        ),
    )


@given(UNSUBSCRIBES | DISCONNECTS | ACKNOWLEDGED)
def test_the_rest_reads_as_the_codec_wrote_it(wish):
    got = read(5, wish.write())
    match got:
        case packets.Unsubscribe():
            assert got == packets.Unsubscribe(wish.packet_id, tuple(wish.patterns))
        case packets.Disconnect():
            assert got == packets.Disconnect(wish.reason_code, wish.session_expiry_interval)
        case packets.Acknowledged():
            assert got.packet == wish.packet_id


SEEDS = [
    connect(5, will=("a", b"w", 3), user=("G1", b"s")),
    connect(4, will=("a", b"w"), user=("G1", b"s")),
    publish(5, "a/b"),
    publish(4, "a/b", qos=0),
    subscribe(5, "a/#"),
    subscribe(4, "a", "b"),
    unsubscribe(5, "a"),
    packet(0xE0, b"\x04\x05\x11\0\0\0\x09"),
    mqtt5.PublishPacket("a", b"x", content_type="t", user_properties=[("k", "v")]).write(),
]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=3),
    st.integers(0, 60),
    st.sampled_from([4, 5]),
)
def test_rubbish_is_refused_by_one_error_and_nothing_else(seed, changes, cut, version):
    data = bytearray(seed)
    for place, byte in changes:
        data[place % len(data)] = byte
    body = bytes(data[2 : len(data) - cut] if cut < len(data) else b"")
    with contextlib.suppress(PacketError):
        assert isinstance(read_packet(version, data[0], body), packets.Packet)
    with contextlib.suppress(PacketError, UnknownVersionError):
        assert read_connect(body).version in (4, 5)


LATIN = [
    mqtt5.PublishPacket(
        "a/b",
        b"x",
        qos=mqtt5.QoS(1),
        packet_id=1,
        message_expiry_interval=9,
        content_type="t",
        correlation_data=b"c",
        user_properties=[("k", "v")],
    ).write(),
    mqtt5.SubscribePacket(3, [mqtt5.TopicFilter("a/+")], user_properties=[("a", "b")]).write(),
    mqtt5.UnsubscribePacket(3, ["a", "b"]).write(),
    mqtt5.DisconnectPacket(session_expiry_interval=3, reason_str="x").write(),
    mqtt5.PubAckPacket(3, reason_str="x").write(),
]


@given(st.sampled_from(LATIN), st.integers(1, 99), st.integers(0, 0x7F))
def test_what_the_codec_refuses_is_refused_here_too(seed, place, byte):
    """Beyond that we are stricter. Bytes of letters beyond ASCII would have the codec panic."""
    raw = bytearray(seed)
    raw[place % (len(raw) - 1) + 1] = byte
    try:
        mqtt5.read(memoryview(bytes(raw)))
    except IndexError:
        assume(raw[1] <= len(raw) - 2)  # else it is not complete, and nothing is judged yet
    except ValueError:
        pass
    else:
        return
    with pytest.raises(PacketError):
        read_packet(5, raw[0], bytes(raw[2 : 2 + raw[1]]))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (publish(5, "a", number=0), Code.PROTOCOL_ERROR),
        (publish(5, "a", qos=2), Code.BAD_QOS),
        (publish(5, "a", qos=3), Code.MALFORMED),
        (publish(5, "a", qos=0, flags=8), Code.MALFORMED),
        (publish(5, "a/+"), Code.BAD_TOPIC),
        (publish(5, "a/#"), Code.BAD_TOPIC),
        (publish(5, ""), Code.PROTOCOL_ERROR),
        (publish(5, "a\0"), Code.MALFORMED),
        (publish(5, b"\xff"), Code.MALFORMED),
        (packet(0x30, text("a") + b"\x03\x23\0\x01"), Code.BAD_ALIAS),
        (packet(0x30, text("a") + b"\x02\x0b\x01"), Code.PROTOCOL_ERROR),
        (packet(0x30, text("a") + b"\x04\x01\0\x01\0"), Code.PROTOCOL_ERROR),
        (packet(0x30, text("a") + b"\x02\x7e\x01"), Code.MALFORMED),
        (packet(0x30, text("a") + b"\x80\0"), Code.MALFORMED),
        (packet(0x82, b"\0\x01\0"), Code.PROTOCOL_ERROR),
        (subscribe(5, "a", options=3), Code.MALFORMED),
        (subscribe(5, "a", options=0x40), Code.MALFORMED),
        (subscribe(5, "a", options=0x31), Code.PROTOCOL_ERROR),
        (subscribe(5, ""), Code.PROTOCOL_ERROR),
        (unsubscribe(5), Code.PROTOCOL_ERROR),
        (packet(0x80, b"\0\x01\0" + text("a") + b"\0"), Code.MALFORMED),
        (packet(0x40, b"\0\0"), Code.PROTOCOL_ERROR),
        (packet(0xC0, b"\0"), Code.MALFORMED),
        (packet(0xC1, b""), Code.MALFORMED),
        (packet(0x00, b""), Code.MALFORMED),
        (packet(0xF0, b""), Code.PROTOCOL_ERROR),
        (packet(0x62, b"\0\x01"), Code.PROTOCOL_ERROR),
        (connect(5), Code.PROTOCOL_ERROR),
    ],
)
def test_what_may_not_come_is_refused_with_its_code(data, code):
    first, body = split(data)
    with pytest.raises(PacketError) as refused:
        read_packet(5, first, body)
    assert refused.value.code is code


@pytest.mark.parametrize(
    "data",
    [
        subscribe(4, "a", options=3),
        subscribe(4, "a", options=4),
        publish(4, "a", qos=2),
        packet(0xE0, b"\0"),
    ],
)
def test_in_311_reserved_bits_and_bodies_are_refused(data):
    first, body = split(data)
    with pytest.raises(PacketError):
        read_packet(4, first, body)


def _flags(data, flags):
    return data[:9] + bytes([flags]) + data[10:]


@pytest.mark.parametrize(
    "data",
    [
        _flags(connect(5), 0x03),
        _flags(connect(5), 0x22),
        _flags(connect(5), 0x1E),
        _flags(connect(4), 0x42),
        connect(5) + b"x",
        connect(5, properties=b"\x21\0\0"),
        connect(5, properties=b"\x27\0\0\0\0"),
        connect(5, properties=b"\x11\0\0\0\x01"),
        connect(5, properties=b"\x16\0\x01x"),
        connect(5, properties=b"\x17\x02"),
        connect(5, will=("a/#", b"")),
        connect(5, client="\0"),
    ],
)
def test_a_connect_that_is_not_sound_is_refused(data):
    with pytest.raises(PacketError):
        read_connect(data[2:])


@pytest.mark.parametrize("head", [b"\0\x04MQTT\x06", b"\0\x06MQIsdp\x03", b"\0\x04HTTP\x05"])
def test_another_protocol_is_known_as_such(head):
    with pytest.raises(UnknownVersionError):
        read_connect(head + b"\x02\0\0\0\0")


def test_a_session_of_311_that_is_not_clean_has_no_end_of_its_own():
    assert read_connect(connect(4, clean=False)[2:]).expiry_s == 0xFFFF_FFFF
    assert read_connect(connect(4, clean=True)[2:]).expiry_s == 0


def test_a_topic_name_is_not_empty_and_has_no_wildcard():
    assert [is_topic_name(one) for one in ("a", "", "a/+", "#")] == [True, False, False, False]
