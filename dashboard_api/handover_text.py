"""Handovers as plain text, for a terminal: a line each in a list, and one with its page."""

from collections.abc import Iterator, Sequence

from alerting.handover import Cell, Section
from dashboard_api.handover_wire import HandoverLine, HandoverRow, HandoverWords, MissingHandover
from dashboard_api.handover_words import DEEDS, LACKS, STAGES, TITLE
from dashboard_api.kpi_text import show_duration, show_local, show_minute, show_number


def render_line(line: HandoverLine, zone: str) -> str:
    """A handover in a list."""
    stage = STAGES[line.stage]
    signed = [one.by for one in (line.outgoing, line.incoming) if one is not None]
    who = f" {' → '.join(signed)}" if signed else ""
    return f"{_name(line, zone)}  第 {line.edition} 版 edition  {stage.zh} {stage.en}{who}"


def render_missing(missing: MissingHandover, zone: str) -> str:
    """A shift whose handover is missing."""
    lack = LACKS[missing.lacks]
    due = show_minute(missing.due, zone)
    return f"✗ {_name(missing, zone)}  {lack.zh} {lack.en}（{due} 前 by then）"


def _name(one: HandoverLine | MissingHandover, zone: str) -> str:
    first, after = show_minute(one.start, zone), show_minute(one.end, zone)
    shift = f"{one.shift} " if one.shift else ""
    return f"{one.date or '–'} {shift}{one.name.zh} {first}–{after}"


def render_text(row: HandoverRow) -> str:
    """A handover with its page."""
    return "\n".join(_walk(row))


def _walk(row: HandoverRow) -> Iterator[str]:
    yield f"{row.park.zh} {TITLE.zh}  {render_line(row, row.timezone)}"
    yield f"生成于 made at {show_local(row.at, row.timezone)}"
    yield "  ".join(f"{head.label.zh} {head.number}" for head in row.heads)
    for section in row.sections:
        yield from _walk_section(section, row.timezone)
        yield from _walk_said([one for one in row.said if one.section == section.id], row.timezone)
    yield from _walk_said(list_general(row), row.timezone)


def _walk_section(section: Section, zone: str) -> Iterator[str]:
    count = f" ({section.total})" if section.total else "：无 none"
    yield f"\n{section.title.zh} {section.title.en}{count}"
    if section.note is not None:
        yield f"  {section.note.zh}"
    for line in section.lines:
        yield "  " + _join(line.cells, zone)


def _join(cells: Sequence[Cell], zone: str) -> str:
    return " | ".join(_show(cell, zone) for cell in cells)


def _show(cell: Cell, zone: str) -> str:
    small = f"[{cell.small}]" if cell.small else ""
    return " ".join(filter(None, (cell.zh, show_figures(cell, zone), small)))


def show_figures(cell: Cell, zone: str) -> str:
    """What stands in a cell beside its text."""
    figures = (show_minute(cell.at, zone), show_duration(cell.ms), show_number(cell.number))
    return " ".join(filter(None, figures))


def list_general(row: HandoverRow) -> list[HandoverWords]:
    """What was said to no section, or to one that this edition does not have."""
    known = {section.id for section in row.sections}
    return [one for one in row.said if one.section not in known]


def _walk_said(said: Sequence[HandoverWords], zone: str) -> Iterator[str]:
    for one in said:
        yield f"  ▸ {DEEDS[one.kind].zh} {one.by} {show_minute(one.at, zone)}: {one.words}"
