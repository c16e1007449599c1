"""A small house behind the dashboard: real board, real alarms, a journal and counters in memory.

What a tick does with verdicts is done here by hand: :meth:`House.judge` steps the alarms, commits
and publishes. Time stands still until a test moves it.
"""

import asyncio
import math
import shutil
import weakref
from dataclasses import replace
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

import numpy as np
from argon2 import PasswordHasher
from prometheus_client import CollectorRegistry

from alerting.alarms import Alarms
from alerting.kpi.places import Site
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Terms
from dashboard_api.app import create_app
from dashboard_api.audit_log import AuditLog
from dashboard_api.audit_store import AuditStore
from dashboard_api.live import Hub, LiveLimits
from dashboard_api.people import People
from dashboard_api.ports import Check, GatewayFigures, Ledger, Ports, Replayed, UnavailableError
from detectors.bank import Bank
from detectors.verdict import Changes, Suppressions
from historian.memory import MemoryHistorian
from historian.port import SpoolPosition
from ingest.frame import Reason, Refusal
from ingest.unknown_tags import UnknownTag
from plant.condition import Condition, Priority
from plant.emergency_plan import EmergencyPlan
from plant.reading import ReadingBatch
from plant.tag_kind import TagKind
from plant.words import (
    AlarmSettings,
    Area,
    Camera,
    Contact,
    Enterprise,
    Equipment,
    Gateway,
    Hazard,
    HeldChemical,
    Park,
    Plant,
    Tag,
)

NOON = 1_764_000_000_000
PASSWORD = "correct horse"
EPOCH = "journal-1"


async def until(met):
    """Let the loop run until something has come about; a test's own patience ends it."""
    for _ in range(2000):
        if met():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come about within ten seconds")


def make_tag(name, hazard, equipment, enterprise="E1", limits=((Condition.HH, 90.0),), **more):
    alarms = {
        condition: AlarmSettings(condition, limit, 1.0, 0, 0, Priority.HIGH, latching=False)
        for condition, limit in limits
    }
    return Tag(
        id=name,
        enterprise=enterprise,
        equipment=equipment,
        hazard=hazard,
        kind=TagKind.LEVEL,
        unit="%",
        range_lo=0.0,
        range_hi=100.0,
        interval_s=None,
        priority=None,
        name=more.get("label", ""),
        name_en="",
        alarms=alarms,
    )


def make_plant(tags=3):
    """Two enterprises with a hazard each; one tag has a Chinese id; ``T1..`` as many as asked."""
    both = ((Condition.H, 80.0), (Condition.HH, 90.0))
    return Plant(
        park=Park("P1", "泰兴园区", "Taixing park"),
        areas=(
            Area("C", "city", "泰州市"),
            Area("D1", "district", "泰兴市", within="C", outline=((120, 32), (121, 32), (121, 33))),
            Area("D2", "district", "靖江市", within="C"),
        ),
        enterprises=(
            Enterprise("E1", "甲公司", phone="110", area="D1"),
            Enterprise("E2", "乙公司", area="D2"),
        ),
        hazards=(
            Hazard(
                "H1",
                "E1",
                "液氯",
                level=1,
                chemicals=(HeldChemical("7782-50-5", 60.0),),
                plan=EmergencyPlan(
                    "液氯泄漏处置", ("撤离", "切断"), "Chlorine", url="https://plans.test/1"
                ),
            ),
            Hazard("H2", "E2", "氨球罐", level=2),
        ),
        equipment=(Equipment("V1", "H1", "tank", "储罐"), Equipment("V2", "H2", "sphere", "球罐")),
        gateways=(Gateway("G1", "E1"), Gateway("G2", "E2", simulation=True)),
        tags=(
            *(make_tag(f"T{n + 1}", "H1", "V1", limits=both) for n in range(tags)),
            make_tag("液位LT-9", "H2", "V2", "E2", label="球罐液位"),
        ),
        cameras=(Camera("C1", "门口", "rtsp://x", ("H1",)),),
        contacts=(Contact("K1", "值班室", "119", ("H1",)),),
        hash="abc",
    )


