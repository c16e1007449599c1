"""The page: whole, self-contained, and nothing of a plant in it that is not escaped."""

from html.parser import HTMLParser

from alerting.kpi.terms import Period
from dashboard_api.kpi_page import name_policy, render_page
from tests.alerting.kpi.lives import DAY, START
from tests.dashboard_api.kpi_sample import PLANT, make_report, rename

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Text and attributes of a page whose every element is closed in its turn."""

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.attributes, self.text = [], set(), {}, ""
        self.feed(page.decode())
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes.update(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_a_page_needs_nothing_from_outside_and_runs_nothing():
    page = Reader(render_page(make_report()))
    assert not page.seen & {"script", "link", "img", "iframe", "object", "form"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not {"src", "href", "style"} & set(page.attributes)
    assert page.attributes["content"] == name_policy()
    assert "default-src 'none'" in name_policy()


def test_every_table_is_there_in_both_languages():
    text = Reader(render_page(make_report())).text
    for words in ("指标与目标 Figures and targets", "抖动报警 Chattering", "瞬时报警 Fleeting"):
        assert words in text
    for words in ("长期报警 Stale", "报警泛滥 Alarm floods", "统计口径 Definitions"):
        assert words in text
    assert "球罐液位 高高限报警" in text
    assert "未达标" in text


def test_markup_in_a_name_stays_text():
    page = Reader(render_page(make_report(plant=rename(PLANT, "<script>alert(1)</script>&"))))
    assert "script" not in page.seen
    assert "<script>alert(1)</script>&" in page.text


def test_a_short_sample_and_a_young_journal_are_said_so():
    text = Reader(render_page(make_report(period=Period(START - DAY, START + DAY)))).text
    assert "统计样本 2 天，短于 30 天" in text
    assert "报警日志始于 2025-11-24 08:00:00" in text


def test_an_empty_period_is_a_page_too():
    text = Reader(render_page(make_report(entries=[]))).text
    assert "本期没有任何报警记录" in text
    assert "无 none" in text


def test_a_definition_that_is_not_the_shipped_one_says_so():
    text = Reader(render_page(make_report(flood_begins=25))).text
    assert "本次指定（默认 10）" in text
