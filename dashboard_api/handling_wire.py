"""Handling records as they cross the border of the dashboard: shapes only.

How they are made of the core's records is :mod:`dashboard_api.handling_rows`. Instants are
milliseconds UTC, limits seconds.
"""

from msgspec import Struct

from alerting.handling import Evidence, Finding, Happening, Side, Step
from dashboard_api.wire import Message, PriorityWord


class StampRow(Struct, frozen=True, kw_only=True):
    """A step that was done: when, by whom, from which side, and whether too late.

    ``behalf``: who at the enterprise said so, where the park wrote it down.
    """

    step: Step
    at: int
    by: str
    side: Side
    behalf: str
    late: bool


class HandlingRow(Struct, frozen=True, kw_only=True):
    """A handling record as it stands.

    ``id`` is the number of the journal's row that opened it. ``owner``: whose alarm it is.
    ``turn``: whose turn it is, ``next``: the step that is waited for, by ``due``; null where it is
    closed or nothing can be done yet. ``drill``: of simulated data, never counted. ``done``: the
    steps that count, in order. ``evidence``: what the journal last said of the condition.
    ``version``: for ``If-Match``.
    """

    id: int
    alarm: str
    name: Message
    hazard: str
    enterprise: str
    priority: PriorityWord
    drill: bool
    step: Step
    since: int
    owner: Side
    turn: Side | None
    next: str | None
    due: int | None
    overdue: bool
    finding: Finding | None
    evidence: Evidence
    ended_at: int | None
    opened_at: int
    raised_at: int
    last_raised_at: int
    activations: int
    done: list[StampRow]
    park_signed: StampRow | None
    calls: int
    attachments: int
    limits_s: dict[str, float]
    version: int


class CallRow(Struct, frozen=True):
    """A telephone call: with whom, on which number, begun by us or by them, answered or not."""

    person: str
    number: str
    outgoing: bool
    answered: bool


class AttachmentRow(Struct, frozen=True):
    """A file, to be had as ``attachments/{sha256}`` of its record."""

    sha256: str
    name: str
    media_type: str
    bytes: int


class HandlingEntryRow(Struct, frozen=True, kw_only=True):
    """One thing that happened to a record; ``seq`` is its place in the chain of all records.

    ``journal_seq``: the row of the journal by which the alarm was raised anew or ended.
    """

    seq: int
    version: int
    at: int
    happening: Happening
    side: Side
    by: str
    behalf: str
    words: str
    finding: Finding | None = None
    call: CallRow | None = None
    attachment: AttachmentRow | None = None
    journal_seq: int | None = None
    plant_hash: str = ""


class HandlingPage(Struct, frozen=True):
    """Handling records, newest first. ``newest``: what last happened to each, by its number."""

    items: list[HandlingRow]
    next: str | None
    newest: dict[int, HandlingEntryRow] = {}


class OfferRow(Struct, frozen=True, kw_only=True):
    """An act that who asks may do to a record as it stands.

    ``action``: the word of its path. ``happening``: what it would be. It is to be sent with
    ``behalf``, ``finding`` and ``words`` where these are true. ``hindrance``: why not yet.
    """

    action: str
    happening: Happening
    behalf: bool
    finding: bool
    words: bool
    hindrance: str | None


class HandlingView(Struct, frozen=True):
    """A record with all that happened to it, and what who asks may do to it."""

    record: HandlingRow
    entries: list[HandlingEntryRow]
    offers: list[OfferRow] = []


class HandlingRequest(Struct, frozen=True, kw_only=True):
    """What a person does. ``words``: what was found, done, said. ``behalf``: who at the enterprise
    said so, by an account of the park. ``finding``: to verify. ``version``: the one seen, if it is
    to count. The rest is of a call.
    """

    words: str = ""
    behalf: str = ""
    finding: Finding | None = None
    version: int | None = None
    person: str = ""
    number: str = ""
    outgoing: bool = True
    answered: bool = True


class HandlingFigures(Struct, frozen=True, kw_only=True):
    """Records opened in a period, drills left out.

    ``findings`` counts those that were verified, by finding. ``false_share``: false alarms among
    what was found real or false, percent; null without any. ``late``: steps done too late, by step.
    ``activations``: how often their alarms were raised while they were open.
    """

    start: int
    end: int
    records: int
    activations: int
    open: int
    overdue: int
    drills: int
    findings: dict[str, int]
    false_share: float | None
    late: dict[str, int]