class MemoryJournal:
    """Entries in a list, read by the port's own rules."""

    def __init__(self):
        self.entries = []

    def append(self, entries):
        first = len(self.entries) + 1
        numbered = [replace(entry, seq=first + place) for place, entry in enumerate(entries)]
        self.entries += numbered
        return numbered

    async def read(self, query):
        chosen = [
            entry
            for entry in self.entries
            if entry.seq > query.after
            and (query.before is None or entry.seq < query.before)
            and (query.start is None or entry.at >= query.start)
            and (query.end is None or entry.at < query.end)
            and query.alarm in (None, entry.alarm)
            and (query.sources is None or entry.alarm.rpartition(":")[0] in query.sources)
            and (query.alarms is None or entry.alarm in query.alarms)
        ]
        return chosen[:: -1 if query.newest_first else 1][: query.limit]

    async def report(self, order):
        terms = Terms.standard(**order.changed, zone=ZoneInfo(order.plant.park.timezone))
        site = Site.of(order.plant, alone=order.alone)
        return report_entries(self.entries, site, order.period, terms, order.by)


class MemoryOutbox:
    """Notices in a list, oldest first."""

    def __init__(self):
        self.deliveries, self.away = [], False

    async def list_of(self, alarm, hazard, limit):
        if self.away:
            raise UnavailableError("the journal is away")
        told = [
            one
            for one in self.deliveries
            if alarm in one.notice.alarms and one.notice.hazard == hazard
        ]
        return told[::-1][:limit]


