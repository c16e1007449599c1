"""What a handover's page is made of, gathered at one instant: the facts, and what they are to a
section.

Everything comes from outside; nothing here is asked of a clock, a store or a running part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alerting.alarm import Alarm, Event, State
from alerting.delivery import Delivery
from alerting.filed_stops.stop import FiledStop
from alerting.handling import Handling
from alerting.handover import Cell, Line, Section, Turn
from alerting.kpi.report import Report
from alerting.notice_text import compose_alarm
from alerting.sound_tests import SoundTest
from plant.condition import Priority
from plant.reading import Instant
from plant.wording import PRIORITY_WORDS, STATES, Words
from plant.words import Plant

MOST_LINES: Final = 500
"""Lines of one section: what is left off is counted, and is never the most urgent."""

URGENT: Final = frozenset({Priority.CRITICAL, Priority.HIGH})


@dataclass(frozen=True, slots=True)
class LinkFact:
    """A gateway: whether it is there, and when it was last heard, None where it never was."""

    gateway: str
    online: bool
    last_seen: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was known at ``at``, up to the journal's row ``seq`` with its ``digest``.

    ``alarms`` are those that stand or are held, ``stale`` the tags without fresh data, ``troubles``
    the parts of the platform that are not well and what they say. ``failed`` are the notices that
    were given up in the shift, ``counts`` the journal's events of the shift. ``report`` is None
    where the figures could not be counted. ``handling`` are the records that are open, drills left
    out, ``stops`` what was filed and is not over. ``sounds`` are the tests of the desks' sounds in
    the shift, None where they could not be read.
    """

    turn: Turn
    at: Instant
    journal: str
    seq: int
    digest: str
    plant: Plant
    alarms: Sequence[Alarm]
    stale: Sequence[str]
    links: Sequence[LinkFact]
    troubles: Mapping[str, str]
    failed: Sequence[Delivery]
    counts: Mapping[tuple[Event, Priority], int]
    report: Report | None
    handling: Sequence[Handling] = ()
    sounds: Sequence[SoundTest] | None = ()
    stops: Sequence[FiledStop] = ()


UNKNOWN_FIGURES: Final = Words(
    "统计指标未能取得，生成本页时无法判断。", "The figures could not be counted when this was made."
)


def write_section(
    name: str,
    title: Words,
    columns: Iterable[Words],
    lines: Iterable[Line],
    note: Words | None = None,
) -> Section:
    """A section of lines in their order of importance, cut where there are too many."""
    every = tuple(lines)
    return Section(name, title, tuple(columns), every[:MOST_LINES], len(every), note)


def say(words: Words, small: str = "") -> Cell:
    """A cell of words."""
    return Cell(words.zh, words.en, small=small)


def show_alarm(plant: Plant, alarm: Alarm) -> Cell:
    """What an alarm is, with its id below."""
    return say(compose_alarm(plant, alarm), alarm.id)


def show_priority(priority: Priority) -> Cell:
    """A priority by its name."""
    return say(PRIORITY_WORDS[priority])


def show_state(state: State) -> Cell:
    """A state by its name."""
    return say(STATES[state])


def name_hazard(plant: Plant, hazard: str) -> Words:
    """A hazard by its name; what belongs to none is the park's."""
    found = plant.hazard_of.get(hazard)
    if found is None:
        return Words(hazard or "（不属于任何重大危险源）", hazard or "(of no hazard)")
    return Words(found.name, found.name_en or found.name)


def rank(alarm: Alarm) -> tuple[int, Instant, str]:
    """The order of alarms on the page: the most urgent first, of these the oldest."""
    return -alarm.priority, alarm.raised_at or 0, alarm.id
