"""A connection's life, in both versions: what may come when, and what is said to what may not."""

from itertools import pairwise

import mqtt5
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt_endpoint.codes import Code
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
    packet,
    puback,
    publish,
    subscribe,
    taken,
    text,
    unsubscribe,
)

both = pytest.mark.parametrize("version", [4, 5])


def disconnected(code):
    return b"\xe0\x01" + bytes([code])


def read(data):
    """Every packet of MQTT 5 in some bytes."""
    found = []
    while data:
        one, size = mqtt5.read(memoryview(data))
        found.append(one)
        data = data[size:]
    return found


# ---------------------------------------------------------------------------- coming in


def test_a_client_of_311_is_welcomed_in_its_own_words():
    assert come_in(make_exchange(), 4).welcome == b"\x20\x02\0\0"


def test_a_client_of_5_is_told_what_it_may_do():
    (welcome,) = read(come_in(make_exchange(), 5, keep=600, expiry=9).welcome)
    assert welcome.reason_code == 0
    assert not welcome.session_present
    assert (welcome.server_keep_alive, welcome.session_expiry_interval) == (120, 9)
    assert (welcome.max_qos, welcome.topic_alias_max) == (mqtt5.QoS(1), 0)
    assert not welcome.shared_subscription_available
    assert not welcome.subscription_id_available
    assert welcome.assigned_client_id is None


def test_who_brings_no_client_id_is_given_one_in_5_and_needs_none_in_311():
    exchange = make_exchange()
    (welcome,) = read(come_in(exchange, 5, client="").welcome)
    assert welcome.assigned_client_id == "drawn"
    come_in(exchange, 4, client="")
    speaker = Speaker(exchange, 4)
    assert speaker.says(connect(4, "", clean=False)) == b"\x20\x02\0\x02"
    assert speaker.over


@both
def test_who_may_not_come_in_is_told_why(version):
    exchange = make_exchange()
    exchange._gate.refusal = Code.NOT_AUTHORIZED
    speaker = Speaker(exchange, version)
    said = speaker.says(connect(version))
    assert said[3] == (0x87 if version == 5 else 5)
    assert speaker.over
    assert exchange.counters.rejected == 1


@both
def test_a_gateway_that_the_plant_does_not_know_may_not_come_in(version):
    speaker = Speaker(make_exchange(), version)
    assert speaker.says(connect(version, user=("G9", b"s")))[3] == (0x87 if version == 5 else 5)


@both
def test_a_will_on_anothers_topic_keeps_its_client_out(version):
    speaker = Speaker(make_exchange(), version)
    said = speaker.says(connect(version, user=("G1", b"s"), will=(FOREIGN, b"w")))
    assert said[3] == (0x87 if version == 5 else 5)


@pytest.mark.parametrize("level", [3, 6, 0])
def test_another_level_is_refused_in_words_that_everybody_reads(level):
    speaker = Speaker(make_exchange())
    said = speaker.says(packet(0x10, text("MQTT") + bytes([level, 2, 0, 0, 0, 0])))
    assert said == b"\x20\x02\0\x01"
    assert speaker.over


@pytest.mark.parametrize("first", [PING, publish(4, DATA), publish(5, DATA), GOODBYE, b"GET / "])
def test_before_connect_nothing_else_may_come_and_nothing_is_said(first):
    exchange = make_exchange()
    speaker = Speaker(exchange)
    assert speaker.says(first + connect(5, user=("G1", b"s"))) == b""
    assert speaker.over
    assert exchange.counters.cut == 1
    assert not taken(exchange)


def test_before_connect_a_packet_may_not_be_large():
    speaker = Speaker(make_exchange(greeting=1000))
    assert speaker.says(b"\x10\xe9\x07") == b""
    assert speaker.over


@both
def test_a_second_connect_ends_the_connection(version):
    speaker = come_in(make_exchange(), version)
    said = speaker.says(connect(version))
    assert said == (disconnected(0x82) if version == 5 else b"")
    assert speaker.over


# ---------------------------------------------------------------------------- publishing


