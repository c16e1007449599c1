"""What ``plant check`` prints of the alarms as a whole, for people and for machines."""

import json

import pytest

from hazardwatch.exit_code import Exit
from hazardwatch.plant_reports import print_check
from simulators.shipped import PARKS

PARK = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'
TAGS = """\
tag,h,hh,action,hh_action,cause,severity,respond_within_min,priority
A,5,6,看,停,堵,severe,5,
B,5,6,看,停,,severe,5,low
C,,,,,,,,
"""


@pytest.fixture
def plant_dir(tmp_path):
    (tmp_path / "plant.toml").write_text(PARK, encoding="utf-8")
    (tmp_path / "tags.csv").write_text(TAGS, encoding="utf-8")
    return tmp_path


def read_json(capsys, directory):
    assert print_check(directory, as_json=True) is Exit.OK
    return json.loads(capsys.readouterr().out)


def test_the_figures_are_there_for_machines(plant_dir, capsys):
    told = read_json(capsys, plant_dir)
    assert [warning.split(": ")[1] for warning in told["warnings"]] == ["priority"]
    figures = told["rationalisation"]
    assert (figures["alarms"], figures["with_action"], figures["with_cause"]) == (4, 4, 2)
    assert (figures["with_consequence"], figures["with_time_to_respond"]) == (0, 4)
    assert figures["without_action"] == {"stale": 3, "bad_quality": 3, "out_of_range": 3}
    assert figures["priorities"] == {
        "critical": {"count": 0, "percent": 0.0, "target_percent": 1},
        "high": {"count": 2, "percent": 50.0, "target_percent": 5},
        "medium": {"count": 0, "percent": 0.0, "target_percent": 15},
        "low": {"count": 2, "percent": 50.0, "target_percent": 80},
    }


def test_people_read_the_same_in_both_languages(plant_dir, capsys):
    assert print_check(plant_dir, as_json=False) is Exit.OK
    advice = [line for line in capsys.readouterr().out.splitlines() if line.startswith("advice:")]
    assert len(advice) == 3
    assert "高 high 2 (50.0 %, ≈ 5 %)" in advice[0]
    assert "处置措施 action 4" in advice[1]
    assert "stale 3" in advice[2]


def test_a_broken_plant_has_no_figures(plant_dir, capsys):
    (plant_dir / "tags.csv").write_text("tag,hh\nA,x\n", encoding="utf-8")
    assert print_check(plant_dir, as_json=True) is Exit.BAD_CONFIGURATION
    assert json.loads(capsys.readouterr().out)["rationalisation"] is None


def test_the_demonstration_park_is_rationalised_throughout(capsys):
    figures = read_json(capsys, PARKS / "taixing")["rationalisation"]
    assert figures["without_action"] == {}
    whole = figures["alarms"]
    assert figures["with_cause"] == figures["with_consequence"] == whole
    assert figures["with_action"] == figures["with_time_to_respond"] == whole
