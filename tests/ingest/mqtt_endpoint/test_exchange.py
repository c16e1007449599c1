"""Connections together: takeovers, wills, sessions, acknowledgements told, tokens."""

import pytest

from ingest.mqtt_endpoint.client_sessions import Key
from ingest.mqtt_endpoint.exchange import TOLD_AT_ONCE
from tests.ingest.mqtt_endpoint.speaker import (
    ACK,
    DATA,
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
)

both = pytest.mark.parametrize("version", [4, 5])


def told(version, payload, *, number=1, first=0x32):
    """The ``ack`` message as it goes out."""
    return publish(version, ACK, payload, number=number, flags=first & 0x09)


def leave(speaker):
    speaker.exchange.leave(speaker.connection, speaker.at, lost=True)


# ---------------------------------------------------------------------------- wills


@both
@pytest.mark.parametrize("end", [lambda one: one.says(b"\xff\0"), leave])
def test_a_lost_clients_will_is_said_after_what_it_said_itself(version, end):
    exchange = make_exchange()
    speaker = come_in(exchange, version, will=(STATUS, b"gone"))
    speaker.says(publish(version, DATA))
    end(speaker)
    assert [(one.topic, one.payload) for one in taken(exchange)] == [
        (DATA, b"1"),
        (STATUS, b"gone"),
    ]
    assert exchange.counters.wills == 1


@both
def test_a_goodbye_takes_the_will_back(version):
    exchange = make_exchange()
    come_in(exchange, version, will=(STATUS, b"gone")).says(GOODBYE)
    exchange.tick(10**9)
    assert taken(exchange) == []


def test_a_goodbye_of_5_may_ask_for_the_will():
    exchange = make_exchange()
    come_in(exchange, 5, will=(STATUS, b"gone")).says(publish(5, DATA) + b"\xe0\x01\x04")
    assert [frame.topic for frame in taken(exchange)] == [DATA, STATUS]


def test_a_will_waits_its_delay_and_is_not_said_if_the_client_is_back_by_then():
    exchange = make_exchange()
    wishes = {"will": (STATUS, b"gone", 10), "expiry": 100}
    leave(come_in(exchange, 5, **wishes))
    exchange.tick(9_999)
    assert taken(exchange) == []
    again = come_in(exchange, 5, clean=False, at=9_999, **wishes)
    exchange.tick(20_000)
    assert taken(exchange) == []
    again.at = 20_000
    leave(again)
    exchange.tick(30_000)
    assert [frame.payload for frame in taken(exchange)] == [b"gone"]


def test_a_delayed_will_is_due_when_the_session_ends_or_is_begun_anew():
    exchange = make_exchange()
    leave(come_in(exchange, 5, will=(STATUS, b"a", 500), expiry=1))
    exchange.tick(1_000)
    assert [frame.payload for frame in taken(exchange)] == [b"a"]
    leave(come_in(exchange, 5, will=(STATUS, b"b", 500), expiry=1000, at=1_000))
    come_in(exchange, 5, clean=True, at=1_500)
    assert [frame.payload for frame in taken(exchange)] == [b"b"]


# ---------------------------------------------------------------------------- time


@both
def test_a_silent_client_is_lost_after_one_and_a_half_keep_alives(version):
    exchange = make_exchange()
    speaker = come_in(exchange, version, keep=10, will=(STATUS, b"gone"))
    exchange.tick(15_000)
    assert not speaker.over
    speaker.at = 15_000
    speaker.says(PING)
    exchange.tick(30_000)
    assert not speaker.over
    exchange.tick(30_001)
    assert speaker.over
    assert speaker.hears() == (b"\xe0\x01\x8d" if version == 5 else b"")
    assert [frame.payload for frame in taken(exchange)] == [b"gone"]


def test_who_is_not_read_is_not_silent_for_that():
    exchange = make_exchange()
    speaker = come_in(exchange, 4, keep=10)
    speaker.connection.let_read(9_000, reading=False)
    exchange.tick(100_000)
    assert not speaker.over
    speaker.connection.let_read(100_000, reading=True)
    exchange.tick(115_000)
    assert not speaker.over
    exchange.tick(115_001)
    assert speaker.over


def test_without_a_keep_alive_a_client_of_311_is_never_lost_by_silence():
    exchange = make_exchange()
    four, five = come_in(exchange, 4, keep=0), come_in(exchange, 5, keep=0, client="d")
    exchange.tick(10**9)
    assert (four.over, five.over) == (False, True)


def test_who_does_not_introduce_himself_has_to_go():
    exchange = make_exchange()
    speaker = Speaker(exchange)
    exchange.tick(10_000)
    assert not speaker.over
    exchange.tick(10_001)
    assert speaker.over


def test_who_does_not_read_has_to_go():
    exchange = make_exchange()
    speaker = come_in(exchange, 5, keep=120)
    speaker.connection.held_since = 0
    assert not exchange.has_room(speaker.connection)
    exchange.tick(60_001)
    assert speaker.over


