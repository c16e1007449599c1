"""The desks: the running parts, seen through the ports that the dashboard asks for."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm, Answer, Command, Entry
from alerting.alarms import Alarms
from alerting.delivery import Delivery
from alerting.journal import Journal, JournalUnavailableError, list_alarms
from alerting.kpi.places import Site
from alerting.kpi.report import Report
from alerting.kpi.terms import Terms
from alerting.online_rate.rate import OnlineReport
from alerting.outbox import Outbox
from dashboard_api.audit_log import AuditLog
from dashboard_api.ports import (
    Check,
    GatewayFigures,
    JournalQuery,
    KpiOrder,
    Ledger,
    Replayed,
    TooManyEntriesError,
    UnavailableError,
)
from hazardwatch.recorder import Recorder
from hazardwatch.reload import Reload
from hazardwatch.report_process import Failed, Question, TooMany, ask
from hazardwatch.tick import Cores
from hazardwatch.watch import Watch
from historian.feeder import Feeder
from ingest.broker_session import BrokerSession
from ingest.dead_letters import DeadLetters
from ingest.frame import Frame, Reason, Refusal
from ingest.hj212_server import Hj212Server
from ingest.mqtt_endpoint.server import MqttEndpoint
from ingest.unknown_tags import UnknownTag
from plant.reading import LONG_AGO, NEVER, Instant
from plant.words import Plant

_LEDGER: Final = (
    *("frames", "expected", "numbered", "repeated", "gaps", "lost"),
    *("readings", "duplicates", "conflicts", "late", "suspect", "coalesced", "converted"),
)
"""The counters of a gateway's ledger: of frames, then of readings."""

Counted = TypeVar("Counted", Report, OnlineReport)

MOST_ENTRIES_REPORTED: Final = 3_000_000
"""What one report of a running platform may read; the command has no such bound."""


@dataclass(slots=True)
class LiveAlarmDesk:
    """Alarms as far as the journal has them; commands go through the watch, once there is one."""

    shown: Alarms
    recorder: Recorder
    watch: Watch | None = None

    def get(self, alarm: str) -> Alarm | None:
        """The alarm by its id."""
        return self.shown.get(alarm)

    async def command(self, commands: Sequence[Command]) -> Sequence[Answer]:
        """Carry out commands; the answers come durable, or not at all."""
        if self.watch is None:
            raise UnavailableError("the platform is starting")
        answers = await self.watch.command(commands)
        trouble = self.recorder.troubles.get("journal")
        if trouble is not None:
            raise UnavailableError(f"the journal can't commit: {trouble}")
        return answers


def give_report(answer: Counted | TooMany | Failed) -> Counted:
    """What a report's own process has counted.

    :raises UnavailableError: the journal's database can't be read.
    :raises TooManyEntriesError: the period has too many entries.
    """
    match answer:
        case TooMany(count):
            raise TooManyEntriesError(f"{count} entries, at most {MOST_ENTRIES_REPORTED}")
        case Failed(reason):
            raise UnavailableError(reason)
        case _:
            return answer


