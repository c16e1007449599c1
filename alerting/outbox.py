"""The outbox: every notice there is, kept in the journal's own database.

A notice is put in with the entries that called for it, in their transaction: whatever was
journalled is told, also after a crash between the two. Its ``key`` is unique, so putting it in
twice is once. What to do with it next is :mod:`alerting.delivery`'s business.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from alerting.delivery import Delivery
from alerting.escalation import CallName
from alerting.journal_tables import METADATA
from alerting.key_parts import cut_keys
from alerting.notice import Fate, Notice
from plant.condition import Priority
from plant.reading import Instant

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("alarm", Text, nullable=False),
    Column("alarms", Text, nullable=False),
    Column("hazard", Text, nullable=False),
    Column("called_at", BigInteger, nullable=False),
    Column("step", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("priority", String(16), nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("facts", Text, nullable=False, server_default="{}"),
    Column("fate", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", BigInteger, nullable=False),
    Column("lasting", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("settled_at", BigInteger),
    Index("outbox_next", "fate", "next_at"),
    Index("outbox_alarm", "alarm", "called_at"),
    Index("outbox_hazard", "hazard", "due"),
)
"""One row a notice; lists and facts are JSON, instants ms UTC."""

_SETTLING: Final = (
    "fate", "attempts", "next_at", "lasting", "channel", "reference", "error", "settled_at",
)  # fmt: skip
"""What an attempt changes."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What became of calls by ``at``: notices of those that go on, and those that have ended."""

    notices: Sequence[Notice] = ()
    ended: Sequence[CallName] = ()
    at: Instant = 0

    def __bool__(self) -> bool:
        return bool(self.notices or self.ended)


@dataclass(frozen=True, slots=True)
class Outbox:
    """What is asked of the outbox over a connection of the journal's database."""

    connection: Connection

    def record(self, calls: Calls) -> None:
        """Keep what became of calls. A call that ended and began anew at one instant goes on."""
        self.supersede(calls.ended, calls.at)
        self.put(calls.notices)

    def put(self, notices: Iterable[Notice]) -> None:
        """Keep notices that are not there yet; those that are stay as they are."""
        rows = [_make_row(Delivery(notice)) for notice in notices]
        if rows:
            dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
            statement = dialect.insert(OUTBOX).on_conflict_do_nothing(index_elements=["key"])
            self.connection.execute(statement, rows)

    def list_pending(self, now: Instant, limit: int) -> list[Delivery]:
        """What is to be tried by now, the most urgent and then the oldest first."""
        query = select(OUTBOX).where(OUTBOX.c.fate == Fate.PENDING, OUTBOX.c.next_at <= now)
        urgent = OUTBOX.c.priority == Priority.CRITICAL.word
        query = query.order_by(urgent.desc(), OUTBOX.c.due, OUTBOX.c.key).limit(limit)
        return [_read_row(row) for row in self.connection.execute(query).mappings()]

    def settle(self, deliveries: Sequence[Delivery]) -> None:
        """Keep how far deliveries have come.

        What was superseded meanwhile stays so, but where it was sent all the same: who was told
        must be seen.
        """
        if not deliveries:
            return
        changed = [
            {f"new_{name}": row[name] for name in (*_SETTLING, "key")}
            for row in map(_make_row, deliveries)
        ]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _SETTLING}
        sent = (OUTBOX.c.fate == Fate.SUPERSEDED) & (bindparam("new_fate") == Fate.SENT)
        where = (OUTBOX.c.key == bindparam("new_key"), (OUTBOX.c.fate == Fate.PENDING) | sent)
        self.connection.execute(update(OUTBOX).where(*where).values(values), changed)

    def supersede(self, calls: Sequence[CallName], now: Instant) -> None:
        """Calls have ended: what was not told of them alone need not be told any more."""
        if not calls:
            return
        where = (
            OUTBOX.c.alarm == bindparam("one"),
            OUTBOX.c.called_at == bindparam("call"),
            OUTBOX.c.fate == Fate.PENDING,
            OUTBOX.c.alarms == bindparam("alone"),
        )
        ended = {"fate": Fate.SUPERSEDED.value, "settled_at": now}
        rows = [
            {"one": alarm, "call": begin, "alone": json.dumps([alarm], ensure_ascii=False)}
            for alarm, begin in calls
        ]
        self.connection.execute(update(OUTBOX).where(*where).values(ended), rows)

    def find_told(self, calls: Collection[CallName]) -> dict[CallName, int]:
        """The highest step of each of these calls of which there is a notice."""
        name = OUTBOX.c.alarm, OUTBOX.c.called_at
        query = select(*name, func.max(OUTBOX.c.step)).group_by(*name)
        alarms = sorted({alarm for alarm, _ in calls})
        found: dict[CallName, int] = {}
        for part in cut_keys(alarms):
            those = query.where(OUTBOX.c.alarm.in_(part))
            for alarm, begin, step in self.connection.execute(those):
                if (alarm, begin) in calls:
                    found[alarm, begin] = step
        return found

    def list_calls(self) -> set[CallName]:
        """The calls of which something is still to be told."""
        query = select(OUTBOX.c.alarm, OUTBOX.c.called_at).where(OUTBOX.c.fate == Fate.PENDING)
        return {(alarm, begin) for alarm, begin in self.connection.execute(query.distinct())}

    def list_of(self, alarm: str, hazard: str, limit: int) -> list[Delivery]:
        """The newest notices that tell of an alarm, alone or with others of its hazard, newest
        first.
        """
        named = OUTBOX.c.alarms.contains(json.dumps(alarm, ensure_ascii=False), autoescape=True)
        query = select(OUTBOX).where(
            (OUTBOX.c.alarm == alarm) | ((OUTBOX.c.hazard == hazard) & named)
        )
        query = query.order_by(OUTBOX.c.due.desc(), OUTBOX.c.key).limit(limit)
        return [_read_row(row) for row in self.connection.execute(query).mappings()]

    def list_failed(self, start: Instant, end: Instant, limit: int) -> list[Delivery]:
        """The notices that were given up at start ≤ t < end, newest first."""
        at = OUTBOX.c.settled_at
        query = select(OUTBOX).where(OUTBOX.c.fate == Fate.FAILED, at >= start, at < end)
        query = query.order_by(at.desc(), OUTBOX.c.key).limit(limit)
        return [_read_row(row) for row in self.connection.execute(query).mappings()]

    def forget(self, before: Instant) -> None:
        """Let go of what was settled before an instant."""
        self.connection.execute(delete(OUTBOX).where(OUTBOX.c.settled_at < before))


