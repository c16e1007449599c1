"""The start values of escalation, and that they say where they come from."""

from plant.escalation_times import load_escalation_times, name_provenance


def test_two_minutes_fifteen_thirty_and_two_hours():
    times = load_escalation_times()
    minutes = [n // 60_000 for n in (times.operator, times.enterprise, times.park, times.county)]
    assert minutes == [2, 15, 30, 120]


def test_they_are_our_own_proposal():
    assert name_provenance().trust == "proposed"
