"""Dead time, lags and lost sensitivity, against what the textbook says of them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.sensors.element import follow_twice
from simulators.sensors.sensors import Sensors
from tests.simulators.sensors.bench import (
    ANALYSER,
    CALM,
    HEAD,
    LEVEL,
    PLANT,
    TEMPERATURE,
    fault,
    values,
    watch,
)


def step_at(row, when, height):
    def true(now):
        value = CALM.copy()
        value[row] += height if now > when else 0.0
        return value

    return true


def test_a_thermowell_follows_a_step_by_its_time_constant():
    lag = Sensors(PLANT, 1).instruments.lag_s[TEMPERATURE]
    seen = values(watch([], step_at(TEMPERATURE, 0, 100.0), until_s=round(5 * lag)), TEMPERATURE)
    expected = CALM[TEMPERATURE] + 100 * (1 - np.exp(-np.arange(len(seen)) / lag))
    np.testing.assert_allclose(seen, expected, atol=0.3)


def test_a_gas_head_shows_nine_tenths_after_its_t90():
    t90 = Sensors(PLANT, 1).instruments.lag_s[HEAD] * math.log(10)
    seen = values(watch([], step_at(HEAD, 0, 10.0), until_s=round(t90)), HEAD)
    assert seen[-1] == pytest.approx(9.0, abs=0.1)


def test_an_analyser_tells_of_a_step_when_its_sample_has_come():
    dead = Sensors(PLANT, 1).instruments.dead_s[ANALYSER]
    seen = values(watch([], step_at(ANALYSER, 10, 30.0)), ANALYSER)
    assert np.abs(seen[: 11 + round(dead)] - CALM[ANALYSER]).max() < 1
    assert seen[-1] > CALM[ANALYSER] + 25


def test_a_longer_sample_line_delays_by_what_it_is_longer():
    seen = values(watch([fault("delayed", LEVEL, 15)], step_at(LEVEL, 10, 5.0)), LEVEL)
    assert np.abs(seen[:26] - CALM[LEVEL]).max() < 0.1
    assert seen[40] == pytest.approx(CALM[LEVEL] + 5, abs=0.1)


def test_a_plugged_line_follows_slowly_and_catches_up_at_once_when_it_is_blown_clear():
    def there(now):
        return [fault("sluggish", LEVEL, 100)] if now <= 50 else []

    seen = values(watch(there, step_at(LEVEL, 0, 5.0)), LEVEL)
    assert seen[50] == pytest.approx(CALM[LEVEL] + 5 * (1 - math.exp(-0.48)), abs=0.1)
    assert seen[51] == pytest.approx(CALM[LEVEL] + 5, abs=0.1)


@pytest.mark.parametrize(("lost", "shown"), [(0, 8.0), (60, 3.2), (100, 0.0)])
def test_a_poisoned_head_shows_what_sensitivity_is_left(lost, shown):
    seen = values(watch([fault("poisoned", HEAD, lost)], step_at(HEAD, 0, 8.0)), HEAD)
    assert seen[-1] == pytest.approx(shown, abs=0.05)


def test_ageing_takes_its_share_of_what_is_left_every_day():
    month = watch([fault("ageing", HEAD, 2)], lambda _: CALM + 8.0, 30 * 86400, 86400.0)
    np.testing.assert_allclose(values(month, HEAD), 8.0 * 0.98 ** np.arange(31), atol=0.05)


lags = st.sampled_from([0.0, 1e-9, 0.4, 2.0, 2.0000001, 100.0])


@given(lags, lags, st.floats(0.01, 50), st.floats(0.05, 0.95), st.floats(-9, 9), st.floats(-9, 9))
def test_halves_of_a_step_end_where_the_whole_does(one, other, dt, share, first, second):
    states, goal = (np.array([first]), np.array([second])), np.array([3.0])
    both = np.array([one]), np.array([other])
    whole = follow_twice(states, goal, both, dt)
    halves = follow_twice(
        follow_twice(states, goal, both, dt * share), goal, both, dt * (1 - share)
    )
    np.testing.assert_allclose(np.array(halves), np.array(whole), rtol=1e-6, atol=1e-9)


def test_two_lags_are_what_many_small_steps_make_of_them():
    states = first, second = 1.0, -2.0
    for _ in range(200_000):
        first, second = first - first / 3.0 * 1e-4, second + (first - second) / 7.0 * 1e-4
    exact = follow_twice(
        tuple(np.array([each]) for each in states),
        np.zeros(1),
        (np.full(1, 3.0), np.full(1, 7.0)),
        20,
    )
    np.testing.assert_allclose([each[0] for each in exact], [first, second], atol=1e-4)
