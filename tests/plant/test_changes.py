"""What differs between two plants, told as a person would ask."""

import pytest

from plant.changes import list_changes
from plant.directory import read_plant
from tests.contract.plant_directory import PLANT, TAGS, write_plant


@pytest.fixture
def directory(tmp_path):
    return write_plant(tmp_path / "plant")


def compare(directory, *changes):
    told = list_changes(read_plant(directory), read_plant(directory, changes))
    return [(one.source, one.condition, one.key, one.today, one.other) for one in told]


@pytest.mark.parametrize(
    "change, told",
    [
        ("LT-101.h=85", [("LT-101", "H", "limit", 80.0, 85.0)]),
        ("LT-101.h=", [("LT-101", "H", "limit", 80.0, None)]),
        ("TT-101.hh=70", [("TT-101", "HH", "limit", None, 70.0)]),
        ("LT-101.hh_on_delay_s=3", [("LT-101", "HH", "on_delay_ms", 0, 3000)]),
        ("LT-101.h_priority=low", [("LT-101", "H", "priority", "medium", "low")]),
        ("LT-101.rate=5", [("LT-101", "rate", "limit", None, 5.0)]),
        ("LT-101.interval_s=5", [("LT-101", "", "interval_s", None, 5.0)]),
        ("LT-101.name=液位", [("LT-101", "", "name", "苯储罐液位", "液位")]),
    ],
)
def test_a_changed_cell(directory, change, told):
    assert compare(directory, change) == told


def test_a_common_setting_changes_each_limit_that_has_none_of_its_own(directory):
    told = compare(directory, "LT-101.deadband=1")
    assert [(condition, key) for _, condition, key, *_ in told] == [
        ("LL", "deadband"),
        ("L", "deadband"),
        ("H", "deadband"),
        ("HH", "deadband"),
    ]


def test_a_plant_and_itself(directory):
    assert compare(directory) == []


def test_tags_and_equipment_that_came_or_went(directory, tmp_path):
    tags = "\n".join(line for line in TAGS.splitlines() if not line.startswith("TT-101"))
    plant = PLANT.replace('name = "苯储罐"', 'name = "甲苯储罐"')
    other = read_plant(write_plant(tmp_path / "other", plant, tags))
    told = list_changes(read_plant(directory), other)
    assert [(one.source, one.key, one.today, one.other) for one in told] == [
        ("TT-101", "", True, None),
        ("V-101", "name", "苯储罐", "甲苯储罐"),
    ]
