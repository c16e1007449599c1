"""Which settings would have spared nuisance activations, and what they would have cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.proposals import (
    Excursion,
    choose,
    find_excursions,
    list_settings,
    weigh,
)
from detectors.retuning import (
    Activations,
    Readings,
    Setting,
    find_deep,
    judge_settings,
    read_setting,
)
from plant.condition import Condition
from plant.nuisance_figures import load_trial_figures
from plant.reading import NEVER
from tests.detectors.plants import make_tag

FIGURES = load_trial_figures()
H = Condition.H
SPAN = {"range_lo": 0, "range_hi": 100}
LEVEL = make_tag("T1", kind="level", h=80, l=20, hh=90, **SPAN)


def activate(*pairs) -> Activations:
    """From (raised, returned) in seconds; None: it stands."""
    raised = np.array([1000 * one for one, _ in pairs], dtype=np.int64)
    returned = [int(NEVER) if other is None else 1000 * other for _, other in pairs]
    return Activations(raised, raised, np.array(returned, dtype=np.int64))


def find(*pairs, deep=()):
    flags = np.array([place in deep for place in range(len(pairs))], dtype=np.bool_)
    return find_excursions(activate(*pairs), flags, FIGURES)


class TestExcursions:
    def test_activations_a_minute_apart_are_one(self):
        assert find((0, 5), (65, 70), (131, 132)) == [
            Excursion(0, 70_000, 2, real=True),
            Excursion(131_000, 132_000, 1, real=False),
        ]

    def test_a_short_shallow_one_is_not_real_a_deep_one_is(self):
        assert [one.real for one in find((0, 60), (1000, 1060), deep=[1])] == [False, True]

    def test_a_long_one_is_real_and_so_is_one_that_stands(self):
        assert [one.real for one in find((0, 61))] == [True]
        assert [one.real for one in find((0, None))] == [True]

    def test_a_burst_is_real_two_touches_are_not(self):
        assert [
            one.real for one in find((0, 1), (9, 10), (1000, 1001), (1009, 1010), (1019, 1020))
        ] == [
            False,
            True,
        ]

    def test_none_of_none(self):
        assert find() == []


class TestSettings:
    def test_todays_comes_first_and_the_rest_is_more_patient(self):
        today = Setting(1.0, 5_000, 0)
        first, *others = list_settings(LEVEL, H, today, FIGURES)
        assert first == today
        for other in others:
            assert other.deadband >= 1.0
            more = (other.on_delay_ms > 5_000, other.off_delay_ms > 0)
            assert more in ((False, False), (True, False), (False, True))
        assert len(set(others)) == len(others)

    def test_the_standards_start_values_are_among_them(self):
        settings = list_settings(LEVEL, H, Setting(0.0, 0, 0), FIGURES)
        assert {Setting(2.0, 60_000, 0), Setting(2.0, 0, 60_000)} <= set(settings)

    @pytest.mark.parametrize(
        "tag, condition",
        [
            (make_tag("T1", kind="level", hh=90, **SPAN), Condition.HH),
            (make_tag("T1", kind="level", ll=10, **SPAN), Condition.LL),
            (make_tag("T1", kind="gas_toxic", h=10, **SPAN), Condition.H),
        ],
    )
    def test_what_is_urgent_never_waits_longer_than_five_seconds(self, tag, condition):
        settings = list_settings(tag, condition, Setting(0.0, 0, 0), FIGURES)
        assert max(one.on_delay_ms for one in settings) == 5_000
        assert max(one.off_delay_ms for one in settings) == 5_000

    def test_no_deadband_reaches_the_opposite_limit(self):
        narrow = make_tag("T1", kind="level", h=80, l=78.9, **SPAN)
        settings = list_settings(narrow, H, Setting(0.0, 0, 0), FIGURES)
        assert {one.deadband for one in settings} == {0.0, 0.5, 1.0}
        settings = list_settings(narrow, Condition.L, Setting(0.0, 0, 0), FIGURES)
        assert {one.deadband for one in settings} == {0.0, 0.5, 1.0}

    def test_where_no_share_can_be_taken_only_delays_are_tried(self):
        settings = list_settings(make_tag("T1", kind="level", h=80), H, Setting(0, 0, 0), FIGURES)
        assert {one.deadband for one in settings} == {0.0}
        assert len(settings) > 1


class TestEffects:
    TODAY = activate((0, 5), (10, 15), (20, 100), (500, 510))
    EXCURSIONS = find((0, 5), (10, 15), (20, 100), (500, 510))

    def weigh(self, *pairs):
        return weigh(Setting(1, 0, 0), activate(*pairs), self.TODAY, self.EXCURSIONS, 1_000_000)

    def test_what_is_spared_and_how_much_longer_alarms_stand(self):
        effect = self.weigh((0, 110), (500, 520))
        assert (effect.activations, effect.removed, effect.lost) == (2, 2, 0)
        assert (effect.later_ms, effect.standing_ms) == (0, 30_000)

    def test_a_real_one_told_later(self):
        assert self.weigh((35, 100)).later_ms == 35_000

    def test_a_short_shallow_one_may_go(self):
        assert self.weigh((0, 100)).lost == 0

    def test_a_real_one_may_not(self):
        assert self.weigh((500, 510)).lost == 1

    def test_nor_may_it_be_swallowed_by_one_that_stood_before(self):
        today = activate((0, 100), (500, 600))
        excursions = find((0, 100), (500, 600))
        effect = weigh(Setting(9, 0, 0), activate((0, 600)), today, excursions, 1_000_000)
        assert effect.lost == 1

    def test_what_stands_has_stood_up_to_the_end(self):
        today = activate((0, None))
        effect = weigh(Setting(1, 0, 0), activate((10, None)), today, find((0, None)), 60_000)
        assert (effect.standing_ms, effect.later_ms) == (-10_000, 10_000)


class TestChoice:
    def test_what_loses_something_or_spares_nothing_is_never_proposed(self):
        effects = [TestEffects().weigh((500, 510)), TestEffects().weigh(*[(0, 5)] * 4)]
        assert choose(Setting(0, 0, 0), effects, TestEffects.EXCURSIONS, 0.9) is None

    def test_the_gentlest_that_does_nearly_as_much(self):
        late, standing, best = (
            weigh(Setting(0, on, 0), activate(*pairs), activate(*[(0, 1)] * 20), [], 10**6)
            for on, pairs in ((1, [(0, 9)] * 2), (2, [(0, 1)] * 2), (3, [(0, 1)] * 1))
        )
        proposal = choose(Setting(0, 0, 0), [late, standing, best], [], 0.9)
        assert proposal.effect.setting.on_delay_ms == 3
        proposal = choose(Setting(0, 0, 0), [late, standing], [], 0.9)
        assert proposal.effect.setting.on_delay_ms == 2


def propose(tag, condition, readings):
    settings = list_settings(tag, condition, read_setting(tag, condition), FIGURES)
    found = judge_settings(tag, condition, settings, readings)
    excursions = find_excursions(found[0], find_deep(tag, condition, found[0], readings), FIGURES)
    end = int(readings.time[-1])
    effects = [
        weigh(setting, one, found[0], excursions, end)
        for setting, one in zip(settings, found, strict=True)
    ]
    return choose(settings[0], effects, excursions, FIGURES.enough), found, settings, excursions


def read(values) -> Readings:
    time = np.arange(len(values), dtype=np.int64) * 1000
    return Readings(time, np.array(values, float), np.zeros(len(values), np.uint32))


class TestOnReadings:
    def test_noise_about_a_limit_is_mended_by_the_smallest_deadband_that_does(self):
        values = [79.0] * 100 + [80.1, 79.8] * 100 + [70.0] * 100
        proposal, *_ = propose(LEVEL, H, read(values))
        assert proposal.effect.setting == Setting(0.5, 0, 0)
        assert (proposal.effect.removed, proposal.effect.later_ms) == (99, 0)
        assert (proposal.excursions, proposal.real) == (1, 1)

    def test_short_spikes_of_noise_go_and_the_real_one_is_told_a_little_later(self):
        values = ([70.0] * 200 + [80.5] * 3) * 20 + [70.0] * 200 + [85.0] * 300 + [70.0] * 100
        proposal, *_ = propose(LEVEL, H, read(values))
        assert proposal.effect.setting == Setting(0.0, 5_000, 0)
        assert (proposal.effect.removed, proposal.effect.later_ms) == (20, 5_000)
        assert (proposal.excursions, proposal.real) == (21, 1)

    def test_deep_spikes_are_left_alone(self):
        values = ([70.0] * 200 + [85.0] * 3) * 20 + [70.0] * 200
        assert propose(LEVEL, H, read(values))[0] is None

    def test_a_gas_head_keeps_even_its_shallowest(self):
        head = make_tag("G1", kind="gas_toxic", h=80, **SPAN)
        values = ([70.0] * 200 + [80.1] * 3) * 20 + [70.0] * 200
        assert propose(head, H, read(values))[0] is None


walks = st.lists(st.sampled_from([-1.5, -0.4, 0.0, 0.4, 1.5]), min_size=1, max_size=120)


@given(walks, st.integers(1, 15))
def test_no_proposal_loses_a_real_excursion(moves, hold):
    values = np.repeat(79.5 + np.cumsum(moves), hold)
    proposal, found, settings, excursions = propose(LEVEL, H, read(values))
    if proposal is None:
        return
    chosen = found[settings.index(proposal.effect.setting)]
    assert proposal.effect.removed == len(found[0]) - len(chosen) > 0
    for one in excursions:
        if one.real:
            inside = [at for at in chosen.raised.tolist() if one.first <= at <= one.end]
            assert inside
            assert inside[0] - one.first <= proposal.effect.later_ms
