"""The park of a simulated month, and what it is after a reload: any number of tags.

Units of fifty tags, a hazard each, eight enterprises with a gateway of their own; every unit has an
interlock that trips it and an operating state that is suppressed by design. Built from the plant's
words, and judged by the rules that the real bank makes of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from detectors.bank import Bank
from detectors.verdict import Rule
from plant.alarm_policy import apply_settings
from plant.condition import Condition, Priority
from plant.duties import Duty, Escalation, EscalationStep, Person
from plant.tag_kind import TagKind
from plant.words import Cause, Effect, Gateway, Interlock, Plant, Tag
from tests.detectors.plants import make_plant, make_tag

UNIT, ENTERPRISES = 50, 8
MINUTE = 60_000
LADDER = Escalation(
    "all",
    tuple(Priority),
    (
        EscalationStep(0, ("operator",), ("sms",)),
        EscalationStep(5 * MINUTE, ("operating",), ("voice", "sms")),
        EscalationStep(15 * MINUTE, ("technical", "principal"), ("voice",)),
        EscalationStep(60 * MINUTE, ("park",), ("voice",)),
    ),
)
ROLES = ("operator", "operating", "technical", "principal", "park")
SETTINGS = {"realarm_min": {"high": 120.0, "critical": 30.0}, "most_realarms": 3}


@dataclass(frozen=True, slots=True)
class Month:
    """A plant with its rules, and which alarms a unit's standstill suppresses."""

    plant: Plant
    rules: tuple[Rule, ...]
    suppressed: tuple[tuple[str, ...], ...]
    suppressible: frozenset[str]


def build_park(tags: int) -> Month:
    """The park as it is at first."""
    made = [_make_tag(number) for number in range(tags)]
    units = range(-(-tags // UNIT))
    modes = {f"STOP-{unit}": _make_mode(unit) for unit in units}
    plant = make_plant(*made, modes=modes, equipment={f"V{u}": {"state": f"S{u}"} for u in units})
    return _compile(_staff(_connect(plant, len(units))))


def change_park(month: Month) -> Month:
    """The park after the reload: some limits removed, some of another priority, some latching."""
    tags = tuple(_change_tag(number, tag) for number, tag in enumerate(month.plant.tags))
    return _compile(replace(month.plant, tags=tags, hash="changed"))


def _make_tag(number: int) -> Tag:
    unit, place = divmod(number, UNIT)
    if place == 0:
        return make_tag(f"S{unit}", equipment=f"V{unit}", kind="operating_state", interval_s=60)
    gas = place % 10 == 1
    grave = {"hh_priority": "critical"} if place % 25 == 2 else {}
    tag = make_tag(
        f"T{number}",
        equipment=f"V{unit}",
        kind="gas_combustible" if gas else "pressure",
        interval_s=60,
        h=80,
        hh=90,
        **({} if gas else {"l": 20, "ll": 10}),
        **grave,
    )
    if gas:
        alarms = dict(tag.alarms)
        alarms[Condition.HH] = replace(alarms[Condition.HH], latching=True)
        return replace(tag, alarms=alarms)
    return tag


def _make_mode(unit: int) -> dict[str, object]:
    held = [f"T{unit * UNIT + place}:L" for place in range(2, UNIT) if place % 10 != 1]
    return {"equipment": f"V{unit}", "values": [0.0], "suppressed": held}


def _connect(plant: Plant, units: int) -> Plant:
    """Enterprises, gateways and interlocks."""
    owner = {f"Z{unit}": f"E{unit % ENTERPRISES}" for unit in range(units)}
    return replace(
        plant,
        tags=tuple(replace(tag, enterprise=owner[tag.hazard]) for tag in plant.tags),
        hazards=tuple(
            replace(hazard, enterprise=owner[hazard.id], level=1 + place % 4)
            for place, hazard in enumerate(plant.hazards)
        ),
        enterprises=tuple(
            replace(plant.enterprises[0], id=f"E{one}") for one in range(ENTERPRISES)
        ),
        gateways=tuple(Gateway(f"G{one}", f"E{one}") for one in range(ENTERPRISES)),
        interlocks=tuple(
            Interlock(
                f"I{unit}",
                (Cause(f"T{unit * UNIT + 2}", Condition.HH),),
                (Effect(f"T{unit * UNIT + 3}", 0.0),),
                equipment=f"V{unit}",
            )
            for unit in range(units)
        ),
        alarm_policy=apply_settings(SETTINGS),
        hash="first",
    )


def _staff(plant: Plant) -> Plant:
    persons = tuple(Person(f"p-{role}", role) for role in ROLES)
    duties = tuple(Duty(role, ((f"p-{role}",),)) for role in ROLES)
    return replace(plant, persons=persons, duties=duties, escalations=(LADDER,))


def _change_tag(number: int, tag: Tag) -> Tag:
    """Every hundredth tag loses its H, others get graver, calmer or latching ones."""
    if tag.kind is TagKind.OPERATING_STATE:
        return tag
    return replace(tag, alarms=dict(_change_alarms(number, tag)))


def _change_alarms(number: int, tag: Tag) -> Iterator[tuple[Condition, object]]:
    for condition, alarm in tag.alarms.items():
        if condition is Condition.H and number % 100 == 7:
            continue
        if condition is Condition.H and number % 20 == 8:
            yield condition, replace(alarm, priority=Priority.CRITICAL)
        elif condition is Condition.HH and number % 25 == 2:
            yield condition, replace(alarm, priority=Priority.HIGH)
        else:
            yield condition, replace(alarm, latching=alarm.latching or number % 50 == 9)


def _compile(plant: Plant) -> Month:
    bank = Bank(plant)
    known = {rule.alarm for rule in bank.rules}
    held = tuple(tuple(one for one in mode.suppressed if one in known) for mode in plant.modes)
    return Month(plant, bank.rules, held, bank.suppressible)
