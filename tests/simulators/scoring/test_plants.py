"""Plants for data sets: limits by one rule, shipped start values, and only what can be judged."""

import numpy as np

from plant.condition import Condition
from simulators.scoring.plants import make_gas_plant, make_plant, make_tep_plant
from simulators.scoring.tep import make_run as make_tep_run
from tests.simulators.scoring.runs import make_run


def test_limits_are_the_normal_range_widened():
    plant = make_plant([make_run([[0.0], [4.0]]), make_run([[10.0]])])
    alarms = plant.tags[0].alarms
    assert {condition: own.limit for condition, own in alarms.items()} == {
        Condition.LL: -5,
        Condition.L: -1,
        Condition.H: 11,
        Condition.HH: 15,
    }
    assert alarms[Condition.H].deadband == 0.1


def test_a_rate_is_too_much_that_crosses_the_normal_range_twice_in_a_window():
    (tag,) = make_plant([make_run([[0.0], [10.0]], step=60_000)]).tags
    rate = tag.checks[Condition.RATE]
    assert rate.window_ms == 600_000
    assert rate.settings.limit == 2.0  # 20 in ten minutes


def test_windows_are_those_that_are_shipped_where_they_hold_enough_rows():
    (tag,) = make_plant([make_run([[0.0], [10.0]])]).tags
    windows = {condition: check.window_ms for condition, check in tag.checks.items()}
    assert windows == {Condition.RATE: 60_000, Condition.SPIKE: 0, Condition.FORECAST: 300_000}


def test_what_never_moves_has_no_limits():
    (tag,) = make_plant([make_run([[1.0], [1.0]])]).tags
    assert not tag.alarms
    assert set(tag.checks) == {Condition.SPIKE}


def test_names_with_spaces_become_ids():
    run = make_run([[1.0], [2.0]], tags=("Volume Flow RateRMS",))
    assert make_plant([run]).tags[0].id == "Volume_Flow_RateRMS"


def test_the_shipped_plant_keeps_its_own_limits():
    tags = _list_tep_tags()
    run = make_tep_run("made", np.arange(2.0 * len(tags)).reshape(2, -1), tags)
    plant = make_tep_plant([run])
    assert tuple(tag.id for tag in plant.tags) == tags
    pressure = plant.tags[6]
    assert pressure.alarms[Condition.HH].limit == 3000
    assert Condition.FORECAST in pressure.checks
    assert all(Condition.SPIKE in tag.checks for tag in plant.tags)


def test_the_code_for_no_value_would_be_beyond_every_limit_of_the_roadside_air():
    (tag,) = make_gas_plant(["CO(GT)"]).tags
    assert tag.id == "CO(GT)"
    assert all(own.limit > -200 for own in tag.alarms.values())


def _list_tep_tags():
    measured = [f"XMEAS_{number:02d}" for number in range(1, 42)]
    return (*measured, *(f"XMV_{number:02d}" for number in range(1, 12)))
