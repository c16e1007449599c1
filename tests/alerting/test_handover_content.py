"""The page: which section says what, in which order, and that none leaves out what matters."""

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.alarm import CommandKind, State
from alerting.delivery import Delivery, give_up
from alerting.handover import Turn
from alerting.handover_content import SECTIONS, name_shift, write_page
from alerting.handover_facts import MOST_LINES, UNKNOWN_FIGURES, LinkFact, say
from alerting.handover_shifts import place_shift
from alerting.kpi.terms import Period
from alerting.kpi.words import TARGETS
from plant.condition import Condition, Priority
from tests.alerting.handover_park import (
    HOUR,
    SHANGHAI,
    SHIFTS,
    do,
    find_day,
    make_facts,
    make_house,
    make_staffed_plant,
)
from tests.alerting.test_delivery import NOTICE
from tests.dashboard_api.house import NOON


@pytest.fixture
def house():
    return make_house()


def lay_out(name, facts):
    (found,) = [one for one in write_page(facts).sections if one.id == name]
    return found


def read(section):
    """The Chinese texts of its lines, with numbers, times and lengths where there are any."""
    return [
        [
            next(v for v in (c.zh or None, c.number, c.ms, c.at, "") if v is not None)
            for c in line.cells
        ]
        for line in section.lines
    ]


def make_alarm(house, alarm="T1:HH", **changed):
    house.judge(alarm)
    return replace(house.live.get(alarm), **changed)


def test_every_section_has_a_name_of_its_own_both_languages_and_a_cell_a_column(house):
    house.judge("T1:HH")
    do(house, CommandKind.SHELVE, "T2:H")
    page = write_page(make_facts(house))
    assert len({one.id for one in page.sections}) == len(SECTIONS)
    for section in page.sections:
        assert set(section.id) <= set(string.ascii_lowercase + "_")
        for words in (section.title, *section.columns):
            assert words.zh
            assert words.en.isascii()
        assert all(len(line.cells) == len(section.columns) for line in section.lines)


def test_what_stands_is_told_with_its_action_and_who_acknowledged_it(house):
    house.judge("T2:H", priority=Priority.MEDIUM)
    house.judge("T1:HH")
    raised = house.time
    do(house, CommandKind.ACKNOWLEDGE, "T1:HH")
    first, second = lay_out("standing", make_facts(house)).lines
    assert [cell.zh for cell in first.cells] == [
        *("高", "T1 高高限报警：95.00 % ≥ 90 %", "已确认", "", "wang", "关闭进料阀"),
    ]
    assert (first.cells[3].at, first.cells[4].at) == (raised, house.time)
    assert (first.cells[1].small, first.cells[5].en) == ("T1:HH", "Close the feed valve")
    assert (first.priority, second.priority) == ("high", "medium")
    assert second.cells[4].at is None


def test_the_most_urgent_comes_first_and_of_these_the_oldest(house):
    for alarm, priority in (
        ("T1:H", Priority.LOW),
        ("T2:HH", Priority.HIGH),
        ("T3:HH", Priority.CRITICAL),
        ("T1:HH", Priority.HIGH),
    ):
        house.judge(alarm, priority=priority)
    lines = lay_out("standing", make_facts(house)).lines
    assert [line.cells[1].small for line in lines] == ["T3:HH", "T2:HH", "T1:HH", "T1:H"]


def test_what_is_returned_and_nobody_has_seen_still_stands_and_what_is_over_does_not(house):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False)
    house.judge("T2:HH")
    do(house, CommandKind.ACKNOWLEDGE, "T2:HH")
    house.judge("T2:HH", active=False)
    (line,) = lay_out("standing", make_facts(house)).lines
    assert line.cells[2].zh == "恢复未确认"


