"""The report on the wire: names from the plant, shapes as the schema says."""

import json

import msgspec
import pytest
from jsonschema import Draft202012Validator

from alerting.kpi.groups import By
from dashboard_api.kpi_wire import KpiReport
from tests.dashboard_api.kpi_sample import PERIOD, make_report


@pytest.mark.parametrize("by", By)
def test_a_report_keeps_to_its_schema(by):
    body = json.loads(msgspec.json.encode(make_report(by)))
    Draft202012Validator(msgspec.json.schema(KpiReport)).validate(body)
    assert (body["from"], body["to"]) == (PERIOD.start, PERIOD.end)


def test_groups_are_named_by_the_plant_and_what_is_nobody_s_comes_last():
    groups = make_report(By.HAZARD).groups
    assert [(one.key, one.label.zh) for one in groups] == [
        ("H1", "液氯"),
        ("H2", "氨球罐"),
        ("", "（不属于任何一项）"),
    ]
    assert [one.figures.annunciated for one in groups] == [31, 1, 1]
    assert [one.label.zh for one in make_report(By.ENTERPRISE).groups][:2] == ["甲公司", "乙公司"]
    assert [one.label.zh for one in make_report(By.SHIFT).groups] == ["08:00 起", "20:00 起"]
    assert make_report(By.PRIORITY).groups[0].label.en == "critical"


def test_definitions_say_what_was_asked_for_and_what_is_shipped():
    told = {one.name: one for one in make_report(flood_begins=20).definitions}
    assert (told["flood_begins"].value, told["flood_begins"].shipped) == (20, 10)
    assert told["stale_after"].value == told["stale_after"].shipped == 86_400
    assert told["sample"].value == 30


def test_every_list_of_the_sample_has_something():
    report = make_report()
    for name in ("bad_actors", "chattering", "fleeting", "stale", "floods", "targets"):
        assert getattr(report, name), name
    assert [one.begun for one in report.holdings] == [1, 0, 0]


def test_the_bars_are_all_of_the_annunciations():
    report = make_report()
    assert report.bar_ms == 600_000
    assert sum(bar.alarms for bar in report.bars) == report.total.annunciated
    assert max(bar.most for bar in report.bars) > 10
    assert [bar.begin % report.bar_ms for bar in report.bars] == [0] * len(report.bars)
