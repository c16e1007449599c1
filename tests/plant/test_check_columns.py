"""The cells and headers of checks, in a table as people write it."""

import pytest

from plant.check_columns import (
    CHECK_ALIASES,
    CHECK_COLUMN_ALIASES,
    CHECK_COLUMNS,
    CHECK_FIELDS,
    WORD_ALIASES,
)
from plant.condition import Condition
from plant.tag_columns import FIELDS, INHERITED_FIELDS, LIMIT_COLUMNS
from plant.tag_table import find_column

LONE = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'


def test_every_check_has_a_column_the_usual_ones_beside_it_and_a_chinese_name():
    for condition, column in CHECK_COLUMNS.items():
        assert str(condition) in CHECK_FIELDS
        assert column in CHECK_FIELDS
        assert CHECK_ALIASES[str(condition)]
        for setting in ("deadband", "on_delay_s", "off_delay_s", "priority", "latching"):
            assert f"{condition}_{setting}" in INHERITED_FIELDS


def test_aliases_name_columns_that_are_there():
    assert set(CHECK_ALIASES) == {str(condition) for condition in CHECK_COLUMNS}
    assert set(CHECK_COLUMN_ALIASES) | set(CHECK_ALIASES) == set(CHECK_FIELDS)
    assert not set(LIMIT_COLUMNS) & set(CHECK_COLUMNS)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("变化率", "rate"),
        ("变化率死区", "rate_deadband"),
        ("死值报警延时（秒）", "frozen_on_delay_s"),
        ("变化率窗口(s)", "rate_window_s"),
        ("偏差参照", "deviation_from"),
        ("指令位号", "discrepancy_from"),
        ("预测预警优先级", "forecast_priority"),
        ("短时间接触限值", "stel"),
        ("经度", "lon"),
        ("纬度", "lat"),
        ("Rate direction", "rate_direction"),
        ("气体报警标准", "levels"),
    ],
)
def test_headers_by_their_other_names(header, column):
    assert find_column(header) == column


def read(check, header, cells):
    checked = check(
        LONE, f"tag,kind,range_lo,range_hi,hh,{header}\nT,level,0,100,90,{cells}\nU,,,,,\n"
    )
    assert checked.complaints == []
    return checked.plant.tags[0].checks


@pytest.mark.parametrize(
    ("header", "cell", "condition", "limit"),
    [
        ("rate", "２.５", Condition.RATE, 2.5),
        ("frozen", "标准", Condition.FROZEN, 0.025),
        ("frozen", "Standard", Condition.FROZEN, 0.025),
        ("spike", "STANDARD", Condition.SPIKE, 6.0),
        ("noise_lost", "1", Condition.NOISE_LOST, 1.0),
        ("deviation_from", "U", Condition.DEVIATION, 2.0),
        ("deviation_from", "-4.5", Condition.DEVIATION, 2.0),
    ],
)
def test_limits_and_words_in_any_form_a_person_writes(check, header, cell, condition, limit):
    checks = read(check, header, cell)
    assert {key: one.settings.limit for key, one in checks.items()} == {condition: limit}


def test_a_set_point_is_a_number_and_a_tag_is_not(check):
    fixed = read(check, "deviation_from", "－4.5")[Condition.DEVIATION]
    assert (fixed.reference, fixed.setpoint) == ("", -4.5)
    named = read(check, "deviation_from", "U")[Condition.DEVIATION]
    assert (named.reference, named.setpoint) == ("U", None)


@pytest.mark.parametrize("cell", ["in:U out:V", "进：U 出：V", "进:U  out:V"])
def test_a_tank_s_flows_are_named_with_their_way(check, cell):
    flows = "tag,kind,unit,balance,balance_from\nT,level,m,3,{}\nU,flow,m3/h,,\nV,flow,L/min,,\n"
    checked = check(LONE, flows.format(cell))
    assert checked.complaints == []
    balance = checked.plant.tags[0].checks[Condition.BALANCE]
    assert (balance.settings.limit, balance.window_ms) == (3, 600_000)
    assert balance.flows == (("U", 1), ("V", -1))


@pytest.mark.parametrize("word", ["none", "None", "无", "ＮＯＮＥ"])
@pytest.mark.parametrize(
    "header", ["rate", "balance_from", "deviation_from", "discrepancy_from", "forecast"]
)
def test_nothing_is_said_by_none(check, header, word):
    assert read(check, header, word) == {}


@pytest.mark.parametrize(
    ("word", "direction"), [("rising", 1), ("下降", -1), ("双向", 0), ("Both", 0)]
)
def test_directions(check, word, direction):
    assert read(check, "rate,rate_direction", f"1,{word}")[Condition.RATE].direction == direction


def test_a_location_is_longitude_and_latitude(check):
    tags = check(LONE, "tag,经度,纬度\nT,119.9,32.1\nU,,\n").plant.tags
    assert [tag.location for tag in tags] == [(119.9, 32.1), None]


@pytest.mark.parametrize(
    ("header", "cell", "text"),
    [
        ("balance_from", "U", "must read like in:FT-101 out:FT-102, not U"),
        ("rate", "0", "must be > 0, not 0"),
        ("rate", "fast", "must be a number or one of: none, not 'fast'"),
        ("rate", "standard", "must be a number or one of: none"),
        ("frozen", "9O", "must be a number or one of: standard none, not '9O'"),
        ("noise_lost", "1.5", "≤ 1"),
        ("rate_direction", "up", "none of: both rising falling"),
        ("rate_window_s", "0", "> 0"),
        ("forecast", "1441", "≤ 1440"),
        ("levels", "GB/T 50493", "none of: GB/T 50493-2019 none"),
        ("lon", "181", "≤ 180"),
        ("lat", "-91", "≥ -90"),
        ("deadband", "wide", "must be a number or one of: standard, not 'wide'"),
        ("rate_deadband", "standard", "must be a number"),
    ],
)
def test_a_cell_that_says_nothing_is_complained_about(check, header, cell, text):
    complaints = check(LONE, f"tag,{header}\nT,{cell}\n").complaints
    found = [one for one in complaints if one.key == header]
    assert len(found) == 1
    assert text in found[0].text


def test_words_mean_something():
    assert set(WORD_ALIASES) >= {"标准", "无"}
    assert all(word == word.casefold() for word in WORD_ALIASES)
    assert {FIELDS[column].required for column in CHECK_FIELDS} == {False}