@both
def test_frames_become_the_gateways_and_are_answered_once_confirmed(version):
    exchange = make_exchange()
    speaker = come_in(exchange, version, at=7)
    # The first of a topic goes the strict way, the others the fast one.
    assert speaker.says(*(publish(version, DATA, b"%d" % n, number=n) for n in (1, 2, 3))) == b""
    assert speaker.says(publish(version, DATA, b"4", qos=0)) == b""
    frames = taken(exchange)
    assert [(one.topic, one.payload, one.received) for one in frames] == [
        (DATA, b"%d" % n, 7) for n in (1, 2, 3, 4)
    ]
    assert not any(frame.retained for frame in frames)
    exchange.confirm([frame.token for frame in frames])
    assert speaker.hears() == puback(1) + puback(2) + puback(3)
    assert exchange.counters.stale == 0


@both
def test_a_retained_status_is_news_and_not_a_leftover(version):
    exchange = make_exchange()
    come_in(exchange, version).says(publish(version, STATUS, b"{}", flags=1))
    assert [frame.retained for frame in taken(exchange)] == [False]


@both
@pytest.mark.parametrize("topic", [FOREIGN, ACK, "hazard/v1/P/E2/G1/data", "a", "$SYS/a"])
def test_a_frame_on_anothers_topic_goes_on_marked_and_is_answered_so(version, topic):
    exchange = make_exchange()
    speaker = come_in(exchange, version)
    speaker.says(publish(version, DATA, number=1), publish(version, topic, b"x", number=2))
    own, other = taken(exchange)
    assert (own.topic, other.topic) == (DATA, f"$refused/G1/{topic}")
    assert exchange.counters.unauthorized == 1
    exchange.confirm([own.token, other.token])
    refused = b"\x40\x03\0\x02\x87" if version == 5 else puback(2)
    assert speaker.hears() == puback(1) + refused


@both
def test_frames_that_were_not_kept_are_told_so_where_that_can_be_said(version):
    exchange = make_exchange()
    speaker = come_in(exchange, version)
    speaker.says(publish(version, DATA, number=9))
    exchange.confirm([taken(exchange)[0].token], Code.QUOTA_EXCEEDED)
    assert speaker.hears() == (b"\x40\x03\0\x09\x97" if version == 5 else puback(9))


@both
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (lambda v: publish(v, DATA, number=0), 0x82),
        (lambda v: publish(v, DATA, qos=2), 0x9B),
        (lambda v: publish(v, "hazard/v1/P/+/G1/data"), 0x90),
        (lambda v: subscribe(v, ACK, number=0), 0x82),
        (lambda _: b"\x32\xff\xff\xff\xff", 0x81),
    ],
)
def test_what_is_not_sound_ends_the_connection_after_the_frames_before_it(version, words, code):
    exchange = make_exchange()
    speaker = come_in(exchange, version)
    said = speaker.says(publish(version, DATA) + words(version) + publish(version, DATA, number=3))
    assert said == (disconnected(code) if version == 5 else b"")
    assert speaker.over
    assert [frame.topic for frame in taken(exchange)] == [DATA]


def test_a_packet_too_large_is_refused_by_its_header_alone_where_that_can_be_told():
    speaker = come_in(make_exchange(), 5)
    assert speaker.says(b"\x32\xff\xff\xff\x7f") == disconnected(0x95)
    assert speaker.over


@pytest.mark.parametrize("portion", [7, 1000])
def test_where_it_can_not_be_told_the_beginning_of_a_frame_too_large_is_taken(portion):
    exchange = make_exchange(largest=300)
    speaker = come_in(exchange, 4)
    data = publish(4, DATA, b"x" * 5000, number=1) + publish(4, DATA, b"y", number=2)
    for start in range(0, len(data), portion):
        speaker.says(data[start : start + portion])
        assert len(speaker.connection._rest) <= 310
    first, second = taken(exchange)
    assert 250 < len(first.payload) < 300
    assert second.payload == b"y"
    exchange.confirm([first.token, second.token])
    assert speaker.hears() == puback(1) + puback(2)


@given(st.sampled_from([4, 5]), st.lists(st.integers(0, 400), max_size=8))
def test_however_the_bytes_are_split_the_same_comes_of_them(version, cuts):
    words = (
        connect(version, user=("G1", b"s")),
        publish(version, DATA, b"x" * 130, number=1),
        publish(version, DATA, b"2", number=2),
        subscribe(version, ACK, "a", number=3),
        publish(version, FOREIGN, b"3", number=4),
        PING,
        publish(version, DATA, b"", qos=0),
        unsubscribe(version, ACK, number=5),
        publish(version, DATA, b"5", number=6, flags=9),
        GOODBYE,
    )
    data = b"".join(words)
    edges = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    parts = [data[start:end] for start, end in pairwise(edges)]
    whole, split = make_exchange(), make_exchange()
    one, other = Speaker(whole, version), Speaker(split, version)
    assert one.says(data) == other.says(*parts)
    assert one.over
    assert other.over
    assert taken(whole) == taken(split)
    assert split._unfinished == 0


