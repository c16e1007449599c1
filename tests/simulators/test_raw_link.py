import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.broker import Broker, parse_broker_url
from simulators.raw_link import RawLink, write_connect, write_publish
from tests.simulators.conftest import Brokers, listen


def test_packets_are_the_standards() -> None:
    """MQTT 3.1.1 §3.1, §3.3, by hand."""
    plain = write_connect(Broker("host", 1883), "me")
    assert plain == b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x00\x00\x02me"
    login = write_connect(Broker("host", 1883, username="u", password="p"), "me")
    assert login == b"\x10\x14\x00\x04MQTT\x04\xc2\x00\x00\x00\x02me\x00\x01u\x00\x01p"
    assert write_publish("a/b", b"xy", 10, retain=True) == b"\x33\x09\x00\x03a/b\x00\x0axy"


@given(size=st.integers(0, 70_000))
def test_the_remaining_length_counts_the_rest(size: int) -> None:
    packet = write_publish("t", bytes(size), 1, retain=False)
    length, shift, at = 0, 0, 1
    while True:
        length |= (packet[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not packet[at - 1] & 0x80:
            break
    assert length == len(packet) - at == size + 5


@pytest.mark.broker
async def test_a_full_window_loses_nothing_and_keeps_the_order(mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        link = await RawLink.open(parse_broker_url(mosquitto), "raw", in_flight=50)
        for number in range(3000):
            await link.send("a/data", b'{"n":%d}' % number)
        await link.drain()
        assert link.acknowledged == 3000
        link.close()
    assert [body["n"] for body in heard.data()] == list(range(3000))


@pytest.mark.broker
async def test_a_lost_broker_is_an_error(brokers: Brokers) -> None:
    link = await RawLink.open(parse_broker_url(brokers.start()), "raw", in_flight=5)
    brokers.kill()
    with pytest.raises(ConnectionError):
        await _send_on(link)
    link.close()


async def _send_on(link: RawLink) -> None:
    while True:
        await link.send("a/data", b"{}")
        await link.drain()


async def test_no_broker_is_an_error(free_port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        await RawLink.open(Broker("127.0.0.1", free_port), "raw", in_flight=5)
