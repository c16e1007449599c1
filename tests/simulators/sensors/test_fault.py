import pytest

from simulators.sensors.fault import AMOUNTS, PAIRED, PERIODIC, FaultKind, SensorFault


@pytest.mark.parametrize("kind", sorted(PAIRED))
@pytest.mark.parametrize("partner", [-1, 4])
def test_a_pair_needs_another_tag(kind, partner):
    with pytest.raises(ValueError, match="partner"):
        SensorFault(kind, 4, partner=partner)


def test_a_chatter_needs_a_period():
    with pytest.raises(ValueError, match="period_s"):
        SensorFault(FaultKind.CHATTER, 0)


def test_what_a_kind_takes_is_said_of_kinds_that_are():
    assert set(AMOUNTS) | PAIRED | PERIODIC <= set(FaultKind)
    assert FaultKind.FROZEN not in AMOUNTS
