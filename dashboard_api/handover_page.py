"""A handover as a page for paper: A4, bilingual, with lines for both signatures.

What stands in it was frozen when it was drafted (:mod:`alerting.handover_content`); here it is only
set. What a reader at the change of shift needs first comes first: the banner, six numbers, what
people say, the sections that have something, the names of those that have nothing, the signatures.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from alerting.handover import Cell as Field
from alerting.handover import Line, Section, Stage
from dashboard_api.handover_text import list_general, show_figures
from dashboard_api.handover_wire import HandoverRow, HandoverSignature, HandoverWords
from dashboard_api.handover_words import DEEDS, TITLE
from dashboard_api.kpi_page import render_document, render_table
from dashboard_api.kpi_tables import Cell, Table
from dashboard_api.kpi_text import name_clock, show_local, show_minute
from plant.wording import Words

_STAGES: Final = {
    Stage.DRAFTED: Words("草稿：双方均未签字", "Draft: neither has signed"),
    Stage.SIGNED: Words("交班人已签字，待接班人签字", "Signed by the outgoing person alone"),
    Stage.SEALED: Words("双方已签字，已封存", "Signed by both and sealed"),
}
_OUTGOING: Final = Words("交班人", "handed over by")
_INCOMING: Final = Words("接班人", "taken over by")


def render_page(row: HandoverRow) -> bytes:
    """The page of one edition of a handover."""
    title = f"{TITLE.zh} · {row.park.zh} · {_name_shift(row).zh}"
    return render_document(title, _walk(row))


def _walk(row: HandoverRow) -> Iterator[str]:
    yield '<main class="handover">'
    yield from _walk_head(row)
    general = list_general(row)
    if general:
        yield _render_words(general, row.timezone)
    for section in row.sections:
        said = [one for one in row.said if one.section == section.id]
        if section.lines or section.note or said:
            yield render_table(_set_table(section, row.timezone))
            yield _render_said(said, row.timezone)
    yield _name_empty(row)
    yield from _walk_signatures(row)
    yield _say_footer(row)
    yield "</main>"


def _name_shift(row: HandoverRow) -> Words:
    date = f"{row.date} " if row.date else ""
    return Words(f"{date}{row.name.zh}", f"{date}{row.name.en}")


def _walk_head(row: HandoverRow) -> Iterator[str]:
    clock, shift = name_clock(row.timezone), _name_shift(row)
    first, after = show_minute(row.start, row.timezone), show_minute(row.end, row.timezone)
    made = show_local(row.at, row.timezone)
    drafted = row.drafts[row.shown - 1]
    en = f'<span class="en">{escape(row.park.en)}: {TITLE.en}</span>'
    yield f"<header><h1>{escape(row.park.zh)} {TITLE.zh} {en}</h1>"
    yield (
        f"<p><b>{escape(shift.zh)}</b>　{first} 至 {after}（{clock.zh}） "
        f'<span class="en">{escape(shift.en)}, {first} to {after}, {clock.en}</span></p>'
    )
    yield (
        f"<p>第 {row.shown} 版，{escape(drafted.by)} 生成于 {made}，内容截至此时 "
        f'<span class="en">edition {row.shown}, made by {escape(drafted.by)}; '
        "everything is as it was then</span></p></header>"
    )
    yield from _walk_banners(row)
    yield '<div class="heads">'
    for head in row.heads:
        words = f'{escape(head.label.zh)} <span class="en">{escape(head.label.en)}</span>'
        yield f"<div><b>{head.number}</b>{words}</div>"
    yield "</div>"


def _walk_banners(row: HandoverRow) -> Iterator[str]:
    stage = _STAGES[row.stage]
    if row.shown != row.edition:
        stage = Words(
            f"旧版：已重新生成为第 {row.edition} 版", f"Superseded by edition {row.edition}"
        )
    settled = " settled" if row.stage is Stage.SEALED else ""
    yield f'<p class="notice{settled}">{stage.zh} <span class="en">{stage.en}</span></p>'
    if row.at < row.end:
        end = show_minute(row.end, row.timezone)
        yield (
            f'<p class="notice">本班到 {end} 结束，生成本页之后的变化不在其中。 '
            f'<span class="en">The shift lasts until {end}; what came later is not here.'
            "</span></p>"
        )


def _set_table(section: Section, zone: str) -> Table:
    columns = [
        (Words(escape(words.zh), escape(words.en)), _is_number(section.lines, place))
        for place, words in enumerate(section.columns)
    ]
    lines = [[_set_cell(field, zone) for field in line.cells] for line in section.lines]
    title = Words(escape(section.title.zh), escape(section.title.en))
    return Table(title, columns, _mark(section.lines, lines), _note(section), section.wide)


def _mark(lines: Sequence[Line], rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The first cell of a line about an alarm says by its class how urgent that is."""
    return [
        [
            row[0]._replace(css=f"priority {line.priority}" if line.priority else row[0].css),
            *row[1:],
        ]
        for line, row in zip(lines, rows, strict=True)
    ]


