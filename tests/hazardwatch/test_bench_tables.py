from io import StringIO

from rich.console import Console

from hazardwatch.bench_tables import print_ramp, print_report, tell_verdict
from simulators.load.report import Alarms
from tests.simulators.load.reports import make_counted, make_report


def draw(show, *arguments):
    page = StringIO()
    show(Console(width=160, file=page), *arguments)
    return page.getvalue()


def test_a_report_says_what_came_where_the_time_went_and_at_whose_expense():
    text = draw(print_report, make_report(warnings=["时钟 clocks"]))
    for words in ("1,010 / 1,010", "判定 → 落账", "17%", "generator 20%", "注意 note", "无丢失"):
        assert words in text


def test_a_form_without_numbers_has_no_ledger_to_look_into():
    text = draw(print_report, make_report(counted=make_counted(missing_numbers=None)))
    (line,) = [line for line in text.splitlines() if "台账缺号" in line]
    assert line.rstrip().endswith("—")


def test_what_is_missing_is_said_in_the_verdict():
    spoiled = make_report(counted=make_counted(taken=990), alarms=Alarms(10, 8, 2, 0, 0))
    verdict = tell_verdict(spoiled)
    assert "lost 10" in verdict
    assert "missing 2" in verdict


def test_a_ramp_is_a_line_a_rate():
    late = make_report(200.0, late_ms=500.0)
    lost = make_report(300.0, counted=make_counted(taken=0))
    text = draw(print_ramp, [make_report(), late, lost], 50.0)
    assert [word in text for word in ("通过 ok", "未保持速率", "不通过 no")] == [True] * 3
