import pytest

from simulators.gateway_faults import (
    GATEWAY_AMOUNTS,
    GatewayFault,
    GatewayFaultKind,
    choose_faults,
    list_down,
)
from simulators.park import Park
from simulators.scenario import ScenarioError
from simulators.scenario_file import parse_scenario

LATE = GatewayFaultKind.LATE


def test_a_gateway_has_its_own_faults_and_the_later_of_a_kind_counts():
    first, second, other = (
        GatewayFault(LATE, row, amount) for row, amount in ((0, 1), (0, 2), (1, 3))
    )
    assert choose_faults([first, second, other], 0) == {LATE: second}
    assert choose_faults([first, second, other], 1) == {LATE: other}
    assert choose_faults([], 0) == {}


def test_amounts_are_of_kinds_that_take_one():
    without = {"restarted", "recounted", "stalled", "retained", "clock_stopped", "source_down"}
    assert {kind.value for kind in set(GatewayFaultKind) - set(GATEWAY_AMOUNTS)} == without


def test_a_source_is_named_and_there_may_be_several_down():
    down = [
        GatewayFault(GatewayFaultKind.SOURCE_DOWN, row, source=name)
        for row, name in ((0, "V101"), (0, "V102"), (1, "V103"))
    ]
    assert list_down(down, 0) == {"V101", "V102"}
    with pytest.raises(ValueError, match="source"):
        GatewayFault(GatewayFaultKind.SOURCE_DOWN, 0)


def show_source(taixing, source):
    event = {
        "at_s": 0,
        "for_s": 9,
        "action": "source_down",
        "target": "helan-dcs",
        "source": source,
    }
    return Park(taixing, parse_scenario({"event": [event]}, "x"), 1).step(1.0)


def test_a_scenario_names_the_equipment_whose_source_is_down(taixing):
    (down,) = show_source(taixing, "B-TK2101").faults
    assert (down.kind.value, down.source) == ("source_down", "B-TK2101")
    with pytest.raises(ScenarioError, match="no equipment B-TK9999"):
        show_source(taixing, "B-TK9999")
