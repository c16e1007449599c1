"""A hazard's emergency plan (应急预案): its name, its first steps, where the whole of it is.

The steps are for people to take; nothing in the house takes one. Reading them is
:mod:`plant.emergency_plan_reader`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """``steps_en`` is empty, or has one text for each of ``steps``."""

    title: str
    steps: tuple[str, ...]
    title_en: str = ""
    steps_en: tuple[str, ...] = ()
    url: str = ""
