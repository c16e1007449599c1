"""Settings that are allowed and can hardly be meant, in a plant that is otherwise sound."""

import pytest

from tests.plant.tank_farm import TAGS, TOML, change


def warn(check, toml=TOML, tags=TAGS):
    checked = check(toml, tags)
    assert checked.complaints == []
    assert all(one.text_zh for one in checked.warnings)
    return [(one.key, one.text) for one in checked.warnings]


def test_the_sound_plant_warns_of_nothing(check):
    assert warn(check) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        ("window_s = 120", "window_s = 24", "rate_window_s", "24 s hold fewer than the 6"),
        ('rate_priority = "high"', "rate_on_delay_s = 3", "rate_on_delay_s", "L1 comes every 5 s"),
        ("interval_s = 5", "interval_s = 10.1", "deviation_on_delay_s", "longer than the delay"),
        ("rate = 1\n", "rate = 1\ndeviation = 13\n", "deviation", "13 is more than the whole span"),
    ],
)
def test_one_doubt_is_one_warning(check, old, new, key, text):
    warnings = warn(check, change(TOML, old, new))
    assert warnings[0][0] == key
    assert text in warnings[0][1]
    assert {found for found, _ in warnings} == {key}


def test_partners_in_other_units(check):
    metres = "L2,V1,level,m,"
    assert warn(check, tags=change(TAGS, metres, "L2,V1,level,米,")) == []
    assert warn(check, tags=change(TAGS, metres, "L2,V1,level,,")) == []
    ((key, text),) = warn(check, tags=change(TAGS, metres, "L2,V1,level,mm,"))
    assert (key, text) == ("deviation_from", "L2 is in mm, L1 in m")


def test_feedback_that_is_too_rare_for_the_travel_time(check):
    toml = change(
        TOML, "[[enterprise]]", "[defaults.valve_position]\ninterval_s = 20\n\n[[enterprise]]"
    )
    ((key, text),) = warn(check, toml)
    assert key == "interlock.effects[0].travel_s"
    assert text == "X1 comes every 20 s, too rarely to show that it moved within 20 s"
    assert warn(check, toml.replace("interval_s = 20", "interval_s = 19")) == []


def test_groups_over_several_hazards(check):
    second = '[[hazard]]\nid = "Y"\nenterprise = "E"\nname = "泵房"\n\n[[equipment]]\nid = "V1"'
    toml = change(TOML, '[[equipment]]\nid = "V1"', second)
    toml = change(toml, 'id = "P1"\nhazard = "Z"', 'id = "P1"\nhazard = "Y"')
    assert warn(check, toml) == []
    tags = change(change(TAGS, "L3,V1", "L3,P1"), "G2,V1", "G2,P1")
    assert warn(check, toml, tags) == [
        ("voting.tags", "V1-HH counts tags of several hazards: Y Z"),
        ("gas_array.tags", "G counts tags of several hazards: Y Z"),
    ]


def test_heads_of_which_the_wind_says_nothing(check):
    tags = change(TAGS, ",119.91,32.1,", ",,,")
    ((key, text),) = warn(check, tags=tags)
    assert (key, text) == (
        "gas_array.wind_direction",
        "says nothing of G2, which have no lon and lat in tags.csv",
    )
    assert warn(check, change(TOML, 'wind_direction = "WD"\nwind_speed = "WS"\n', ""), tags) == []


def test_a_mode_about_other_equipment(check):
    tags = change(change(TAGS, "L1,V1", "L1,P1"), "L2,V1", "L2,")
    tags = change(tags, ",standard,停泵", ",,停泵")
    toml = change(TOML, '{source = "L1", condition = "rate"}', '{source = "L1", condition = "H"}')
    toml = change(toml, "rate = 2\n", "rate = 3\n")
    assert warn(check, toml, tags) == [
        ("mode.limits.L1", "L1 belongs to P1, the mode to V1"),
        ("mode.suppressed[0]", "L1 belongs to P1, the mode to V1"),
        ("mode.suppressed[1]", "L2 belongs to no equipment, the mode to V1"),
    ]


@pytest.mark.parametrize(
    ("limits", "key", "text"),
    [
        ("{L1 = {hh = 11.5}}", "L1.hh", "L1 HH 11.5 is later than the plant's 11"),
        ("{L1 = {ll = 0.4}}", "L1.ll", "L1 LL 0.4 is later than the plant's 0.5"),
        ("{L1 = {hh = 12.1}}", "L1.hh", "L1 HH 12.1 lies outside the instrument's range"),
        ("{L1 = {ll = -1}}", "L1.ll", "outside the instrument's range"),
        ("{G1 = {h = 5}}", "G1.h", "G1 H 5 is later than the plant's 3"),
    ],
)
def test_a_mode_that_moves_a_last_limit_away_or_out_of_reach(check, limits, key, text):
    toml = change(TOML, "{L1 = {l = 0.6, h = 9}}", limits)
    ((found, said),) = warn(check, toml)
    assert found == f"mode.limits.{key}"
    assert text in said


@pytest.mark.parametrize(
    "limits", ["{L1 = {hh = 10.5}}", "{L1 = {ll = 0.6}}", "{L1 = {h = 10.5}}", "{G1 = {h = 2}}"]
)
def test_a_mode_may_tighten_any_limit_and_loosen_the_inner_ones(check, limits):
    assert warn(check, change(TOML, "{L1 = {l = 0.6, h = 9}}", limits)) == []


@pytest.mark.parametrize(
    ("column", "seconds", "few"),
    [("forecast", 300, 60.1), ("implausible", 300, 60.1), ("noise_lost", 3600, 1200.1)],
)
def test_a_window_that_never_holds_enough_to_say_anything(check, column, seconds, few):
    park = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'
    tags = f"tag,action,respond_within_min,hh,interval_s,{column}\nT,act,5,5,{{}},1\n"
    ((key, text),) = warn(check, park, tags.format(few))
    assert key == f"{column}_window_s"
    assert f"{seconds} s hold fewer than" in text
    assert warn(check, park, tags.format(int(few))) == []
