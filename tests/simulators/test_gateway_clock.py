import pytest

from simulators.gateway_clock import GatewayClock
from simulators.gateway_faults import GatewayFault, GatewayFaultKind

T0 = 1_763_900_000_000


def wrong(**amounts):
    return {
        GatewayFaultKind(kind): GatewayFault(GatewayFaultKind(kind), 0, amount, since_s=100.0)
        for kind, amount in amounts.items()
    }


@pytest.mark.parametrize(
    ("faults", "elapsed_s", "error_ms"),
    [
        ({}, 500, 0),
        ({"clock_offset": -0.25}, 500, -250),
        ({"clock_zone": 8}, 500, 28_800_000),
        ({"clock_drift": 36}, 100, 0),
        ({"clock_drift": 36}, 200, 1000),
        ({"clock_drift": -36, "clock_offset": 5}, 1900, -13_000),
    ],
)
def test_errors_add_up(faults, elapsed_s, error_ms):
    assert GatewayClock().read(T0, elapsed_s, wrong(**faults)) == T0 + error_ms


def test_a_stopped_clock_stands_until_it_is_set():
    clock = GatewayClock()
    stopped = wrong(clock_stopped=0, clock_offset=1)
    assert [clock.read(T0 + ms, 0, stopped) - T0 for ms in (0, 500, 900)] == [1000, 1000, 1000]
    assert clock.read(T0 + 2000, 0, {}) == T0 + 2000
    assert clock.read(T0 + 3000, 0, wrong(clock_stopped=0)) == T0 + 3000