@dataclass(frozen=True, slots=True)
class JournalDesk:
    """Reads the journal away from the loop.

    ``terms`` are those of the site's reports that differ from the shipped ones.
    """

    journal: Journal
    terms: Mapping[str, object] = field(default_factory=dict)
    reporting: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One report at a time: each may hold as much memory as its period has alarms."""

    async def report(self, order: KpiOrder) -> Report:
        """The performance of the alarm system, counted in a process of its own."""
        zone = ZoneInfo(order.plant.park.timezone)
        terms = Terms.standard(zone=zone, **{**self.terms, **order.changed})
        async with self.reporting:
            site = await asyncio.to_thread(partial(Site.of, order.plant, alone=order.alone))
            url = self.journal.url
            question = Question(url, site, order.period, terms, order.by, MOST_ENTRIES_REPORTED)
            return give_report(await ask(question))

    async def read(self, query: JournalQuery) -> Sequence[Entry]:
        """Committed entries that a query asks for."""
        try:
            return await asyncio.to_thread(
                self.journal.read,
                query.after,
                query.limit,
                query.alarm,
                query.start,
                query.end,
                alarms=_choose_alarms(query),
                before=query.before,
                newest_first=query.newest_first,
            )
        except JournalUnavailableError as error:
            raise UnavailableError(str(error)) from error


def _choose_alarms(query: JournalQuery) -> Collection[str] | None:
    """The alarms that a query asks for by themselves or by their sources, None for all."""
    if query.sources is None:
        return query.alarms
    named = list_alarms(query.sources)
    return named if query.alarms is None else query.alarms.intersection(named)


@dataclass(frozen=True, slots=True)
class LiveOutbox:
    """The outbox, read away from the loop and written on the recorder's thread."""

    journal: Journal
    writer: Executor

    async def list_pending(self, now: Instant, limit: int) -> Sequence[Delivery]:
        """What is to be tried by now."""
        return await asyncio.to_thread(self._list_pending, now, limit)

    async def settle(self, deliveries: Sequence[Delivery]) -> None:
        """Keep what has come of attempts, between two commits."""
        await asyncio.get_running_loop().run_in_executor(self.writer, self._settle, deliveries)

    async def list_of(self, alarm: str, hazard: str, limit: int) -> Sequence[Delivery]:
        """The newest notices that tell of an alarm, newest first.

        :raises UnavailableError: the outbox can't be read.
        """
        try:
            return await asyncio.to_thread(self._list_of, alarm, hazard, limit)
        except JournalUnavailableError as error:
            raise UnavailableError(str(error)) from error

    def _list_pending(self, now: Instant, limit: int) -> Sequence[Delivery]:
        with self.journal.reading(Outbox) as outbox:
            return outbox.list_pending(now, limit)

    def _list_of(self, alarm: str, hazard: str, limit: int) -> Sequence[Delivery]:
        with self.journal.reading(Outbox) as outbox:
            return outbox.list_of(alarm, hazard, limit)

    def _settle(self, deliveries: Sequence[Delivery]) -> None:
        with self.journal.writing(Outbox) as outbox:
            outbox.settle(deliveries)


@dataclass(slots=True)
class LinkDesk:
    """What admission knows of the gateways, and what it refused of them.

    ``plant`` and ``cores`` are those at the start, in force until there is a watch.
    """

    plant: Plant
    cores: Cores
    letters: DeadLetters
    watch: Watch | None = None

    @property
    def in_force(self) -> tuple[Plant, Cores]:
        """The plant and the cores as they are now: a reload replaces both."""
        return (self.watch.plant, self.watch.cores) if self.watch else (self.plant, self.cores)

    def figures(self) -> Sequence[GatewayFigures]:
        """One a gateway, in the plant's order."""
        plant, cores = self.in_force
        admission, lost = cores.admission, cores.bank.lost
        counters, links = admission.counters, admission.links
        return [
            GatewayFigures(
                online=not lost[row]
                and bool(links.offline[row] == NEVER)
                and bool(links.heard[row] > LONG_AGO),
                last_seen=_known(int(links.heard[row])),
                rate=counters[gateway.id].rate,
                skew_ms=counters[gateway.id].skew_ms,
                gaps=counters[gateway.id].gaps,
                refused=sum(counters[gateway.id].refused.values()),
            )
            for row, gateway in enumerate(plant.gateways)
        ]

    def ledger(self, gateway: str) -> Ledger:
        """The counters of one gateway."""
        admission = self.in_force[1].admission
        counts = admission.counters[gateway]
        refused = {str(reason): count for reason, count in counts.refused.items()}
        counters = {name: getattr(counts, name) for name in _LEDGER}
        return Ledger(
            counters,
            refused,
            admission.list_gaps(gateway),
            newest=None if counts.seq is None else (counts.boot or "", counts.seq),
            acknowledged=self.watch.told(gateway) if self.watch else None,
        )

    def bringers(self) -> NDArray[np.int16]:
        """Row of the gateway that brought each tag last or likely will."""
        return self.in_force[1].admission.links.gateway_of

    def unknown_tags(self, gateway: str) -> Sequence[UnknownTag]:
        """Names that one gateway uses and the plant does not know."""
        plant, cores = self.in_force
        return cores.admission.unknown[plant.gateway_row_of[gateway]].list()

    async def replay(self, gateway: str, reason: Reason | None, limit: int) -> Replayed:
        """Offer refused frames again; their letters go once what was taken is durable."""
        if self.watch is None:
            raise UnavailableError("the platform is starting")
        found = await asyncio.to_thread(self.letters.find_frames, gateway, reason, limit)
        if not found:
            return Replayed(0, 0, 0)
        frames = [
            Frame(dead.topic, dead.payload, dead.received, again=True, only=dead.tags)
            for dead in found
        ]
        durable, refused = await self.watch.offer(frames)
        if not durable:
            raise UnavailableError("what was taken is not durable: the letters stay")
        letters = [number for dead in found for number in dead.letters]
        await asyncio.to_thread(self.letters.remove, letters)
        return Replayed(len(frames), len(letters), refused)

    async def dead_letters(
        self, gateway: str, reason: Reason | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Refusal]]:
        """Refusals of one gateway, newest first."""
        letters = await asyncio.to_thread(self.letters.read, gateway, reason, limit, before)
        return [
            (
                letter.id,
                Refusal(
                    letter.reason,
                    letter.gateway,
                    letter.topic,
                    letter.payload,
                    letter.received,
                    letter.tag,
                    letter.detail,
                ),
            )
            for letter in letters
        ]


