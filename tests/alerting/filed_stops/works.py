"""Two works with a tank each, and stops filed of them in shorthand."""

from alerting.filed_stops.register import Register
from alerting.filed_stops.stop import Scope, StopAction, StopCommand, StopWish
from plant.condition import Condition, Priority
from plant.filed_stops import StopCategory
from plant.tag_kind import TagKind
from plant.words import AlarmSettings, Enterprise, Equipment, Gateway, Hazard, Park, Plant, Tag

HOUR = 3_600_000
DAY = 24 * HOUR
NOW = 1_764_000_000_000


def make_tag(name, enterprise, equipment, hazard, priority=None):
    settings = AlarmSettings(Condition.H, 80.0, 1.0, 0, 0, Priority.HIGH, latching=False)
    return Tag(
        id=name,
        enterprise=enterprise,
        equipment=equipment,
        hazard=hazard,
        kind=TagKind.LEVEL,
        unit="%",
        range_lo=0.0,
        range_hi=100.0,
        interval_s=1.0,
        priority=priority,
        name=name,
        name_en=name,
        alarms={Condition.H: settings},
    )


PLANT = Plant(
    park=Park("P", "园区"),
    enterprises=(Enterprise("甲", "甲公司"), Enterprise("乙", "乙公司")),
    hazards=(Hazard("HA", "甲", "罐区"), Hazard("HB", "乙", "球罐")),
    equipment=(Equipment("V1", "HA", "tank", "1 号罐"), Equipment("V2", "HA", "tank", "2 号罐")),
    gateways=(Gateway("GA", "甲"), Gateway("GB", "乙")),
    tags=(
        make_tag("A1", "甲", "V1", "HA"),
        make_tag("A2", "甲", "V1", "HA"),
        make_tag("A3", "甲", "V2", "HA", Priority.CRITICAL),
        make_tag("B1", "乙", "", "HB"),
    ),
    hash="abc",
)


def wish(category=StopCategory.OVERHAUL, *, start=NOW, lasts=8 * HOUR, scope=None, **more):
    """What the first works asks for; one tag if nothing else is said."""
    fields = {"enterprise": "甲", "reason": "检修 1 号罐液位计", **more}
    return StopWish(
        category=category,
        scope=Scope(tags=("A1",)) if scope is None else scope,
        start=start,
        until=start + lasts,
        **fields,
    )


def request(register, asked=None, actor="甲·张", now=NOW):
    """A request taken into the register; its stop."""
    return register.take(register.request(asked or wish(), actor, now, "abc"))


def act(register, stop, action, actor="园区·李", now=NOW, **more):
    """What a command comes to; if it is an entry, it is taken."""
    reason = more.pop("reason", "已核对")
    may = more.pop("may_decide", True)
    command = StopCommand(StopAction(action), stop, actor, reason, may_decide=may, **more)
    found = register.answer(command, now, "abc")
    return found if isinstance(found, str) else register.take(found)


def pass_time(register, now):
    """Everything that the clock has done by then."""
    taken = []
    while found := list(register.find_due(now, "abc")):
        taken += [(entry.event.value, entry.at) for entry in found]
        for entry in found:
            register.take(entry)
    return taken


def put_in_force(*wishes):
    """A register in which each of these was approved at once, and the stops."""
    register = Register()
    for one in wishes or (wish(),):
        act(register, request(register, one).id, "approve")
    pass_time(register, NOW)
    return register, register.list_all()
