"""The keys of ``[handling]`` in plant.toml, and what a plant is warned of about them.

What the numbers mean, and those that hold where nothing is written, is
:mod:`plant.handling_limits`' business.
"""

from typing import Final

from plant.complaint import Complaint
from plant.draft import Draft
from plant.handling_limits import HANDLED, MINUTE_MS, STEPS
from plant.schema import Field, Number, Table
from plant.words import Plant

LONGEST_MIN: Final = 30 * 1440.0
"""A month: a step that may take longer has no limit worth the name."""

_LIMITS: Final = Table({step: Field(Number(above=0, high=LONGEST_MIN)) for step in STEPS})
HANDLING: Final = Table({"limits_min": Field(Table({one.word: Field(_LIMITS) for one in HANDLED}))})


def advise_handling(plant: Plant, draft: Draft) -> list[Complaint]:
    """Warnings where a critical alarm may be handled more slowly than a high one."""
    warnings: list[Complaint] = []
    if draft.handling is None:
        return warnings
    place = draft.handling.place.gather(warnings).inside("limits_min")
    critical, high = (plant.handling_limits.find(one) for one in HANDLED)
    for step in STEPS:
        slow, usual = critical[step] / MINUTE_MS, high[step] / MINUTE_MS
        if slow > usual:
            place.inside("critical", step).complain(
                f"{slow:g} min for a critical alarm, {usual:g} min for a high one",
                f"紧急报警 {slow:g} 分钟，高级报警只有 {usual:g} 分钟",
            )
    return warnings
