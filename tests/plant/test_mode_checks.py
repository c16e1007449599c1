"""Modes: values that mean one, limits that fit, and alarms that are never silenced."""

import pytest

from tests.plant.tank_farm import TAGS, TOML, change

SUPPRESSED = 'suppressed = ["L1:L", "L2:rate"]'
SECOND = '[[mode]]\nid = "empty"\nequipment = "V1"\nvalues = [5, {}]\n'


def complain(check, toml, tags=TAGS):
    complaints = check(toml, tags).complaints
    assert all(one.text_zh for one in complaints)
    return [(one.key, one.text) for one in complaints]


def test_no_value_means_two_modes_of_one_equipment(check):
    assert complain(check, TOML + SECOND.format(6)) == []
    ((key, text),) = complain(check, TOML + SECOND.format(4))
    assert (key, text) == ("mode.values[1]", "4 already means mode cleaning")


def test_other_equipment_has_its_own_values(check):
    toml = change(TOML, 'name = "苯泵"', 'name = "苯泵"\nstate = "C1"')
    assert complain(check, toml + SECOND.format(4).replace("V1", "P1")) == []


def test_a_mode_needs_the_tag_that_tells_it(check):
    ((key, text),) = complain(check, change(TOML, 'state = "ST1"\n', ""))
    assert (key, text) == ("mode.equipment", "V1 has no state, the tag that tells it")


@pytest.mark.parametrize(
    ("limits", "key", "text"),
    [
        ("{L9 = {h = 9}}", "mode.limits.L9", "there is no tag L9"),
        ("{X1 = {h = 9}}", "mode.limits.X1.h", "tag X1 has no h in tags.csv to replace"),
        ("{L1 = {h = 11.5}}", "mode.limits.L1.h", "hh 11 would not be above h 11.5"),
        ("{L1 = {ll = 2}}", "mode.limits.L1.ll", "l 1 would not be above ll 2"),
        ("{L1 = {l = 9, h = 8}}", "mode.limits.L1.h", "h 8 would not be above l 9"),
    ],
)
def test_limits_that_do_not_fit(check, limits, key, text):
    assert complain(check, change(TOML, "{L1 = {l = 0.6, h = 9}}", limits)) == [(key, text)]


def test_all_four_may_move_together(check):
    moved = "{L1 = {ll = 20, l = 21, h = 22, hh = 23}}"
    assert complain(check, change(TOML, "{L1 = {l = 0.6, h = 9}}", moved)) == []


@pytest.mark.parametrize(
    ("alarm", "text"),
    [
        ("L9:L", "L9:L is no alarm of a tag"),
        ("L1", "L1 is no alarm of a tag"),
        ("L1:l", "L1:l is no alarm of a tag"),
        ("V1-HH:voted", "V1-HH:voted is no alarm of a tag"),
        ("L3:rate", "tag L3 has no rate"),
        ("X1:H", "tag X1 has no H"),
        ("L1:HH", "are always heard"),
        ("L1:LL", "are always heard"),
        ("G1:HH", "are always heard"),
    ],
)
def test_what_can_not_be_suppressed(check, alarm, text):
    ((key, said),) = complain(check, change(TOML, SUPPRESSED, f'suppressed = ["{alarm}"]'))
    assert key == "mode.suppressed[0]"
    assert text in said


@pytest.mark.parametrize("alarm", ["L1:H", "L1:stale", "L1:forecast", "G1:H", "L2:bad_quality"])
def test_what_can_be_suppressed(check, alarm):
    assert complain(check, change(TOML, SUPPRESSED, f'suppressed = ["{alarm}"]')) == []


def test_what_is_critical_by_inheritance_is_always_heard(check):
    toml = change(TOML, 'rate_priority = "high"', 'rate_priority = "critical"')
    ((key, _),) = complain(check, toml)
    assert key == "mode.suppressed[1]"
    contact = change(TAGS, "C1,P1,operating_state", "C1,P1,alarm_contact").replace(
        "action\n", "action,alarm_on,priority\n", 1
    )
    contact = change(
        contact, "alarm_contact,,,,,,,,,,,,,,,,,,,,,,", "alarm_contact" + "," * 23 + "1,critical"
    )
    toml = change(TOML, SUPPRESSED, 'suppressed = ["C1:digital"]')
    ((key, text),) = complain(check, toml, contact)
    assert "critical alarms are always heard" in text
