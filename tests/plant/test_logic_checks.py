"""Votes, interlocks and gas arrays that can't work as written."""

import pytest

from plant.logic_checks import CAUSE_SECTIONS, MEASURED_KINDS
from plant.references import ONE_NAMESPACE
from plant.tag_kind import GAS_KINDS, STATE_KINDS
from tests.plant.tank_farm import TAGS, TOML, change

BROKEN = [
    ('["B1", "", ""]', '["B1", ""]', "voting.bypass", 'has 2 for 3 tags; write ""'),
    ('["B1", "", ""]', '["L1", "", ""]', "voting.bypass[0]", "L1 is a level, which tells no state"),
    ("need = 2\ncondition", "need = 4\ncondition", "voting.need", "4 of 3 tags"),
    ('"L1", condition = "rate"', '"L3", condition = "rate"', "interlock.causes[1].condition", "L3"),
    ('"L1", condition = "rate"', '"L2", condition = "twa"', "interlock.causes[1].condition", "twa"),
    ("need = 1\ncauses", "need = 3\ncauses", "interlock.need", "3 of 2 causes"),
    ('need = 2\ncondition = "HH"\nwindow', "need = 3\nwindow", "gas_array.need", "3 of 2 tags"),
    ('["G1", "G2"]', '["G1"]', "gas_array.need", "2 of 1 tags"),
    ('["G1", "G2"]', '["G1", "G1"]', "gas_array.tags[1]", "stands twice"),
    ('["G1", "G2"]', '["G1", "L1"]', "gas_array.tags[1]", "L1 is no gas detector"),
    ('condition = "HH"\nwindow', 'condition = "L"\nwindow', "gas_array.tags[0]", "has no l in"),
    ('condition = "HH"\nwindow', 'condition = "stel"\nwindow', "gas_array.tags[1]", "has no stel"),
    ('direction = "WD"', 'direction = "WS"', "gas_array.wind_direction", "not of kind wind_dir"),
    ('speed = "WS"', 'speed = "WD"', "gas_array.wind_speed", "WD is not of kind wind_speed"),
    ('state = "ST1"', 'state = "L1"', "equipment.state", "L1 is a level, which tells no state"),
    ('bypass = "B1"\nbypass_s', "bypass_s", "interlock.bypass_s", "does nothing without bypass"),
    ('wind_direction = "WD"\n', "", "gas_array.wind_speed", "nothing without wind_direction"),
    ("[1, 314]", "[0, 314]", "equipment.strapping[1]", "must rise"),
    ("[1, 314]", "[1, 0]", "equipment.strapping[1]", "must rise"),
    ("[10.5, 3300]", "[10.5, 300]", "equipment.strapping[2]", "must rise"),
]


@pytest.mark.parametrize(("old", "new", "key", "text"), BROKEN)
def test_a_complaint_names_its_key(check, old, new, key, text):
    complaints = check(change(TOML, old, new), TAGS).complaints
    found = [one for one in complaints if one.key == key and text in one.text]
    assert len(found) == 1, complaints
    assert found[0].text_zh
    assert {one.key for one in complaints} <= {key, "gas_array.tags[0]", "gas_array.tags[1]"}


def test_an_array_without_need_and_condition_wants_two_heads_at_level_1(check):
    toml = change(TOML, 'need = 2\ncondition = "HH"\nwindow_s = 30\n', "")
    array = check(toml, TAGS).plant.gas_arrays[0]
    assert (array.need, array.condition, array.window_s) == (2, "H", 60.0)
    few = check(change(toml, '["G1", "G2"]', '["G1"]'), TAGS).complaints
    assert [one.key for one in few] == ["gas_array.need"]
    written = change(TAGS, ",71-43-2,GB/T 50493-2019,119.91", ",71-43-2,none,119.91")
    lacking = check(toml, written).complaints
    assert [(one.key, one.text) for one in lacking] == [
        ("gas_array.tags[1]", "tag G2 has no h in tags.csv")
    ]


def test_a_vote_on_a_check_needs_the_check(check):
    toml = change(TOML, 'condition = "HH"\npriority', 'condition = "rate"\npriority')
    complaints = check(toml, TAGS).complaints
    assert [(one.key, one.text) for one in complaints] == [
        ("voting.tags[2]", "tag L3 has no rate in tags.csv")
    ]


def test_what_a_tag_can_have_without_being_asked_may_be_a_cause(check):
    toml = change(TOML, '"L1", condition = "rate"', '"L1", condition = "stale"')
    assert check(toml, TAGS).complaints == []


def test_a_gas_array_is_a_cause_by_its_confirmation_alone(check):
    toml = change(TOML, '"L1", condition = "rate"', '"G", condition = "gas_confirmed"')
    assert check(toml, TAGS).complaints == []
    other = check(change(toml, '"gas_confirmed"', '"HH"'), TAGS).complaints
    assert [(one.key, "write gas_confirmed" in one.text) for one in other] == [
        ("interlock.causes[1].condition", True)
    ]


def test_what_can_be_a_cause_has_a_name_of_its_own():
    assert set(CAUSE_SECTIONS) <= set(ONE_NAMESPACE)


def test_a_measurement_is_no_state():
    assert not MEASURED_KINDS & STATE_KINDS
    assert GAS_KINDS < MEASURED_KINDS
