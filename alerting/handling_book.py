"""The book of handling records, kept in the journal's own database.

Entries are appended and chained as the journal's are; what the alarms cause is written with the
journal's entries, in their transaction, so that no alarm is journalled without its record, also
after a crash between the two. What people do has a transaction of its own. What an entry means is
:mod:`alerting.handling_fold`'s business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, true

from alerting.alarm import Entry
from alerting.handling import Act, Handling, HandlingEntry, Side, Step
from alerting.handling_acts import Situation, perform
from alerting.handling_cycle import Refusal
from alerting.handling_fold import fold
from alerting.handling_opening import CONCERNED, HandlingSite, follow_journal
from alerting.handling_tables import (
    ENTRIES,
    HANDLING_CHAIN,
    RECORDS,
    make_record_row,
    make_row,
    read_row,
    read_state,
)
from alerting.key_parts import cut_keys
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class HandlingQuery:
    """Which records, newest first, at most ``limit``. None and False: no question asked.

    ``steps``: at one of them; without any the open ones. ``overdue_at``: overdue by then; drills
    never are. ``before``: only those with a smaller number.
    """

    limit: int
    before: int | None = None
    alarm: str | None = None
    hazards: frozenset[str] | None = None
    enterprises: frozenset[str] | None = None
    steps: frozenset[Step] | None = None
    turn: Side | None = None
    drill: bool | None = None
    overdue_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class HandlingAnswer:
    """What came of an act: the record as it stands now, None if there is none, and what spoke
    against the act, if anything did.
    """

    record: Handling | None
    objection: Refusal | None = None


@dataclass(frozen=True, slots=True)
class HandlingBook:
    """What is asked of the records over a connection of the journal's database."""

    connection: Connection

    def follow(self, entries: Iterable[Entry], site: HandlingSite) -> None:
        """Keep what becomes of records by entries that this transaction journals."""
        concerned = [entry for entry in entries if entry.event in CONCERNED]
        if not concerned:
            return
        found = self._find_open({entry.alarm for entry in concerned})
        born = list(follow_journal(concerned, found, site))
        self._keep(born, {found[entry.alarm].id: found[entry.alarm] for entry in born})

    def act(self, act: Act, situation: Situation) -> HandlingAnswer:
        """Carry out a person's act, or say what speaks against it."""
        HANDLING_CHAIN.take_tip(self.connection)  # from here on nobody else changes the record
        record = self.get(act.record)
        if record is None:
            return HandlingAnswer(None)
        entry = perform(act, record, situation)
        if isinstance(entry, Refusal):
            return HandlingAnswer(record, entry)
        after = fold(record, entry)
        self._keep([entry], {after.id: after})
        return HandlingAnswer(after)

    def get(self, record: int) -> Handling | None:
        """A record as it stands."""
        state = self.connection.scalar(select(RECORDS.c.state).where(RECORDS.c.record == record))
        return None if state is None else read_state(state)

    def find_newest(self, alarm: str) -> int | None:
        """The newest record of an alarm."""
        query = select(func.max(RECORDS.c.record)).where(RECORDS.c.alarm == alarm)
        found: int | None = self.connection.scalar(query)
        return found

    def list_entries(self, record: int) -> list[HandlingEntry]:
        """All that happened to a record, in its order."""
        query = select(ENTRIES).where(ENTRIES.c.record == record).order_by(ENTRIES.c.version)
        return [read_row(row) for row in self.connection.execute(query).mappings()]

    def list_records(self, query: HandlingQuery) -> list[Handling]:
        """The records that a query asks for."""
        rows = select(RECORDS.c.state).where(*_list_bounds(query))
        rows = rows.order_by(RECORDS.c.record.desc()).limit(query.limit)
        return self._read_states(rows)

    def list_newest(self, records: Sequence[int]) -> dict[int, HandlingEntry]:
        """What last happened to each of some records."""
        newest: dict[int, HandlingEntry] = {}
        for part in cut_keys(records):
            last = select(func.max(ENTRIES.c.version).label("version"), ENTRIES.c.record)
            last_of = last.where(ENTRIES.c.record.in_(part)).group_by(ENTRIES.c.record).subquery()
            same = (ENTRIES.c.record == last_of.c.record) & (ENTRIES.c.version == last_of.c.version)
            rows = self.connection.execute(select(ENTRIES).join(last_of, same)).mappings()
            newest |= {row["record"]: read_row(row) for row in rows}
        return newest

    def list_opened(
        self, start: Instant, end: Instant, enterprises: frozenset[str] | None
    ) -> list[Handling]:
        """The records opened at start ≤ t < end, of some enterprises or of all."""
        own = RECORDS.c.enterprise
        mine = true() if enterprises is None else own.in_(sorted(enterprises))
        rows = select(RECORDS.c.state).where(
            RECORDS.c.opened_at >= start, RECORDS.c.opened_at < end, mine
        )
        return self._read_states(rows.order_by(RECORDS.c.record))

    def list_overdue(self, now: Instant, limit: int) -> list[Handling]:
        """Open records whose next step should have been done, the longest overdue first."""
        rows = select(RECORDS.c.state).where(RECORDS.c.due < now, ~RECORDS.c.drill)
        return self._read_states(rows.order_by(RECORDS.c.due, RECORDS.c.record).limit(limit))

    def next_due(self, now: Instant) -> Instant | None:
        """When the next record becomes overdue that is not yet."""
        query = select(func.min(RECORDS.c.due)).where(RECORDS.c.due >= now, ~RECORDS.c.drill)
        found: Instant | None = self.connection.scalar(query)
        return found

    def _read_states(self, query: Select[Any]) -> list[Handling]:
        return [read_state(state) for state in self.connection.scalars(query)]

    def _find_open(self, alarms: Iterable[str]) -> dict[str, Handling]:
        names = sorted(alarms)
        found: dict[str, Handling] = {}
        for part in cut_keys(names):
            rows = select(RECORDS.c.state).where(RECORDS.c.open, RECORDS.c.alarm.in_(part))
            found |= {record.alarm: record for record in self._read_states(rows)}
        return found

    def _keep(self, entries: Sequence[HandlingEntry], changed: Mapping[int, Handling]) -> None:
        """Append entries, and put the records as they stand after them in place of the old ones."""
        if not entries:
            return
        HANDLING_CHAIN.extend(self.connection, map(make_row, entries))
        for part in cut_keys(sorted(changed)):
            self.connection.execute(delete(RECORDS).where(RECORDS.c.record.in_(part)))
        rows = [make_record_row(record) for record in changed.values()]
        self.connection.execute(insert(RECORDS), rows)


def _list_bounds(query: HandlingQuery) -> Iterator[Any]:
    record = RECORDS.c
    yield record.open if query.steps is None else record.step.in_(sorted(query.steps))
    if query.before is not None:
        yield record.record < query.before
    if query.alarm is not None:
        yield record.alarm == query.alarm
    if query.hazards is not None:
        yield record.hazard.in_(sorted(query.hazards))
    if query.enterprises is not None:
        yield record.enterprise.in_(sorted(query.enterprises))
    if query.turn is not None:
        yield record.turn == query.turn
    if query.drill is not None:
        yield record.drill == query.drill
    if query.overdue_at is not None:
        yield record.due < query.overdue_at
        yield ~record.drill
