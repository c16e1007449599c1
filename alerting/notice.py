"""Notices: that somebody is to be told of an alarm, and what became of telling him.

Which notices there are is :mod:`alerting.escalation`'s business, keeping them the outbox's
(:mod:`alerting.outbox`), carrying them a channel's (:mod:`alerting.channels`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from plant.condition import Priority
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody is to be told of an alarm.

    ``key`` names it for good: the same one twice is one. ``alarms`` are all that it tells of, the
    one that it is about first; ``hazard`` its hazard. ``called_at`` is when that alarm began to
    call, ``step`` how far up the ladder, from 0. ``via`` are the channels to try in their order.
    ``due`` is when it is to be told. ``facts`` are those of that alarm, as text, for templates.
    """

    key: str
    alarms: tuple[str, ...]
    hazard: str
    called_at: Instant
    step: int
    person: str
    via: tuple[str, ...]
    priority: Priority
    due: Instant
    zh: str
    en: str
    facts: Mapping[str, str] = field(default_factory=dict)


class Fate(StrEnum):
    """What became of a notice."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel says of a message that it took: its own number for it, if it gave one."""

    reference: str = ""


class ChannelError(Exception):
    """A message was not taken. ``lasting``: nor will it be the next time, e.g. no such number."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel is to carry to one address.

    ``text`` in the recipient's language, one line; ``facts`` for channels with templates and for
    programs: alarm, hazard, priority, value, limit, unit, raised_at and the like, as text.
    """

    key: str
    address: str
    text: str
    priority: Priority
    facts: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str: ...

    async def send(self, letter: Letter) -> Receipt:
        """Hand a message over; within the time that the channel allows itself.

        :raises ChannelError: it was not taken, or nobody knows.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
