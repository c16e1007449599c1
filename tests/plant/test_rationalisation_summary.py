"""How far a plant is rationalised, and its priorities beside their target."""

from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition, Priority
from plant.rationalisation_summary import split, summarise
from tests.plant.tank_farm import TAGS, TOML


def test_the_tank_farm_is_counted(check):
    plant = check(TOML, TAGS).plant
    summary = summarise(plant)
    limits = sum(len(tag.alarms) for tag in plant.tags)
    checks = sum(len(tag.checks) for tag in plant.tags)
    assert summary.alarms == limits + checks + 2
    assert summary.with_time == limits + 2
    assert summary.with_action == limits
    assert (summary.with_cause, summary.with_consequence) == (0, 0)


def test_what_has_no_action_is_told_by_condition(check):
    plant = check(TOML, TAGS).plant
    lacking = summarise(plant).without_action
    assert Condition.HH not in lacking
    assert lacking[Condition.STALE] == len(plant.tags)
    assert lacking[Condition.VOTED] == lacking[Condition.INTERLOCK_FAILED] == 1
    table = '\n[[rationalisation]]\nconditions = ["stale", "voted"]\naction = "查"\n'
    told = summarise(check(TOML + table, TAGS).plant).without_action
    assert not {Condition.STALE, Condition.VOTED} & set(told)


@given(st.lists(st.sampled_from(Priority)))
def test_shares_are_of_the_whole(priorities):
    shares = split(priorities)
    assert list(shares) == sorted(Priority, reverse=True)
    assert sum(share.count for share in shares.values()) == len(priorities)
    total = sum(share.percent for share in shares.values())
    assert abs(total - (100 if priorities else 0)) < 1e-9
