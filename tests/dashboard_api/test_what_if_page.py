"""The pages of a what-if: whole, self-contained, both languages, nothing of a plant unescaped."""

from dataclasses import replace

import pytest

from dashboard_api.kpi_page import name_policy
from dashboard_api.what_if_page import SHEET, render_page, render_sweep
from tests.dashboard_api.house import make_plant
from tests.dashboard_api.kpi_sample import rename
from tests.dashboard_api.test_kpi_page import Reader
from tests.dashboard_api.what_if_sample import make_report, make_sweep

PAGES = {"comparison": render_page(make_report()), "sweep": render_sweep(make_sweep())}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_needs_nothing_from_outside_and_runs_nothing(page):
    found = Reader(page)
    assert not found.seen & {"script", "link", "img", "iframe", "object", "form"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert not {"src", "href", "style"} & set(found.attributes)
    assert found.attributes["content"] == name_policy(SHEET)
    assert b"http" not in page.replace(b"http-equiv", b"")


def test_what_was_lost_is_seen_at_a_glance():
    page = render_page(make_report()).decode()
    heads = page[page.index('<div class="heads">') : page.index("<svg")]
    assert "<b>16 → 4（−75 %）</b>" in heads
    assert '<div class="grave"><b>1 / 1</b>提前报警失去 / 缩短' in heads
    assert page.index("失去提前报警 <span") < page.index("提前时间缩短 <span")


def test_every_table_and_picture_is_there_in_both_languages():
    text = Reader(PAGES["comparison"]).text
    for words in (
        "改动 What was changed",
        "每次事件之前的报警提前时间 Warning time before each event",
    ):
        assert words in text
    for words in (
        "按位号 By tag",
        "按报警 By alarm",
        "报警系统指标 Figures",
        "逐次变化 One by one",
    ):
        assert words in text
    assert "受影响位号的趋势 Trends" in text
    assert PAGES["comparison"].count(b"<figure>") == len(make_report().trends) > 2


def test_two_plants_that_come_to_the_same_say_so():
    report = make_report()
    page = render_page(replace_fields(report, removed=0, added=0, episodes=())).decode()
    assert "两套设置的报警完全相同" in page


def replace_fields(report, **fields):
    return type(report)(
        **{name: getattr(report, name) for name in report.__struct_fields__} | fields
    )


def test_a_sweep_without_events_says_why_it_has_no_warning_times():
    page = render_sweep(make_sweep(events=0))
    assert "没有可供比较提前时间的事件" in page.decode()
    assert page.count(b"<figure>") == 1
    assert PAGES["sweep"].count(b"<figure>") == 3


def test_markup_in_a_name_stays_text():
    plant = rename(make_plant(), "<script>alert(1)</script>&")
    row = plant.row_of["T1"]
    tag = replace(plant.tags[row], name='"><script>x</script>', unit="<b>")
    plant = replace(plant, tags=(*plant.tags[:row], tag, *plant.tags[row + 1 :]))
    for page in (render_page(make_report(plant)), render_sweep(make_sweep(plant))):
        assert "script" not in Reader(page).seen
