import mqtt5
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.publications import Publications


def read(packets):
    return [mqtt5.read(memoryview(data))[0] for data in packets]


def told(packets):
    return [(packet.payload, packet.packet_id, packet.duplicate) for packet in read(packets)]


def connected(most=10, window=10, largest=1000):
    publications = Publications(most)
    publications.renew(present=False, window=window, largest=largest)
    return publications


def test_before_a_connection_nothing_leaves_and_no_more_is_taken_than_there_is_room():
    publications = Publications(2)
    assert [publications.offer("t", b"", retain=False) for _ in range(3)] == [True, True, False]
    assert publications.write_due() == []
    assert len(publications) == 2


def test_what_was_under_way_is_sent_again_first_as_a_duplicate_where_the_session_stands():
    publications = connected(window=2)
    for payload in (b"1", b"2", b"3"):
        publications.offer("t", payload, retain=True)
    assert told(publications.write_due()) == [(b"1", 1, False), (b"2", 2, False)]
    publications.confirm(1, refused=False)
    publications.renew(present=True, window=2, largest=1000)
    assert told(publications.write_due()) == [(b"2", 2, True), (b"3", 3, False)]


def test_a_broker_without_the_session_gets_it_as_new():
    publications = connected()
    publications.offer("t", b"1", retain=False)
    publications.write_due()
    publications.renew(present=False, window=2, largest=1000)
    ((payload, _, duplicate),) = told(publications.write_due())
    assert (payload, duplicate) == (b"1", False)


def test_what_is_refused_or_too_large_is_lost_and_counted_once():
    publications = connected(largest=50)
    publications.offer("t", b"x" * 50, retain=False)
    publications.offer("t", b"1", retain=False)
    ((_, packet, _),) = told(publications.write_due())
    publications.confirm(packet, refused=True)
    publications.confirm(packet, refused=True)
    assert publications.take_lost() == 2
    assert publications.take_lost() == 0
    assert len(publications) == 0


@pytest.mark.parametrize("present", [True, False])
@given(st.lists(st.sampled_from(["offer", "confirm", "renew"]), max_size=60), st.integers(1, 3))
def test_whatever_happens_all_that_was_taken_arrives_and_no_identifier_is_used_twice(
    present, steps, window
):
    """At least once: what a broker has answered for does not come again."""
    publications = connected(1000, window)
    taken, arrived, under_way = 0, [], {}

    def send():
        for packet in read(publications.write_due()):
            assert packet.packet_id not in under_way
            under_way[packet.packet_id] = packet.payload
        assert len(under_way) <= window

    def confirm():
        packet, payload = under_way.popitem()
        arrived.append(int(payload))
        publications.confirm(packet, refused=False)

    for step in steps:
        if step == "offer":
            publications.offer("t", b"%d" % taken, retain=False)
            taken += 1
        elif step == "renew":
            under_way.clear()
            publications.renew(present=present, window=window, largest=1000)
        elif under_way:
            confirm()
        send()
    while under_way:
        confirm()
        send()
    assert sorted(arrived) == list(range(taken))


def test_identifiers_begin_anew_and_pass_over_those_in_use():
    publications = connected(window=1)
    publications.offer("t", b"1", retain=False)
    publications.write_due()
    chosen = [publications.choose_packet() for _ in range(65_535)]
    assert chosen[:2] == [2, 3]
    assert chosen[-2:] == [65_535, 2]
