"""What a report needs of a journal's database, as columns, a page at a time.

Only the columns that count are asked for, and of the time before a report no more than the last of
each event of each alarm: that says what stood. What is made of them is :mod:`alerting.kpi.report`'s
business.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, case, func, select, true

from alerting.alarm import Event
from alerting.journal import Journal
from alerting.journal_tables import JOURNAL
from alerting.kpi.columns import EVENT_CODE, HELD_CODE, PAGE, AlarmNames, Columns, is_late
from alerting.kpi.groups import By
from alerting.kpi.places import Site
from alerting.kpi.report import Report, make_report
from alerting.kpi.terms import LEAD_MS, Period, Terms
from plant.condition import Priority
from plant.reading import Instant

_C: Final = JOURNAL.c
_COUNTED: Final = [event.value for event in Event if event not in {Event.COMMENTED, Event.RESET}]
_EVENTS: Final = {event.value: code for event, code in EVENT_CODE.items()}
_PRIORITIES: Final = {priority.word: int(priority) for priority in Priority}
_HELD: Final = {held: code for held, code in HELD_CODE.items() if held is not None}
_CODE: Final = (
    case(_EVENTS, value=_C.event)
    + 16 * case(_PRIORITIES, value=_C.priority)
    + 128 * case(_HELD, value=_C.held, else_=0)
)
"""Three words of an entry in one number: words cost more to bring over than to find."""

_WANTED: Final = (_C.seq, _C.alarm, _C.at, _CODE.label("code"), _C.marks)
_ALL: Final = true()
_Rows = Sequence[tuple[Any, ...]]


def find_first(journal: Journal) -> Instant | None:
    """The instant of the earliest entry, None in an empty journal."""
    first: Instant | None = journal.fetch(select(func.min(_C.at)))[0][0]
    return first


def count_entries(journal: Journal, period: Period, among: ColumnElement[bool] = _ALL) -> int:
    """How many entries a report of a period has to read."""
    inside = and_(_C.at >= period.start - LEAD_MS, _C.at < period.end, among)
    query = select(func.count()).select_from(JOURNAL).where(inside)
    return int(journal.fetch(query)[0][0])


def report_journal(journal: Journal, site: Site, period: Period, terms: Terms, by: By) -> Report:
    """The report of a period, as far as a journal knows of it.

    :raises JournalUnavailableError: the database can't be read.
    """
    names, first = AlarmNames(), find_first(journal)
    return make_report(read_pages(journal, period, names), names, site, period, terms, by, first)


def read_pages(
    journal: Journal, period: Period, names: AlarmNames, among: ColumnElement[bool] = _ALL
) -> Iterator[Columns]:
    """The entries for :func:`alerting.kpi.report.make_report`, in the order of ``seq``.

    :param among: of these rows only.
    :raises JournalUnavailableError: the database can't be read.
    """
    start = period.start - LEAD_MS
    yield _shape(journal.fetch(_ask_before(start, among)), names)
    inside = and_(_C.at >= start, _C.at < period.end, among)
    bounds = select(func.min(_C.seq), func.max(_C.seq)).where(inside)
    first, last = journal.fetch(bounds)[0]
    after = (first or 1) - 1
    query = select(*_WANTED).where(_C.seq <= (last or 0), inside, _C.event.in_(_COUNTED))
    query = query.order_by(_C.seq).limit(PAGE)
    while rows := journal.fetch(query.where(_C.seq > after)):
        yield _shape(rows, names)
        after = rows[-1][0]


def _ask_before(start: Instant, among: ColumnElement[bool]) -> Select[Any]:
    newest = (
        select(_C.alarm, _C.event, func.max(_C.at).label("at"))
        .where(_C.at < start, _C.event.in_(_COUNTED), among)
        .group_by(_C.alarm, _C.event)
        .subquery()
    )
    same = and_(
        _C.alarm == newest.c.alarm, _C.event == newest.c.event, _C.at == newest.c.at
    )  # unique in the journal
    return select(*_WANTED).join(newest, same).order_by(_C.seq)


def _shape(rows: _Rows, names: AlarmNames) -> Columns:
    if not rows:
        return Columns.empty()
    _, alarm, at, codes, marks = zip(*rows, strict=True)
    code = np.array(codes, dtype=np.int16)
    return Columns(
        names.number(alarm),
        (code % 16).astype(np.int8),
        np.array(at, dtype=np.int64),
        (code // 16 % 8).astype(np.int8),
        (code // 128).astype(np.int8),
        np.fromiter(map(_read_late, marks), np.bool_, len(marks)),
    )


@cache
def _read_late(marks: str) -> bool:
    return is_late(marks.split())
