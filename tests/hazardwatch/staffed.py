"""A plant with people: one operator who is told at once, one for the park a minute later."""

from dataclasses import replace

from plant.condition import Priority
from plant.duties import Duty, Escalation, EscalationStep, Person
from plant.words import Plant

MINUTE = 60_000
STEPS = (
    EscalationStep(0, ("operator",), ("voice",)),
    EscalationStep(MINUTE, ("park",), ("voice",)),
)


def staff(plant: Plant) -> Plant:
    """The plant with persons ``wang`` and ``desk``, reached by ``voice``, told of what is grave."""
    return replace(
        plant,
        persons=tuple(
            Person(name, name, addresses={"voice": number})
            for name, number in (("wang", "1"), ("desk", "2"))
        ),
        duties=(Duty("operator", (("wang",),)), Duty("park", (("desk",),))),
        escalations=(Escalation("grave", (Priority.CRITICAL, Priority.HIGH), STEPS),),
    )
