"""Which rows a filter takes: the meaning of :class:`dashboard_api.frames.Filter`.

A selection is a value: two clients with the same filter have equal selections and share one
encoding of every frame.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm
from dashboard_api import frames
from plant.condition import Priority
from plant.words import Gateway, Hazard, Plant, Tag

Words = frozenset[str] | None
"""The words one of which must match; None: no question asked."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Every question asked must be answered yes."""

    hazards: Words = None
    enterprises: Words = None
    equipment: Words = None
    sources: Words = None
    min_priority: Priority = Priority.LOW
    reach: Words = None
    """The enterprises that who asks may see at all, None for all: not a question, a bound."""

    @classmethod
    def of(cls, given: frames.Filter | None) -> Self:
        """The selection of a filter; no filter takes everything."""
        if given is None:
            return cls()
        return cls(
            hazards=_words(given.hazard),
            enterprises=_words(given.enterprise),
            equipment=_words(given.equipment),
            sources=_either(_words(given.source), _words(given.tags)),
            min_priority=Priority[(given.min_priority or "low").upper()],
        )

    def within(self, reach: Words) -> Self:
        """The same questions, of these enterprises alone."""
        return replace(self, reach=reach)

    def takes_alarm(self, alarm: Alarm, plant: Plant) -> bool:
        """Whether an alarm belongs to the selection."""
        if alarm.priority < self.min_priority:
            return False
        if not (_asks(self.sources, alarm.source) and _asks(self.hazards, alarm.hazard)):
            return False
        if self.enterprises is None and self.equipment is None and self.reach is None:
            return True
        enterprise, equipment = _owner(alarm, plant)
        return self._takes_owner(enterprise) and _asks(self.equipment, equipment)

    def _takes_owner(self, enterprise: str) -> bool:
        return _asks(self.enterprises, enterprise) and _asks(self.reach, enterprise)

    def takes_tag(self, tag: Tag) -> bool:
        """Whether a tag belongs to the selection."""
        return (
            _asks(self.sources, tag.id)
            and _asks(self.hazards, tag.hazard)
            and self._takes_owner(tag.enterprise)
            and _asks(self.equipment, tag.equipment)
        )

    def takes_hazard(self, hazard: Hazard) -> bool:
        """Whether a hazard belongs to the selection."""
        return _asks(self.hazards, hazard.id) and self._takes_owner(hazard.enterprise)

    def takes_gateway(self, gateway: Gateway) -> bool:
        """Whether a gateway belongs to the selection."""
        return _asks(self.sources, gateway.id) and self._takes_owner(gateway.enterprise)

    def tag_rows(self, plant: Plant) -> NDArray[np.intp]:
        """Rows of the selected tags, rising, intp, shape (n,)."""
        chosen = [row for row, tag in enumerate(plant.tags) if self.takes_tag(tag)]
        return np.array(chosen, dtype=np.intp)


def _words(given: str | list[str] | None) -> Words:
    if given is None:
        return None
    return frozenset([given] if isinstance(given, str) else given)


def _either(one: Words, other: Words) -> Words:
    return other if one is None else one if other is None else one | other


def _asks(words: Words, word: str) -> bool:
    return words is None or word in words


def _owner(alarm: Alarm, plant: Plant) -> tuple[str, str]:
    """Enterprise and equipment of what an alarm is about, empty where it has none."""
    row = plant.row_of.get(alarm.source)
    if row is not None:
        return plant.tags[row].enterprise, plant.tags[row].equipment
    gateway = plant.gateway_row_of.get(alarm.source)
    if gateway is not None:
        return plant.gateways[gateway].enterprise, ""
    hazard = plant.hazard_of.get(alarm.hazard)
    return (hazard.enterprise if hazard else ""), ""
