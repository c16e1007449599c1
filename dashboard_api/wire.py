"""The rows and bodies that cross the border of the dashboard, as types.

With the live frames (:mod:`dashboard_api.frames`) these structs are the one source of the JSON
Schemas: OpenAPI, the files that outside tests check against and the decoding of what clients send
all come from them. Shapes only; how a row is made of the house's records is
:mod:`dashboard_api.rows`. What the plant directory says is :mod:`dashboard_api.plant_wire`, the KPI
report :mod:`dashboard_api.kpi_wire`.

Contract section 6. Every instant is an integer of milliseconds UTC; NaN leaves as null.
Fields may be added, never renamed: clients ignore what they don't know.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from alerting.alarm import Event, Held, State
from alerting.notice import Fate
from ingest.frame import Reason
from plant.condition import Condition

PriorityWord = Literal["critical", "high", "medium", "low"]
SeverityWord = Literal["minor", "serious", "severe", "catastrophic"]
QualityWord = Literal["good", "uncertain", "bad", "none"]
"""``none`` (无数据): no reading was ever seen; a fourth thing, never zero."""

StreamName = Literal["alarms", "tags", "hazards", "gateways"]
Location = Annotated[tuple[float, ...], Meta(min_length=2, max_length=2)]
"""Longitude and latitude, degrees."""


class Message(Struct, frozen=True):
    """One sentence for operators, in both languages."""

    zh: str
    en: str


class Times(Struct, frozen=True):
    """The stages of the reading that decided: from the sensor's clock to the screen.

    ``journalled`` and ``pushed`` are those of the newest event: when the journal had it, and when
    it went out. ``journalled`` is null where it was shown unrecorded.
    """

    source: int | None
    received: int | None
    detected: int | None
    pushed: int | None
    journalled: int | None = None


class HoldTerms(Struct, frozen=True, kw_only=True):
    """On what terms a person holds an alarm: ``until`` when at the latest, ``once``: or until its
    condition has returned; with which second person; for which work order.
    """

    until: int
    once: bool = False
    witness: str = ""
    work_order: str = ""


class HoldRow(Struct, frozen=True, kw_only=True):
    """What holds an alarm, since when, by whom and why; ``terms`` null where an operating
    state holds it.
    """

    held: Held
    by: str
    at: int
    reason: str
    terms: HoldTerms | None


class NuisanceRow(Struct, frozen=True):
    """One mark of a nuisance alarm: since when, for how many activations it stands, until when if
    nothing more happens (null: with the activation), and the alarm that a duplicate comes with.
    """

    kind: str
    since: int
    count: int
    until: int | None
    peer: str


class FloodRow(Struct, frozen=True):
    """An alarm flood that goes on: since when it is one, with which alarm and when it began, how
    many annunciations in the last ten minutes and in all, and how many in each hazard.
    """

    since: int
    began: int
    first: str
    recent: int
    alarms: int
    by_hazard: dict[str, int]


class FloodStatus(Struct, frozen=True):
    """The alarm flood that goes on, null while there is none."""

    flood: FloodRow | None


class LineRow(Struct, frozen=True):
    """The line on which an alarm's newest activations are counted: how many, the first and the
    last, and beneath the line of which other alarm it stands, empty: by itself.
    """

    count: int
    began: int
    last: int
    under: str


class AlarmRow(Struct, frozen=True, kw_only=True):
    """An alarm as it stands; ``reason`` is what the last event gave as its reason.

    ``value`` and ``times`` are those of the raise. ``held_reason``: why it is held, empty where it
    is not. ``holds``: all that holds it, the one that counts first. ``annunciated``: it calls
    people, though it may be shelved. ``realarms``: how often it called again, ``called_at``: when
    it last began to call. ``nuisances``: marks of a nuisance alarm. ``line``: where it is counted,
    null if it was never raised. ``root``: the alarm from which it follows. ``filed_stops``: those
    in force that cover its tag or name its gateway. ``enterprise``: whose tag or gateway it is,
    empty for the platform itself. ``action``, ``cause`` and what follows are what the plant has on
    record about it; ``respond_by`` is ``raised_at`` and the time to respond: until then the action
    helps.
    """

    id: str
    source: str
    condition: Condition
    hazard: str
    state: State
    held: Held | None
    priority: PriorityWord
    value: float | None
    limit: float | None
    unit: str
    raised_at: int | None
    returned_at: int | None
    acknowledged_at: int | None
    by: str
    reason: str
    marks: list[str]
    version: int
    message: Message
    times: Times
    enterprise: str = ""
    action: Message | None = None
    held_reason: str = ""
    cause: Message | None = None
    consequence: Message | None = None
    severity: SeverityWord | None = None
    respond_within_min: float | None = None
    respond_by: int | None = None
    procedure: Message | None = None
    drawing: Message | None = None
    holds: list[HoldRow] = []
    annunciated: bool = True
    realarms: int = 0
    called_at: int | None = None
    nuisances: list[NuisanceRow] = []
    line: LineRow | None = None
    root: str = ""
    filed_stops: list[str] = []


class TagRow(Struct, frozen=True, kw_only=True):
    """A tag's latest reading; ``t`` is the source's time. A stale value keeps standing, marked."""

    tag: str
    value: float | None
    quality: QualityWord
    t: int | None
    received: int | None
    marks: tuple[str, ...]


class Counts(Struct, frozen=True):
    """Alarms that stand and are not held, by priority."""

    critical: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0


class HazardRow(Struct, frozen=True, kw_only=True):
    """A hazard at a glance.

    ``worst`` is the highest priority among ``counts``; ``unacknowledged`` counts among the same.
    ``held`` counts its shelved, suppressed and out-of-service alarms. Of its ``tags``, ``stale``
    have timed out and ``online`` have fresh data; the rest were never heard.
    """

    id: str
    worst: PriorityWord | None
    counts: Counts
    unacknowledged: int
    held: int
    stale: int
    online: int
    tags: int


class GatewayRow(Struct, frozen=True, kw_only=True):
    """A gateway's link: ``rate`` in readings/s, ``skew_ms`` our clock minus its clock."""

    id: str
    online: bool
    last_seen: int | None
    rate: float
    skew_ms: float | None
    gaps: int
    refused: int


