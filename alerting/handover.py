"""Shift handover (交接班): one page of a shift, what people add to it, and who signed it.

Records only: the page as it was frozen, the entries that are kept of it, and the handover as the
fold of its entries. Which act leads where is the table in :mod:`alerting.handover_cycle`, what a
page says :mod:`alerting.handover_content`'s business, keeping it :mod:`alerting.handover_book`'s.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alerting.kpi.terms import Period
from plant.reading import Instant
from plant.wording import Words

BY_HAND: Final = Words("指定时段", "given period")
"""What stands for the shift's name where a period was given by hand."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is handed over: one shift on one day, or a period given by hand.

    ``day`` is the ISO date in the park's zone on which the shift begins; both ``shift`` and ``day``
    are empty for a period given by hand.
    """

    period: Period
    shift: str = ""
    day: str = ""

    @property
    def id(self) -> str:
        """Its name for good: ``2026-11-26.day``, or both ends in ms."""
        if self.shift:
            return f"{self.day}.{self.shift}"
        return f"{self.period.start}-{self.period.end}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a line: text in both languages, an instant, a length of time in ms, a number.

    What there is of them stands in this order. ``small`` is an id to stand below.
    """

    zh: str = ""
    en: str = ""
    at: Instant | None = None
    ms: int | None = None
    number: float | None = None
    small: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section; ``priority`` is the word of the alarm that it is about, else empty."""

    cells: tuple[Cell, ...]
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page, one column a cell of its lines.

    ``total`` counts the lines there were: with more than are listed the rest was left off.
    ``note`` says what the reader has to know of it, such as that it could not be told.
    ``wide``: the last column's texts are long, and are set on a line of their own.
    """

    id: str
    title: Words
    columns: tuple[Words, ...]
    lines: tuple[Line, ...] = ()
    total: int = 0
    note: Words | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """One of the few numbers that a reader sees first."""

    label: Words
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A page as it was frozen at ``at``: nothing in it follows what happens later.

    ``seq`` and ``digest`` are those of the alarm journal's row up to which the alarms are its fold,
    ``journal`` is its id: kept with a signature, they also bear witness to the journal.
    """

    at: Instant
    journal: str
    seq: int
    digest: str
    plant_hash: str
    park: Words
    zone: str
    shift: Words
    heads: tuple[Head, ...]
    sections: tuple[Section, ...]


class Stage(StrEnum):
    """How far a handover has come."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    SEALED = "sealed"


class Deed(StrEnum):
    """What is done to a handover and kept."""

    DRAFTED = "drafted"
    NOTED = "noted"
    HANDED_OVER = "handed_over"
    ASKED = "asked"
    ANSWERED = "answered"
    REMARKED = "remarked"
    TAKEN_OVER = "taken_over"


SPOKEN: Final = (Deed.NOTED, Deed.ASKED, Deed.ANSWERED, Deed.REMARKED)
"""The deeds that are words of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverEntry:
    """One deed. ``version`` numbers those of a handover from 1, ``edition`` its drafts.

    ``seq`` and ``previous`` are given by the book when it keeps the entry (0 and empty before).
    Only a draft has ``content``; ``section`` is what words are about, empty for all of it.
    """

    turn: Turn
    deed: Deed
    at: Instant
    actor: str
    version: int
    edition: int
    section: str = ""
    words: str = ""
    content: Content | None = None
    seq: int = 0
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which edition, and when."""

    by: str
    at: Instant
    edition: int


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody added, dated and named; ``edition`` is what lay before him."""

    kind: Deed
    section: str
    words: str
    by: str
    at: Instant
    edition: int


@dataclass(frozen=True, slots=True)
class Handover:
    """Where a handover stands: the fold of its entries.

    ``drafts`` are who generated each edition and when, from edition 1; ``outgoing`` is the
    signature of who hands over, ``incoming`` of who takes over. A new draft takes the first back.
    """

    turn: Turn
    stage: Stage
    version: int
    drafts: tuple[Signature, ...]
    outgoing: Signature | None = None
    incoming: Signature | None = None
    said: tuple[Said, ...] = ()

    @property
    def edition(self) -> int:
        """The newest draft."""
        return len(self.drafts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person wants to do to a handover.

    ``version`` is the one that the person saw, None if any will do. Signing has no such freedom:
    one signs what one has read.
    """

    turn: str
    deed: Deed
    actor: str
    version: int | None = None
    section: str = ""
    words: str = ""