def test_everything_held_is_told_with_owner_reason_and_end(house):
    house.judge("T1:HH", priority=Priority.CRITICAL)
    do(house, CommandKind.SHELVE, "T1:HH", witness="zhao", duration_ms=HOUR // 4)
    shelved = house.time
    out_of_service = {"witness": "zhao", "work_order": "WO-7", "duration_ms": HOUR}
    do(house, CommandKind.REMOVE_FROM_SERVICE, "T1:HH", "sun", **out_of_service)
    house.suppress("T2:H")
    facts = make_facts(house)
    out, shelf, suppressed = lay_out("held", facts).lines
    assert [cell.zh for cell in out.cells][3:6] == ["停用", "sun、zhao", "检修"]
    assert out.cells[5].small == "WO-7"
    assert [cell.zh for cell in shelf.cells][3:6] == ["搁置", "wang、zhao", "检修"]
    assert (shelf.cells[6].at, shelf.cells[7].at) == (shelved, shelved + HOUR // 4)
    assert [cell.zh for cell in suppressed.cells][2:6] == [
        *("正常", "设计抑制", "设计", "工况 停车 shut down"),
    ]
    assert suppressed.cells[7].zh == "随工况结束"
    assert [head.number for head in write_page(facts).heads][3] == 2


def test_a_critical_alarm_that_is_only_shelved_goes_on_standing_and_a_held_one_does_not(house):
    house.judge("T1:HH", priority=Priority.CRITICAL)
    do(house, CommandKind.SHELVE, "T1:HH", witness="zhao")
    house.judge("T2:HH")
    do(house, CommandKind.SHELVE, "T2:HH")
    lines = lay_out("standing", make_facts(house)).lines
    assert [line.cells[1].small for line in lines] == ["T1:HH"]


@pytest.mark.parametrize(
    ("condition", "name", "source"),
    [
        (Condition.BYPASS_OVERDUE, "safeguards", "T1"),
        (Condition.PROOF_TEST_OVERDUE, "safeguards", "T1"),
        (Condition.SYSTEM, "platform", "disk"),
    ],
)
def test_what_has_a_section_of_its_own_stands_there_and_the_urgent_above_as_well(
    house, condition, name, source
):
    alarm = make_alarm(house, id=f"{source}:{condition}", source=source, condition=condition)
    for priority, above in ((Priority.CRITICAL, 1), (Priority.LOW, 0)):
        facts = make_facts(house, alarms=[replace(alarm, priority=priority)])
        assert len(lay_out(name, facts).lines) == 1
        assert len(lay_out("standing", facts).lines) == above


def test_lost_gateways_are_told_with_their_alarms(house):
    lost = make_alarm(
        house,
        id="G1:gateway_lost",
        source="G1",
        condition=Condition.GATEWAY_LOST,
        state=State.ACKNOWLEDGED,
    )
    links = [
        LinkFact("G1", online=False, last_seen=5),
        LinkFact("G2", online=False, last_seen=None),
    ]
    section = lay_out("gateways", make_facts(house, alarms=[lost], links=links))
    assert read(section) == [
        ["G1", "甲公司", 5, lost.raised_at, "已确认"],
        ["G2", "乙公司", "从未收到", "", ""],
    ]


def test_stale_tags_are_one_line_a_hazard_however_many(house):
    house.plant = make_staffed_plant()
    assert read(lay_out("stale", make_facts(house, stale=["T1", "液位LT-9", "T3"]))) == [
        ["液氯", 2, 3, "T1, T3"],
        ["氨球罐", 1, 1, "液位LT-9"],
    ]


def test_of_many_stale_tags_a_few_are_named_and_the_rest_counted(house):
    many = ["T1"] * 20
    (line,) = lay_out("stale", make_facts(house, stale=many)).lines
    assert line.cells[3].zh.endswith("T1 等，另有 12 个")
    assert line.cells[3].en.endswith("T1 and 12 more")


def test_troubles_of_the_platform_are_told_whether_they_alarm_or_not(house):
    disk = make_alarm(house, id="disk:system", source="disk", condition=Condition.SYSTEM)
    facts = make_facts(house, alarms=[disk], troubles={"disk": "5 MiB free", "plant": "line 3"})
    assert read(lay_out("platform", facts)) == [
        ["磁盘空间", "5 MiB free", disk.raised_at, "未确认"],
        ["厂区目录", "line 3", "", ""],
    ]


def test_notices_that_failed_are_told_with_the_reason(house):
    failed = give_up(Delivery(replace(NOTICE, person="li")), "no such number", 7)
    (line,) = lay_out("notices", make_facts(house, failed=[failed])).lines
    assert (line.cells[0].at, line.cells[1].zh, line.cells[4].zh) == (7, "李操作", "no such number")


def test_who_was_on_duty_and_who_comes_is_by_the_roster(house):
    day = place_shift(SHIFTS[0], date(2025, 11, 25), SHANGHAI)
    rows = read(lay_out("duty", make_facts(house, turn=day)))
    assert rows == [
        ["值班员", "李操作", "王操作"],
        ["值班长", "赵班长", "赵班长"],
        ["gas watch", "孙工（液氯）", "无人"],
    ]


def test_a_period_over_several_shifts_names_all_of_them(house):
    rows = read(lay_out("duty", make_facts(house, turn=find_day(house))))
    assert rows[0][1] in ("王操作、李操作", "李操作、王操作")


def test_events_are_counted_by_priority_and_in_all(house):
    house.judge("T1:HH")
    house.judge("T1:HH", active=False)
    do(house, CommandKind.ACKNOWLEDGE, "T1:HH")
    house.judge("T2:H", priority=Priority.LOW)
    rows = read(lay_out("events", make_facts(house)))
    assert [row[:4] for row in rows] == [
        ["紧急", 0, 0, 0],
        ["高", 1, 1, 1],
        ["中", 0, 0, 0],
        ["低", 1, 0, 0],
        ["合计", 2, 1, 1],
    ]
    assert rows[1][4:] == [2, 0]
    assert rows[3][4:] == ["", 1]


def test_bad_actors_floods_and_figures_are_those_of_the_report(house):
    for _ in range(12):
        house.judge("T1:HH")
        house.judge("T1:HH", active=False)
    facts = make_facts(house)
    assert read(lay_out("bad_actors", facts)) == [["T1 高高限报警", 12, 100.0]]
    (flood,) = facts.report.floods
    assert read(lay_out("floods", facts)) == [[flood.begin, flood.end, 12, 12.0]]
    figures = lay_out("figures", facts)
    missed = [one.target.name for one in facts.report.assessments if one.met is False]
    assert [line.cells[0] for line in figures.lines] == [say(TARGETS[name]) for name in missed]
    assert "peak_10min" in missed
    assert {line.cells[3].zh for line in figures.lines} <= {"未达标", "可承受"}
    assert "达标：平均每天报警数" in figures.note.zh
    assert "share of priority critical 0 %" in figures.note.en


def test_without_figures_the_page_is_made_and_says_so(house):
    house.judge("T1:HH")
    facts = make_facts(house, report=None)
    for name in ("events", "bad_actors", "floods", "figures"):
        assert lay_out(name, facts).note == UNKNOWN_FIGURES
    assert len(lay_out("standing", facts).lines) == 1


def test_numbers_at_the_head_count_what_the_page_tells(house):
    house.judge("T1:HH", priority=Priority.CRITICAL)
    house.judge("T2:HH")
    do(house, CommandKind.ACKNOWLEDGE, "T2:HH")
    do(house, CommandKind.SHELVE, "T3:H")
    links = [LinkFact("G1", online=False, last_seen=None)]
    heads = write_page(make_facts(house, links=links)).heads
    assert [head.number for head in heads] == [1, 1, 1, 1, 1, 2]


@settings(max_examples=10)
@given(st.lists(st.sampled_from(Priority), max_size=2 * MOST_LINES, min_size=MOST_LINES))
def test_of_too_many_none_that_is_left_off_is_more_urgent_than_one_that_is_told(priorities):
    house = make_house()
    house.judge("T1:HH")
    template = house.live.get("T1:HH")
    alarms = [replace(template, id=f"{n}:HH", priority=one) for n, one in enumerate(priorities)]
    section = lay_out("standing", make_facts(house, alarms=alarms))
    assert section.total == len(alarms)
    told = [Priority[line.priority.upper()] for line in section.lines]
    assert told == sorted(priorities, reverse=True)[:MOST_LINES]


def test_a_shift_is_called_by_its_name_by_its_id_once_it_is_gone_or_a_given_period():
    plant = make_staffed_plant()
    period = Period(NOON, NOON + 1)
    assert name_shift(plant, Turn(period, "day", "2025-11-25")).en == "Day shift"
    assert name_shift(plant, Turn(period, "old", "2025-11-25")).zh == "old"
    assert name_shift(plant, Turn(period)).zh == "指定时段"
