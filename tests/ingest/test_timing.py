import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.skew import TOLERANCE_MS
from ingest.timing import Stamps, run_event_clock, set_times
from plant.link import Links
from plant.reading import LONG_AGO
from tests.ingest.parks import T0, make_plant


def stamps(source=0, received=0, skew=0, *, suspect=False, age=-1):
    return Stamps(
        np.array([T0 + source]),
        np.array([T0 + received]),
        np.array([skew]),
        np.array([suspect]),
        np.array([age]),
    )


def times(**told):
    set_to = set_times(stamps(**told))
    return int(set_to.time[0] - T0), int(set_to.fresh[0] - T0), bool(set_to.suspect[0])


def test_a_right_clock_is_taken_at_its_word():
    assert times(source=0, received=200, skew=200) == (0, 200, False)


def test_buffered_data_keeps_its_true_time_and_its_age():
    assert times(source=0, received=90_000, skew=200, age=89_800) == (0, 200, False)
    assert times(source=0, received=90_000, skew=200) == (0, 200, False)


def test_a_suspect_clock_at_sending_is_corrected_by_it():
    assert times(source=300_000, received=100, skew=-299_900, suspect=True, age=0) == (
        100,
        100,
        True,
    )
    assert times(source=-300_000, received=0, skew=300_000, suspect=True, age=5_000) == (
        0,
        -5_000,
        True,
    )


def test_a_stamp_a_little_ahead_stands_but_nothing_is_fresh_after_its_arrival():
    assert times(source=30_000, received=0, skew=-29_000) == (30_000, 0, False)
    assert times(source=90_000, received=0, skew=0) == (0, 0, True)


def test_an_estimate_that_one_wild_stamp_spoilt_leaves_plausible_stamps_alone():
    assert times(source=-100, received=0, skew=-3_600_000, suspect=True) == (-100, -100, False)


def test_a_reading_without_a_time_is_fresh_at_its_arrival():
    assert times(source=0, received=0, skew=-30_000)[:2] == (0, 0)


far = st.integers(-(10**12), 10**12)


@given(far, far, far, st.booleans(), st.integers(-1, 10**12))
def test_no_clock_makes_a_reading_come_from_long_after_its_arrival(
    source, received, skew, suspect, age
):
    time, fresh, doubtful = times(
        source=source, received=received, skew=skew, suspect=suspect, age=age
    )
    assert fresh <= received
    assert time <= received + (0 if doubtful else TOLERANCE_MS)


def test_the_event_clock_runs_on_by_itself_after_the_grace():
    links = Links.of(make_plant())
    links.gateway_of[:] = [0, 0, 1, -1, 2]
    links.newest[:2], links.arrived[:2] = T0, T0 + 200
    early, late = (run_event_clock(links, T0 + now) - T0 for now in (900, 5_200))
    assert early.tolist()[:3] == [0, 0, 0]
    assert late.tolist()[:3] == [4_000, 4_000, 4_000]
    assert (late[3:] + T0 == LONG_AGO).all(), "where nothing was heard nothing falls due"
