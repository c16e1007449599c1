import select

import pytest

from simulators.broker import Broker, parse_broker_url
from simulators.raw_link import RawLink, open_socket
from tests.simulators.conftest import Brokers, listen


def wait_acknowledged(link: RawLink) -> list[int]:
    """The numbers of everything under way, in the order of their acknowledgement."""
    numbers: list[int] = []
    while link.under_way:
        link.flush()
        assert select.select([link.socket], [], [], 10)[0], "the broker acknowledges no more"
        numbers += link.receive().tolist()
    return numbers


@pytest.mark.broker
async def test_a_full_window_loses_nothing_and_keeps_the_order(mosquitto: str) -> None:
    acknowledged: list[int] = []
    async with listen(mosquitto) as heard:
        link = RawLink.open(parse_broker_url(mosquitto), "raw", in_flight=500)
        for number in range(3000):
            if link.full:
                acknowledged += wait_acknowledged(link)
            link.publish("a/data", b'{"n":%d}' % number, number)
        acknowledged += wait_acknowledged(link)
        link.close()
    assert acknowledged == list(range(3000))
    assert [body["n"] for body in heard.data()] == list(range(3000))


@pytest.mark.broker
async def test_what_was_handed_over_goes_out_before_the_goodbye(mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        link = RawLink.open(parse_broker_url(mosquitto), "raw", in_flight=5)
        link.publish("a/data", b'{"n":1}', 1)
        link.close()
    assert [body["n"] for body in heard.data()] == [1]


@pytest.mark.broker
def test_a_lost_broker_is_an_error(brokers: Brokers) -> None:
    link = RawLink.open(parse_broker_url(brokers.start()), "raw", in_flight=5)
    brokers.kill()
    with pytest.raises(ConnectionError):
        send_on(link)
    link.close()


def send_on(link: RawLink) -> None:
    for number in range(1000):
        link.publish("a/data", b"{}", number)
        wait_acknowledged(link)


def test_no_broker_is_an_error(free_port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        open_socket(Broker("127.0.0.1", free_port), "raw")
