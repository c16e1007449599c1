"""Calibration, saturation and failure by NAMUR NE 43, and what wires do."""

import numpy as np
import pytest

from plant.signal_ranges import find_signal_range
from tests.simulators.sensors.bench import (
    CALM,
    CONTACT,
    HEAD,
    LEVEL,
    PLANT,
    PRESSURE,
    fault,
    values,
    watch,
)

RANGE = find_signal_range(PLANT.tags[LEVEL])


def level(faults, true=10.0, until_s=30):
    state = CALM.copy()
    state[LEVEL] = true
    return values(watch(faults, lambda _: state, until_s), LEVEL)


def test_a_healthy_signal_saturates_where_ne_43_ends_measuring():
    high, low = level([], true=35.0).max(), level([], true=-5.0).min()
    assert (low, high) == (pytest.approx(-0.25, abs=0.011), pytest.approx(20.625, abs=0.011))
    assert RANGE.measured.low <= low
    assert high <= RANGE.measured.high


@pytest.mark.parametrize("kind", ["fail_low", "open_circuit"])
def test_a_failure_downscale_is_beyond_what_can_be_measured(kind):
    assert level([fault(kind, LEVEL)]).max() < RANGE.sound.low


def test_a_failure_upscale_is_beyond_what_can_be_measured():
    assert level([fault("fail_high", LEVEL)]).min() > RANGE.sound.high


def test_a_broken_wire_outweighs_what_the_transmitter_says():
    seen = level([fault("fail_high", LEVEL), fault("open_circuit", LEVEL)])
    assert set(seen.tolist()) == {-5.0}  # 0 mA of a range of 20 m


def test_a_head_over_its_range_holds_the_top_without_any_gas():
    seen = values(watch([fault("over_range", HEAD)]), HEAD)
    top = find_signal_range(PLANT.tags[HEAD]).measured.high
    np.testing.assert_allclose(seen, top, atol=0.001)


@pytest.mark.parametrize(
    ("kind", "true", "shown"),
    [
        ("zero_shift", 0.0, 1.0),
        ("zero_shift", 10.0, 11.0),
        ("span_error", 0.0, 0.0),
        ("span_error", 10.0, 10.5),
    ],
)
def test_a_wrong_zero_shifts_and_a_wrong_span_stretches(kind, true, shown):
    assert level([fault(kind, LEVEL, 5)], true).mean() == pytest.approx(shown, abs=0.02)


def test_drift_is_a_straight_line_below_zero_if_need_be():
    hours = watch([fault("drift", HEAD, -0.2)], until_s=5 * 3600, step_s=3600.0)
    np.testing.assert_allclose(values(hours, HEAD), -0.02 * np.arange(6), atol=0.01)


def test_noise_has_the_spread_that_was_asked_for():
    assert level([fault("noisy", LEVEL, 2)], until_s=2000).std() == pytest.approx(0.4, rel=0.1)


def test_a_pair_moves_apart_by_the_amount_and_keeps_its_mean():
    seen = watch([fault("disagree", LEVEL, 4, partner=PRESSURE)])
    assert values(seen, LEVEL).mean() == pytest.approx(10.4, abs=0.01)
    assert values(seen, PRESSURE).mean() == pytest.approx(0.6 - 0.032, abs=0.002)


def test_swapped_wires_show_each_other_in_their_own_ranges():
    seen = watch([fault("swapped", LEVEL, partner=PRESSURE)])
    assert values(seen, LEVEL).mean() == pytest.approx(0.7 / 1.6 * 20, abs=0.05)
    assert values(seen, PRESSURE).mean() == pytest.approx(0.5 * 1.6 - 0.1, abs=0.005)


def test_one_spike_is_one_sample():
    seen = level([fault("spike", LEVEL, 30, since_s=7.0)])
    assert np.flatnonzero(seen > 12).tolist() == [7]
    assert seen[7] == pytest.approx(16, abs=0.1)


def test_spikes_come_again_in_their_period_and_none_is_missed_between_two_looks():
    seen = watch([fault("spike", LEVEL, 30, since_s=1.5, period_s=10.0)], step_s=2.0)
    assert [now for now, one in seen.items() if one.value[LEVEL] > 12] == [2, 12, 22, 32, 42, 52]


def test_lightning_goes_either_way_and_leaves_samples_between():
    seen = level([fault("burst", LEVEL, 40)], until_s=300)
    high, low = (seen > 15).mean(), (seen < 5).mean()
    assert high == pytest.approx(1 / 6, abs=0.07)
    assert low == pytest.approx(1 / 6, abs=0.07)


def test_a_contact_is_not_measured():
    seen = watch([fault("noisy", LEVEL, 2)])
    assert set(values(seen, CONTACT).tolist()) == {0.0}
