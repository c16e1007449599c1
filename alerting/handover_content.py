"""What stands on a handover's page, in which order, and its first numbers.

:data:`SECTIONS` is the one list: a function a section, from the facts to one shape. What else is to
be handed over is one more fact in
:mod:`alerting.handover_facts`, one more function, and its name in this list.
"""

from collections.abc import Callable
from typing import Final

from alerting.alarm import Alarm, Event, State
from alerting.handover import BY_HAND, Content, Head, Section, Turn
from alerting.handover_alarm_sections import (
    lay_out_gateways,
    lay_out_held,
    lay_out_platform,
    lay_out_safeguards,
    lay_out_stale,
    lay_out_standing,
)
from alerting.handover_facts import Facts
from alerting.handover_register_sections import (
    lay_out_handling,
    lay_out_sound_tests,
    lay_out_stops,
)
from alerting.handover_shift_sections import (
    lay_out_bad_actors,
    lay_out_duty,
    lay_out_events,
    lay_out_figures,
    lay_out_floods,
    lay_out_notices,
)
from plant.condition import Priority
from plant.wording import Words
from plant.words import Plant

SECTIONS: Final[tuple[Callable[[Facts], Section], ...]] = (
    lay_out_standing,
    lay_out_handling,
    lay_out_held,
    lay_out_stops,
    lay_out_safeguards,
    lay_out_gateways,
    lay_out_stale,
    lay_out_platform,
    lay_out_notices,
    lay_out_sound_tests,
    lay_out_duty,
    lay_out_events,
    lay_out_bad_actors,
    lay_out_floods,
    lay_out_figures,
)
"""In the order of the page: first what the next shift must know, then who and how much it was."""


def write_page(facts: Facts) -> Content:
    """The page as it is at the instant of the facts."""
    park = facts.plant.park
    return Content(
        at=facts.at,
        journal=facts.journal,
        seq=facts.seq,
        digest=facts.digest,
        plant_hash=facts.plant.hash,
        park=Words(park.name, park.name_en or park.name),
        zone=park.timezone,
        shift=name_shift(facts.plant, facts.turn),
        heads=_count_heads(facts),
        sections=tuple(lay_out(facts) for lay_out in SECTIONS),
    )


def name_shift(plant: Plant, turn: Turn) -> Words:
    """What a shift is called; one that the plant no longer has by its id."""
    if not turn.shift:
        return BY_HAND
    named = {one.id: Words(one.name, one.name_en or one.name) for one in plant.shifts}
    return named.get(turn.shift, Words(turn.shift, turn.shift))


def _count_heads(facts: Facts) -> tuple[Head, ...]:
    heard = [one for one in facts.alarms if one.annunciated and one.state is not State.NORMAL]
    raised = sum(count for (event, _), count in facts.counts.items() if event is Event.RAISED)
    return (
        Head(Words("紧急报警", "critical"), _count(heard, Priority.CRITICAL)),
        Head(Words("高优先级报警", "high priority"), _count(heard, Priority.HIGH)),
        Head(Words("未确认", "unacknowledged"), sum(alarm.calls for alarm in heard)),
        Head(
            Words("搁置、停用、抑制", "held alarms"),
            sum(alarm.held is not None for alarm in facts.alarms),
        ),
        Head(Words("失联网关", "gateways lost"), sum(not link.online for link in facts.links)),
        Head(Words("本班报警", "raised in the shift"), raised),
    )


def _count(alarms: list[Alarm], priority: Priority) -> int:
    return sum(alarm.priority is priority for alarm in alarms)
