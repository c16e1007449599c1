"""The verifier of the handling records: their chain, and each record against its entries.

The walk along the rows is :mod:`alerting.chain_walk`'s. What lists show of a record is made anew
from its entries and compared, so that nobody can close a record in the list alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Engine, RowMapping, select, union

from alerting.chain_walk import Advance, Break, Walk, read_head
from alerting.handling_fold import FoldError, fold_all
from alerting.handling_tables import (
    ENTRIES,
    HANDLING_CHAIN,
    RECORDS,
    make_record_row,
    read_row,
)
from alerting.journal_errors import translate_errors

_RECORDS_A_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class HandlingChain:
    """What was found: how many entries there are, the newest's digest, and all findings."""

    id: str
    seq: int
    digest: str
    records: int
    findings: tuple[Break, ...]


def inspect_handling(engine: Engine, advance: Advance = lambda _more, _all: None) -> HandlingChain:
    """Walk the whole chain, then make every record anew.

    :raises JournalUnavailableError: the database can't be reached.
    """
    head = read_head(engine, HANDLING_CHAIN)
    broken = Walk(HANDLING_CHAIN, head, set()).run(engine, advance)
    records, findings = 0, [] if broken is None else [broken]
    if broken is None:
        for page in _read_pages(engine):
            records += len(page)
            odd = _compare(engine, page)
            # PostgreSQL reads entries and records at two moments: one that changed is no finding.
            findings += _compare(engine, list(odd)).values() if odd else ()
    return HandlingChain(head["id"], head["seq"], head["digest"], records, tuple(findings))


def _read_pages(engine: Engine) -> Iterator[Sequence[int]]:
    """The numbers of all records that there are, or that there should be."""
    after = 0
    opened = select(ENTRIES.c.record).where(ENTRIES.c.version == 1)
    numbers = union(opened, select(RECORDS.c.record)).subquery()
    query = select(numbers.c.record).order_by(numbers.c.record).limit(_RECORDS_A_PAGE)
    while True:
        with translate_errors(), engine.begin() as connection:
            page = connection.scalars(query.where(numbers.c.record > after)).all()
        if not page:
            return
        yield page
        after = page[-1]


def _compare(engine: Engine, page: Sequence[int]) -> dict[int, Break]:
    """Records against their entries: what is wrong, by record."""
    with translate_errors(), engine.begin() as connection:
        own = select(ENTRIES).where(ENTRIES.c.record.in_(page))
        entries = connection.execute(own.order_by(ENTRIES.c.record, ENTRIES.c.version))
        grouped = {
            number: list(rows)
            for number, rows in groupby(entries.mappings().all(), lambda row: row["record"])
        }
        shown = connection.execute(select(RECORDS).where(RECORDS.c.record.in_(page)))
        found = {row["record"]: row for row in shown.mappings()}
    looked_at = {
        number: _compare_one(number, found.get(number), grouped.get(number, [])) for number in page
    }
    return {number: broken for number, broken in looked_at.items() if broken is not None}


def _compare_one(
    number: int, row: RowMapping | None, entries: Sequence[Mapping[Any, Any]]
) -> Break | None:
    try:
        record = fold_all(map(read_row, entries))
    except (FoldError, ValueError) as error:
        return Break(number, f"处置记录无法还原 can't be made of its entries: {error}")
    if row is not None and make_record_row(record) == dict(row):
        return None
    detail = f"处置记录 {number} 与其条目不符 is not what its entries make of it"
    return Break(entries[-1]["seq"], detail)
