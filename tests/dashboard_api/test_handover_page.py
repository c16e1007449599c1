"""The page for paper: whole, self-contained, bilingual; what was said stands where it belongs."""

from dataclasses import replace

import msgspec
import pytest

from alerting.handover import Deed, Line, Section
from dashboard_api.handover_page import render_page
from dashboard_api.handover_text import render_text
from dashboard_api.kpi_page import name_policy
from plant.wording import Words
from tests.dashboard_api.handover_sample import WHOLE, make_night, make_row
from tests.dashboard_api.test_kpi_page import Reader


@pytest.fixture(scope="module")
def facts():
    return make_night()


def read(row):
    return Reader(render_page(row))


def test_a_page_needs_nothing_from_outside_and_runs_nothing(facts):
    page = read(make_row(*WHOLE, facts=facts))
    assert not page.seen & {"script", "link", "img", "iframe", "object", "form"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not {"src", "href", "style"} & set(page.attributes)
    assert page.attributes["content"] == name_policy()


def test_every_section_is_there_by_its_table_or_by_its_name(facts):
    row = make_row(facts=facts)
    text = read(row).text
    for section in row.sections:
        assert section.title.zh in text
        assert section.title.en in text
        for line in section.lines:
            assert all(cell.zh in text and cell.en in text for cell in line.cells)
    empty = [one.title.zh for one in row.sections if not one.lines and one.note is None]
    assert ("以下各项均无：" + "、".join(empty) in text) == bool(empty)


def test_sections_that_have_nothing_are_named_in_one_line(facts):
    quiet = replace(facts, failed=(), troubles={})
    text = read(make_row(facts=quiet)).text
    assert "以下各项均无：未销警的处置记录、报备停用、平台自身故障、发送失败的通知。" in text
    nothing = "Open handling records, Filed stops, Troubles of the platform, Notices that failed"
    assert f"Nothing of: {nothing}." in text


def test_what_is_to_be_done_stands_on_a_line_of_its_own_and_only_where_it_is_known(facts):
    html = render_page(make_row(facts=facts)).decode()
    assert html.count('<tr class="below">') == 1
    assert "<b>处置措施：</b>关闭进料阀" in html
    assert "action on record: Close the feed valve" in html


def test_what_was_said_stands_below_its_section_with_name_and_time(facts):
    text = read(make_row(*WHOLE, facts=facts)).text
    held, safeguards = text.index("搁置、停用与设计抑制"), text.index("超期旁路")
    question, answer = text.index("接班提问 李操作 11-25"), text.index("答复 王操作 11-25")
    assert held < question < answer < safeguards
    assert text.index("交接双方的说明") < text.index("未恢复或未确认的报警")


def test_words_to_a_section_that_an_edition_lacks_are_not_lost(facts):
    row = make_row((Deed.NOTED, "held"), facts=facts, said="勿忘此事")
    row = msgspec.structs.replace(row, sections=row.sections[:1])
    assert "勿忘此事" in read(row).text
    assert "勿忘此事" in render_text(row)


def test_both_signatures_have_their_lines_signed_or_not(facts):
    for deeds, stage in (
        ((), "草稿：双方均未签字"),
        (WHOLE[2:3], "交班人已签字，待接班人签字"),
        (WHOLE, "双方已签字，已封存"),
    ):
        text = read(make_row(*deeds, facts=facts)).text
        assert stage in text
        assert text.count("手写签字") == 2
        assert text.count("系统内签字") == 2
    signed = text[text.index("系统内签字") :]
    assert "王操作 2025-11-25 00:3" in signed
    assert "李操作 2025-11-25 00:3" in signed


def test_an_edition_that_was_made_anew_says_so_and_bears_no_signature(facts):
    row = make_row(*WHOLE[2:3], facts=facts)
    old = msgspec.structs.replace(row, edition=2, drafts=[*row.drafts, *row.drafts])
    text = read(old).text
    assert "旧版：已重新生成为第 2 版" in text
    assert "王操作 2025" not in text[text.index("系统内签字") :]


def test_markup_in_what_people_write_stays_text(facts):
    said = '<script>alert(1)</script>&"\n第二行'
    row = make_row((Deed.NOTED, "held"), facts=facts, said=said)
    evil = "<b onclick=x>"
    section = Section(evil, Words(evil, evil), (Words(evil, evil),), (), 0, Words(evil, evil))
    row = msgspec.structs.replace(row, sections=(*row.sections, section), digest=evil)
    page = read(row)
    assert "script" not in page.seen
    assert "onclick" not in page.attributes
    assert '<script>alert(1)</script>&"第二行' in page.text
    assert evil in page.text


def test_what_is_left_off_a_long_list_is_counted(facts):
    row = make_row(facts=facts)
    line = Line(tuple(row.sections[0].lines[0].cells), "high")
    long = replace(row.sections[0], lines=(line,) * 3, total=700)
    text = read(msgspec.structs.replace(row, sections=(long,))).text
    assert "共 700 条，列出前 3 条。" in text


def test_a_page_says_by_what_the_journal_is_checked(facts):
    row = make_row(facts=facts)
    verify = f"hazardwatch journal verify --config FILE --seq {row.seq} --digest {row.digest}"
    assert verify in read(row).text
    assert "报警日志尚无记录" in read(msgspec.structs.replace(row, seq=0)).text


def test_a_page_made_before_the_end_says_what_it_does_not_tell(facts):
    row = make_row(facts=facts)
    assert "本班到 11-25 01:00 结束" in read(row).text
    assert "生成本页之后的变化" not in read(msgspec.structs.replace(row, at=row.end)).text
