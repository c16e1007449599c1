import pytest

from plant.directory import check_plant, read_plant
from plant.filed_stops import DAY_MS, StopCategory, load_stop_policy, name_provenances
from tests.contract.plant_directory import PLANT, write_plant


def test_every_category_may_last_some_days_and_says_where_that_is_from():
    policy = load_stop_policy()
    assert policy.longest_ms.keys() == set(StopCategory)
    assert all(longest % DAY_MS == 0 and longest > 0 for longest in policy.longest_ms.values())
    assert policy.longest_ms[StopCategory.CALIBRATION] < policy.longest_ms[StopCategory.OVERHAUL]
    assert policy.ahead_ms > 0
    assert {one.trust for one in name_provenances()} == {"proposed"}


def test_a_plant_s_own_rules_replace_those_that_it_names(tmp_path):
    own = "[filed_stops]\nahead_days = 7\n[filed_stops.longest_days]\ncalibration = 0.5\n"
    plant = read_plant(write_plant(tmp_path / "own", plant=PLANT + own))
    shipped = read_plant(write_plant(tmp_path / "shipped"))
    assert plant.filing.ahead_ms == 7 * DAY_MS
    assert plant.filing.longest_ms == {
        **load_stop_policy().longest_ms,
        StopCategory.CALIBRATION: DAY_MS // 2,
    }
    assert shipped.filing is load_stop_policy()
    assert plant.hash != shipped.hash


@pytest.mark.parametrize("wrong", ["ahead_days = 0", "longest_days = { holiday = 3 }", "ever = 1"])
def test_rules_that_make_no_sense_are_refused(tmp_path, wrong):
    checked = check_plant(write_plant(tmp_path, plant=f"{PLANT}[filed_stops]\n{wrong}\n"))
    assert any("filed_stops" in str(complaint) for complaint in checked.complaints)