def _make_row(delivery: Delivery) -> dict[str, Any]:
    notice = delivery.notice
    return {
        "key": notice.key,
        "alarm": notice.alarms[0],
        "alarms": json.dumps(notice.alarms, ensure_ascii=False),
        "hazard": notice.hazard,
        "called_at": notice.called_at,
        "step": notice.step,
        "person": notice.person,
        "via": json.dumps(notice.via, ensure_ascii=False),
        "priority": notice.priority.word,
        "due": notice.due,
        "zh": notice.zh,
        "en": notice.en,
        "facts": json.dumps(dict(notice.facts), ensure_ascii=False),
        "fate": delivery.fate.value,
        "attempts": delivery.attempts,
        "next_at": delivery.next_at,
        "lasting": json.dumps(sorted(delivery.lasting), ensure_ascii=False),
        "channel": delivery.channel,
        "reference": delivery.reference,
        "error": delivery.error,
        "settled_at": delivery.settled_at,
    }


def _read_row(row: RowMapping) -> Delivery:
    notice = Notice(
        key=row["key"],
        alarms=tuple(json.loads(row["alarms"])),
        hazard=row["hazard"],
        called_at=row["called_at"],
        step=row["step"],
        person=row["person"],
        via=tuple(json.loads(row["via"])),
        priority=Priority[row["priority"].upper()],
        due=row["due"],
        zh=row["zh"],
        en=row["en"],
        facts=json.loads(row["facts"]),
    )
    return Delivery(
        notice,
        Fate(row["fate"]),
        row["attempts"],
        row["next_at"],
        frozenset(json.loads(row["lasting"])),
        row["channel"],
        row["reference"],
        row["error"],
        row["settled_at"],
    )
