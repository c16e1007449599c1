"""A park at the end of a shift: its people, its alarms, and the facts of a page."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

from alerting.alarm import Command, Event
from alerting.handover import Turn
from alerting.handover_facts import Facts, LinkFact
from alerting.kpi.groups import By
from alerting.kpi.places import Site
from alerting.kpi.report import report_entries
from alerting.kpi.terms import Period, Terms
from plant.condition import Priority
from plant.duties import Duty, Person, Shift
from tests.dashboard_api.house import NOON, House, make_plant

HOUR = 3_600_000
SHANGHAI = ZoneInfo("Asia/Shanghai")
SHIFTS = (
    Shift("day", "白班", 8 * 60, 20 * 60, "Day shift"),
    Shift("night", "夜班", 20 * 60, 8 * 60),
)
PERSONS = tuple(
    Person(name, zh, en)
    for name, zh, en in (
        ("wang", "王操作", "Operator Wang"),
        ("li", "李操作", ""),
        ("zhao", "赵班长", "Leader Zhao"),
        ("sun", "孙工", "Engineer Sun"),
    )
)
DUTIES = (
    Duty("operator", (("wang",), ("li",)), "day", begins=date(2025, 11, 24)),
    Duty("operator", (("li",), ("wang",)), "night", begins=date(2025, 11, 24)),
    Duty("shift_leader", (("zhao",),)),
    Duty("gas watch", (("sun",),), "day", hazards=("H1",)),
)


def make_staffed_plant():
    """The house's plant with people, shifts, and an action on record for ``T1``."""
    plant = make_plant()
    first = replace(plant.tags[0], action="关闭进料阀", action_en="Close the feed valve")
    return replace(
        plant, persons=PERSONS, shifts=SHIFTS, duties=DUTIES, tags=(first, *plant.tags[1:])
    )


def make_house():
    return House(make_staffed_plant())


def find_day(house):
    """The shift around the house's noon, by hand: from twelve hours before it."""
    return Turn(Period(NOON - 12 * HOUR, NOON + HOUR))


def do(house, kind, alarm, actor="wang", **more):
    """A person's command; it must be carried out."""
    house.time += 1
    command = Command(kind, alarm, actor, role="shift_leader", **{"reason": "检修", **more})
    answer, born = house.live.command(command, house.time, known=True)
    assert born, answer
    house.commit(born)


def make_facts(house, **changed):
    """The facts of a page made a second after the last thing that happened."""
    at, entries = house.time + 1000, house.journal.entries
    turn = find_day(house)
    period = Period(turn.period.start, at)
    counts: dict[tuple[Event, Priority], int] = {}
    for entry in entries:
        key = entry.event, entry.priority
        counts[key] = counts.get(key, 0) + 1
    terms = Terms.standard(zone=SHANGHAI, shifts=(time(8), time(20)))
    facts = Facts(
        turn=turn,
        at=at,
        journal="journal-1",
        seq=len(entries),
        digest="d" * 64,
        plant=house.plant,
        alarms=[shown.alarm for shown in house.hub.alarms.standing.values()],
        stale=(),
        links=(LinkFact("G1", online=True, last_seen=at),),
        troubles={},
        failed=(),
        counts=counts,
        report=report_entries(entries, Site.of(house.plant), period, terms, By.PRIORITY),
    )
    return replace(facts, **changed)
