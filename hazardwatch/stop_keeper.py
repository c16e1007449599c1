"""The keeper of filed stops in a running platform: durable first, then in force.

Takes people's wishes and the clock to the register, commits what follows on the writer's thread,
and lets the tick suppress what the stops in force make expected (:meth:`StopKeeper.settle`). It
also keeps the watch record, on which the online rate rests. One object: nothing else in the house
needs to know of filed stops. What a stop is and does is :mod:`alerting.filed_stops`' business.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import structlog
from numpy.typing import NDArray

from alerting.alarm import Entry
from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.reach import Reach
from alerting.filed_stops.register import Register
from alerting.filed_stops.scope import Points
from alerting.filed_stops.stop import FiledStop, StopCommand, StopEntry, StopWish
from alerting.filed_stops.store import append_entries, read_entries
from alerting.filed_stops.suppression import StopSuppression, find_covers, list_touched
from alerting.filed_stops.wishes import Objection, object_to_wish
from alerting.journal import Journal, JournalUnavailableError
from alerting.kpi.terms import Period
from alerting.online_rate.rate import OnlineReport
from alerting.online_rate.watch_record import BEAT_MS, WatchRecord
from dashboard_api.ports import UnavailableError
from hazardwatch.desks import MOST_ENTRIES_REPORTED, give_report
from hazardwatch.report_process import OnlineQuestion, ask_online
from hazardwatch.tick import Cores
from plant.filed_stops import StopPolicy
from plant.reading import LONG_AGO, Instant
from plant.words import Plant

_log = structlog.get_logger()

_T = TypeVar("_T")

LOOK_S: Final = 1.0
"""How often the clock is looked at: a stop begins and ends on record so much late at the most."""


Note = Callable[[Mapping[str, tuple[str, ...]]], None]
"""Told which stops in force touch which alarms."""


@dataclass(slots=True)
class StopKeeper:
    """Filed stops of a running platform; all but the committing happens on the loop.

    :param in_force: the plant and the cores as they are now: a reload replaces both.
    :param writer: the thread that appends to the journal.
    :param note: told of the alarms that stops in force touch, whenever that changes.
    """

    journal: Journal
    writer: Executor
    in_force: Callable[[], tuple[Plant, Cores]]
    now: Callable[[], Instant]
    note: Note = lambda _touched: None
    register: Register = field(init=False)
    _suppression: StopSuppression = field(default_factory=StopSuppression)
    _covered: object = None
    """The bank for whose rules the suppression was told of the stops; None: it has to be told."""
    _links: bytes = b""
    _points: Points | None = None
    _reach: Reach | None = None
    _record: WatchRecord = field(default_factory=WatchRecord)
    _beat_due: Instant = int(LONG_AGO)
    _doubtful: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _reporting: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.register = self._read_register()

    @property
    def policy(self) -> StopPolicy:
        """The site's rules, those of the plant in force."""
        return self.in_force()[0].filing

    @property
    def gateway_of(self) -> NDArray[np.int16]:
        """Int16 (tags,): the gateway that brings each tag of the plant in force."""
        return self.in_force()[1].admission.links.gateway_of

    def list_all(self) -> Sequence[FiledStop]:
        """Every stop, in the order of their requests."""
        return self.register.list_all()

    def get(self, stop: str) -> FiledStop | None:
        """A stop by its id."""
        return self.register.get(stop)

    def settle(self, cores: Cores, happened: Sequence[Entry], now: Instant) -> list[Entry]:
        """What a tick has to suppress or release for the stops in force; the last step of a tick.

        :param happened: the tick's entries so far.
        """
        if self._covered is not cores.bank:
            self._cover(cores, now)
        return self._suppression.settle(cores.alarms, happened, now, cores.bank.suppresses)

    async def request(self, wish: StopWish, actor: str) -> FiledStop | Objection:
        """File a stop.

        :raises UnavailableError: it could not be committed.
        """
        async with self._turn:
            plant, now = self.in_force()[0], self.now()
            objection = object_to_wish(wish, plant, self.policy, now)
            if objection is not None:
                return objection
            await self._read_again_if_doubtful()
            return await self._commit(self.register.request(wish, actor, now, plant.hash))

    async def act(self, command: StopCommand) -> FiledStop | StopRefusal:
        """Decide about a stop, withdraw or end it; what the clock does with it then follows at
        once.

        :raises UnavailableError: it could not be committed.
        """
        async with self._turn:
            plant, now = self.in_force()[0], self.now()
            await self._read_again_if_doubtful()
            await self._commit_due(now)
            answer = self.register.answer(command, now, plant.hash)
            if isinstance(answer, StopRefusal):
                return answer
            stop = await self._commit(answer)
            await self._commit_due(now)
            return self.register.get(stop.id) or stop

    async def report(
        self, period: Period, enterprises: frozenset[str] | None = None
    ) -> OnlineReport:
        """The online rates of a period, of some enterprises or of all, counted in a process of its
        own, one report at a time.

        :raises UnavailableError: the journal's database can't be read.
        :raises TooManyEntriesError: the period has too many entries.
        """
        async with self._reporting:
            zone = ZoneInfo(self.in_force()[0].park.timezone)
            question = OnlineQuestion(
                self.journal.url, period, zone, MOST_ENTRIES_REPORTED, enterprises
            )
            return give_report(await ask_online(question))

    async def run(self) -> None:
        """Follow the clock until cancelled: a store that is away is tried again."""
        away = False
        while True:
            try:
                await self.pass_time()
                away = False
            except UnavailableError as error:
                if not away:
                    _log.warning("filed stops, watch record: not kept for now", error=str(error))
                away = True
            await asyncio.sleep(LOOK_S)

    async def pass_time(self) -> None:
        """Record what the clock has done to the stops, and now and then that the platform listens.

        :raises UnavailableError: it could not be committed.
        """
        now = self.now()
        async with self._turn:
            if self.register.next_due() <= now or self._doubtful:
                await self._read_again_if_doubtful()
                await self._commit_due(now)
        if now >= self._beat_due:
            await self.beat(now)

    async def beat(self, now: Instant) -> None:
        """Record that the platform has listened until now; the last thing before it stops, too.

        :raises UnavailableError: it could not be committed: what was not recorded counts for
            nobody.
        """
        points, self._beat_due = self._find_points(), now + BEAT_MS
        try:
            await self._write(lambda: self._record_beat(points, now))
        except UnavailableError:
            self._record = WatchRecord()
            raise

    def _record_beat(self, points: Points, now: Instant) -> None:
        with self.journal.writing() as connection:
            self._record.beat(connection, points, now)

    def _find_points(self) -> Points:
        """The same object as long as neither the plant nor a link has changed."""
        plant, cores = self.in_force()
        links = plant.hash.encode() + cores.admission.links.gateway_of.tobytes()
        if self._points is None or links != self._links:
            self._points = Points.of(plant, cores.admission.links.gateway_of)
            self._links = links
            self._reach = self._covered = None  # a gateway's stop covers what comes by it now
        return self._points

    def _cover(self, cores: Cores, now: Instant) -> None:
        stops = self.register.list_in_force(now)
        reach = self._find_reach(cores) if stops else None  # to index a plant takes some ms
        self._suppression.cover(find_covers(stops, reach) if reach else {})
        self.note(list_touched(stops, reach) if reach else {})
        self._covered = cores.bank

    def _find_reach(self, cores: Cores) -> Reach:
        if self._reach is None or self._reach.rules is not cores.bank.rules:
            plant, links = self.in_force()[0], cores.admission.links.gateway_of
            self._reach = Reach.of(plant, cores.bank.rules, links)
        return self._reach

    async def _commit_due(self, now: Instant) -> None:
        plant_hash = self.in_force()[0].hash
        while found := list(self.register.find_due(now, plant_hash)):
            for entry in found:
                await self._commit(entry)

    async def _commit(self, entry: StopEntry) -> FiledStop:
        (kept,) = await self._write(lambda: self._append(entry))
        stop = self.register.take(kept)
        self._covered = None
        return stop

    def _append(self, entry: StopEntry) -> list[StopEntry]:
        with self.journal.writing() as connection:
            return append_entries(connection, [entry])

    async def _write(self, act: Callable[[], _T]) -> _T:
        """Do something on the writer's thread, to its end even if who asked goes away."""
        doing = asyncio.get_running_loop().run_in_executor(self.writer, act)
        try:
            return await asyncio.shield(doing)
        except JournalUnavailableError as error:
            self._doubtful = True  # the answer may have been lost after the commit
            raise UnavailableError(str(error)) from error
        except asyncio.CancelledError:
            self._doubtful = True  # it is committed all the same
            raise

    async def _read_again_if_doubtful(self) -> None:
        """After a commit whose end nobody knows the database says what is in the register."""
        if self._doubtful:
            self.register = await self._write(self._read_register)
            self._doubtful, self._covered = False, None

    def _read_register(self) -> Register:
        with self.journal.reading() as connection:
            return Register(read_entries(connection))
