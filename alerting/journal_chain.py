"""The verifier: every row of the journal against what the next one says of it.

Reads beside a running platform, a page at a time, and holds no transaction open meanwhile: a log
that can't be cut would grow for as long as a long journal takes. How rows come to be chained is
:mod:`alerting.journal`'s business.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import Engine, RowMapping, func, select

from alerting.journal_errors import translate_errors
from alerting.journal_snapshots import Stored, digest_stored, list_stored
from alerting.journal_tables import HEAD, JOURNAL, begin_chain, digest_row

_PAGE: Final = 2000

Advance = Callable[[int, int], None]
"""Told how many more rows were read, and how many there are."""


@dataclass(frozen=True, slots=True)
class Break:
    """What is wrong, at which row: it was changed, lost or put in, or what tells of it differs."""

    seq: int
    detail: str


class Anchor(NamedTuple):
    """A row's ``seq`` and digest, as kept elsewhere."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found: the rows from ``first`` to ``seq``, the newest's digest, and all findings.

    ``broken`` is the first row at which the rows themselves do not hold together.
    """

    id: str
    first: int
    seq: int
    digest: str
    snapshots: int
    broken: Break | None
    findings: tuple[Break, ...]

    @property
    def rows(self) -> int:
        """How many rows there should be."""
        return self.seq - self.first + 1


def inspect_chain(
    engine: Engine, anchors: Sequence[Anchor] = (), advance: Advance = lambda _more, _all: None
) -> Chain:
    """Walk the whole chain, and hold snapshots and anchors against it.

    :param anchors: kept elsewhere; a chain that was rewritten up to its head is found only so.
    :raises JournalUnavailableError: the database can't be reached.
    """
    while True:
        stored = list_stored(engine)
        head = _read_head(engine)
        walk = _Walk(head, {*(one.seq for one in stored), *(anchor.seq for anchor in anchors)})
        broken = walk.run(engine, advance)
        now = _read_head(engine)
        if broken is None or now["cut_seq"] == head["cut_seq"]:
            break
        # The retention deleted rows meanwhile: what is missing may only be gone.
    findings = [] if broken is None else [broken]
    if broken is None:
        findings += _check_snapshots(engine, stored, walk.digests)
        findings += _check_anchors(anchors, walk.digests, head)
    return Chain(
        id=head["id"],
        first=head["cut_seq"] + 1,
        seq=head["seq"],
        digest=head["digest"],
        snapshots=len(stored),
        broken=broken,
        findings=tuple(findings),
    )


def _read_head(engine: Engine) -> RowMapping:
    newest = select(func.coalesce(func.max(JOURNAL.c.seq), 0)).scalar_subquery()
    with translate_errors(), engine.begin() as connection:
        # one statement, one moment
        return connection.execute(select(HEAD, newest.label("newest"))).mappings().one()


class _Broken(Exception):  # noqa: N818 - not an error of ours
    def __init__(self, seq: int, detail: str) -> None:
        self.found = Break(seq, detail)


@dataclass(slots=True)
class _Walk:
    """One walk from the beginning to where the head stood; ``digests`` of the wanted rows."""

    head: RowMapping
    wanted: set[int]
    digests: dict[int, str] = field(default_factory=dict)

    def run(self, engine: Engine, advance: Advance) -> Break | None:
        head = self.head
        seq = head["cut_seq"]
        digest = head["cut_digest"] if seq else begin_chain(head["id"])
        self._note(seq, digest)
        try:
            for page in _read_pages(engine, seq, head["seq"]):
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
        digest = _digest(row)
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


def _digest(row: RowMapping) -> str:
    try:
        return digest_row(row)
    except (TypeError, ValueError) as error:
        raise _Broken(
            row["seq"], f"内容非平台写入 holds what was never written: {error}"
        ) from error


def _read_pages(engine: Engine, after: int, last: int) -> Iterator[Sequence[RowMapping]]:
    """Every row as it is stored, even if no entry can be read from it."""
    rows = select(JOURNAL).where(JOURNAL.c.seq <= last).order_by(JOURNAL.c.seq).limit(_PAGE)
    while True:
        with translate_errors(), engine.begin() as connection:
            page = connection.execute(rows.where(JOURNAL.c.seq > after)).mappings().all()
        if not page:
            return
        yield page
        after = page[-1]["seq"]


def _check_snapshots(
    engine: Engine, stored: Iterable[Stored], digests: Mapping[int, str]
) -> Iterator[Break]:
    for one in stored:
        if digests.get(one.seq) != one.row_digest:
            detail = "与快照所记不符 is not the row of which the snapshot says to be the fold"
        elif digest_stored(engine, one) != one.digest:
            detail = "快照已损坏 its snapshot is not what was written"
        else:
            continue
        if one in list_stored(engine):  # a newer one may have taken its place meanwhile
            yield Break(one.seq, detail)


def _check_anchors(
    anchors: Iterable[Anchor], digests: Mapping[int, str], head: Mapping[Any, Any]
) -> Iterator[Break]:
    for anchor in anchors:
        if anchor.seq < head["cut_seq"]:
            yield Break(anchor.seq, "无法比对 can't be compared: the retention has deleted the row")
        elif anchor.seq not in digests:
            yield Break(anchor.seq, f"缺失 missing: the head says {head['seq']} rows")
        elif anchor.digest.lower() != digests[anchor.seq]:
            yield Break(
                anchor.seq, "与另存的摘要不符 is not the row whose digest was kept elsewhere"
            )
