"""What the dashboard needs from the rest of the house, as few narrow protocols.

Who wires the product adapts alerting, ingest, detectors and the historian to these. Everything is
called on the event loop's thread, and whatever is not ``async`` answers from memory.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm, Answer, Command, Entry
from alerting.delivery import Delivery
from alerting.handover import Act, Content, Handover, Turn
from alerting.handover_book import Answer as Settled
from alerting.handover_book import Place, ShiftRecord
from alerting.handover_shifts import Missing
from alerting.kpi.groups import By
from alerting.kpi.report import Report
from alerting.kpi.terms import Period
from alerting.sound_tests import SoundTest
from dashboard_api.handling_port import HandlingDesk
from dashboard_api.oidc_port import SignOn
from dashboard_api.rule_versions import RuleVersionDesk
from dashboard_api.saved_filters import SavedFilters
from dashboard_api.siren_port import Sirens
from dashboard_api.stop_ports import StopDesk
from detectors.interlock_view import InterlockView
from detectors.verdict import Rule
from historian.port import Historian
from ingest.frame import Reason, Refusal
from ingest.unknown_tags import UnknownTag
from plant.reading import Instant
from plant.words import Plant


class UnavailableError(Exception):
    """What was asked can't be done for now, for a reason outside the request."""


class AlarmDesk(Protocol):
    """Takes people's commands and knows every alarm that was ever raised."""

    def get(self, alarm: str) -> Alarm | None:
        """The alarm by its id, None if it never was; it may be ahead of the journal's commit."""
        ...

    async def command(self, commands: Sequence[Command]) -> Sequence[Answer]:
        """One answer a command, in order, once the journal has committed what they changed.

        :raises UnavailableError: the journal can't commit.
        """
        ...


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which entries, at most ``limit`` of them.

    ``after`` and ``before`` bound the sequence number, both exclusive; ``start`` ≤ at < ``end``.
    ``alarm``, ``sources`` and ``alarms``: only of this alarm, only of alarms of these sources, only
    of these alarms.
    """

    limit: int
    after: int = 0
    before: int | None = None
    start: Instant | None = None
    end: Instant | None = None
    alarm: str | None = None
    sources: frozenset[str] | None = None
    newest_first: bool = False
    alarms: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class KpiOrder:
    """Which report is wanted of whose alarms; the plant gives them their places.

    ``changed`` are fields of :class:`alerting.kpi.terms.Terms` that are to differ from the site's;
    ``alone``: only alarms of sources that are in ``plant`` count.
    """

    period: Period
    by: By
    plant: Plant
    changed: Mapping[str, object]
    alone: bool = False


class TooManyEntriesError(Exception):
    """More of the journal than a running platform reads for one answer."""


class JournalReader(Protocol):
    """Reads what is committed."""

    async def report(self, order: KpiOrder) -> Report:
        """The performance of the alarm system, as far as the journal knows.

        :raises UnavailableError: the journal can't be read.
        :raises TooManyEntriesError: the period has too many entries.
        :raises alerting.kpi.terms.TermsError: the terms make no sense.
        """
        ...

    async def read(self, query: JournalQuery) -> Sequence[Entry]:
        """Entries by sequence number, falling if ``newest_first``.

        :raises UnavailableError: the journal can't be read.
        """
        ...


class NoticeReader(Protocol):
    """Reads who was told of alarms."""

    async def list_of(self, alarm: str, hazard: str, limit: int) -> Sequence[Delivery]:
        """The newest notices that tell of an alarm of a hazard, newest first.

        :raises UnavailableError: they can't be read.
        """
        ...


class HandoverDesk(Protocol):
    """Keeps the handovers of shifts, and reads of the journal what a page of one needs.

    Every call raises :class:`UnavailableError` where the journal's database can't be used.
    """

    async def read_shift(self, period: Period, seq: int) -> ShiftRecord:
        """What a page needs of the journal up to its row ``seq``."""
        ...

    async def draft(self, turn: Turn, content: Content, actor: str, version: int | None) -> Settled:
        """Keep a page: the first edition of a handover, or the next one."""
        ...

    async def act(self, act: Act, now: Instant) -> Settled:
        """Carry out what a person wants, or say what speaks against it."""
        ...

    async def get(self, handover: str) -> Handover | None:
        """A handover as it stands."""
        ...

    async def get_content(self, handover: str, edition: int) -> Content | None:
        """One edition of its page."""
        ...

    async def list_recent(self, limit: int, before: Place | None) -> Sequence[Handover]:
        """Those of the newest periods first, from behind a place of that list on."""
        ...

    async def list_missing(
        self, plant: Plant, start: Instant, end: Instant, now: Instant
    ) -> Sequence[Missing]:
        """Shifts that ended at start < t ≤ end and whose handover is overdue, newest first."""
        ...


class SoundDesk(Protocol):
    """Keeps the tests of the desks' sounds."""

    async def add(self, test: SoundTest) -> None:
        """Keep a test.

        :raises UnavailableError: the journal's database can't be used.
        """
        ...

    async def list_between(
        self, start: Instant, end: Instant, limit: int, desk: str | None = None
    ) -> Sequence[SoundTest]:
        """Those of start ≤ at < end, newest first, of one desk or of all.

        :raises UnavailableError: the journal's database can't be used.
        """
        ...


