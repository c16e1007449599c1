"""The online-rate report written down: names of the plant, paper, spreadsheet."""

import csv
import io
from dataclasses import replace

import msgspec
import pytest

from alerting.filed_stops.stop import StopState
from alerting.kpi.terms import Period
from alerting.online_rate.rate import Group, OnlineReport, StopShare, Tally
from dashboard_api.online_csv import render_csv
from dashboard_api.online_forms import FORMS
from dashboard_api.online_page import render_page, show_rate
from dashboard_api.online_rows import report_row
from tests.alerting.filed_stops.works import HOUR, NOW, PLANT, put_in_force, wish

TALLY = Tally(4, 400 * HOUR, 40 * HOUR, 360 * HOUR, 3 * HOUR, 2 * HOUR, HOUR)


def make_stop(reason="检修 1 号罐液位计"):
    _, (stop,) = put_in_force(wish(reason=reason))
    return replace(stop, state=StopState.ENDED, ended_at=NOW + 8 * HOUR)


def make_report(**changed):
    groups = [Group("", TALLY), Group("甲", TALLY), Group("旧", TALLY)]
    whole = {
        "period": Period(NOW, NOW + 100 * HOUR),
        "listened": 90 * HOUR,
        "first": NOW - HOUR,
        "total": TALLY,
        "enterprises": groups,
        "hazards": [Group("HA", TALLY)],
        "worst": [Group("A1", TALLY)],
        "stops": [StopShare(make_stop(), 1, 8 * HOUR)],
    }
    return report_row(OnlineReport(**(whole | changed)), PLANT)


def test_groups_have_the_names_of_the_plant_and_what_is_gone_its_id():
    row = make_report()
    assert [one.label.zh for one in row.enterprises] == ["（不属于任何一项）", "甲公司", "旧"]
    assert row.total.heard_ms == 357 * HOUR
    assert (row.total.met, row.target.met) == (False, False)
    assert (row.stops[0].approved_by, row.stops[0].until) == ("园区·李", NOW + 8 * HOUR)


def test_without_a_rate_nothing_is_judged():
    empty = Tally(0, 0, 0, 0, 0, 0, 0)
    row = make_report(total=empty, listened=0, enterprises=[], hazards=[], worst=[], stops=[])
    assert (row.total.rate, row.total.met, row.target.value) == (None, None, None)
    page = render_page(row).decode()
    assert "无法计算在线率" in page
    assert "无法判断" in page


@pytest.mark.parametrize(
    ("rate", "shown"), [(None, "–"), (100.0, "100.000"), (99.4999, "99.499"), (99.5, "99.500")]
)
def test_a_rate_is_never_rounded_up_to_its_target(rate, shown):
    assert show_rate(rate) == shown


def test_the_page_says_what_was_left_out_and_why():
    page = render_page(make_report()).decode()
    assert "本期有 10:00:00 平台未值守或收不到数据" in page
    for word in ("99.166", "甲公司", "检修 1 号罐液位计", "未达标", "引自转述"):
        assert word in page


def test_nothing_that_people_wrote_becomes_markup_or_a_formula():
    stops = [StopShare(make_stop("=cmd()<script>"), 1, HOUR)]
    row = make_report(stops=stops)
    assert "<script>" not in render_page(row).decode()
    table = list(csv.DictReader(io.StringIO(render_csv(row).decode("utf-8-sig"))))
    assert table[-1]["原因 reason"] == "'=cmd()<script>"


def test_the_table_has_one_row_for_each_of_everything():
    table = list(csv.DictReader(io.StringIO(render_csv(make_report()).decode("utf-8-sig"))))
    assert [(row["项目 section"], row["编号 key"]) for row in table] == [
        ("park", ""),
        ("enterprise", ""),
        ("enterprise", "甲"),
        ("enterprise", "旧"),
        ("hazard", "HA"),
        ("point", "A1"),
        ("filed_stop", "S1"),
    ]
    assert table[0]["在线率 online rate"] == "99.1667"
    assert table[-1]["UTC from"] == "2025-11-24T16:00:00.000Z"


def test_every_form_can_be_written():
    for writing in FORMS.values():
        assert writing.write(make_report())
    assert msgspec.json.decode(FORMS["json"].write(make_report()))["listened_ms"] == 90 * HOUR
