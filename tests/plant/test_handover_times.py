"""The start values of a handover, and that they say where they come from."""

from plant.handover_times import load_handover_times, name_provenance


def test_an_hour_before_the_end_of_the_shift_and_half_an_hour_after_it():
    times = load_handover_times()
    assert (times.early, times.late) == (60 * 60_000, 30 * 60_000)


def test_they_are_our_own_proposal():
    assert name_provenance().trust == "proposed"