class Board(Protocol):
    """Latest reading of every tag, arrays of shape (tags,) that their owner changes in place.

    ``received`` and ``source`` int64 ms, LONG_AGO where never seen; ``value`` float64, NaN where
    there is no number; ``status`` uint32, OPC UA StatusCode; ``marks`` uint16,
    :class:`plant.reading.Mark`; ``stale`` bool; ``doubts`` uint8, a bit each of
    :data:`plant.condition.DOUBTS`.
    """

    @property
    def received(self) -> NDArray[np.int64]: ...

    @property
    def source(self) -> NDArray[np.int64]: ...

    @property
    def value(self) -> NDArray[np.float64]: ...

    @property
    def status(self) -> NDArray[np.uint32]: ...

    @property
    def marks(self) -> NDArray[np.uint16]: ...

    @property
    def stale(self) -> NDArray[np.bool_]: ...

    @property
    def doubts(self) -> NDArray[np.uint8]: ...


@dataclass(frozen=True, slots=True)
class GatewayFigures:
    """How a gateway's link does: ``rate`` in readings/s, ``skew_ms`` our clock minus its clock,
    ``gaps`` sequence numbers that never came, ``refused`` dead letters.
    """

    online: bool
    last_seen: Instant | None
    rate: float
    skew_ms: float | None
    gaps: int
    refused: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A gateway's counters since start, refusals by reason, and gaps as (boot, first, last).

    ``newest``: (boot, seq) of the last frame with a number, its boot empty where it told none;
    ``acknowledged``: up to which frame the gateway was told that all is durable. None where there
    is none.
    """

    counters: Mapping[str, int]
    refused: Mapping[str, int]
    gaps: Sequence[tuple[str, int, int]] = ()
    newest: tuple[str, int] | None = None
    acknowledged: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """Frames and letters offered again, and refusals that came of them."""

    frames: int
    letters: int
    refused: int


class GatewayDesk(Protocol):
    """What ingest knows about gateways."""

    def figures(self) -> Sequence[GatewayFigures]:
        """One a gateway, in the order of the plant's gateways."""
        ...

    def ledger(self, gateway: str) -> Ledger:
        """The counters of one gateway, which is one of the plant's."""
        ...

    def bringers(self) -> NDArray[np.int16]:
        """Row of the gateway that brought each tag last or likely will, -1 for none; (tags,)."""
        ...

    async def dead_letters(
        self, gateway: str, reason: Reason | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Refusal]]:
        """Numbered refusals, newest first, with number < ``before``, at most ``limit``.

        :param gateway: also one that is not the plant's, by the name that it gave.
        """
        ...

    def unknown_tags(self, gateway: str) -> Sequence[UnknownTag]:
        """Names that one of the plant's gateways uses and the plant does not know, sorted."""
        ...

    async def replay(self, gateway: str, reason: Reason | None, limit: int) -> Replayed:
        """Offer refused frames again, the oldest first; what is taken leaves the letters.

        :raises UnavailableError: what was taken is not durable; the letters stay.
        """
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be well for the process to be of use; without ``vital`` it can wait."""

    ok: bool
    detail: str = ""
    vital: bool = True


def is_ready(checks: Mapping[str, Check]) -> bool:
    """Whether alarms are judged, recorded and shown as they should be."""
    return all(check.ok for check in checks.values() if check.vital)


class Health(Protocol):
    """How the running process does."""

    def checks(self) -> Mapping[str, Check]:
        """Broker, journal, spool, historian, detectors …; ready when all vital ones are ok."""
        ...

    def lag_ms(self) -> float:
        """Age of the oldest frame taken in but not judged yet, or the loop's lag if larger."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """All of it together.

    ``plant``, ``rules``, ``board`` and ``interlocks`` are functions because a reload replaces them.
    ``now`` is the house's clock (the stream's in a replay); ``wall`` always the wall clock, by
    which sessions expire. ``handling`` is None where no handling records are kept, ``stops`` in a
    replay, where nobody files any; ``sign_on`` where the site has no identity provider, ``sirens``
    where it has no sirens.
    """

    plant: Callable[[], Plant]
    rules: Callable[[], Sequence[Rule]]
    board: Callable[[], Board]
    alarms: AlarmDesk
    journal: JournalReader
    notices: NoticeReader
    handovers: HandoverDesk
    gateways: GatewayDesk
    historian: Historian
    health: Health
    now: Callable[[], Instant]
    wall: Callable[[], Instant]
    interlocks: Callable[[], Sequence[InterlockView]]
    clock: Literal["wall", "stream"] = "wall"
    handling: HandlingDesk | None = None
    stops: StopDesk | None = None
    sounds: SoundDesk | None = None
    sirens: Sirens | None = None
    filters: SavedFilters | None = None
    rule_versions: RuleVersionDesk | None = None
    sign_on: SignOn | None = None
