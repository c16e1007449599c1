"""What must fit together about one tag."""

import pytest

from tests.plant.tank_farm import TAGS, TOML

LONE = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'


def complain(check, header, *rows, toml=LONE):
    complaints = check(toml, "\n".join([f"tag,{header}", *rows]) + "\n").complaints
    assert all(one.text_zh for one in complaints)
    return [(one.line, one.key, one.text) for one in complaints]


def test_the_sound_plant_is_sound(check):
    assert check(TOML, TAGS).complaints == []


@pytest.mark.parametrize(
    ("header", "rows", "line", "key", "text"),
    [
        ("deviation,deviation_from", ("T,1,T",), 2, "deviation_from", "is the tag itself"),
        ("deviation,deviation_from", ("T,1,U",), 2, "deviation_from", "there is no tag U"),
        ("discrepancy,discrepancy_from", ("T,1,U",), 2, "discrepancy_from", "no tag U"),
        ("discrepancy,discrepancy_from", ("T,1,T",), 2, "discrepancy_from", "the tag itself"),
        ("deviation", ("T,1",), 2, "deviation_from", "is missing beside deviation"),
        ("discrepancy", ("T,1",), 2, "discrepancy_from", "is missing beside discrepancy"),
        ("deviation,deviation_from", ("T,1,7", "7,,"), 2, "deviation_from", "also a tag"),
        (
            "deviation,deviation_from,alarm_on",
            ("T,1,U,", "U,,,1"),
            2,
            "deviation_from",
            "U is a state",
        ),
        (
            "kind,balance,balance_from,unit",
            ("T,level,9,in:U,m",),
            2,
            "balance_from",
            "there is no tag U",
        ),
        (
            "kind,balance,balance_from,unit",
            ("T,level,9,in:U,m", "U,flow,,,kg/h"),
            2,
            "balance_from",
            "U is in kg/h, which is no volume in time",
        ),
        (
            "kind,balance,balance_from,unit",
            ("T,level,9,in:U out:U,m", "U,flow,,,m3/h"),
            2,
            "balance_from",
            "U stands there twice",
        ),
        (
            "kind,balance,balance_from,unit",
            ("T,level,,in:U,m", "U,flow,,,m3/h"),
            2,
            "balance",
            "is missing: how many m³/h",
        ),
        ("kind,balance", ("T,level,9",), 2, "balance_from", "is missing beside balance"),
        (
            "kind,balance,balance_from,unit",
            ("T,flow,9,in:U,m", "U,flow,,,m3/h"),
            2,
            "balance",
            "is only for the level of a tank",
        ),
        ("lon", ("T,5",), 2, "lat", "is missing beside lon"),
        ("lat,lon", ("T,5,",), 2, "lon", "is missing beside lat"),
        ("rate,kind", ("T,1,pump_running",), 2, "rate", "this tag is a state"),
        ("deadband,h,hh,kind", ("T,standard,1,2,level",), 2, "deadband", "needs range_lo"),
        ("on_delay_s,h,kind", ("T,standard,1,power",), 2, "on_delay_s", "no standard value"),
    ],
)
def test_a_mistake_is_one_complaint(check, header, rows, line, key, text):
    ((at, column, said),) = complain(check, header, *rows)
    assert (at, column) == (line, key)
    assert text in said


def test_what_a_default_says_of_deviation_waits_for_a_partner(check):
    toml = LONE + "[defaults.level]\ndeviation = 1\n"
    assert complain(check, "kind", "T,level", toml=toml) == []


def test_a_partner_that_a_default_names_is_looked_for_at_the_tag(check):
    toml = LONE + '[defaults.level]\ndeviation = 1\ndeviation_from = "U"\n'
    ((line, key, text),) = complain(check, "kind", "T,level", toml=toml)
    assert (line, key, text) == (2, "deviation_from", "there is no tag U")


def test_what_is_refused_in_a_line_hides_what_would_follow_from_it(check):
    header = "kind,unit,cas,twa"
    assert [key for _, key, _ in complain(check, header, "T,gas_toxic,mg/m3,1-2-3,standard")] == [
        "cas"
    ]


def test_standard_deadbands_and_delays_are_those_of_the_kind(check):
    header = "kind,range_lo,range_hi,h,hh,alarm_on,deadband,on_delay_s,hh_on_delay_s,off_delay_s"
    rows = f"{header}\nT,flow,0,200,1,2,,标准,,0,standard\nU,level,,,,,1,standard,,,\n"
    checked = check(LONE, "tag," + rows)
    assert checked.complaints == []
    tag, switch = checked.plant.tags
    assert [alarm.deadband for alarm in tag.alarms.values()] == [10.0, 10.0]
    assert [alarm.off_delay_ms for alarm in tag.alarms.values()] == [15_000, 15_000]
    assert [alarm.on_delay_ms for alarm in tag.alarms.values()] == [0, 0]
    assert [alarm.deadband for alarm in switch.alarms.values()] == [0.0]
