"""The key ``plan`` of a hazard in plant.toml: an emergency plan read as one, with complaints.

What a plan is stands in :mod:`plant.emergency_plan`.
"""

from collections.abc import Mapping
from typing import Any, Final

from plant.complaint import Place
from plant.emergency_plan import EmergencyPlan
from plant.schema import Field, ListOf, Table, read_name, read_text, show

LINKS: Final = ("https://", "http://")
"""How the address of a plan may begin: a browser opens it, and it runs nothing there."""


def read_link(value: Any, place: Place) -> str | None:
    """An address that a browser may open."""
    text = read_text(value, place)
    if not text or text.startswith(LINKS):
        return text
    starts = " ".join(LINKS)
    place.complain(
        f"{show(text)} must begin with one of: {starts}", f"{show(text)} 应以下列之一开头：{starts}"
    )
    return None


_STEPS: Final = ListOf(read_name, least=1)

PLAN: Final[Mapping[str, Field]] = {
    "title": Field(read_name, required=True),
    "title_en": Field(read_text),
    "url": Field(read_link),
    "steps": Field(_STEPS, required=True),
    "steps_en": Field(_STEPS),
}


def read_plan(value: Any, place: Place) -> EmergencyPlan | None:
    """A whole plan; a step that has no words in English would leave its reader with another's."""
    read = Table(PLAN)(value, place)
    if read is None or not {"title", "steps"} <= read.keys():
        return None
    steps, steps_en = read["steps"], read.get("steps_en")
    if steps_en is not None and len(steps_en) != len(steps):
        place.inside("steps_en").complain(
            f"has {len(steps_en)}, but there are {len(steps)} steps",
            f"有 {len(steps_en)} 项，而 steps 有 {len(steps)} 项",
        )
    return EmergencyPlan(**read)
