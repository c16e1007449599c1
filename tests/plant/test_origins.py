"""Where a tag's settings come from: the nearest place that wrote them, a standard, or the rules."""

from plant.condition import Condition
from plant.directory import hash_plant
from plant.provenance import SETTINGS

LONE = """\
[park]
id = "p"
name = "园区"
[[enterprise]]
id = "E"
name = "甲"
[[hazard]]
id = "H1"
enterprise = "E"
name = "罐区"
[hazard.defaults.level]
off_delay_s = 5
[[equipment]]
id = "V1"
hazard = "H1"
kind = "tank"
name = "罐"
[equipment.defaults.level]
on_delay_s = 3
[defaults.level]
deadband = 2
on_delay_s = 9
"""


def find(check, header, row, toml=LONE, condition=Condition.HH):
    checked = check(toml, f"tag,equipment,action,{header}\nT,V1,act,{row}\n")
    assert checked.complaints == []
    sources = checked.plant.tags[0].origins[condition]
    return dict(zip(SETTINGS, sources, strict=True))


def test_each_setting_names_the_nearest_place_that_wrote_it(check):
    found = find(check, "kind,unit,hh,latching", "level,m,5,1")
    assert {name: source.origin for name, source in found.items()} == {
        "limit": "tag",
        "deadband": "plant",
        "on_delay": "equipment",
        "off_delay": "hazard",
        "priority": "rule",
        "latching": "tag",
    }


def test_a_limit_that_a_standard_gave_names_the_standard_and_its_clause(check):
    header, row = "kind,unit,levels,h", "gas_combustible,%LEL,GB/T 50493-2019,20"
    derived = find(check, header, row)["limit"]
    assert (derived.origin, derived.provenance.standard) == ("standard", "GB/T 50493-2019")
    assert derived.provenance.clause
    assert find(check, header, row, condition=Condition.H)["limit"].origin == "tag"


def test_a_start_value_and_a_rated_priority_are_shipped_numbers(check):
    found = find(
        check,
        "kind,unit,range_lo,range_hi,hh,deadband,hh_severity,hh_respond_within_min,hh_consequence",
        "pressure,MPa,0,10,5,standard,severe,5,burst",
    )
    assert (found["deadband"].origin, found["priority"].origin) == ("standard", "standard")
    assert found["deadband"].provenance.trust == "proposed" or found["deadband"].provenance.clause


def test_a_check_with_a_standard_limit_names_it_and_a_written_one_does_not(check):
    header = "kind,unit,range_lo,range_hi,spike,frozen"
    spike = find(check, header, "pressure,MPa,0,10,standard,0.1", condition=Condition.SPIKE)
    assert spike["limit"].origin == "standard"
    assert spike["limit"].provenance.standard
    frozen = find(check, header, "pressure,MPa,0,10,standard,0.1", condition=Condition.FROZEN)
    assert (frozen["limit"].origin, frozen["on_delay"].origin) == ("tag", "standard")


def test_where_a_number_was_written_does_not_make_another_plant(check):
    here = check(LONE, "tag,equipment,action,kind,hh,deadband\nT,V1,act,level,5,2\n").plant
    there = check(LONE, "tag,equipment,action,kind,hh\nT,V1,act,level,5\n").plant
    assert here.tags[0].origins != there.tags[0].origins
    assert here.tags == there.tags
    assert hash_plant(here) == hash_plant(there)