# ---------------------------------------------------------------------------- sessions


@both
def test_a_second_connection_takes_over_the_first(version):
    exchange = make_exchange()
    one = come_in(exchange, version, will=(STATUS, b"gone"))
    one.says(publish(version, DATA))
    other = come_in(exchange, version)
    assert one.over
    assert one.hears() == (b"\xe0\x01\x8e" if version == 5 else b"")
    other.says(publish(version, DATA, b"2"))
    assert [frame.payload for frame in taken(exchange)] == [b"1", b"gone", b"2"]
    assert exchange.counters.takeovers == 1


def test_nobody_takes_over_anothers_session_by_its_client_id():
    exchange = make_exchange()
    one, other = come_in(exchange, gateway="G1"), come_in(exchange, gateway="G2")
    assert not one.over
    assert not other.over


@both
def test_a_session_that_lasts_keeps_its_subscriptions(version):
    exchange = make_exchange()
    wishes = {"clean": False, "expiry": 60}
    come_in(exchange, version, **wishes).says(subscribe(version, ACK), GOODBYE)
    exchange.publish(ACK, b"5", retain=True, qos=1)
    again = come_in(exchange, version, **wishes)
    present = b"\x20\x02\x01\0" if version == 4 else b"\x01\0"
    assert present in again.welcome
    assert again.welcome.endswith(told(version, b"5"))
    again.says(puback(1), GOODBYE)
    third = come_in(exchange, version, **wishes)
    assert not third.welcome.endswith(told(version, b"5"))  # it has it already


def test_a_session_ends_when_it_was_agreed_to():
    exchange = make_exchange()
    come_in(exchange, 5, clean=False, expiry=60).says(subscribe(5, ACK), GOODBYE)
    exchange.tick(60_000)
    assert len(exchange.sessions) == 0
    assert b"\x01\0" not in come_in(exchange, 5, clean=False, at=60_000).welcome[:4]


def test_a_clean_start_forgets_what_was():
    exchange = make_exchange()
    come_in(exchange, 5, clean=False, expiry=60).says(subscribe(5, ACK), GOODBYE)
    come_in(exchange, 5, clean=True, expiry=60)
    assert exchange.sessions.find(Key("G1", "c")).filters == {}


def test_the_kept_sessions_are_bounded_and_the_one_that_ends_first_makes_room():
    exchange = make_exchange(sessions=2)
    for client, expiry in (("a", 50), ("b", 20), ("c", 90)):
        leave(come_in(exchange, 5, client=client, expiry=expiry, will=(STATUS, b"b", 15)))
    assert exchange.sessions.find(Key("G1", "b")) is None
    assert exchange.sessions.find(Key("G1", "a")) is not None
    assert [frame.payload for frame in taken(exchange)] == [b"b"]


# ---------------------------------------------------------------------------- what is told


@both
def test_the_newest_acknowledgement_is_told_at_once_and_to_who_subscribes_later(version):
    exchange = make_exchange()
    one = come_in(exchange, version, client="a")
    one.says(subscribe(version, ACK))
    assert exchange.publish(ACK, b"1", retain=True, qos=1)
    assert exchange.publish(ACK, b"2", retain=True, qos=1)
    assert one.hears() == told(version, b"1") + told(version, b"2", number=2)
    two = come_in(exchange, version, client="b")
    said = two.says(subscribe(version, ACK, options=0))
    assert said.endswith(publish(version, ACK, b"2", qos=0, flags=1))


def test_retained_messages_come_as_the_subscription_asks():
    exchange = make_exchange()
    exchange.publish(ACK, b"1", retain=True, qos=1)
    speaker = come_in(exchange, 5)
    assert told(5, b"1", first=0x33) not in speaker.says(subscribe(5, ACK, options=0x21))
    assert told(5, b"1", first=0x33) not in speaker.says(subscribe(5, ACK, options=0x11))
    assert told(5, b"1", first=0x33) in speaker.says(subscribe(5, ACK, options=0x01))


def test_what_was_not_acknowledged_is_told_again_under_its_old_number():
    exchange = make_exchange()
    wishes = {"clean": False, "expiry": 60}
    one = come_in(exchange, 5, **wishes)
    one.says(subscribe(5, ACK))
    exchange.publish(ACK, b"1", retain=True, qos=1)
    leave(one)
    again = come_in(exchange, 5, **wishes)
    assert again.welcome.endswith(told(5, b"1", first=0x08))


def test_a_client_that_does_not_read_is_told_the_newest_only():
    exchange = make_exchange()
    speaker = come_in(exchange, 5)
    speaker.says(subscribe(5, ACK))
    speaker.connection.held_since = 1
    for number in range(9):
        exchange.publish(ACK, b"%d" % number, retain=True, qos=1)
    assert speaker.hears() == b""
    speaker.connection.held_since = None
    speaker.connection.pump()
    assert speaker.hears() == told(5, b"8")


