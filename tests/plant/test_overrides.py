"""Overrides: cells as they might be, read and checked like those of tags.csv."""

import pytest

from plant.complaint import PlantError
from plant.condition import Condition, Priority
from plant.directory import check_plant, read_plant, read_tag_variants
from tests.contract.plant_directory import TAGS, write_plant

H, HH = Condition.H, Condition.HH


@pytest.fixture
def directory(tmp_path):
    return write_plant(tmp_path / "plant")


def read_tag(directory, *changes, tag="LT-101"):
    plant = read_plant(directory, changes)
    return plant.tags[plant.row_of[tag]]


@pytest.mark.parametrize(
    "change, limit",
    [
        ("LT-101.h=85", 85.0),
        ("LT-101.高限=85.5", 85.5),
        (" LT-101.阈值上限 = ８５ ", 85.0),
        ("LT-101.h=8.5e1", 85.0),
    ],
)
def test_a_cell_is_read_as_in_the_file(directory, change, limit):
    assert read_tag(directory, change).alarms[H].limit == limit


def test_an_empty_cell_takes_a_limit_away(directory):
    assert H not in read_tag(directory, "LT-101.h=").alarms


def test_several_cells_go_together(directory):
    tag = read_tag(directory, "LT-101.hh=95", "LT-101.h_deadband=3", "LT-101.h_priority=低")
    assert tag.alarms[HH].limit == 95
    assert (tag.alarms[H].deadband, tag.alarms[H].priority) == (3, Priority.LOW)
    assert tag.alarms[HH].deadband == 2


def test_the_plant_is_that_of_a_directory_that_says_so(directory, tmp_path):
    written = write_plant(tmp_path / "other", tags=TAGS.replace("80,90,2", "85,90,2"))
    assert read_plant(directory, ["LT-101.h=85"]) == read_plant(written)


def test_no_override_is_the_directory(directory):
    assert read_plant(directory, ()) == read_plant(directory)


def test_a_dot_in_a_tag_and_in_a_cell(tmp_path):
    directory = write_plant(tmp_path, tags=TAGS.replace("LT-101", "E1.LT.1"))
    assert read_tag(directory, "E1.LT.1.h=80.5", tag="E1.LT.1").alarms[H].limit == 80.5
    tag = read_tag(directory, "E1.LT.1.action=close v.1=shut", tag="E1.LT.1")
    assert tag.action == "close v.1=shut"


def test_every_complaint_at_once_with_its_place(directory):
    changes = ["LT-101.h=high", "XX.h=1", "LT-101.hx=1", "nonsense", "LT-101.l=1", "LT-101.l=2"]
    with pytest.raises(PlantError) as caught:
        read_plant(directory, [*changes, "LT-101.tag=LT-102"])
    told = [(one.file, one.line, one.key) for one in caught.value.complaints]
    assert told == [
        ("tags.csv", 2, "l"),
        ("--set", 1, "LT-101.h"),
        ("--set", 2, "XX.h"),
        ("--set", 3, "LT-101.hx"),
        ("--set", 4, ""),
        ("--set", 6, "LT-101.l"),
        ("--set", 7, "LT-101.tag"),
    ]


def test_what_does_not_fit_the_rest_of_the_row_is_refused(directory):
    checked = check_plant(directory, changes=["LT-101.h=95"])
    assert checked.plant is None
    assert "hh: 90 is not above h 95" in str(checked.complaints[0])


def test_a_directory_without_tags_is_complained_about_once(directory):
    (directory / "tags.csv").unlink()
    assert len(check_plant(directory, changes=["LT-101.h=1"]).complaints) == 1


class TestVariants:
    def test_each_is_the_tag_of_its_own_plant(self, directory):
        changes = ["LT-101.h=82", "LT-101.h=85", "LT-101.deadband=", "LT-101.h="]
        told = read_tag_variants(directory, "LT-101", changes)
        assert told == [read_tag(directory, change) for change in changes]

    def test_every_complaint_about_any_of_them(self, directory):
        with pytest.raises(PlantError) as caught:
            read_tag_variants(directory, "LT-101", ["LT-101.h=89", "LT-101.h=91", "LT-101.h=92"])
        assert [one.text for one in caught.value.complaints] == [
            "90 is not above h 91",
            "90 is not above h 92",
        ]