@dataclass(slots=True)
class PlatformHealth:
    """How the running process does."""

    session: BrokerSession | MqttEndpoint
    feeder: Feeder
    recorder: Recorder
    stations: Hj212Server | None = None
    watch: Watch | None = None
    reload: Reload | None = None
    audit: AuditLog | None = None

    def checks(self) -> Mapping[str, Check]:
        """Ready when all are well; a lagging historian is a trouble, not a reason to be unready."""
        troubles = self.recorder.troubles
        session = self.session
        doors = {"hj212": Check(self.stations.connected, "")} if self.stations else {}
        return {
            "broker": Check(session.connected, session.trouble or _tell_door(session)),
            "spool": Check("spool" not in troubles, troubles.get("spool", "")),
            "journal": Check("journal" not in troubles, troubles.get("journal", "")),
            "disk": Check("disk" not in troubles, troubles.get("disk", ""), vital=False),
            "historian": Check(self.feeder.state.circuit.closed, self.feeder.tell(), vital=False),
            "notices": self._check_notices(),
            "plant": self._check_plant(),
            "audit": self._check_audit(),
            **doors,
        }

    def _check_plant(self) -> Check:
        """Whether the plant directory, as it was last asked for, is what is judged by."""
        refused = self.reload.refused if self.reload else ""
        waits = "等待落盘 waits until everything is recorded"
        pending = self.reload is not None and self.reload.pending
        return Check(not refused, refused or (waits if pending else ""), vital=False)

    def _check_audit(self) -> Check:
        """Whether what people do is on record, and whether all of it was since the start."""
        trouble = self.audit.trouble if self.audit else ""
        lost = self.audit.lost if self.audit else 0
        told = [trouble] if trouble else []
        told += [f"丢失 lost: {lost} 行 rows"] if lost else []
        return Check(not trouble, "; ".join(told), vital=False)

    def _check_notices(self) -> Check:
        """Whether people can be told of alarms: by which channels not, and who there is not."""
        if self.watch is None:
            return Check(ok=True, vital=False)
        broken, escalations = self.watch.notifier.broken, self.watch.cores.escalations
        troubles = [f"{name}: {error}" for name, error in broken.items()]
        troubles += [f"无人 nobody is {role} {hazard}" for role, hazard in escalations.unreached]
        well = not broken and not escalations.unheard
        return Check(well, "; ".join(troubles), vital=False)

    def lag_ms(self) -> float:
        """What held the loop last."""
        return self.watch.flow.lag_ms if self.watch else 0.0


def _tell_door(session: BrokerSession | MqttEndpoint) -> str:
    """How the session with the broker stands; of our own endpoint, how full it is."""
    if not isinstance(session, MqttEndpoint):
        return session.phase
    most = session.bounds.connections
    return f"{session.phase}: {session.connections} / {most} 个连接 connections"


def _known(instant: Instant) -> Instant | None:
    return None if instant == LONG_AGO else instant
