"""The journal as a file for people and their programs: CSV or JSON lines, every column of a row.

Written beside its place and put there whole, in the memory of one page. Which rows are wanted is
the caller's business; the form by which runs are compared is :mod:`alerting.projection`'s.
"""

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO
from zoneinfo import ZoneInfo

from alerting.alarm import Entry
from alerting.projection import format_instant
from dashboard_api.spreadsheet import guard_text
from plant.reading import Instant

BEIJING: Final = ZoneInfo("Asia/Shanghai")

Cell = str | int | float | bool | None

HEADINGS: Final = {
    "seq": "序号 seq",
    "at_beijing": "时间(北京) at",
    "at": "时间(UTC) at",
    "alarm": "报警 alarm",
    "source": "位号 source",
    "condition": "条件 condition",
    "event": "事件 event",
    "state": "状态 state",
    "held": "搁置/抑制/停用 held",
    "priority": "优先级 priority",
    "value": "数值 value",
    "limit": "限值 limit",
    "actor": "操作人 actor",
    "reason": "原因 reason",
    "marks": "标记 marks",
    "until_beijing": "保持至(北京) until",
    "until": "保持至(UTC) until",
    "once": "恢复即止 once",
    "witness": "第二人 witness",
    "work_order": "工单 work order",
    "onset_beijing": "起始(北京) onset",
    "onset": "起始(UTC) onset",
    "source_time_beijing": "源时间(北京) source time",
    "source_time": "源时间(UTC) source time",
    "received_time_beijing": "接收时间(北京) received time",
    "received_time": "接收时间(UTC) received time",
    "detected_time_beijing": "判定时间(北京) detected time",
    "detected_time": "判定时间(UTC) detected time",
    "version": "版本 version",
    "plant_hash": "厂区目录摘要 plant hash",
    "previous": "前一行摘要 previous",
}
"""Every column in its order: its key in JSON lines, its heading in CSV."""


def write_export(entries: Iterable[Entry], form: str, out: Path) -> int:
    """Write entries into a file; see :func:`write_rows`."""
    return write_rows(map(describe_entry, entries), HEADINGS, form, out)


def write_rows(
    rows: Iterator[Mapping[str, Cell]], headings: Mapping[str, str], form: str, out: Path
) -> int:
    """Write rows into a file, whole or not at all; how many they were.

    :param headings: every column in its order: its key, its heading in CSV.
    :param form: one of :data:`FORMS`.
    :raises OSError: the file can't be written.
    """
    fresh = out.with_name(f".{out.name}.unfinished")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            count = FORMS[form](rows, headings, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
    return count


def describe_entry(entry: Entry) -> Mapping[str, Cell]:
    """Every column of an entry's row, instants in Beijing time and UTC."""
    source, _, condition = entry.alarm.rpartition(":")
    terms = entry.terms
    cells: dict[str, Cell] = {
        "seq": entry.seq,
        "alarm": entry.alarm,
        "source": source,
        "condition": condition,
        "event": entry.event.value,
        "state": entry.state.value,
        "held": entry.held.value if entry.held else None,
        "priority": entry.priority.word,
        "value": entry.value,
        "limit": entry.limit,
        "actor": entry.actor,
        "reason": entry.reason,
        "marks": " ".join(entry.marks),
        "once": terms.once if terms else None,
        "witness": terms.witness if terms else None,
        "work_order": terms.work_order if terms else None,
        "version": entry.version,
        "plant_hash": entry.plant_hash,
        "previous": entry.previous,
        **tell_instant("at", entry.at),
        **tell_instant("until", terms.until if terms else None),
        **tell_instant("onset", entry.onset),
        **tell_instant("source_time", entry.source),
        **tell_instant("received_time", entry.received),
        **tell_instant("detected_time", entry.detected),
    }
    return {key: cells[key] for key in HEADINGS}


def tell_instant(key: str, at: Instant | None) -> Mapping[str, Cell]:
    """The two cells of an instant: Beijing time and UTC."""
    if at is None:
        return {f"{key}_beijing": None, key: None}
    return {f"{key}_beijing": tell_time(at), key: format_instant(at)}


def tell_time(at: Instant) -> str:
    """An instant in Beijing time, as a spreadsheet reads it."""
    seconds, milliseconds = divmod(at, 1000)
    local = datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING)
    return f"{local:%Y-%m-%d %H:%M:%S}.{milliseconds:03d}"


def _write_csv(
    rows: Iterator[Mapping[str, Cell]], headings: Mapping[str, str], file: TextIO
) -> int:
    file.write("\N{BYTE ORDER MARK}")  # without it Excel takes UTF-8 for the machine's code page
    writer = csv.writer(file)
    writer.writerow(headings.values())
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - how many there were
        writer.writerow(map(guard_text, row.values()))
    return count


def _write_lines(rows: Iterator[Mapping[str, Cell]], _: Mapping[str, str], file: TextIO) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - how many there were
        file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


Write = Callable[[Iterator[Mapping[str, Cell]], Mapping[str, str], TextIO], int]

FORMS: Final[Mapping[str, Write]] = {
    "csv": _write_csv,
    "jsonl": _write_lines,
}
"""The forms of an export, by what ``--format`` calls them."""
