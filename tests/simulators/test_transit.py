from hypothesis import given
from hypothesis import strategies as st

from simulators.gateway_faults import GatewayFault, GatewayFaultKind
from simulators.transit import Transit
from simulators.wire import Message


def wrong(**faults):
    return {
        GatewayFaultKind(kind): GatewayFault(GatewayFaultKind(kind), 0, amount)
        for kind, amount in faults.items()
    }


def message(number):
    return Message(number, "t", b"%06d" % number)


shares = st.floats(0, 1)


@given(shares, shares, st.floats(0, 9), st.floats(0, 9), st.integers(0, 5))
def test_what_is_not_lost_arrives_once_or_twice_and_nothing_else_does(
    lost, twice, late, order, seed
):
    transit, there = (
        Transit(seed, 0),
        wrong(lost=lost, duplicated=twice, late=late, reordered=order),
    )
    arrived = []
    for second in range(30):
        transit.put([message(second)], second, there)
        arrived += transit.take(second, second, there)
    arrived += transit.flush(30)
    counts = [sum(one.payload == b"%06d" % number for one in arrived) for number in range(30)]
    assert set(counts) <= {0, 1, 2}
    assert counts.count(0) == transit.lost
    assert sum(counts) == len(arrived)
    assert all(int(one.payload) <= one.at for one in arrived)


def test_without_a_fault_everything_arrives_at_once_as_it_was():
    transit = Transit(1, 0)
    transit.put([message(1), message(2)], 0.0, {})
    assert list(transit.take(7, 0.0, {})) == [
        Message(7, "t", b"000001"),
        Message(7, "t", b"000002"),
    ]


def test_what_is_cut_is_half_and_rubbish_is_as_long_as_it_was():
    transit = Transit(1, 0)
    transit.put([message(1)], 0.0, wrong(truncated=1))
    transit.put([message(2)], 0.0, wrong(garbled=1))
    cut, garbled = transit.take(0, 0.0, {})
    assert cut.payload == b"000"
    assert len(garbled.payload) == 6
    assert garbled.payload != b"000002"


def test_another_encoding_says_the_same_to_who_knows_it():
    transit = Transit(1, 0)
    transit.put([Message(1, "t", "罐区".encode())], 0.0, wrong(misencoded=1))
    (one,) = transit.take(0, 0.0, {})
    assert one.payload.decode("utf-16") == "罐区"


def test_each_gateway_has_a_fate_of_its_own():
    def play(seed, gateway):
        transit = Transit(seed, gateway)
        transit.put(map(message, range(64)), 0.0, wrong(lost=0.5))
        return tuple(one.payload for one in transit.take(0, 0.0, {}))

    assert play(1, 0) == play(1, 0)
    assert len({play(1, 0), play(1, 1), play(2, 0)}) == 3
