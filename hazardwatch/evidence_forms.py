"""The forms of an evidence package's files: JSON, JSON lines for programs, tables for spreadsheets.

What goes into them is :mod:`hazardwatch.evidence`'s business.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from alerting.alarm import Entry
from alerting.delivery import Delivery
from alerting.handling import HandlingEntry
from alerting.handling_tables import make_row
from dashboard_api.spreadsheet import guard_text
from hazardwatch.journal_export import FORMS, HEADINGS, describe_entry, tell_time
from plant.directory import express


def write_json(content: Any) -> bytes:
    """Records and what they hold, in one form only."""
    text = json.dumps(content, default=express, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode()


def write_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """An object a line."""
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    return "".join(lines).encode()


def write_table(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A table under the keys of its rows; nothing in it is taken for a formula."""
    text = io.StringIO()
    text.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(text)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow(map(guard_text, row.values()))
    return text.getvalue().encode()


def write_journal(entries: Iterable[Entry]) -> bytes:
    """The journal's rows as ``journal export`` writes them."""
    text = io.StringIO(newline="")
    FORMS["csv"](map(describe_entry, entries), HEADINGS, text)
    return text.getvalue().encode()


def describe_handling(entry: HandlingEntry) -> Mapping[str, Any]:
    """An entry as a line of a spreadsheet."""
    return {
        "序号 seq": entry.seq,
        "时间(北京) at": tell_time(entry.at),
        "事件 happening": entry.happening.value,
        "方 side": entry.side.value,
        "操作人 actor": entry.actor,
        "代录 behalf": entry.behalf,
        "说明 words": entry.words,
        "详情 detail": make_row(entry)["detail"],
        "版本 version": entry.version,
        "厂区目录摘要 plant hash": entry.plant_hash,
    }


def describe_notice(delivery: Delivery) -> Mapping[str, Any]:
    """Who was told what, and what became of it."""
    told = asdict(delivery.notice)
    return {
        **told,
        "priority": delivery.notice.priority.word,
        "fate": delivery.fate.value,
        "attempts": delivery.attempts,
        "channel": delivery.channel,
        "reference": delivery.reference,
        "error": delivery.error,
        "settled_at": delivery.settled_at,
    }
