"""A handover of a bad night with something in every section, and rows of it."""

from dataclasses import replace

from alerting.alarm import CommandKind, State
from alerting.delivery import Delivery, give_up
from alerting.handover import Act, Deed
from alerting.handover_acts import draft, fold, perform
from alerting.handover_content import write_page
from alerting.handover_facts import LinkFact
from dashboard_api.handover_rows import handover_row
from plant.condition import Condition, Priority
from tests.alerting.handover_park import HOUR, do, find_day, make_facts, make_house
from tests.alerting.test_delivery import NOTICE
from tests.dashboard_api.house import NOON


def make_night():
    """The facts at the end of it."""
    house = make_house()
    for n in range(12):
        house.judge("T2:H", value=80.1 + n / 10, priority=Priority.MEDIUM)
        house.judge("T2:H", active=False)
    house.judge("T1:HH", priority=Priority.CRITICAL)
    house.judge("液位LT-9:HH")
    do(house, CommandKind.ACKNOWLEDGE, "液位LT-9:HH", "li")
    house.judge("T3:HH")
    more = {"work_order": "WO-2025-117", "duration_ms": 8 * HOUR}
    do(house, CommandKind.REMOVE_FROM_SERVICE, "T3:HH", "sun", reason="浮筒更换", **more)
    do(house, CommandKind.SHELVE, "T2:H", reason="抖动", duration_ms=HOUR)
    house.suppress("T3:H")
    house.time = NOON + HOUR // 2
    alarms = [shown.alarm for shown in house.hub.alarms.standing.values()]
    bypass = replace(alarms[0], id="T1:bypass_overdue", condition=Condition.BYPASS_OVERDUE)
    lost = replace(alarms[0], id="G2:gateway_lost", source="G2", condition=Condition.GATEWAY_LOST)
    free = {"held": None, "holds": {}, "state": State.ACKNOWLEDGED, "value": None}
    others = [replace(one, priority=Priority.MEDIUM, **free) for one in (bypass, lost)]
    failed = give_up(Delivery(replace(NOTICE, person="li")), "no such number", house.time)
    return make_facts(
        house,
        alarms=[*alarms, *others],
        stale=["T1", "T2", "液位LT-9"],
        links=[LinkFact("G1", online=True, last_seen=1), LinkFact("G2", False, NOON)],
        troubles={"historian": "connection refused", "notices": "sms: timeout"},
        failed=[failed],
    )


def make_row(*deeds, facts=None, said="V-3 阀位反馈不可靠，已报修；夜间每小时现场确认一次。"):
    """The handover after some deeds by those whose turn it is."""
    facts = facts or make_night()
    content = write_page(facts)
    record = fold(None, draft(find_day(None), content, "王操作", None, None))
    for deed, section in deeds:
        actor = "李操作" if deed in (Deed.TAKEN_OVER, Deed.ASKED) else "王操作"
        wish = Act(
            turn=record.turn.id,
            deed=deed,
            actor=actor,
            version=record.version,
            section=section,
            words=said,
        )
        sections = [one.id for one in content.sections]
        at = facts.at + 60_000 * record.version
        record = fold(record, perform(wish, record, sections, at, HOUR))
    return handover_row(record, content, 1)


WHOLE = (
    (Deed.NOTED, "standing"),
    (Deed.NOTED, ""),
    (Deed.HANDED_OVER, ""),
    (Deed.ASKED, "held"),
    (Deed.ANSWERED, "held"),
    (Deed.TAKEN_OVER, ""),
)
"""A whole life, to the seal."""
