from plant.condition import LEVEL_CONDITIONS, Condition, Priority

CONTRACT = (
    "LL L H HH rate deviation discrepancy digital stale bad_quality out_of_range frozen spike "
    "clock protection_lost voted demand interlock_failed interlock_unverified spurious_trip "
    "demand_while_bypassed bypass_overdue proof_test_overdue balance forecast model gateway_lost "
    "gateway_gap system"
)


def test_conditions_are_the_contracts_words():
    assert [str(condition) for condition in Condition][: len(CONTRACT.split())] == CONTRACT.split()


def test_limits_stand_in_rising_order():
    assert " ".join(LEVEL_CONDITIONS) == "LL L H HH"


def test_a_larger_priority_is_more_urgent():
    assert [priority.word for priority in sorted(Priority)] == ["low", "medium", "high", "critical"]
