"""The CSV: one figure a row, both clocks, and nothing that a spreadsheet would run."""

import csv
import io
from dataclasses import replace

import pytest

from dashboard_api.kpi_csv import guard, render_csv
from tests.dashboard_api.kpi_sample import PLANT, make_report, rename


def read(report):
    text = render_csv(report)
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_every_figure_of_every_group_is_a_row():
    rows = read(make_report())
    told = {(row["项目 section"], row["对象 key"], row["指标 figure"]): row for row in rows}
    assert len(told) == len(rows)
    assert told["total", "", "annunciated"]["数值 value"] == "33"
    assert told["hazard", "H1", "annunciated"]["数值 value"] == "31"
    assert told["total", "", "annunciated_high"]["指标名称"] == "已通告报警（高）"
    assert told["total", "", "waiting_all"]["数值 value"] == "3"
    assert told["target", "alarms_per_day", "alarms_per_day"]["verdict"] == "met"
    assert told["bad_actor", "T1:HH", "count"]["数值 value"] == "30"
    assert told["holding", "shelved", "held_ms"]["数值 value"] == "800000"


def test_instants_stand_on_both_clocks():
    begin = next(row for row in read(make_report()) if row["指标 figure"] == "from")
    assert begin["北京时间 Beijing time"] == "2025-11-24 08:00:00"
    assert begin["UTC"] == "2025-11-24T00:00:00.000Z"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_a_name_can_not_become_a_formula(name):
    assert guard(name) == f"'{name}"
    for row in read(make_report(plant=rename(PLANT, name))):
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_numbers_are_not_guarded_and_names_with_commas_survive():
    assert (guard(-1.23456), guard(5), guard(None), guard("罐 A=B")) == (-1.2346, 5, None, "罐 A=B")
    rows = read(make_report(plant=rename(PLANT, '一,二"三"')))
    assert rows[0]["名称"] == '一,二"三"'


def test_a_park_elsewhere_has_its_own_clock():
    plant = replace(PLANT, park=replace(PLANT.park, timezone="Europe/Berlin"))
    begin = read(make_report(plant=plant))[0]
    assert begin["当地时间 Europe/Berlin local time, Europe/Berlin"] == "2025-11-24 01:00:00"
