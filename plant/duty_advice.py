"""Warnings about people: responsible persons nobody can reach, and alarms that tell nobody.

Of a sound plant, like those of :mod:`plant.advice`, and only where it has any ``[[escalation]]``.
Hours at which nobody is on duty need the roster, which is alerting's: whoever has both warns of
them.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from plant.complaint import Complaint, Fault, Place
from plant.condition import Priority
from plant.draft import Draft
from plant.duties import RESPONSIBLE_ROLES, Escalation, EscalationStep, Person, find_persons
from plant.escalation_times import load_escalation_times
from plant.words import Hazard, Plant

ROLE_WORDS_ZH: Final[Mapping[str, str]] = {
    "operating": "操作负责人",
    "technical": "技术负责人",
    "principal": "主要负责人",
}

NO_HAZARD: Final = Fault(
    "what belongs to no hazard (gateways, the platform)",
    "不属于任何重大危险源的报警（网关、平台自身）",
)


def advise_duties(plant: Plant, draft: Draft) -> list[Complaint]:
    """The warnings about a plant's people and ladders."""
    warnings: list[Complaint] = []
    if not plant.escalations:
        return warnings
    hazards = [row.place.gather(warnings) for row in draft.rows("hazard")]
    ladders = [row.place.gather(warnings) for row in draft.rows("escalation")]
    for hazard, place in zip(plant.hazards, hazards, strict=True):
        warn_of_strangers(plant, hazard, place)
        warn_of_silence(plant, hazard.id, place)
    warn_of_silence(plant, "", ladders[0])
    for ladder, place in zip(plant.escalations, ladders, strict=True):
        warn_of_late_start(ladder, place)
        for position, step in enumerate(ladder.steps):
            warn_of_addresses(plant, ladder, step, place.inside("steps", position, "via"))
    return warnings


def warn_of_strangers(plant: Plant, hazard: Hazard, place: Place) -> None:
    """Who is named as responsible can be told only as a ``[[person]]``, and as one alone."""
    for role, word in hazard.responsible.items():
        found = find_persons(plant.persons, word)
        if not found:
            place.inside("responsible", role).complain(
                f"{word} is no [[person]]: the {role} person of {hazard.id} can't be told",
                f"{word} 不是 [[person]]：无法通知 {hazard.id} 的{ROLE_WORDS_ZH[role]}",
            )
        elif len(found) > 1:
            place.inside("responsible", role).complain(
                f"{word} is the name of {len(found)} persons; write the id",
                f"{len(found)} 人同名 {word}，请写人员编号",
            )


def warn_of_silence(plant: Plant, hazard: str, place: Place) -> None:
    """Every hazard has a ladder, its critical alarms too; what belongs to no hazard (gateways, the
    platform itself) as well.
    """
    fit = [one for one in plant.escalations if one.covers(hazard)]
    whole = [one for one in fit if not one.conditions]
    if any(Priority.CRITICAL in one.priorities for one in whole):
        return
    where = Fault(f"hazard {hazard}", f"重大危险源 {hazard}") if hazard else NO_HAZARD
    if fit:
        place.complain(
            f"not every critical alarm of {where.text} has an escalation",
            f"{where.text_zh} 的紧急报警未全部设置升级规则",
        )
    else:
        place.complain(f"{where.text} has no escalation", f"{where.text_zh} 没有升级规则")


def warn_of_late_start(ladder: Escalation, place: Place) -> None:
    """A critical alarm is told within the time that an operator has to acknowledge."""
    limit = load_escalation_times().operator
    first = ladder.steps[0].after_ms
    if Priority.CRITICAL in ladder.priorities and first > limit:
        place.inside("steps", 0, "after_s").complain(
            f"a critical alarm tells nobody before {first / 1000:g} s; {limit / 1000:g} s proposed",
            f"紧急报警 {first / 1000:g} s 后才首次通知，建议不超过 {limit / 1000:g} s",
        )


def warn_of_addresses(plant: Plant, ladder: Escalation, step: EscalationStep, place: Place) -> None:
    """Whoever a step tells has an address on its channels."""
    told = {person.id: person for person in find_told(plant, ladder, step)}
    for person in told.values():
        lacking = [channel for channel in step.via if channel not in person.addresses]
        missing = " ".join(lacking)
        if len(lacking) == len(step.via):
            place.complain(
                f"person {person.id} can't be reached: no address on {missing}",
                f"无法通知人员 {person.id}：没有 {missing} 地址",
            )
        elif lacking:
            place.complain(
                f"person {person.id} has no address on {missing}",
                f"人员 {person.id} 没有 {missing} 地址",
            )


def find_told(plant: Plant, ladder: Escalation, step: EscalationStep) -> Iterator[Person]:
    """Everybody whom a step may tell at some time."""
    persons = {person.id: person for person in plant.persons}
    for duty in plant.duties:
        if duty.role in step.to:
            yield from (persons[one] for group in duty.rotation for one in group)
    for hazard in plant.hazards:
        if not ladder.covers(hazard.id):
            continue
        for role in RESPONSIBLE_ROLES:
            if role in step.to:
                yield from find_persons(plant.persons, hazard.responsible.get(role, ""))