@given(st.sampled_from([4, 5]), st.data())
def test_no_byte_turned_over_raises_or_lets_a_frame_through_as_anothers(version, data):
    words = [
        connect(version, user=("G1", b"s"), will=(STATUS, b"w")),
        publish(version, DATA, b"x", number=1),
        subscribe(version, ACK, number=2),
        publish(version, DATA, b"y", number=3),
        unsubscribe(version, ACK),
    ]
    raw = bytearray(b"".join(words))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    exchange = make_exchange()
    speaker = Speaker(exchange, version)
    speaker.says(bytes(raw[: data.draw(st.integers(0, len(raw)))]))
    who = speaker.connection.principal
    for frame in taken(exchange):
        own = frame.topic.startswith(("hazard/v1/P/E1/G1/", "$refused/"))
        assert own or who.gateway != "G1"


def test_packets_that_have_not_come_whole_are_bounded_together():
    exchange = make_exchange(unfinished=100)
    one, other = come_in(exchange, client="a"), come_in(exchange, client="b")
    large = publish(5, DATA, b"x" * 200)
    one.says(large[:90])
    assert not one.over
    assert other.says(large[:90]) == disconnected(0x89)
    assert other.over
    one.says(large[90:])
    assert len(taken(exchange)) == 1
    assert exchange._unfinished == 0


# ---------------------------------------------------------------------------- the rest


@both
def test_only_its_own_acknowledgements_may_be_heard(version):
    speaker = come_in(make_exchange(), version)
    filters = [ACK, DATA, "hazard/v1/P/E1/G2/ack", "#", "hazard/v1/P/E1/+/ack", "a/#/b"]
    said = speaker.says(subscribe(version, *filters, number=258))
    codes = [1, 0x87, 0x87, 0x87, 0x87, 0x8F] if version == 5 else [1] + [0x80] * 5
    assert said == packet(0x90, b"\x01\x02" + (b"\0" if version == 5 else b"") + bytes(codes))


@both
def test_a_sparkplug_node_hears_its_commands_and_its_host(version):
    speaker = come_in(make_exchange(), version, gateway="N1")
    filters = ["spBv1.0/G/NCMD/E/#", "spBv1.0/G/DCMD/E/#", "spBv1.0/STATE/h", "spBv1.0/G/NCMD/F"]
    said = speaker.says(subscribe(version, *filters))
    assert said[-4:] == bytes([1, 1, 1, 0x87 if version == 5 else 0x80])


def test_shared_subscriptions_and_identifiers_are_refused_by_their_codes():
    speaker = come_in(make_exchange(), 5)
    assert speaker.says(subscribe(5, f"$share/g/{ACK}"))[-1] == 0x9E
    numbered = packet(0x82, b"\0\x01\x02\x0b\x05" + text(ACK) + b"\x01")
    assert speaker.says(numbered)[-1] == 0xA1


@both
def test_an_unsubscribe_is_answered(version):
    speaker = come_in(make_exchange(), version)
    speaker.says(subscribe(version, ACK))
    said = speaker.says(unsubscribe(version, ACK, "a", number=7))
    assert said == (packet(0xB0, b"\0\x07\0\0\x11") if version == 5 else b"\xb0\x02\0\x07")


@both
def test_a_ping_is_answered(version):
    assert come_in(make_exchange(), version).says(PING) == b"\xd0\x00"


@both
def test_after_a_goodbye_nothing_is_heard(version):
    exchange = make_exchange()
    speaker = come_in(exchange, version)
    assert speaker.says(publish(version, DATA) + GOODBYE + publish(version, DATA)) == b""
    assert speaker.over
    assert len(taken(exchange)) == 1


def test_a_session_that_ends_with_its_connection_cannot_be_made_to_last():
    speaker = come_in(make_exchange(), 5, expiry=0)
    assert speaker.says(packet(0xE0, b"\0\x05\x11\0\0\0\x09")) == disconnected(0x82)