class JournalRow(Struct, frozen=True, kw_only=True):
    """One event of one alarm with the alarm's standing right after it.

    ``terms`` are those of what begins to hold the alarm with this event.
    """

    seq: int
    at: int
    alarm: str
    source: str
    condition: Condition
    event: Event
    state: State
    held: Held | None
    value: float | None
    limit: float | None
    priority: PriorityWord
    marks: list[str]
    reason: str
    actor: str
    version: int
    plant_hash: str
    terms: HoldTerms | None = None


class NoticeRow(Struct, frozen=True, kw_only=True):
    """That somebody was, or is to be, told of an alarm, and what has come of it.

    ``alarms``: all that it tells of, the gravest first. ``step``: how far up the ladder, from 0.
    ``name``: what the plant calls the person, his id where it knows him no more. ``channel``: by
    which it was tried last, ``attempts`` times so far; ``reference``: that channel's number for it.
    ``fate``: *sent* means that the channel has taken it, not that anybody has read it.
    """

    key: str
    alarms: list[str]
    step: int
    person: str
    name: str
    priority: PriorityWord
    due: int
    text: Message
    fate: Fate
    channel: str
    attempts: int
    next_at: int | None
    reference: str
    error: str
    settled_at: int | None


class RawHistory(Struct, frozen=True, kw_only=True):
    """Readings as stored; ``q`` holds the word of each reading's quality."""

    tag: str
    unit: str
    t: list[int]
    v: list[float | None]
    q: list[QualityWord]


class BinnedHistory(Struct, frozen=True, kw_only=True):
    """Equal bins beginning at ``t``; null where a bin has no usable reading."""

    tag: str
    unit: str
    bin_ms: int
    t: list[int]
    min: list[float | None]
    max: list[float | None]
    mean: list[float | None]
    n: list[int]


