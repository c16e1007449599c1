"""The book of handovers, kept in the journal's own database.

Entries are appended and chained as the journal's are, each act in a transaction of its own. What an
act comes to is :mod:`alerting.handover_acts`' business, what a page says
:mod:`alerting.handover_content`'s; what a page needs of the journal is asked here as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, Select, func, select, tuple_

from alerting.alarm import Event
from alerting.chain import begin_chain
from alerting.delivery import Delivery
from alerting.handover import Act, Content, Deed, Handover, HandoverEntry, Turn
from alerting.handover_acts import draft, fold, fold_all, perform
from alerting.handover_cycle import Objection
from alerting.handover_tables import (
    HANDOVER,
    HANDOVER_CHAIN,
    WITHOUT_CONTENT,
    make_row,
    read_anchor,
    read_content,
    read_row,
)
from alerting.journal_chain import Anchor
from alerting.journal_tables import HEAD, JOURNAL, JOURNAL_CHAIN
from alerting.key_parts import cut_keys
from alerting.kpi.terms import Period
from alerting.outbox import Outbox
from plant.condition import Priority
from plant.handover_times import load_handover_times
from plant.reading import NEVER, Instant

_PAGE: Final = 300
"""Rows read at a time."""

FAILED_READ: Final = 5_000
"""Notices that failed in one shift; of more than that nobody needs the number."""

Counts = dict[tuple[Event, Priority], int]
"""How many journal entries there are of each event and priority."""


class Answer(NamedTuple):
    """What came of an act: the handover as it stands now, None if there is none, and what spoke
    against the act, if anything did.
    """

    record: Handover | None
    objection: Objection | None = None


class Place(NamedTuple):
    """Where a page of a list ended: handovers are listed by the end of their period, then by id."""

    end: Instant
    id: str


class ShiftRecord(NamedTuple):
    """What a page needs of the journal: the digest of a row, the events of the shift by priority,
    and the notices that failed in it.
    """

    digest: str
    counts: Counts
    failed: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class HandoverBook:
    """What is asked of the handovers over a connection of the journal's database."""

    connection: Connection

    def draft(self, turn: Turn, content: Content, actor: str, version: int | None) -> Answer:
        """Keep a page: the first edition of a handover, or the next one."""
        HANDOVER_CHAIN.take_tip(self.connection)  # from here on nobody else changes the handover
        record = self.get(turn.id)
        return self._settle(record, draft(turn, content, actor, record, version))

    def act(self, act: Act, now: Instant) -> Answer:
        """Carry out a person's act, or say what speaks against it."""
        HANDOVER_CHAIN.take_tip(self.connection)
        record = self.get(act.turn)
        if record is None:
            return Answer(None, Objection.NOT_DRAFTED)
        content = self.get_content(act.turn, record.edition) if act.section else None
        sections = {one.id for one in content.sections} if content else set()
        early = load_handover_times().early
        return self._settle(record, perform(act, record, sections, now, early))

    def get(self, handover: str) -> Handover | None:
        """A handover as it stands."""
        return self.find_all([handover]).get(handover)

    def get_content(self, handover: str, edition: int) -> Content | None:
        """One edition of its page."""
        rows = HANDOVER.c
        query = select(rows.content).where(
            rows.handover == handover, rows.edition == edition, rows.deed == Deed.DRAFTED.value
        )
        text = self.connection.scalar(query)
        return None if text is None else read_content(text)

    def find_all(self, handovers: Sequence[str]) -> dict[str, Handover]:
        """Those of some handovers that there are, by their ids."""
        found: dict[str, list[HandoverEntry]] = {}
        for part in cut_keys(handovers):
            those = HANDOVER.c.handover.in_(part)
            query = select(*WITHOUT_CONTENT).where(those).order_by(HANDOVER.c.seq)
            for row in self.connection.execute(query).mappings():
                found.setdefault(row["handover"], []).append(read_row(row))
        folded = {name: fold_all(entries) for name, entries in found.items()}
        return {name: record for name, record in folded.items() if record is not None}

    def list_recent(self, limit: int, before: Place | None = None) -> list[Handover]:
        """Handovers, those of the newest periods first, at most ``limit``.

        :param before: only those behind this place of the list.
        """
        found = self.connection.execute(_ask_recent(before).limit(limit))
        names = [str(row[0]) for row in found]
        records = self.find_all(names)
        return [records[name] for name in names]

    def find_beginning(self) -> Instant | None:
        """When the journal's oldest row was written: before it no shift was watched over."""
        rows = JOURNAL.c
        query = select(func.coalesce(rows.detected_time, rows.at)).order_by(rows.seq).limit(1)
        found: Instant | None = self.connection.scalar(query)
        return found

    def list_anchors(self) -> list[Anchor]:
        """The rows of the journal of which the pages bear witness, but for those that it has
        forgotten.
        """
        query = select(HANDOVER.c.content).where(HANDOVER.c.deed == Deed.DRAFTED.value)
        query = query.order_by(HANDOVER.c.seq).execution_options(yield_per=_PAGE)
        cut = self.connection.scalar(select(HEAD.c.cut_seq))
        found = map(read_anchor, self.connection.scalars(query))
        return [one for one in found if one is not None and one.seq > (cut or 0)]

    def read_shift(self, period: Period, seq: int) -> ShiftRecord:
        """What a page needs of the journal.

        :param seq: the journal's row up to which the page tells of the alarms.
        :raises LookupError: there is no such row.
        """
        failed = Outbox(self.connection).list_failed(period.start, period.end, FAILED_READ)
        return ShiftRecord(self._find_digest(seq), self._count(period), failed)

    def _settle(self, record: Handover | None, entry: HandoverEntry | Objection) -> Answer:
        if isinstance(entry, Objection):
            return Answer(record, entry)
        after = fold(record, entry)
        HANDOVER_CHAIN.extend(self.connection, [make_row(entry)])
        return Answer(after)

    def _find_digest(self, seq: int) -> str:
        query = select(JOURNAL).where(JOURNAL.c.seq == seq)
        row = self.connection.execute(query).mappings().one_or_none()
        if row is not None:
            return JOURNAL_CHAIN.digest(row)
        head = self.connection.execute(select(HEAD)).mappings().one()
        if seq != head["cut_seq"]:
            raise LookupError(f"the journal has no row {seq}")
        return str(head["cut_digest"] or begin_chain(head["id"]))

    def _count(self, period: Period) -> Counts:
        rows = JOURNAL.c
        inside = (rows.at >= period.start, rows.at < period.end)
        query = select(rows.event, rows.priority, func.count()).where(*inside)
        found = self.connection.execute(query.group_by(rows.event, rows.priority))
        return {
            (Event(event), Priority[priority.upper()]): count for event, priority, count in found
        }


def _ask_recent(before: Place | None) -> Select[tuple[str, Instant]]:
    rows = HANDOVER.c
    place = before or Place(int(NEVER), "")
    query = select(rows.handover, rows.period_end).where(rows.version == 1)
    behind = tuple_(rows.period_end, rows.handover) < tuple_(place.end, place.id)
    return query.where(behind).order_by(rows.period_end.desc(), rows.handover.desc())
