"""Walking a chain: every row against what the next one says of it.

Reads beside a running platform, a page at a time, and holds no transaction open meanwhile: a log
that can't be cut would grow for as long as a long chain takes. What chains there are, and what is
held against them besides, is the business of :mod:`alerting.journal_chain` and
:mod:`alerting.handling_chain`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, RowMapping, func, select

from alerting.chain import Chain, begin_chain
from alerting.journal_errors import translate_errors
from alerting.key_parts import cut_keys

_PAGE: Final = 2000

Advance = Callable[[int, int], None]
"""Told how many more rows were read, and how many there are."""


@dataclass(frozen=True, slots=True)
class Break:
    """What is wrong, at which row: it was changed, lost or put in, or what tells of it differs."""

    seq: int
    detail: str


class _Broken(Exception):  # noqa: N818 - not an error of ours
    def __init__(self, seq: int, detail: str) -> None:
        self.found = Break(seq, detail)


@dataclass(slots=True)
class Walk:
    """One walk from the beginning to where the head stood; ``digests`` of the wanted rows."""

    chain: Chain
    head: RowMapping
    wanted: set[int]
    digests: dict[int, str] = field(default_factory=dict)

    def run(self, engine: Engine, advance: Advance) -> Break | None:
        """The first row that does not hold together with its neighbours, None if all do."""
        head = self.head
        seq = head["cut_seq"]
        digest = head["cut_digest"] if seq else begin_chain(head["id"])
        self._note(seq, digest)
        try:
            for page in self._read_pages(engine, seq, head["seq"]):
                for row in page:
                    seq, digest = self._step(row, seq, digest)
                advance(len(page), head["seq"] - head["cut_seq"])
            self._meet_head(seq, digest)
        except _Broken as broken:
            return broken.found
        return None

    def _step(self, row: RowMapping, seq: int, digest: str) -> tuple[int, str]:
        if row["seq"] != seq + 1:
            raise _Broken(seq + 1, f"缺失 missing: row {row['seq']} follows row {seq}")
        if row["previous"] != digest:
            raise _Broken(
                max(seq, 1), f"与下一行所记不符 does not match what row {row['seq']} says of it"
            )
        digest = self._digest(row)
        self._note(row["seq"], digest)
        return row["seq"], digest

    def _meet_head(self, seq: int, digest: str) -> None:
        head = self.head
        if seq != head["seq"]:
            raise _Broken(seq + 1, f"缺失 missing: the head says {head['seq']} rows")
        if digest != head["digest"]:
            raise _Broken(seq, "与末行记录不符 does not match what the head says of it")
        if head["newest"] > head["seq"]:
            raise _Broken(head["seq"] + 1, f"多出 put in: the head says {head['seq']} rows")

    def _note(self, seq: int, digest: str) -> None:
        if seq in self.wanted:
            self.digests[seq] = digest

    def _digest(self, row: Mapping[Any, Any]) -> str:
        try:
            return self.chain.digest(row)
        except (TypeError, ValueError) as error:
            raise _Broken(
                row["seq"], f"内容非平台写入 holds what was never written: {error}"
            ) from error

    def _read_pages(self, engine: Engine, after: int, last: int) -> Iterator[Sequence[RowMapping]]:
        """Every row as it is stored, even if nothing can be read from it."""
        table = self.chain.rows
        rows = select(table).where(table.c.seq <= last).order_by(table.c.seq).limit(_PAGE)
        while True:
            with translate_errors(), engine.begin() as connection:
                page = connection.execute(rows.where(table.c.seq > after)).mappings().all()
            if not page:
                return
            yield page
            after = page[-1]["seq"]


def find_unlinked(engine: Engine, chain: Chain, digests: Mapping[int, str]) -> list[int]:
    """Of some rows, by ``seq`` and digest, those that are not what the row after each, or the head,
    says of them.
    """
    table = chain.rows
    wanted = [seq + 1 for seq in sorted(digests)]
    with translate_errors(), engine.begin() as connection:
        head = connection.execute(select(chain.head)).mappings().one()
        told = {head["seq"]: head["digest"]}
        for part in cut_keys(wanted):
            those = table.c.seq.in_(part)
            rows = connection.execute(select(table.c.seq, table.c.previous).where(those))
            told |= {seq - 1: previous for seq, previous in rows}
    return [seq for seq, digest in sorted(digests.items()) if told.get(seq) != digest]


def verify_chain(engine: Engine, chain: Chain) -> Break | None:
    """The first row that was changed, lost or put in, None if every one stands as it was written.

    :raises JournalUnavailableError: the database can't be reached.
    """
    walk = Walk(chain, read_head(engine, chain), set())
    return walk.run(engine, lambda _more, _all: None)


def read_head(engine: Engine, chain: Chain) -> RowMapping:
    """A chain's head, and as ``newest`` the last row that is there: one statement, one moment."""
    newest = select(func.coalesce(func.max(chain.rows.c.seq), 0)).scalar_subquery()
    with translate_errors(), engine.begin() as connection:
        found = connection.execute(select(chain.head, newest.label("newest")))
        return found.mappings().one()