class Gap(Struct, frozen=True, kw_only=True):
    """Sequence numbers of one boot of a gateway that never came, first and last included."""

    boot: str
    first: int
    last: int


class FrameNumber(Struct, frozen=True, kw_only=True):
    boot: str
    seq: int


class LedgerRow(Struct, frozen=True, kw_only=True):
    """What a gateway sent and what became of it, counted since this process started.

    ``newest`` is the last frame with a number, ``acknowledged`` the one up to which the gateway was
    told that everything is durable.
    """

    gateway: str
    counters: dict[str, int]
    refused: dict[str, int]
    gaps: list[Gap]
    newest: FrameNumber | None
    acknowledged: FrameNumber | None


class DeadLetterRow(Struct, frozen=True, kw_only=True):
    """Refused data (拒收数据). ``payload`` is its text, cut, with what is no UTF-8 replaced."""

    number: int
    reason: str
    gateway: str
    topic: str
    tag: str
    detail: str
    received: int
    payload: str


class UnknownTagRow(Struct, frozen=True, kw_only=True):
    """A name that is not in the plant directory; ``value`` null where the last was no number."""

    tag: str
    count: int
    first: int
    last: int
    value: float | None


class ReplayRequest(Struct, frozen=True):
    """Which refused frames to offer again: of one reason or of all, the oldest first."""

    reason: Reason | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 500


class Replay(Struct, frozen=True):
    """What came of it: ``refused`` says how many letters there are again."""

    frames: int
    letters: int
    refused: int


class AlarmPage(Struct, frozen=True):
    items: list[AlarmRow]
    next: str | None


class NoticePage(Struct, frozen=True):
    """The newest notices about an alarm, newest first."""

    items: list[NoticeRow]


class JournalPage(Struct, frozen=True):
    items: list[JournalRow]
    next: str | None


class DeadLetterPage(Struct, frozen=True):
    items: list[DeadLetterRow]
    next: str | None


class UnknownTagPage(Struct, frozen=True):
    items: list[UnknownTagRow]
    next: str | None


class Login(Struct, frozen=True):
    username: Annotated[str, Meta(min_length=1, max_length=64)]
    password: Annotated[str, Meta(max_length=1024)]


HoldSeconds = Annotated[float, Meta(gt=0, le=366 * 86_400)]


class HoldRequest(Struct, frozen=True, kw_only=True):
    """How to hold alarms: for ``duration_s`` (the shortest on offer where it is left out), or until
    the condition has returned, if that is sooner and ``once`` is asked for.

    ``second``: another person with the same right, where the priority needs two.
    """

    duration_s: HoldSeconds | None = None
    once: bool = False
    work_order: Annotated[str, Meta(max_length=200)] = ""
    second: Login | None = None


class AlarmRequest(HoldRequest, frozen=True, kw_only=True):
    """Body of a command for one alarm; ``version`` is the one the person saw.

    What it says beyond reason and version counts for commands that hold an alarm.
    """

    reason: Annotated[str, Meta(max_length=2000)] = ""
    version: int | None = None


class HoldRules(Struct, frozen=True, kw_only=True):
    """What one person may hold in one way: ``most`` alarms at a time, of which he has ``holding``,
    each for ``longest_s`` by priority at the most; a priority that is not named not at all.

    ``durations_s`` are on offer; for the priorities in ``second_person`` two are needed.
    """

    durations_s: list[float]
    longest_s: dict[PriorityWord, float]
    second_person: list[PriorityWord]
    most: int
    holding: int


class AlarmRules(Struct, frozen=True, kw_only=True):
    """What the person who asks may do to keep alarms quiet; null where he may not at all."""

    shelving: HoldRules | None
    service: HoldRules | None


class CheckRow(Struct, frozen=True):
    """One thing that must be well for the process to be of use, and what is wrong with it."""

    ok: bool
    detail: str


class Readiness(Struct, frozen=True):
    """``ready`` if all that alarms depend on is well; readings may wait for their historian."""

    ready: bool
    checks: dict[str, CheckRow]


class FieldError(Struct, frozen=True):
    """Which part of a request is wrong, and why."""

    where: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: list[FieldError] = []
