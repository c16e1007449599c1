import numpy as np

from plant.condition import Condition
from plant.tag_kind import TagKind
from plant.words import Plant
from simulators.calm import calm_room, is_digital, rest


def test_every_tag_rests_far_from_its_limits(taixing: Plant) -> None:
    calm = rest(taixing)
    for tag, centre, spread in zip(
        taixing.tags, calm.wander.centre, calm.wander.spread, strict=True
    ):
        if is_digital(tag):
            assert spread == 0
            continue
        bottom, top = calm_room(tag)
        assert bottom <= centre < top
        assert spread == 0 or min(centre - bottom, top - centre) > 6 * spread


def test_alarm_contacts_rest_in_the_state_that_is_no_alarm(taixing: Plant) -> None:
    calm = rest(taixing)
    for row, tag in enumerate(taixing.tags):
        if Condition.DIGITAL in tag.alarms:
            assert calm.wander.centre[row] == 1 - tag.alarms[Condition.DIGITAL].limit
    fail_safe = taixing.row_of["A-XA1104"]  # 1 is healthy, 0 alarms
    assert calm.wander.centre[fail_safe] == 1


def test_one_machine_of_each_group_runs_and_valves_stand_open(taixing: Plant) -> None:
    centre = rest(taixing).wander.centre
    duty, spare = taixing.row_of["B-YL2101"], taixing.row_of["B-YL2102"]
    assert (centre[duty], centre[spare]) == (1, 0)
    assert centre[taixing.row_of["B-XV2101"]] == 1


def test_values_are_rounded_like_a_dcs_would(taixing: Plant) -> None:
    decimals = dict(zip((tag.id for tag in taixing.tags), rest(taixing).decimals, strict=True))
    assert decimals["B-LT2101A"] == 2  # % of 0-100
    assert decimals["A-PT1101A"] == 3  # MPa of 0-1.6
    assert decimals["C-FT3201"] == 0  # m3/h of 0-12000
    assert decimals["A-XA1101"] == 0


def test_clean_air_has_its_oxygen_and_no_gas(taixing: Plant) -> None:
    centre = rest(taixing).wander.centre
    oxygen = [row for row, tag in enumerate(taixing.tags) if tag.kind is TagKind.GAS_OXYGEN]
    toxic = [row for row, tag in enumerate(taixing.tags) if tag.kind is TagKind.GAS_TOXIC]
    assert np.unique(centre[oxygen]).tolist() == [20.9]
    assert np.unique(centre[toxic]).tolist() == [0.0]
