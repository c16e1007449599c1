"""Handovers on a terminal."""

from alerting.handover import Deed, Stage
from dashboard_api.handover_text import render_line, render_missing, render_text
from dashboard_api.handover_wire import MissingHandover
from dashboard_api.handover_words import DEEDS, LACKS, STAGES
from dashboard_api.wire import Message
from tests.dashboard_api.handover_sample import WHOLE, make_night, make_row

ZONE = "Asia/Shanghai"


def test_a_line_says_of_which_time_and_who_signed():
    facts = make_night()
    assert render_line(make_row(facts=facts), ZONE).endswith("第 1 版 edition  草稿 draft")
    line = render_line(make_row(*WHOLE, facts=facts), ZONE)
    assert line.startswith("– 指定时段 11-24 12:00–11-25 01:00")
    assert line.endswith("已封存 sealed 王操作 → 李操作")


def test_what_is_missing_says_what_and_since_when():
    missing = MissingHandover(
        id="2025-11-24.day",
        shift="day",
        name=Message("白班", "Day shift"),
        date="2025-11-24",
        start=1_763_942_400_000,
        end=1_763_985_600_000,
        due=1_763_987_400_000,
        lacks="incoming",
    )
    text = render_missing(missing, ZONE)
    assert text.startswith("✗ 2025-11-24 day 白班 11-24 08:00–11-24 20:00  接班人未签字")
    assert "11-24 20:30" in text


def test_a_page_as_text_has_every_section_and_all_that_was_said():
    row = make_row(*WHOLE, facts=make_night())
    text = render_text(row)
    for section in row.sections:
        assert f"{section.title.zh} {section.title.en}" in text
    assert text.count("V-3 阀位反馈不可靠") == 4
    assert "[T1:HH]" in text


def test_everything_that_can_be_has_a_name():
    spoken = {Deed.NOTED, Deed.ASKED, Deed.ANSWERED, Deed.REMARKED}
    assert set(DEEDS) == spoken
    assert set(STAGES) == set(Stage)
    assert set(LACKS) == {"draft", "outgoing", "incoming"}
