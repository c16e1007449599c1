import multiprocessing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.broker import parse_broker_url
from simulators.child import hear, run_child
from simulators.load.echo import match_echoes, run_echo
from simulators.raw_link import RawLink

messages = st.lists(st.integers(0, 5), max_size=30)


@given(messages, st.randoms(use_true_random=False))
def test_lost_and_repeated_are_what_is_missing_and_too_much(sent, random):
    """Checksums from a small set: equal payloads must not be taken for each other's loss."""
    kept = [one for one in sent if random.random() > 0.3]
    again = [one for one in kept if random.random() > 0.7]
    echoed = match_echoes(
        [(checksum, 1_000) for checksum in sent], [(checksum, 3_000) for checksum in kept + again]
    )
    lost = len(sent) - len(kept)
    found_again = min(lost, len(again))
    assert echoed.expected == len(sent)
    assert echoed.heard + echoed.lost == len(sent)
    assert lost - found_again <= echoed.lost <= lost
    assert echoed.heard + echoed.repeated == len(kept) + len(again)
    if echoed.heard:
        assert echoed.took.spread().worst == 0.002


def test_what_another_sends_on_the_topic_is_not_ours():
    echoed = match_echoes([(1, 0)], [(99, 5), (1, 7_000)])
    assert (echoed.heard, echoed.lost, echoed.repeated) == (1, 0, 0)


@pytest.mark.broker
def test_an_echo_hears_what_a_link_sends(mosquitto: str) -> None:
    broker = parse_broker_url(mosquitto)
    with run_child(run_echo, broker, "a/#") as echo:
        link = RawLink.open(broker, "sender", in_flight=10)
        for number in range(3):
            link.publish("a/data", b"%d" % number, number)
        link.close()
        link = RawLink.open(broker, "other", in_flight=10)
        link.publish("b/data", b"not asked for", 0)
        link.close()
        echo.send("end")
        echoes = hear(echo, 30)
    assert len(echoes.heard) <= 3
    assert multiprocessing.active_children() == []
