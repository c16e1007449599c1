"""An online-rate report as CSV for spreadsheets: one row an enterprise, hazard, point or stop.

UTF-8 with a byte order mark, CRLF (RFC 4180); nothing from a plant or a register becomes a formula.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from dashboard_api import online_words
from dashboard_api.kpi_csv import guard
from dashboard_api.kpi_text import name_clock, show_local, show_utc
from dashboard_api.online_wire import OnlineFigures, OnlineRateReport
from dashboard_api.wire import Message

_FIGURES: Final = {name: f"{words.zh} {words.en}" for name, words in online_words.FIGURES.items()}
_HEAD: Final = ("项目 section", "编号 key", "名称", "name", *_FIGURES.values())
_TAIL: Final = ("企业 enterprise", "原因 reason", "批准人 approved by")

_Row = dict[str, str | float | None]


def render_csv(report: OnlineRateReport) -> bytes:
    """The report as a file."""
    text = io.StringIO(newline="")
    clock = name_clock(report.timezone)
    times = [f"{word} {clock.zh} {clock.en}" for word in ("起 from", "止 until")]
    names = (*_HEAD, *times, "UTC from", "UTC until", *_TAIL)
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row, span in _walk(report):
        for at, head, utc in zip(span, times, ("UTC from", "UTC until"), strict=True):
            row |= {head: show_local(at, report.timezone), utc: show_utc(at)}
        writer.writerow({name: guard(cell) for name, cell in row.items()})
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _walk(report: OnlineRateReport) -> Iterator[tuple[_Row, tuple[int, int]]]:
    whole = (report.start, report.end)
    yield _row("park", "", report.park) | _tell(report.total), whole
    for section, groups in (
        ("enterprise", report.enterprises),
        ("hazard", report.hazards),
        ("point", report.worst),
    ):
        for one in groups:
            yield _row(section, one.key, one.label) | _tell(one.figures), whole
    for stop in report.stops:
        row = _row("filed_stop", stop.id, stop.label) | {
            _FIGURES["points"]: stop.points,
            _FIGURES["filed_ms"]: stop.filed_ms,
            "企业 enterprise": stop.enterprise,
            "原因 reason": stop.reason,
            "批准人 approved by": stop.approved_by,
        }
        yield row, (stop.start, stop.until)


def _row(section: str, key: str, label: Message) -> _Row:
    return {"项目 section": section, "编号 key": key, "名称": label.zh, "name": label.en}


def _tell(figures: OnlineFigures) -> _Row:
    return {head: getattr(figures, name) for name, head in _FIGURES.items()}
