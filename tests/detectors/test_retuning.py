"""A limit judged again under other settings: the verdicts are the bank's own, thinned or not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.retuning import (
    Readings,
    Setting,
    find_crossings,
    judge_settings,
    measure_excess,
    read_setting,
)
from plant.condition import Condition
from plant.quality import GOOD_LOCAL_OVERRIDE
from plant.reading import NEVER, ReadingBatch
from tests.detectors.plants import make_plant, make_tag, situation

H, L = Condition.H, Condition.L
PLAIN = Setting(0.0, 0, 0)


def read(*values, step_s=1, status=0) -> Readings:
    time = np.arange(len(values), dtype=np.int64) * 1000 * step_s
    quality = np.full(len(values), status, dtype=np.uint32)
    return Readings(time, np.array(values, dtype=np.float64), quality)


def judge(tag, setting, readings, condition=H):
    (found,) = judge_settings(tag, condition, [setting], readings)
    return list(
        zip((found.raised // 1000).tolist(), (found.returned // 1000).tolist(), strict=True)
    )


TAG = make_tag("T1", h=80, l=20, hh=90, deadband=2, on_delay_s=5)
FOREVER = int(NEVER) // 1000


class TestSettings:
    def test_the_setting_of_today_is_the_tags(self):
        assert read_setting(TAG, H) == Setting(2.0, 5000, 0)

    def test_without_any_every_touch_is_an_activation(self):
        assert judge(TAG, PLAIN, read(79, 80, 79, 80, 79)) == [(1, 2), (3, 4)]

    def test_a_deadband_joins_them(self):
        assert judge(TAG, Setting(2.0, 0, 0), read(79, 80, 79, 80, 77)) == [(1, 4)]

    def test_an_on_delay_leaves_short_ones_out(self):
        assert judge(TAG, Setting(0.0, 2000, 0), read(79, 80, 79, 80, 80, 80, 79)) == [(5, 6)]

    def test_an_off_delay_joins_them_too(self):
        assert judge(TAG, Setting(0.0, 0, 3000), read(79, 80, 79, 80, 79, 79, 79, 79)) == [(1, 7)]

    def test_a_low_limit_mirrors(self):
        assert judge(TAG, Setting(2.0, 0, 0), read(21, 20, 21, 20, 23), condition=L) == [(1, 4)]

    def test_what_stands_at_the_end_never_returned(self):
        assert judge(TAG, PLAIN, read(79, 80, 81)) == [(1, FOREVER)]

    def test_each_setting_has_its_own_answer_in_order(self):
        readings = read(79, 80, 79, 80, 79)
        found = judge_settings(TAG, H, [PLAIN, Setting(2.0, 0, 0), PLAIN], readings)
        assert [len(one) for one in found] == [2, 1, 2]

    def test_a_setting_may_be_another_limit(self):
        readings = read(79, 80, 85, 79)
        higher, own = Setting(0.0, 0, 0, 85.0), Setting(0.0, 0, 0)
        found = judge_settings(TAG, H, [higher, own], readings)
        assert [one.raised.tolist() for one in found] == [[2000], [1000]]

    def test_no_readings_no_activations(self):
        assert judge(TAG, PLAIN, read()) == []

    def test_only_limits_are_tuned(self):
        with pytest.raises(ValueError, match="rate is no limit"):
            judge_settings(TAG, Condition.RATE, [PLAIN], read(1))


class TestCrossings:
    @pytest.mark.parametrize(
        "values, limit, upward, spans",
        [
            ((94, 95, 96, 94.9, 95), 95, True, [(1000, 3000), (4000, int(NEVER))]),
            ((1, 0.2, 0.3), 0.2, False, [(1000, 2000)]),
            ((94, 94), 95, True, []),
        ],
    )
    def test_at_or_beyond_a_value_whatever_limits_the_tag_has(self, values, limit, upward, spans):
        found = find_crossings(make_tag("T1", h=1), limit, read(*values), upward=upward)
        assert list(zip(found.raised.tolist(), found.returned.tolist(), strict=True)) == spans


class TestExcess:
    def test_the_farthest_value_of_each_activation(self):
        readings = read(79, 80, 83, 79, 81, np.nan, 79)
        (found,) = judge_settings(TAG, H, [PLAIN], readings)
        assert measure_excess(TAG, H, found, readings).tolist() == [3.0, 1.0]

    def test_of_a_low_limit_it_is_how_far_below(self):
        readings = read(21, 15, 21)
        (found,) = judge_settings(TAG, L, [PLAIN], readings)
        assert measure_excess(TAG, L, found, readings).tolist() == [5.0]


values = st.sampled_from([70.0, 77.0, 78.0, 79.0, 80.0, 81.0, 99.0, np.nan, np.inf])
steps = st.sampled_from([1, 1, 1, 999, 1000, 1001, 2000, 9999, 10_000, 10_001, 30_000])
states = st.sampled_from([0, 0, 0, 0, 0x40000000, 0x80000000, GOOD_LOCAL_OVERRIDE, 0x408F0000])
streams = st.lists(st.tuples(steps, values, states), max_size=40)
settings = st.builds(
    Setting,
    st.sampled_from([0.0, 1.0, 3.0]),
    st.sampled_from([0, 1000, 10_000, 20_000]),
    st.sampled_from([0, 1000, 10_000, 20_000]),
    st.sampled_from([None, 78.0, 81.0, 99.0]),
)


@given(
    streams,
    st.lists(settings, min_size=1, max_size=4),
    st.sampled_from([None, 1.0, 5.0]),
    st.sampled_from(["low", "medium", "high"]),
)
def test_the_verdicts_are_those_of_the_bank_over_every_reading(rows, tried, interval_s, priority):
    time = np.cumsum([row[0] for row in rows] or [0], dtype=np.int64)[: len(rows)]
    readings = Readings(
        time,
        np.array([row[1] for row in rows], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.uint32),
    )
    tag = make_tag("T1", h=80, interval_s=interval_s, priority=priority)
    for setting, found in zip(tried, judge_settings(tag, H, tried, readings), strict=True):
        assert list_verdicts(found) == judge_plainly(tag, setting, readings)


def list_verdicts(found):
    raised = [(at, True) for at in found.raised.tolist()]
    returned = [(at, False) for at in found.returned.tolist() if at < NEVER]
    return sorted(raised + returned)


def judge_plainly(tag, setting, readings):
    """A bank with the very tag, a tick for each reading."""
    own = make_tag(
        tag.id,
        h=80 if setting.limit is None else setting.limit,
        interval_s=tag.interval_s,
        priority=tag.priority.word,
        deadband=setting.deadband,
        on_delay_s=setting.on_delay_ms / 1000,
        off_delay_s=setting.off_delay_ms / 1000,
    )
    plant = make_plant(own)
    bank, found = Bank(plant, catalogue=()), []
    for time, value, status in zip(readings.time, readings.value, readings.status, strict=True):
        batch = ReadingBatch.of([0], [int(time)], [float(value)], int(status))
        found.append(bank.judge(batch, situation(plant, int(time))))
    if len(readings):
        found.append(bank.judge(ReadingBatch.empty(), situation(plant, int(readings.time[-1]) + 1)))
    return sorted(
        (int(at), bool(active))
        for one in found
        for rule, at, active in zip(one.rule, one.at, one.active, strict=True)
        if bank.rules[rule].condition is H
    )
