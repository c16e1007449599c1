"""The whole way of a value, and what holds of it whatever is wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.sensors.fault import PAIRED, FaultKind, SensorFault
from simulators.sensors.sensors import Sensors
from tests.simulators.sensors.bench import (
    ANALYSER,
    CALM,
    CONTACT,
    LEVEL,
    PLANT,
    fault,
    values,
    watch,
)

rows = st.integers(0, len(CALM) - 1)


@st.composite
def faults(draw):
    kind, row = draw(st.sampled_from(FaultKind)), draw(rows)
    partner = draw(rows.filter(lambda other: other != row)) if kind in PAIRED else -1
    amount = draw(st.floats(0, 1) if kind is FaultKind.DROPOUT else st.floats(0, 90))
    if kind is FaultKind.DELAYED:
        amount = 2 * round(amount / 2)  # whole steps: what changes within a step is lost on a lag
    since = draw(st.sampled_from([0.0, 3.0, 7.5]))
    return SensorFault(kind, row, amount, since, draw(st.sampled_from([2.0, 5.0])), partner)


several = st.lists(faults(), max_size=6)


def bytes_of(seen):
    return [
        (one.value.tobytes(), one.status.tobytes(), one.silent.tobytes()) for one in seen.values()
    ]


@given(several)
def test_the_same_seed_gives_the_same_bytes(wrong):
    assert bytes_of(watch(wrong, until_s=12)) == bytes_of(watch(wrong, until_s=12))


def test_another_seed_gives_another_noise():
    one, other = watch([], seed=1), watch([], seed=2)
    assert not np.array_equal(values(one, LEVEL), values(other, LEVEL))


MOMENTARY = {FaultKind.SPIKE, FaultKind.FROZEN, FaultKind.LAST_USABLE}
"""What is seen of these hangs on when somebody looks."""


@settings(max_examples=60)
@given(several.map(lambda all_: [one for one in all_ if one.kind not in MOMENTARY]))
def test_steps_cut_finer_show_the_same_at_the_same_instants(wrong):
    def true(now):
        return CALM + np.floor(now / 4) * np.array([1, 0.1, 9, 2, 5, 0])

    coarse = watch(wrong, lambda now: true(now - 1e-9), until_s=20, step_s=2.0)
    fine = watch(wrong, lambda now: true(now - 1e-9), until_s=20, step_s=0.5)
    for now, one in coarse.items():
        last_digit = 10.0 ** -Sensors(PLANT, 3).instruments.decimals
        assert (np.abs(fine[now].value - one.value) <= last_digit * 1.01).all()
        assert np.array_equal(fine[now].status, one.status)
        assert np.array_equal(fine[now].silent, one.silent)


@given(several)
def test_what_comes_in_is_left_as_it_is(wrong):
    true = CALM.copy()
    sensors = Sensors(PLANT, 1)
    for now in range(5):
        sensors.step(true, float(now), 1.0, wrong)
    assert np.array_equal(true, CALM)


def test_a_healthy_instrument_shows_the_process_within_its_noise():
    seen = watch([])
    noise = Sensors(PLANT, 3).instruments.noise
    for row in range(len(CALM)):
        shown = values(seen, row)
        assert np.abs(shown - CALM[row]).max() <= 5 * noise[row] + 1e-3
    assert np.array_equal(values(seen, CONTACT), np.zeros(61))
    assert not any(one.status.any() or one.silent.any() for one in seen.values())


def test_what_is_shown_has_the_digits_that_a_dcs_shows():
    for one in watch([], until_s=5).values():
        decimals = Sensors(PLANT, 3).instruments.decimals.tolist()
        assert [round(v, d) for v, d in zip(one.value.tolist(), decimals, strict=True)] == (
            one.value.tolist()
        )


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind not in PAIRED])
def test_a_fault_touches_its_own_tag_alone(kind):
    healthy = watch([])
    wrong = watch([fault(kind, ANALYSER, 0.9, 10.0, period_s=4.0)])
    others = [row for row in range(len(CALM)) if row != ANALYSER]
    for now, one in wrong.items():
        for column in ("value", "status", "silent"):
            mine, theirs = getattr(one, column), getattr(healthy[now], column)
            assert np.array_equal(mine[others], theirs[others])


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="back"):
        Sensors(PLANT, 1).step(CALM, 0.0, -1.0)