def _is_number(lines: Sequence[Line], place: int) -> bool:
    fields = [line.cells[place] for line in lines]
    return any(one.number is not None or one.ms is not None for one in fields)


def _set_cell(field: Field, zone: str) -> Cell:
    shown = show_figures(field, zone)
    css = "when" if field.at is not None else ""
    return Cell(f"{field.zh} {shown}".strip(), field.en, field.small, css)


def _note(section: Section) -> Words | None:
    notes = [] if section.note is None else [section.note]
    shown = len(section.lines)
    if section.total > shown:
        left = Words(
            f"共 {section.total} 条，列出前 {shown} 条。",
            f"The first {shown} of {section.total} are listed.",
        )
        notes.append(left)
    if not notes:
        return None
    zh, en = "".join(one.zh for one in notes), " ".join(one.en for one in notes)
    return Words(escape(zh), escape(en))


def _render_words(said: Sequence[HandoverWords], zone: str) -> str:
    title = Words("交接双方的说明", "What both say")
    head = f'<h2>{title.zh} <span class="en">{title.en}</span></h2>'
    return f"<section>{head}{_render_said(said, zone)}</section>"


def _render_said(said: Sequence[HandoverWords], zone: str) -> str:
    return "".join(_render_one(one, zone) for one in said)


def _render_one(said: HandoverWords, zone: str) -> str:
    kind = DEEDS[said.kind]
    words = "<br>".join(escape(said.words).splitlines())
    who = f"{kind.zh} {escape(said.by)} {show_minute(said.at, zone)}"
    return f'<p class="said"><b>{who}</b> <span class="en">{kind.en}</span><br>{words}</p>'


def _name_empty(row: HandoverRow) -> str:
    """The sections that have nothing, named: nobody should wonder whether they were forgotten."""
    spoken = {one.section for one in row.said}
    empty = [
        one.title
        for one in row.sections
        if not one.lines and one.note is None and one.id not in spoken
    ]
    if not empty:
        return ""
    zh, en = "、".join(one.zh for one in empty), ", ".join(one.en for one in empty)
    return (
        f'<p class="empty">以下各项均无：{escape(zh)}。 '
        f'<span class="en">Nothing of: {escape(en)}.</span></p>'
    )


def _walk_signatures(row: HandoverRow) -> Iterator[str]:
    yield '<section class="signatures">'
    current = row.shown == row.edition
    for words, signature in ((_OUTGOING, row.outgoing), (_INCOMING, row.incoming)):
        yield _render_signature(words, signature if current else None, row.timezone)
    yield "</section>"


def _render_signature(words: Words, signature: HandoverSignature | None, zone: str) -> str:
    name, at = "　", "　"
    if signature is not None:
        name, at = escape(signature.by), show_local(signature.at, zone)
    return (
        f'<div><p><b>{words.zh}</b> <span class="en">{words.en}</span></p>'
        f'<p>系统内签字 <span class="en">signed in the system</span>：{name} {at}</p>'
        '<p class="line">手写签字 <span class="en">by hand</span>：</p></div>'
    )


def _say_footer(row: HandoverRow) -> str:
    """By what anybody can find out later whether the journal was changed since."""
    if not row.seq:
        return '<footer>报警日志尚无记录。 <span class="en">The journal is empty.</span></footer>'
    command = f"hazardwatch journal verify --config FILE --seq {row.seq} --digest {row.digest}"
    return (
        f"<footer>内容截至报警日志第 {row.seq} 行；核对日志是否被改动： "
        f'<span class="en">As of row {row.seq} of the alarm journal; to check that nobody changed '
        f'it:</span><br><span class="id">{escape(command)}</span></footer>'
    )
