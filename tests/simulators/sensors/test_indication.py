"""What the DCS shows: held, forced, missing, and with which status."""

import numpy as np
import pytest

from plant.quality import QualityClass, classify
from tests.simulators.sensors.bench import CALM, CONTACT, LEVEL, fault, values, watch


def ramp(now):
    return CALM + np.array([0.1 * now, 0, 0, 0, 0, 0])


def test_a_frozen_value_stands_while_the_process_moves_and_leaps_when_it_thaws():
    def there(now):
        return [fault("frozen", LEVEL, since_s=10)] if 10 <= now < 40 else []

    seen = values(watch(there, ramp), LEVEL)
    assert set(seen[9:40].tolist()) == {seen[9]}
    assert seen[40] > seen[39] + 2.5


def test_a_stuck_contact_stays_where_it_is_said_to():
    seen = watch([fault("stuck", CONTACT, 0)], lambda _: CALM + np.array([0, 0, 0, 0, 0, 1.0]))
    assert set(values(seen, CONTACT).tolist()) == {0.0}


def test_a_contact_chatters_by_its_period_beginning_with_the_other_state():
    seen = values(watch([fault("chatter", CONTACT, period_s=4.0)], until_s=8), CONTACT)
    assert seen.tolist() == [1, 1, 0, 0, 1, 1, 0, 0, 1]


def test_a_measurement_swings_around_its_value():
    seen = values(watch([fault("chatter", LEVEL, 5, period_s=2.0)], until_s=9), LEVEL)
    np.testing.assert_allclose(seen, [11, 9] * 5, atol=0.05)


@pytest.mark.parametrize(
    ("kind", "amount", "shown", "quality"),
    [
        ("forced", 7.5, 7.5, QualityClass.FORCED),
        ("substitute", 7.5, 7.5, QualityClass.FORCED),
        ("bad_sensor", 0, 10.0, QualityClass.BAD),
        ("last_usable", 0, 10.0, QualityClass.HELD),
        ("quality", 0x40930000, 10.0, QualityClass.UNCERTAIN),
        ("stuck", 7.5, 7.5, QualityClass.GOOD),
        ("frozen", 0, 10.0, QualityClass.GOOD),
    ],
)
def test_each_fault_has_the_quality_that_the_field_gives_it(kind, amount, shown, quality):
    for one in watch([fault(kind, LEVEL, amount)], until_s=5).values():
        assert one.value[LEVEL] == pytest.approx(shown, abs=0.05)
        assert classify(one.status, one.value)[LEVEL] == quality


def test_dropout_misses_its_share_and_silence_everything():
    missed = [
        one.silent[LEVEL] for one in watch([fault("dropout", LEVEL, 0.3)], until_s=600).values()
    ]
    assert np.mean(missed) == pytest.approx(0.3, abs=0.06)
    assert all(one.silent[LEVEL] for one in watch([fault("silent", LEVEL)]).values())


def test_a_last_usable_value_is_the_one_from_before():
    def there(now):
        return [fault("last_usable", LEVEL)] if now >= 5 else []

    seen = values(watch(there, ramp, until_s=20), LEVEL)
    assert set(seen[4:].tolist()) == {seen[4]}
