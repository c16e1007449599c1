"""The ports of a house that ends at a place: the same questions, answered of what lies within.

Each adapter stands before a port of the whole site and lets through what a
:class:`dashboard_api.reach.Reach` holds. What lies elsewhere is answered as if it were not there;
what can't be cut to a place raises :class:`dashboard_api.reach.BeyondReachError`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any, NoReturn, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm, Answer, Command, Entry, Outcome
from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.scope import find_gone
from alerting.filed_stops.stop import FiledStop, StopCommand, StopWish
from alerting.filed_stops.wishes import Objection
from alerting.handling import Act, Attachment, Handling, HandlingEntry
from alerting.handling_book import HandlingAnswer, HandlingQuery
from alerting.kpi.report import Report
from alerting.kpi.terms import Period
from alerting.online_rate.rate import OnlineReport
from alerting.sound_tests import SoundTest
from dashboard_api.alarm_stream import Shown, ShownAlarms
from dashboard_api.handling_port import HandlingDesk
from dashboard_api.ports import (
    AlarmDesk,
    Board,
    GatewayDesk,
    GatewayFigures,
    HandoverDesk,
    JournalQuery,
    JournalReader,
    KpiOrder,
    Ledger,
    Ports,
    Replayed,
    SoundDesk,
)
from dashboard_api.reach import BeyondReachError, Reach
from dashboard_api.stop_ports import StopDesk
from ingest.frame import Reason, Refusal
from ingest.unknown_tags import UnknownTag
from plant.filed_stops import StopPolicy
from plant.reading import Instant

Item = TypeVar("Item")
Column = NDArray[Any]


def narrow_ports(ports: Ports, reach: Reach, shown: ShownAlarms) -> Ports:
    """The ports as somebody finds them who is limited to a reach.

    :param shown: the alarms as shown to him.
    """
    stops, handling = ports.stops, ports.handling
    return replace(
        ports,
        plant=lambda: reach.inside,
        rules=lambda: [rule for rule in ports.rules() if rule.source in reach.sources],
        board=lambda: cast("Board", BoardWithin(ports.board(), reach.rows)),
        alarms=AlarmsWithin(ports.alarms, reach),
        journal=JournalWithin(ports.journal, reach, shown),
        handovers=cast("HandoverDesk", Beyond("handovers")),
        gateways=GatewaysWithin(ports.gateways, reach),
        interlocks=lambda: [view for view in ports.interlocks() if view.id in reach.sources],
        handling=None if handling is None else HandlingWithin(handling, reach),
        stops=None if stops is None else StopsWithin(stops, reach),
        sounds=None if ports.sounds is None else SoundsWithin(ports.sounds),
        sirens=None,  # those of the monitoring centre are no enterprise's to sound
    )


class MappingWithin(Mapping[str, Item]):
    """The entries of a mapping that somebody may see, as they are when they are asked for."""

    def __init__(self, whole: Mapping[str, Item], takes: Callable[[Item], bool]) -> None:
        self._whole = whole
        self._takes = takes

    def __getitem__(self, key: str) -> Item:
        found = self._whole[key]
        if not self._takes(found):
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return (key for key, one in self._whole.items() if self._takes(one))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class AlarmsShownWithin:
    """The alarms as shown of what lies within; a flood is the whole site's."""

    standing: Mapping[str, Shown]
    known: Mapping[str, Shown]
    flood: None = None


def narrow_shown(shown: ShownAlarms, reach: Reach) -> AlarmsShownWithin:
    """The alarms as shown to somebody who is limited to a reach."""

    def takes(one: Shown) -> bool:
        return reach.holds(one.alarm)

    return AlarmsShownWithin(
        MappingWithin(shown.standing, takes), MappingWithin(shown.known, takes)
    )


class Beyond:
    """A port of the whole site: asking it for anything is refused."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, _: str) -> Callable[..., NoReturn]:
        def refuse(*_: object, **__: object) -> NoReturn:
            raise BeyondReachError(f"{self._name} are of the whole site")

        return refuse


class BoardWithin:
    """The board's columns, cut to the tags within each time one is looked at."""

    def __init__(self, board: Board, rows: NDArray[np.intp]) -> None:
        self._board = board
        self._rows = rows

    def __getattr__(self, name: str) -> Column:
        column: Column = getattr(self._board, name)
        return column[self._rows]


@dataclass(frozen=True, slots=True)
class AlarmsWithin:
    """Commands of alarms elsewhere are answered as those of alarms that never were."""

    desk: AlarmDesk
    reach: Reach

    def get(self, alarm: str) -> Alarm | None:
        found = self.desk.get(alarm)
        return found if found is not None and self.reach.holds(found) else None

    async def command(self, commands: Sequence[Command]) -> Sequence[Answer]:
        known = [self.get(command.alarm) is not None for command in commands]
        own = list(compress(commands, known))
        answers = iter(await self.desk.command(own) if own else ())
        return [next(answers) if one else Answer(Outcome.UNKNOWN, None) for one in known]


@dataclass(frozen=True, slots=True)
class JournalWithin:
    """The journal of the alarms within, as far as any of them was ever shown."""

    journal: JournalReader
    reach: Reach
    shown: ShownAlarms

    async def read(self, query: JournalQuery) -> Sequence[Entry]:
        own = frozenset(self.shown.known)
        wanted = own if query.alarms is None else own & query.alarms
        return await self.journal.read(replace(query, alarms=wanted))

    async def report(self, order: KpiOrder) -> Report:
        return await self.journal.report(replace(order, plant=self.reach.inside, alone=True))


