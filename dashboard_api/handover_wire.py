"""Shift handovers as they cross the border of the dashboard: shapes only.

A page's sections go over as they were frozen, so they are the core's own
(:mod:`alerting.handover`). How rows are made is :mod:`dashboard_api.handover_rows`.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from alerting.handover import Deed, Head, Section, Stage
from dashboard_api.wire import Login, Message

LONGEST_WORDS: Final = 4000
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Lack = Literal["draft", "outgoing", "incoming"]


class HandoverSignature(Struct, frozen=True):
    """Who signed which edition, and when; of a draft who generated it."""

    by: str
    at: int
    edition: int


class HandoverWords(Struct, frozen=True):
    """What somebody added, to which section (empty: to all of it), having read which edition."""

    kind: Deed
    section: str
    words: str
    by: str
    at: int
    edition: int


class HandoverLine(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A handover in a list. ``shift`` and ``date`` are empty where the period was given by hand.

    ``due`` is when both should have signed, ``signable_from`` from when on a page may be generated
    and still be signed; ``lacks`` what is still missing, empty once sealed.
    """

    id: str
    shift: str
    name: Message
    date: str
    start: int
    end: int
    stage: Stage
    version: int
    edition: int
    drafted: HandoverSignature
    outgoing: HandoverSignature | None
    incoming: HandoverSignature | None
    due: int
    signable_from: int
    lacks: str


class HandoverRow(HandoverLine, frozen=True, kw_only=True):
    """A handover with one edition of its page, frozen at ``at``.

    ``journal``, ``seq`` and ``digest`` name the row of the alarm journal up to which it tells of
    the alarms. ``drafts`` are all editions, ``said`` what people added to any of them; ``shown``
    is the edition of this page.
    """

    shown: int
    at: int
    park: Message
    timezone: str
    journal: str
    seq: int
    digest: str
    plant_hash: str
    heads: tuple[Head, ...]
    sections: tuple[Section, ...]
    drafts: list[HandoverSignature]
    said: list[HandoverWords]


class HandoverPage(Struct, frozen=True):
    """A page of handovers, those of the newest periods first."""

    items: list[HandoverLine]
    next: str | None = None


class MissingHandover(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A shift's handover that should have been signed by both by ``due``, and what it lacks."""

    id: str
    shift: str
    name: Message
    date: str
    start: int
    end: int
    due: int
    lacks: Lack


class MissingHandoverPage(Struct, frozen=True):
    """Handovers that are missing, the newest shifts first."""

    items: list[MissingHandover]
    next: str | None = None


class HandoverShift(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A shift of the plant on one day, whether it was handed over or not; the names are those of
    :class:`HandoverLine`.
    """

    id: str
    shift: str
    name: Message
    date: str
    start: int
    end: int
    due: int
    signable_from: int


class HandoverShiftPage(Struct, frozen=True):
    """Shifts of the plant, the newest first."""

    items: list[HandoverShift]
    next: str | None = None


class DraftRequest(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """Of what a page is to be generated: a shift of a date, or a period; ``version`` is that of the
    handover as the person saw it, where there is one already.
    """

    shift: str = ""
    date: Date | None = None
    start: int | None = None
    end: int | None = None
    version: int | None = None


class SignRequest(Struct, frozen=True, kw_only=True):
    """A signature under the version that was read.

    ``outgoing`` signs who is logged in; ``incoming`` signs ``second``, with name and password.
    """

    side: Literal["outgoing", "incoming"]
    version: int
    second: Login | None = None


class RemarkRequest(Struct, frozen=True, kw_only=True):
    """Words to a section, or to all of it: a note before the first signature, after it a question,
    an answer or a remark.
    """

    kind: Literal["noted", "asked", "answered", "remarked"]
    words: Annotated[str, Meta(min_length=1, max_length=LONGEST_WORDS)]
    section: str = ""
    version: int | None = None