class House:
    """Everything behind the ports; also the ports of alarms, gateways and health themselves."""

    def __init__(self, plant=None, limits=None):
        self.plant = plant or make_plant()
        self.bank = Bank(self.plant)
        self.places = {rule.alarm: place for place, rule in enumerate(self.bank.rules)}
        self.live = Alarms(self.plant, self.bank.rules)
        self.shown = Alarms(self.plant, self.bank.rules)
        self.journal = MemoryJournal()
        self.outbox = MemoryOutbox()
        self.historian = MemoryHistorian()
        self.time = NOON
        self.wall_time = NOON
        self.well = True
        self.available = True
        self.commands_seen = 0
        self.gate = None
        self.letters = []
        self.ports = Ports(
            plant=lambda: self.plant,
            rules=lambda: self.bank.rules,
            board=lambda: self.bank.board,
            alarms=self,
            journal=self.journal,
            notices=self.outbox,
            handovers=None,
            gateways=self,
            historian=self.historian,
            health=self,
            now=lambda: self.time,
            wall=lambda: self.wall_time,
            interlocks=self.view_interlocks,
        )
        self.hub = Hub(self.ports, EPOCH, limits or LiveLimits())
        folder = mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        store = AuditStore(f"sqlite:///{folder}/audit.sqlite")
        self.audit = AuditLog(store, lambda: self.wall_time)

    # what the tick does

    def judge(self, alarm, *, active=True, value=95.0, priority=None, publish=True):
        """One verdict changes, a millisecond after the last; what was committed."""
        self.time += 1
        place = self.places[alarm]
        rule = self.bank.rules[place]
        instant = np.array([self.time])
        changes = Changes(
            rule=np.array([place], dtype=np.int32),
            at=instant,
            onset=instant,
            active=np.array([active]),
            value=np.array([value]),
            marks=np.zeros(1, dtype=np.uint16),
            priority=np.array([priority or rule.priority], dtype=np.int8),
            limit=np.array([rule.limit]),
            source=instant - 30,
            received=instant - 10,
        )
        return self.commit(self.live.step(changes, self.bank.rules, self.time), publish=publish)

    def suppress(self, alarm, *, active=True, reason="工况 停车 shut down"):
        """An operating state suppresses an alarm, or no longer does."""
        self.time += 1
        rule = np.array([self.places[alarm]], dtype=np.int32)
        at, flag = np.array([self.time]), np.array([active])
        told = Suppressions(rule, at, flag, [reason])
        return self.commit(self.live.step(Changes.none(), self.bank.rules, self.time, told))

    def commit(self, entries, *, publish=True):
        numbered = self.journal.append(entries)
        committed = [(entry, self.shown.take(entry)) for entry in numbered]
        if publish:
            self.hub.publish_alarms(committed, self.time + 5, self.time + 3)
        return committed

    def read_in(self, tag, value, *, status=0, marks=0):
        """A reading reaches the board."""
        self.time += 1000
        batch = ReadingBatch.of([self.plant.row_of[tag]], [self.time], [value], status)
        batch.marks[:] = marks
        self.bank.board.write(batch, np.array([0]))

    async def keep(self, tag, times, values, status=0):
        """Readings reach the historian."""
        await self.historian.open(tuple(item.id for item in self.plant.tags))
        rows = [self.plant.row_of[tag]] * len(times)
        await self.historian.append(
            ReadingBatch.of(rows, times, values, status), SpoolPosition(0, 0)
        )

    # the ports

    def view_interlocks(self):
        return self.bank.view_interlocks()

    def get(self, alarm):
        return self.live.get(alarm)

    async def command(self, commands):
        self.commands_seen += len(commands)
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        if not self.available:
            raise UnavailableError("the journal is away")
        self.time += 1
        answers, entries = [], []
        for command in commands:
            answer, born = self.live.command(command, self.time, known=True)
            answers.append(answer)
            entries += born
        self.commit(entries)
        return answers

    def figures(self):
        return [
            GatewayFigures(True, self.time, 12.5, -3.0, 0, len(self.letters)),
            GatewayFigures(False, None, 0.0, None, 2, 0),
        ]

    def ledger(self, gateway):
        gaps = [("boot-1", 5, 6)] if gateway == "G2" else []
        told = ("boot-1", 4) if gateway == "G2" else None
        newest = ("boot-1", 7) if gateway == "G2" else None
        return Ledger({"frames": 7, "readings": 9}, {"unparsable": 1}, gaps, newest, told)

    def bringers(self):
        return np.array([{"E1": 0, "E2": 1}[tag.enterprise] for tag in self.plant.tags], np.int16)

    def refuse(self, payload, gateway="G1", reason=Reason.UNPARSABLE):
        topic = f"hazard/v1/P1/E1/{gateway}/data"
        self.letters.append(Refusal(reason, gateway, topic, payload, self.time))

    def unknown_tags(self, gateway):
        return [UnknownTag("LT-9", 3, 5, 9, 1.5), UnknownTag("TT-9", 1, 7, 7, math.nan)]

    async def replay(self, gateway, reason, limit):
        if not self.available:
            raise UnavailableError("what was taken is not durable")
        found = [
            one for one in self.letters if one.gateway == gateway and reason in (None, one.reason)
        ]
        self.letters = [one for one in self.letters if one not in found[:limit]]
        return Replayed(len(found[:limit]), len(found[:limit]), 0)

    async def dead_letters(self, gateway, reason, before, limit):
        numbered = [
            (number, letter)
            for number, letter in enumerate(self.letters, start=1)
            if letter.gateway == gateway
            and (before is None or number < before)
            and reason in (None, letter.reason)
        ]
        return numbered[::-1][:limit]

    def checks(self):
        return {
            "journal": Check(ok=True),
            "broker": Check(self.well, "" if self.well else "no route"),
        }

    def lag_ms(self):
        return 1.5


def make_people(url="sqlite://"):
    """Accounts whose hashing is as cheap as it can be, one a role."""
    people = People(url, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    people.set_password("admin", PASSWORD)
    people.set_password("op", PASSWORD, "operator")
    people.set_password("leader", PASSWORD, "shift_leader")
    people.set_password("fitter", PASSWORD, "engineer")
    people.set_password("guest", PASSWORD, "viewer")
    return people


def make_app(house, people, **more):
    """The application over a house, with a metrics registry of its own."""
    registry = CollectorRegistry()
    return create_app(house.ports, people, house.hub, registry, house.audit, **more)
