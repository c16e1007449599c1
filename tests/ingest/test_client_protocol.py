"""The connection as a client sees it, without a socket: every split, every byte that is wrong."""

from dataclasses import replace
from itertools import pairwise

import mqtt5
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mqtt5 import DisconnectReasonCode as Reason

from ingest.client_protocol import ClientProtocol
from ingest.packet_stream import PACKET_BYTES
from ingest.publications import Publications
from ingest.session import Outstanding, SessionSettings
from tests.ingest.broker_packets import connack, disconnect, message, puback, suback

SETTINGS = SessionSettings("broker", 1883, "me", username="u", password="p")
PANICS = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""The codec panics over strings that are no text; it is caught, and Python is told nevertheless."""

STREAM = [
    connack(),
    suback(1, 1, 1),
    message("t/x", b"1", 5),
    message("t/位号", b"2" * 300),
    puback(9),
    mqtt5.PingRespPacket().write(),
    message("t/x", b"3", 65_535, retain=True),
    message("t/x", b"", 6),
]


class Talk:
    """A protocol, and what a socket would do with it."""

    def __init__(self, settings=SETTINGS, publications=None):
        self.outstanding = Outstanding()
        self.publications = publications or Publications(10)
        topics = ("t/#", "t/+/status")
        self.protocol = ClientProtocol(settings, topics, self.outstanding, self.publications)
        self.protocol.connect()
        self.frames, self.now = [], 0

    def hear(self, data, most=1000, most_bytes=1 << 20):
        """Bytes from the broker; the frames that are taken at once."""
        while data:
            room = self.protocol.make_room()
            size = min(len(room), len(data))
            room[:size], data = data[:size], data[size:]
            self.now += 1
            self.protocol.receive(size, self.now)
            while frames := self.protocol.take_frames(most, most_bytes):
                self.frames += frames
        return self

    def say(self):
        """The packets that leave."""
        data, packets = memoryview(self.protocol.take_output()), []
        while data:
            packet, size = mqtt5.read(data)
            packets.append(packet)
            data = data[size:]
        return packets

    @property
    def state(self):
        """All that can be seen from outside, less the instants."""
        frames = [(f.topic, f.payload, f.retained, f.token) for f in self.frames]
        output = self.protocol.take_output()
        return frames, output, self.protocol.subscribed, self.protocol.ending


def accepted(**limits):
    talk = Talk()
    talk.hear(connack(**limits) + suback(1, 1, 1))
    talk.say()
    return talk


def test_it_asks_for_a_session_that_stays_and_for_as_much_as_it_may_hold():
    talk = Talk(replace(SETTINGS, inflight=30, expiry_s=60, keepalive_s=7))
    (asked,) = talk.say()
    assert (asked.client_id, asked.username, asked.password) == ("me", "u", b"p")
    assert (asked.clean_start, asked.session_expiry_interval) == (False, 60)
    assert (asked.receive_max, asked.keep_alive, asked.topic_alias_max) == (30, 7, 0)
    assert asked.max_packet_size is None, "a broker would drop what is larger without a word"
    (subscribe,) = talk.hear(connack()).say()
    assert [(f.pattern, int(f.max_qos)) for f in subscribe.topic_filters] == [
        ("t/#", 1),
        ("t/+/status", 1),
    ]
    assert [f.retain_handling.name for f in subscribe.topic_filters] == [
        "SEND_IF_SUBSCRIPTION_NOT_EXISTS",
        "SEND_ALWAYS",
    ]


def test_a_will_is_handed_over_retained():
    protocol = ClientProtocol(SETTINGS, (), Outstanding(), Publications(1))
    protocol.connect("STATE/h", b"offline")
    will = mqtt5.read(memoryview(protocol.take_output()))[0].will
    assert (will.topic, will.payload, will.retain, int(will.qos)) == (
        "STATE/h",
        b"offline",
        True,
        1,
    )


def test_frames_come_out_with_topic_payload_arrival_and_token():
    talk = Talk().hear(b"".join(STREAM))
    assert [(f.topic, f.payload, f.retained) for f in talk.frames] == [
        ("t/x", b"1", False),
        ("t/位号", b"2" * 300, False),
        ("t/x", b"3", True),
        ("t/x", b"", False),
    ]
    assert [frame.token for frame in talk.frames] == [1, 0, 2, 3]
    assert talk.outstanding.confirm([1, 2, 3]) == ([5, 65_535, 6], 0)
    assert {frame.received for frame in talk.frames} == {1}, "one instant for what came at once"
    assert talk.protocol.subscribed
    assert talk.protocol.ending is None


@given(
    st.lists(st.integers(0, sum(map(len, STREAM))), max_size=12),
    st.integers(1, 5),
    st.integers(1, 400),
)
def test_any_split_and_any_pace_give_the_same(cuts, most, most_bytes):
    data = b"".join(STREAM)
    talk = Talk()
    edges = [0, *sorted(cuts), len(data)]
    for begin, end in pairwise(edges):
        talk.hear(data[begin:end], most, most_bytes)
    assert talk.state == Talk().hear(data).state


@PANICS
@given(st.data())
def test_no_byte_that_is_wrong_raises_out_of_it(data):
    stream = bytearray(b"".join(STREAM) + disconnect(Reason.SERVER_BUSY))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(stream) - 1))
        stream[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    talk = Talk()
    cut = data.draw(st.integers(0, len(stream)))
    talk.hear(bytes(stream[:cut])).hear(bytes(stream[cut:]))
    ending = talk.protocol.ending
    if ending is not None and not ending.told:
        assert type(talk.say()[-1]) is mqtt5.DisconnectPacket, "the broker is told"


@given(st.binary(max_size=200))
@PANICS
def test_nor_do_bytes_that_are_nothing(data):
    Talk().hear(data)
    accepted().hear(data)


@pytest.mark.parametrize(
    "data, reason, why",
    [
        (bytes(8), Reason.MALFORMED_PACKET, "cannot read"),
        (b"\x32\xff\xff\xff\xff\x01", Reason.MALFORMED_PACKET, "cannot read"),
        (b"\x90" + b"\xff\xff\xff\x7f", Reason.MALFORMED_PACKET, "a packet of 268435460 bytes"),
        (connack(), Reason.PROTOCOL_ERROR, "out of place: ConnAck"),
        (suback(1, 1, 1), Reason.PROTOCOL_ERROR, "out of place: SubAck"),
        (mqtt5.PingReqPacket().write(), Reason.PROTOCOL_ERROR, "out of place: PingReq"),
        (message("t", b"", 0), Reason.MALFORMED_PACKET, "without an identifier"),
        (message("", b"", 5, alias=1), Reason.TOPIC_ALIAS_INVALID, "alias"),
        (message("t", b"", 5, qos=2), Reason.QOS_NOT_SUPPORTED, "QoS 2"),
    ],
)
def test_what_no_broker_may_send_ends_the_connection_with_a_word_to_both(data, reason, why):
    talk = accepted().hear(message("t/x", b"good", 1) + data + message("t/x", b"after", 2))
    assert [frame.payload for frame in talk.frames] == [b"good"]
    (told,) = talk.say()
    assert told.reason_code is reason
    assert why in talk.protocol.ending.why
    assert talk.protocol.ending.failure
    talk.hear(message("t/x", b"later", 3))
    assert len(talk.frames) == 1


def test_before_the_connection_is_accepted_no_message_counts():
    talk = Talk().hear(message("t/x", b"1", 1))
    assert talk.frames == []
    assert "before the connection is accepted" in talk.protocol.ending.why


def test_a_broker_of_mqtt_3_is_named_with_the_cure():
    assert "mqtt.version = 3" in Talk().hear(b"\x20\x02\x00\x01").protocol.ending.why


def test_refusals_are_told_in_the_brokers_words():
    refused = mqtt5.ConnAckPacket(
        reason_code=mqtt5.ConnAckReasonCode.BANNED, reason_str="ask the network office"
    )
    ending = Talk().hear(refused.write()).protocol.ending
    assert ending.why == "Banned: ask the network office"
    assert ending.told
    talk = Talk().hear(connack() + suback(1, 1, 0x87))
    assert talk.protocol.ending.why == "subscription refused: Not authorized"
    assert not talk.protocol.subscribed
    talk = Talk().hear(connack() + suback(1, 1))
    assert "other subscriptions" in talk.protocol.ending.why


def test_a_takeover_is_told_apart_from_other_goodbyes():
    taken = accepted().hear(disconnect(Reason.SESSION_TAKEN_OVER)).protocol.ending
    assert (taken.told, taken.taken_over, taken.failure) == (True, True, False)
    busy = accepted().hear(disconnect(Reason.SERVER_SHUTTING_DOWN)).protocol.ending
    assert (busy.told, busy.taken_over, busy.why) == (True, False, "Server shutting down")


@PANICS
def test_a_topic_that_is_no_text_costs_no_other_message():
    """Refused, a broker would send it again for ever, and nothing after it would come."""
    bad = bytearray(message("t/xxx", b"1", 5))
    bad[4:9] = b"t/\xff\xffx"
    talk = accepted().hear(bytes(bad) + message("t/y", b"2", 6))
    assert [(f.topic, f.payload) for f in talk.frames] == [("t/��x", b"1"), ("t/y", b"2")]


@PANICS
def test_a_reason_that_is_no_text_is_told_as_such():
    told = bytearray(mqtt5.DisconnectPacket(reason_str="xx").write())
    told[-1] = 0xFF
    assert "a string that is no text" in accepted().hear(bytes(told)).protocol.ending.why


@pytest.mark.parametrize("beyond", [1, 300_000])
def test_a_message_too_large_to_hold_comes_cut_and_the_next_whole(beyond):
    large = message("t/big", b"x" * (PACKET_BYTES + beyond), 5)
    talk = accepted()
    for begin in range(0, len(large), 1 << 20):
        talk.hear(large[begin : begin + (1 << 20)])
    talk.hear(message("t/y", b"2", 6))
    big, small = talk.frames
    assert PACKET_BYTES - 100 < len(big.payload) < PACKET_BYTES
    assert (big.topic, small.payload) == ("t/big", b"2")
    assert talk.outstanding.confirm([1, 2]) == ([5, 6], 0)


def test_acknowledgements_of_one_commit_leave_in_one_piece_in_the_order_given():
    talk = accepted()
    talk.protocol.acknowledge([5, 65_535, 6])
    assert talk.protocol.take_output() == b"\x40\x02\x00\x05\x40\x02\xff\xff\x40\x02\x00\x06"
    assert talk.protocol.take_output() == b""


def test_what_the_broker_does_not_take_is_not_sent_to_it():
    talk = accepted(max_packet_size=40, retain_available=False, max_qos=mqtt5.QoS.AT_MOST_ONCE)
    assert not talk.protocol.publish("a", b"x" * 40, qos=1, retain=True)
    assert talk.protocol.publish("a", b"x", qos=1, retain=True)
    (sent,) = talk.say()
    assert (int(sent.qos), sent.retain) == (0, False)


def test_no_more_publications_are_under_way_than_the_broker_takes():
    talk = accepted(receive_max=2)
    for number in range(4):
        assert talk.protocol.publish("a", b"%d" % number, qos=1, retain=False)
    first, second = talk.say()
    assert talk.say() == []
    talk.hear(puback(second.packet_id) + puback(first.packet_id))
    assert [packet.payload for packet in talk.say()] == [b"2", b"3"]


def test_before_it_is_accepted_nothing_is_published():
    assert not Talk().protocol.publish("a", b"", qos=1, retain=False)


def test_keep_alive_asks_after_half_of_what_the_broker_set_and_ends_with_a_word():
    talk = accepted(server_keep_alive=10)
    protocol = talk.protocol
    protocol.attend(0.0, reading=True)
    protocol.attend(4.9, reading=True)
    assert talk.say() == []
    protocol.attend(5.0, reading=True)
    assert type(talk.say()[0]) is mqtt5.PingReqPacket
    talk.hear(mqtt5.PingRespPacket().write())
    protocol.attend(9.0, reading=True)
    protocol.attend(14.0, reading=True)
    assert type(talk.say()[0]) is mqtt5.PingReqPacket
    protocol.attend(19.0, reading=True)
    assert "nothing heard" in protocol.ending.why
    assert talk.say()[0].reason_code is Reason.KEEP_ALIVE_TIMEOUT


def test_while_we_do_not_read_the_brokers_silence_says_nothing():
    talk = accepted(server_keep_alive=10)
    for now_s in range(0, 100, 2):
        talk.protocol.attend(now_s, reading=False)
    assert talk.protocol.ending is None
    assert len(talk.say()) == 16, "it is asked all the same: it waits to hear from us"


def test_after_goodbye_what_comes_is_passed_over():
    talk = accepted()
    talk.protocol.leave()
    assert talk.say()[0].reason_code is Reason.NORMAL_DISCONNECTION
    assert talk.hear(message("t/x", b"1", 5) * 100_000).frames == []
