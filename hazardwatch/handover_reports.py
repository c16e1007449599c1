"""``report handover``: the handovers of a platform, from what is kept of them.

The platform may run meanwhile or be down; nothing is drafted, nothing is written.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import typer

from alerting.handover_book import HandoverBook
from alerting.journal import Journal, JournalRefusedError, JournalUnavailableError
from alerting.kpi.terms import DAY_MS
from dashboard_api.handover_page import render_page
from dashboard_api.handover_rows import handover_row, line_row, missing_row
from dashboard_api.handover_text import render_line, render_missing, render_text
from dashboard_api.handover_wire import HandoverLine, HandoverRow, MissingHandover
from hazardwatch.complaints import complain, read_or_complain
from hazardwatch.exit_code import Exit, fail
from hazardwatch.handover_desk import find_missing
from hazardwatch.journal_reports import complain_of_journal, find_journal
from hazardwatch.settings import SettingsError, read_settings
from plant.reading import Instant
from plant.words import Plant

LISTED: Final = 20
MISSED_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class HandoverOptions:
    """The flags of ``report handover``; without a shift and its day the newest are listed."""

    shift: str
    day: str
    as_json: bool
    as_html: bool


def print_handovers(config: Path, options: HandoverOptions, now: Instant) -> Exit:
    """Print one handover, or the newest and those that are missing.

    :param now: by when a handover is missing.
    """
    objection = _object(options)
    if objection is not None:
        return fail(Exit.USAGE, objection)
    try:
        settings = read_settings(config)
    except SettingsError as error:
        return complain(error.complaints)
    plant = read_or_complain(settings.plant.dir)
    url = find_journal(settings)
    if url is None:
        return Exit.FINDINGS
    try:
        return _read_and_print(url, plant, options, now)
    except (JournalRefusedError, JournalUnavailableError) as error:
        return complain_of_journal(error, url)


def _object(options: HandoverOptions) -> str | None:
    """What can be wrong with the flags before anything is read."""
    if bool(options.shift) != bool(options.day):
        return "--shift ID --date YYYY-MM-DD: 需同时给出 both or neither"
    if options.as_json and options.as_html:
        return "--json, --html: 只能选一 one of them"
    if options.as_html and not options.shift:
        return "--html: 需指定 --shift 与 --date needs --shift and --date"
    return f"--date {options.day}: YYYY-MM-DD" if _is_no_day(options.day) else None


def _is_no_day(text: str) -> bool:
    try:
        return bool(text) and date.fromisoformat(text).isoformat() != text
    except ValueError:
        return True


def _read_and_print(url: str, plant: Plant, options: HandoverOptions, now: Instant) -> Exit:
    journal = Journal(url, upgrade=False)
    try:
        with journal.reading(HandoverBook) as book:
            if not options.shift:
                return _print_list(book, plant, now, as_json=options.as_json)
            row = _find(book, f"{options.day}.{options.shift}")
    finally:
        journal.close()
    if row is None:
        return fail(Exit.FINDINGS, f"{options.day} {options.shift}: 没有交接班记录 no handover")
    _print_one(row, options)
    return Exit.OK


def _find(book: HandoverBook, name: str) -> HandoverRow | None:
    record = book.get(name)
    content = None if record is None else book.get_content(name, record.edition)
    if record is None or content is None:
        return None
    return handover_row(record, content, record.edition)


def _print_one(row: HandoverRow, options: HandoverOptions) -> None:
    if options.as_html:
        sys.stdout.buffer.write(render_page(row))
        sys.stdout.buffer.flush()
    elif options.as_json:
        typer.echo(msgspec.json.encode(row).decode())
    else:
        typer.echo(render_text(row))


def _print_list(book: HandoverBook, plant: Plant, now: Instant, *, as_json: bool) -> Exit:
    """The newest handovers; missing ones are a finding."""
    lines = [line_row(record, plant) for record in book.list_recent(LISTED)]
    found = find_missing(book, plant, now - MISSED_DAYS * DAY_MS, now, now)
    missing = [missing_row(one, plant) for one in found]
    if as_json:
        typer.echo(json.dumps(_tell(lines, missing), ensure_ascii=False))
    else:
        for text in _render(lines, missing, plant.park.timezone):
            typer.echo(text)
    return Exit.FINDINGS if missing else Exit.OK


def _tell(lines: list[HandoverLine], missing: list[MissingHandover]) -> dict[str, object]:
    return {"items": msgspec.to_builtins(lines), "missing": msgspec.to_builtins(missing)}


def _render(lines: list[HandoverLine], missing: list[MissingHandover], zone: str) -> list[str]:
    shown = [render_line(one, zone) for one in lines] or ["没有交接班记录 no handovers"]
    return [*shown, *(render_missing(one, zone) for one in missing)]
