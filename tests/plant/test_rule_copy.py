"""A copy of a plant's rules, and what differs between two of them."""

import json

import pytest

from plant.changes import list_changes
from plant.directory import read_plant
from plant.rule_copy import RECORD, compare_copies, copy_rules
from tests.contract.plant_directory import PLANT, TAGS, write_plant


@pytest.fixture
def directory(tmp_path):
    return write_plant(tmp_path / "plant")


def stored(plant):
    """A copy as it comes out of a store."""
    return json.loads(json.dumps(copy_rules(plant), allow_nan=False))


def compare(directory, *changes):
    old, new = read_plant(directory), read_plant(directory, changes)
    return compare_copies(stored(old), stored(new)), list_changes(old, new)


@pytest.mark.parametrize(
    "change",
    [
        "LT-101.h=85",
        "LT-101.h=",
        "TT-101.hh=70",
        "LT-101.hh_on_delay_s=3",
        "LT-101.h_priority=low",
        "LT-101.rate=5",
        "LT-101.deadband=1",
        "LT-101.latching=1",
    ],
)
def test_limits_and_what_tunes_them_are_told_as_between_two_plants(directory, change):
    copied, compared = compare(directory, change)
    assert copied == compared
    assert copied


@pytest.mark.parametrize("change", ["LT-101.interval_s=5", "LT-101.unit=m"])
def test_of_everything_else_it_is_told_that_it_differs(directory, change):
    copied, _ = compare(directory, change)
    assert ("LT-101", "", RECORD) in [(one.source, one.condition, one.key) for one in copied]


def test_a_plant_and_itself(directory):
    assert compare(directory) == ([], [])


def test_tags_and_equipment_that_came_or_went(directory, tmp_path):
    tags = "\n".join(line for line in TAGS.splitlines() if not line.startswith("TT-101"))
    plant = PLANT.replace('name = "苯储罐"', 'name = "甲苯储罐"')
    other = read_plant(write_plant(tmp_path / "other", plant, tags))
    told = compare_copies(stored(read_plant(directory)), stored(other))
    assert [(one.source, one.key, one.today, one.other) for one in told] == [
        ("TT-101", "", True, None),
        ("V-101", RECORD, None, None),
    ]


def test_what_a_later_release_does_not_know_is_told_as_it_stands(directory):
    old = stored(read_plant(directory))
    new = stored(read_plant(directory))
    new["tags"]["LT-101"]["rules"]["H"]["hysteresis"] = 3
    (told,) = compare_copies(old, new)
    assert (told.condition, told.key, told.today, told.other) == ("H", "hysteresis", None, 3)
