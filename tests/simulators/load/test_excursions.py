"""Which value raises one alarm and no other; that it does so is judged in test_turns."""

import pytest

from plant.directory import read_plant
from simulators.load.excursions import Excursion, find_calm, find_excursion
from simulators.shipped import PARKS
from tests.contract.plant_directory import write_plant

HEAD = (
    "tag,enterprise,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,on_delay_s,latching,alarm_on\n"
)


@pytest.fixture
def make_tag(tmp_path):
    def make(row):
        return read_plant(write_plant(tmp_path, tags=HEAD + row + "\n")).tags[0]

    return make


@pytest.mark.parametrize(
    ("row", "alarm", "value"),
    [
        ("T,ent1,V-101,level,%,0,100,5,10,80,90,,,", "T:H", 83.333),
        ("T,ent1,V-101,level,%,0,100,5,10,,,,,", "T:L", 8.333),
        ("T,ent1,V-101,level,%,0,100,,,,90,,,", "T:HH", 93.333),
        ("T,ent1,V-101,level,%,,,,,,90,,,", "T:HH", 90.0),
        ("T,ent1,V-101,esd_button,,,,,,,,,,0", "T:digital", 0.0),
    ],
)
def test_a_value_lies_beyond_one_limit_and_not_the_next(make_tag, row, alarm, value):
    assert find_excursion(make_tag(row)) == Excursion(alarm, value)


@pytest.mark.parametrize(
    "row",
    [
        "T,ent1,V-101,level,%,0,100,,,,,,,",  # no limit
        "T,ent1,V-101,level,%,0,100,,,80,90,5,,",  # a delay: not at once
        "T,ent1,V-101,level,%,0,100,,,80,90,,1,",  # latched until a person resets it
        "T,ent1,V-101,gas_toxic,ppm,0,100,,,10,20,,,",  # 二级 latches
    ],
)
def test_what_does_not_act_at_once_and_alone_is_left_out(make_tag, row):
    assert find_excursion(make_tag(row)) is None


def test_calm_values_of_a_state_stay_and_of_a_measurement_move():
    plant = read_plant(PARKS / "taixing")
    calm = dict(zip((tag.id for tag in plant.tags), find_calm(plant), strict=True))
    assert calm["A-XA1104"] == (1, 1)
    low, high = calm["B-LT2101A"]
    assert low != high