def cut_bringers(bringers: NDArray[np.int16], reach: Reach) -> NDArray[np.int16]:
    """Which gateway within brings each tag within, -1 where none does.

    :param bringers: int16 (tags,), rows of the whole plant's gateways, -1 for none.
    """
    own = np.full(len(reach.plant.gateways) + 1, -1, dtype=np.int16)
    own[reach.gateways] = np.arange(len(reach.gateways))
    return own[bringers[reach.rows]]


@dataclass(frozen=True, slots=True)
class GatewaysWithin:
    """The gateways within; rows of gateways are those of the plant within."""

    desk: GatewayDesk
    reach: Reach

    def figures(self) -> Sequence[GatewayFigures]:
        whole = self.desk.figures()
        return [whole[row] for row in self.reach.gateways.tolist()]

    def ledger(self, gateway: str) -> Ledger:
        self._check(gateway)
        return self.desk.ledger(gateway)

    def bringers(self) -> NDArray[np.int16]:
        return cut_bringers(self.desk.bringers(), self.reach)

    async def dead_letters(
        self, gateway: str, reason: Reason | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Refusal]]:
        if gateway not in self.reach.inside.gateway_row_of:
            return []
        return await self.desk.dead_letters(gateway, reason, before, limit)

    def unknown_tags(self, gateway: str) -> Sequence[UnknownTag]:
        self._check(gateway)
        return self.desk.unknown_tags(gateway)

    async def replay(self, gateway: str, reason: Reason | None, limit: int) -> Replayed:
        self._check(gateway)
        return await self.desk.replay(gateway, reason, limit)

    def _check(self, gateway: str) -> None:
        if gateway not in self.reach.inside.gateway_row_of:
            raise BeyondReachError(gateway)


@dataclass(frozen=True, slots=True)
class HandlingWithin:
    """The handling records of the enterprises within."""

    desk: HandlingDesk
    reach: Reach

    async def list_records(self, query: HandlingQuery) -> Sequence[Handling]:
        return await self.desk.list_records(
            replace(query, enterprises=self._cut(query.enterprises))
        )

    async def list_newest(self, records: Sequence[int]) -> Mapping[int, HandlingEntry]:
        return await self.desk.list_newest(records)

    async def list_opened(
        self, start: Instant, end: Instant, enterprises: frozenset[str] | None
    ) -> Sequence[Handling]:
        return await self.desk.list_opened(start, end, self._cut(enterprises))

    async def show(self, record: int) -> tuple[Handling, Sequence[HandlingEntry]] | None:
        found = await self.desk.show(record)
        return found if found and found[0].enterprise in self.reach.enterprises else None

    async def act(self, act: Act) -> HandlingAnswer:
        if await self.show(act.record) is None:
            return HandlingAnswer(None)
        return await self.desk.act(act)

    async def attach(self, act: Act, content: bytes) -> HandlingAnswer:
        if await self.show(act.record) is None:
            return HandlingAnswer(None)
        return await self.desk.attach(act, content)

    async def fetch(self, attachment: Attachment) -> bytes | None:
        return await self.desk.fetch(attachment)

    def _cut(self, asked: frozenset[str] | None) -> frozenset[str]:
        own = self.reach.enterprises
        return own if asked is None else own & asked


@dataclass(frozen=True, slots=True)
class SoundsWithin:
    """The sound tests of a desk that somebody names; the list of all desks is the site's."""

    register: SoundDesk

    async def add(self, test: SoundTest) -> None:
        await self.register.add(test)

    async def list_between(
        self, start: Instant, end: Instant, limit: int, desk: str | None = None
    ) -> Sequence[SoundTest]:
        if desk is None:
            raise BeyondReachError("the sound tests of all desks are of the whole site")
        return await self.register.list_between(start, end, limit, desk)


@dataclass(frozen=True, slots=True)
class StopsWithin:
    """The filed stops of the enterprises within; what a stop covers is its enterprise's."""

    desk: StopDesk
    reach: Reach

    @property
    def policy(self) -> StopPolicy:
        return self.desk.policy

    @property
    def gateway_of(self) -> NDArray[np.int16]:
        return cut_bringers(self.desk.gateway_of, self.reach)

    def list_all(self) -> Sequence[FiledStop]:
        return [stop for stop in self.desk.list_all() if self._holds(stop.wish)]

    def get(self, stop: str) -> FiledStop | None:
        found = self.desk.get(stop)
        return found if found is not None and self._holds(found.wish) else None

    async def request(self, wish: StopWish, actor: str) -> FiledStop | Objection:
        gone = [one.id for one in find_gone(wish.scope, self.reach.inside)]
        if gone or not self._holds(wish):
            return Objection(StopRefusal.SCOPE_UNKNOWN, ", ".join(gone or [wish.enterprise]))
        return await self.desk.request(wish, actor)

    async def act(self, command: StopCommand) -> FiledStop | StopRefusal:
        if self.get(command.stop) is None:
            return StopRefusal.UNKNOWN_STOP
        return await self.desk.act(command)

    async def report(
        self, period: Period, enterprises: frozenset[str] | None = None
    ) -> OnlineReport:
        own = self.reach.enterprises
        return await self.desk.report(period, own if enterprises is None else own & enterprises)

    def _holds(self, wish: StopWish) -> bool:
        return wish.enterprise in self.reach.enterprises
