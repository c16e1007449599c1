"""People, their shifts and duties, and who is told of an alarm after how long, as records.

As the plant directory gives them, checked and with every name resolved to an id. Who is on duty at
an instant is :mod:`alerting.roster`'s business, when somebody is told :mod:`alerting.escalation`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from plant.condition import Condition, Priority

RESPONSIBLE_ROLES: Final = ("operating", "technical", "principal")
"""The three responsible persons of a hazard (操作负责人, 技术负责人, 主要负责人)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be reached: ``addresses`` by the name of a channel, as the channel takes it
    (a telephone number, a mail address, an address of a robot).
    """

    id: str
    name: str
    name_en: str = ""
    language: str = "zh"
    addresses: Mapping[str, str] = field(default_factory=dict)


def find_persons(persons: Sequence[Person], word: str) -> list[Person]:
    """Whom a hazard means by a responsible person's id or name; several of one name are meant all.

    Nobody knows which of them it is, and one too many told is better than one too few.
    """
    by_id = [person for person in persons if person.id == word]
    return by_id or [person for person in persons if person.name == word]


@dataclass(frozen=True, slots=True)
class Shift:
    """From ``start`` to ``end``, minutes after midnight in the park's zone; over midnight where it
    ends before it starts, a whole day where both are one.
    """

    id: str
    name: str
    start: int
    end: int
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who does something, when, and for which hazards.

    ``shift`` empty: around the clock; ``hazards`` empty: for all; ``days`` weekdays (0 Monday),
    empty: every day. The shift's day is the one on which it starts. ``rotation``: groups that take
    turns day by day (of its days) from ``begins`` on, one group where it is always the same;
    ``ends``: the last day.
    """

    role: str
    rotation: tuple[tuple[str, ...], ...]
    shift: str = ""
    hazards: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    begins: date | None = None
    ends: date | None = None

    def covers(self, hazard: str) -> bool:
        """Whether it is for a hazard, by its id; empty for what belongs to none."""
        return not self.hazards or hazard in self.hazards


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """After ``after_ms`` without acknowledgement these roles are told through these channels, of
    several channels in their order: the next where one has failed.

    A role is one of :data:`RESPONSIBLE_ROLES` of the alarm's hazard, or that of a duty.
    """

    after_ms: int
    to: tuple[str, ...]
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """The steps for some alarms; of several that fit an alarm the first counts.

    Empty ``hazards`` and ``conditions`` mean all of them.
    """

    id: str
    priorities: tuple[Priority, ...]
    steps: tuple[EscalationStep, ...]
    hazards: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def covers(self, hazard: str) -> bool:
        """Whether it is for a hazard, by its id; empty for what belongs to none."""
        return not self.hazards or hazard in self.hazards
