"""The limits that gas detectors take from GB/T 50493, and what is said where they can't be had."""

import pytest

from plant.condition import Condition, Priority

LONE = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'
WARM = LONE.replace('id = "p"', 'id = "p"\ngas_temperature_c = 20')
STANDARD = "GB/T 50493-2019"


def read(check, header, row, toml=LONE, levels=STANDARD):
    return check(toml, f"tag,action,levels,{header}\nT,act,{levels},{row}\n")


def limits(check, header, row, toml=LONE, levels=STANDARD):
    checked = read(check, header, row, toml, levels)
    assert checked.complaints == []
    tag = checked.plant.tags[0]
    return {condition.value: alarm.limit for condition, alarm in tag.alarms.items()}


def complaint(check, header, row, toml=LONE):
    checked = read(check, header, row, toml)
    ((key, line, text),) = [(one.key, one.line, one.text) for one in checked.complaints]
    assert checked.complaints[0].text_zh
    assert (key, line) == ("levels", 2)
    return text


def test_combustible_gas_has_25_and_50_percent_of_lel(check):
    assert limits(check, "kind,unit", "gas_combustible,%LEL") == {"H": 25.0, "HH": 50.0}
    assert limits(check, "kind,unit", "gas_combustible,LEL%") == {"H": 25.0, "HH": 50.0}


def test_oxygen_has_a_limit_of_deficiency_and_one_of_enrichment(check):
    assert limits(check, "kind,unit", "gas_oxygen,%vol") == {"L": 19.5, "H": 23.5}
    assert limits(check, "kind,unit", "gas_oxygen,ppm") == {"L": 195_000.0, "H": 235_000.0}


def test_toxic_gas_has_100_and_200_percent_of_the_exposure_limit(check):
    mass = limits(check, "kind,unit,cas", "gas_toxic,mg/m3,7783-06-4")
    assert mass == {"H": 10.0, "HH": 20.0}
    volume = limits(check, "kind,unit,cas", "gas_toxic,ppm,7783-06-4", WARM)
    assert volume == {"H": 7.058, "HH": 14.11}, "four digits, never above what is permitted"


def test_what_the_cells_say_stands(check):
    own = limits(check, "kind,unit,cas,h", "gas_toxic,mg/m3,7783-06-4,5")
    assert own == {"H": 5.0, "HH": 20.0}
    more = limits(check, "kind,unit,ll,l,h,hh", "gas_oxygen,%vol,18,,22,25")
    assert more == {"LL": 18.0, "L": 19.5, "H": 22.0, "HH": 25.0}
    assert limits(check, "kind,h,hh", "gas_toxic,1,2") == {"H": 1.0, "HH": 2.0}


def test_they_are_limits_like_written_ones(check):
    tag = read(check, "kind,unit,deadband", "gas_combustible,%LEL,2").plant.tags[0]
    high = tag.alarms[Condition.HH]
    assert (high.deadband, high.priority, high.latching) == (2.0, Priority.HIGH, True)
    assert tag.levels == STANDARD


def test_without_the_word_there_is_no_limit(check):
    for levels in ("", "none", "无"):
        assert limits(check, "kind,unit", "gas_combustible,%LEL", levels=levels) == {}
        assert read(check, "kind", "gas_combustible", levels=levels).plant.tags[0].levels == ""


def test_a_kind_can_take_them_by_default_and_a_tag_leave_them(check):
    toml = LONE + f'[defaults.gas_combustible]\nlevels = "{STANDARD}"\n'
    tags = "tag,action,kind,unit,levels\nA,a,gas_combustible,%LEL,\nB,a,gas_combustible,,none\n"
    taken, left = check(toml, tags).plant.tags
    assert (len(taken.alarms), len(left.alarms)) == (2, 0)


def test_a_range_that_can_not_measure_the_exposure_limit_takes_idlh(check):
    """Hydrogen chloride: 7.5 and 15, else 5 and 10 % of 74 mg/m³; phosgene 0.5 and 1, else of 8."""
    header = "kind,unit,cas,range_lo,range_hi"
    assert limits(check, header, "gas_toxic,mg/m3,75-44-5,0,1") == {"H": 0.5, "HH": 1.0}
    assert limits(check, header, "gas_toxic,mg/m3,75-44-5,0,0.9") == {"H": 0.4, "HH": 0.8}
    assert limits(check, header, "gas_toxic,mg/m3,7647-01-0,0,10") == {"H": 3.7, "HH": 7.4}
    coarse = limits(check, header, "gas_toxic,mg/m3,67-56-1,100,1000")
    assert coarse == {"H": 393.1, "HH": 786.3}


@pytest.mark.parametrize(
    ("header", "row", "text"),
    [
        ("kind,unit", "gas_combustible,%", "in the unit %; it is stated in %LEL"),
        ("kind,unit", "gas_combustible,ppm", "it is stated in %LEL"),
        ("kind", "gas_combustible", "in the unit (none)"),
        ("kind,unit", "gas_oxygen,%", "it is stated in %vol"),
        ("kind,unit", "gas_toxic,mg/m3", "needs the cas"),
        ("kind,unit,cas", "gas_toxic,mg/m3,74-82-8", "no exposure limit of 74-82-8"),
        ("kind,unit,cas", "gas_toxic,ppm,7783-06-4", "needs gas_temperature_c in [park]"),
        ("kind,unit,cas", "gas_toxic,%LEL,7783-06-4", "it is stated in mg/m3"),
        ("kind,unit,cas,range_hi", "gas_toxic,mg/m3,75-01-4,15", "no IDLH of 75-01-4 is known"),
        ("kind,unit,cas,range_hi", "gas_toxic,mg/m3,7783-06-4,9", "(10 / 20) nor 5 and 10 % of"),
        ("kind,unit", "level,m", "only for gas detectors"),
    ],
)
def test_what_is_missing_is_named_and_never_silently_no_limit(check, header, row, text):
    assert text in complaint(check, header, row)


def test_a_refused_cell_is_not_complained_about_again(check):
    checked = read(check, "kind,unit,cas", "gas_toxic,mg/m3,7783-06-5")
    assert [one.key for one in checked.complaints] == ["cas"]


def test_a_vote_on_a_limit_that_the_standard_gives_is_sound(check):
    vote = '[[voting]]\nid = "V"\ntags = ["A", "B"]\nneed = 2\ncondition = "HH"\n'
    rows = f"A,gas_combustible,%LEL,{STANDARD}\nB,gas_combustible,{{}},{STANDARD}\n"
    tags = "tag,kind,unit,levels\n" + rows
    assert check(LONE + vote, tags.format("%LEL")).complaints == []
    complaints = check(LONE + vote, tags.format("ppm")).complaints
    assert [(one.key, one.line) for one in complaints] == [("levels", 3)]


def test_limits_that_do_not_fit_what_the_standard_gives_are_refused(check):
    checked = read(check, "kind,unit,h", "gas_combustible,%LEL,60")
    assert [one.key for one in checked.complaints] == ["hh"]


def test_without_plant_toml_nothing_is_said_of_what_would_be_derived(check):
    complaints = check("= broken", f"tag,kind,levels\nA,gas_toxic,{STANDARD}\n").complaints
    assert [one.file for one in complaints] == ["plant.toml"]
