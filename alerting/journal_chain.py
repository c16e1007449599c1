"""The verifier of the journal: its chain, its snapshots, and anchors that were kept elsewhere.

The walk along the rows is :mod:`alerting.chain_walk`'s; how rows come to be chained is
:mod:`alerting.journal`'s business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Engine

from alerting.chain_walk import Advance, Break, Walk, read_head
from alerting.journal_snapshots import Stored, digest_stored, list_stored
from alerting.journal_tables import JOURNAL_CHAIN

__all__ = ["Advance", "Anchor", "Break", "Chain", "check_anchors", "inspect_chain"]


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
        head = read_head(engine, JOURNAL_CHAIN)
        wanted = {*(one.seq for one in stored), *(anchor.seq for anchor in anchors)}
        walk = Walk(JOURNAL_CHAIN, head, wanted)
        broken = walk.run(engine, advance)
        now = read_head(engine, JOURNAL_CHAIN)
        if broken is None or now["cut_seq"] == head["cut_seq"]:
            break
        # The retention deleted rows meanwhile: what is missing may only be gone.
    findings = [] if broken is None else [broken]
    if broken is None:
        findings += _check_snapshots(engine, stored, walk.digests)
        findings += check_anchors(anchors, walk.digests, head)
    return Chain(
        id=head["id"],
        first=head["cut_seq"] + 1,
        seq=head["seq"],
        digest=head["digest"],
        snapshots=len(stored),
        broken=broken,
        findings=tuple(findings),
    )


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


def check_anchors(
    anchors: Iterable[Anchor], digests: Mapping[int, str], head: Mapping[Any, Any]
) -> Iterator[Break]:
    """Of rows that were noted elsewhere, those that are not what they were.

    :param digests: of the rows as they are, by ``seq``.
    """
    for anchor in anchors:
        if anchor.seq < head["cut_seq"]:
            yield Break(anchor.seq, "无法比对 can't be compared: the retention has deleted the row")
        elif anchor.seq not in digests:
            yield Break(anchor.seq, f"缺失 missing: the head says {head['seq']} rows")
        elif anchor.digest.lower() != digests[anchor.seq]:
            yield Break(
                anchor.seq, "与另存的摘要不符 is not the row whose digest was kept elsewhere"
            )
