"""Overload keeps what matters: the last, the extremes, everything beyond a limit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.admission import Admission
from ingest.codec import encode_columns
from ingest.frame import Frame, Reason
from ingest.overload import BURST_S, Allowance, Bounds, coalesce
from plant.quality import BAD, GOOD
from plant.reading import Mark
from plant.words import Gateway
from tests.detectors.plants import make_plant, make_tag
from tests.ingest import parks
from tests.ingest.frames import TOPIC

T0 = 1_700_000_000_000
BOUNDED = (Gateway("G1", "E1", max_rate=100.0), Gateway("G2", "E1"))


def spend(allowance, *count, at):
    return allowance.spend(np.array(count), T0 + at).tolist()


def test_a_burst_is_let_through_and_then_the_rate():
    allowance = Allowance(BOUNDED, T0)
    assert allowance.bounded
    assert spend(allowance, int(100 * BURST_S), 10**9, at=0) == [False, False]
    assert spend(allowance, 1, 0, at=0) == [True, False]
    assert spend(allowance, 100, 0, at=1000) == [False, False]
    assert spend(allowance, 101, 0, at=2000) == [True, False]
    assert spend(allowance, int(100 * BURST_S), 0, at=10_000_000) == [False, False]
    assert spend(allowance, int(100 * BURST_S) + 1, 0, at=20_000_000) == [True, False]


def test_a_clock_that_goes_back_gives_nothing():
    allowance = Allowance(BOUNDED, T0)
    spend(allowance, int(100 * BURST_S), 0, at=5000)
    assert spend(allowance, 1, 0, at=0) == [True, False]
    assert spend(allowance, 1, 0, at=5000) == [True, False]


def test_without_a_bound_nobody_sends_too_much():
    assert not Allowance(BOUNDED[1:], T0).bounded


def test_bounds_are_the_innermost_limits_a_float32_step_narrower():
    plant = make_plant(make_tag("A", ll=1, l=2, h=80, hh=90), make_tag("B", h=0.1), make_tag("C"))
    bounds = Bounds.of(plant)
    row = np.array([0, 0, 0, 0, 1, 1, 2], dtype=np.int32)
    value = np.array([2.0, 2.1, 80.0, 79.9, float(np.float32(0.1)), 0.0999, 1e300])
    assert bounds.find_beyond(row, value).tolist() == [True, False, True, False, True, False, False]


def test_a_digital_point_is_beyond_in_its_alarming_state():
    bounds = Bounds.of(make_plant(make_tag("A", alarm_on=1), make_tag("B", alarm_on=0)))
    found = bounds.find_beyond(np.array([0, 0, 1, 1], dtype=np.int32), np.array([0, 1, 0, 1.0]))
    assert found.tolist() == [False, True, True, False]


readings = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from([np.nan, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        st.sampled_from([GOOD, BAD]),
    ),
    max_size=40,
)


@given(readings)
def test_what_is_kept_is_what_a_slow_reader_would_keep(told):
    row = np.array([one[0] for one in told], dtype=np.int32)
    value = np.array([one[1] for one in told], dtype=np.float64)
    status = np.array([one[2] for one in told], dtype=np.uint32)
    beyond = value >= 5
    kept = coalesce(row, value, status, beyond)
    for tag in range(4):
        places = [place for place in range(len(told)) if row[place] == tag]
        if not places:
            continue
        numbers = [value[place] for place in places if not np.isnan(value[place])]
        chosen = [place for place in places if kept[place]]
        assert chosen[-1] == places[-1]
        assert [p for p in places if beyond[p]] == [p for p in chosen if beyond[p]]
        if numbers:
            assert {min(numbers), max(numbers)} <= {value[place] for place in chosen}
        good = [status[p] == GOOD and not np.isnan(value[p]) for p in places]
        seen = [status[p] == GOOD and not np.isnan(value[p]) for p in chosen]
        assert squeeze(seen) == squeeze(good)


def squeeze(states):
    return [state for place, state in enumerate(states) if not place or states[place - 1] != state]


@pytest.mark.parametrize("count", [10, 10_000])
def test_a_flood_of_one_tag_leaves_a_handful(count):
    row = np.zeros(count, dtype=np.int32)
    value = np.arange(count, dtype=np.float64) % 50
    kept = coalesce(row, value, np.zeros(count, dtype=np.uint32), value >= 1e9)
    assert 1 <= kept.sum() <= 3


def test_admission_thins_a_flood_keeps_every_beyond_and_says_so():
    plant = make_bounded_plant(max_rate=10.0)
    admission = Admission(plant, stream=False, start=T0)
    flood = [50.0 + n % 7 for n in range(500)]
    flood[123] = 96.0
    body = encode_columns(["E1.LT-101"] * 500, [T0 + n for n in range(500)], flood)
    admitted = admission.admit([Frame(TOPIC, body, T0 + 500)], T0 + 500)
    values = admitted.batch.value.tolist()
    assert 96.0 in values
    assert values[-1] == flood[-1]
    assert {min(flood), max(flood)} <= set(values)
    assert len(values) <= 4
    assert all(mark & Mark.COALESCED for mark in admitted.batch.marks.tolist())
    counts = admission.counters["G1"]
    assert (counts.readings, counts.coalesced) == (500, 500 - len(values))


def test_a_replayed_stream_is_never_thinned():
    plant = make_bounded_plant(max_rate=10.0)
    admission = Admission(plant, stream=True, start=0)
    body = encode_columns(["E1.LT-101"] * 500, [T0 + n for n in range(500)], [1.0] * 500)
    assert len(admission.admit([Frame(TOPIC, body, T0)], T0).batch) == 500


def test_a_gateway_s_own_bound_of_a_frame():
    admission = Admission(make_bounded_plant(max_bytes=64), stream=False, start=T0)
    body = encode_columns(["E1.LT-101"], T0, [1.0], pad="x" * 64)
    (refusal,) = admission.admit([Frame(TOPIC, body, T0)], T0).refusals
    assert refusal.reason is Reason.TOO_LARGE


def make_bounded_plant(**bounds):
    plant = parks.make_plant()
    first, *others = plant.gateways
    return replace(plant, gateways=(replace(first, **bounds), *others))