def test_a_client_gets_no_more_at_once_than_its_receive_maximum():
    exchange = make_exchange()
    speaker = come_in(exchange, 5, properties=b"\x21\0\x01")
    speaker.says(subscribe(5, ACK))
    for number in range(3):
        exchange.publish(ACK, b"%d" % number, retain=True, qos=1)
    assert speaker.hears() == told(5, b"0")
    assert speaker.says(puback(1)) == told(5, b"2", number=2)


def test_a_client_gets_nothing_larger_than_it_takes():
    exchange = make_exchange()
    speaker = come_in(exchange, 5, properties=b"\x27\0\0\0\x28")
    speaker.says(subscribe(5, ACK))
    exchange.publish(ACK, b"x" * 100, retain=True, qos=1)
    assert speaker.hears() == b""
    assert exchange.counters.unsent == 1


def test_what_is_not_kept_and_nobody_hears_is_counted():
    exchange = make_exchange()
    assert not exchange.publish("spBv1.0/G/NCMD/E", b"", retain=False, qos=0)
    assert exchange.counters.unsent == 1
    node = come_in(exchange, 5, gateway="N1")
    node.says(subscribe(5, "spBv1.0/G/NCMD/E/#", "spBv1.0/G/NCMD/E"))
    assert exchange.publish("spBv1.0/G/NCMD/E", b"b", retain=False, qos=0)
    assert node.hears() == packet(0x30, text("spBv1.0/G/NCMD/E") + b"\0b")


# ---------------------------------------------------------------------------- tokens


@both
def test_tokens_of_a_connection_that_is_gone_are_stale_and_answer_nobody(version):
    exchange = make_exchange()
    one = come_in(exchange, version)
    one.says(publish(version, DATA, number=5))
    (frame,) = taken(exchange)
    leave(one)
    other = come_in(exchange, version)
    other.says(publish(version, DATA, number=6))
    exchange.confirm([frame.token])
    assert other.hears() == b""
    assert exchange.counters.stale == 1
    (frame,) = taken(exchange)
    exchange.confirm([frame.token])
    assert other.hears() == puback(6)


def test_one_commit_answers_many_connections():
    exchange = make_exchange()
    speakers = [come_in(exchange, 5, client=f"c{n}") for n in range(5)]
    for number in (1, 2):
        for speaker in speakers:
            speaker.says(publish(5, DATA, number=number))
    frames = taken(exchange)
    exchange.touched.clear()
    exchange.confirm([frame.token for frame in frames])
    assert exchange.touched == {speaker.connection for speaker in speakers}
    assert all(speaker.hears() == puback(1) + puback(2) for speaker in speakers)


def test_a_connection_with_too_much_unanswered_is_not_read():
    exchange = make_exchange(unanswered=2)
    speaker = come_in(exchange, 5)
    speaker.says(publish(5, DATA, number=1))
    assert exchange.has_room(speaker.connection)
    speaker.says(publish(5, DATA, number=2))
    assert not exchange.has_room(speaker.connection)
    exchange.confirm([frame.token for frame in taken(exchange)])
    assert exchange.has_room(speaker.connection)


def test_connect_of_nobody_in_particular():
    exchange = make_exchange()
    speaker = Speaker(exchange)
    speaker.says(connect(5))
    for topic in (DATA, "hazard/v1/P/E2/G3/data", "hazard/v1/P/E1/G9/data", "x", ACK):
        speaker.says(publish(5, topic, qos=0))
    topics = [frame.topic for frame in taken(exchange)]
    assert topics[:4] == [DATA, "hazard/v1/P/E2/G3/data", "hazard/v1/P/E1/G9/data", "x"]
    assert topics[4] == f"$refused//{ACK}"


def test_who_was_turned_away_is_there_to_be_told_and_no_more_than_anybody_reads():
    exchange = make_exchange()
    come_in(exchange, 5).says(b"\xff\0")
    for _ in range(20):
        Speaker(exchange).says(connect(5, user=("G9", b"s")))
    assert exchange.troubles[0] == ("127.0.0.1", "G1", "protocol error")
    assert exchange.troubles[1] == ("127.0.0.1", "G9", "not authorized")
    assert len(exchange.troubles) == TOLD_AT_ONCE


# ---------------------------------------------------------------------------- secrets taken back


def test_whose_secret_is_changed_or_taken_back_has_to_go_and_nobody_else():
    exchange = make_exchange()
    one = come_in(exchange, 5, "G1", will=(STATUS, b"gone"))
    other = come_in(exchange, 5, "G2", client="c2")
    exchange.tick(1)
    assert not one.over
    exchange._gate.vouches["G1"] = "another"
    exchange.tick(2)
    assert one.hears() == b"\xe0\x01\x87"
    assert one.over
    assert not other.over
    assert [frame.payload for frame in taken(exchange)] == [b"gone"]
    again = come_in(exchange, 5, "G1")
    exchange.tick(3)
    assert not again.over
