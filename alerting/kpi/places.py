"""Whose an alarm is: the hazard and the enterprise of its source.

From the plant in force; an alarm whose source it no longer has belongs to nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from detectors.interlock_inputs import find_unit
from plant.words import GasArray, Model, Plant, Voting


class Place(NamedTuple):
    """Ids, empty where a source has none."""

    hazard: str
    enterprise: str


NOWHERE: Final = Place("", "")


@dataclass(frozen=True, slots=True)
class Site:
    """What a report needs to know of a plant.

    ``places``: source → where it is; the platform's own subsystems are nowhere. ``configured``
    counts the alarms that the plant asks for: limits, points and checks of tags, votes, gas arrays
    and interlocks, not what every tag and gateway has unasked (stale, bad quality, a lost link).
    ``alone``: alarms of sources that have no place here don't count at all.
    """

    places: Mapping[str, Place]
    hazards: tuple[str, ...]
    enterprises: tuple[str, ...]
    configured: int
    alone: bool = False

    @classmethod
    def of(cls, plant: Plant, *, alone: bool = False) -> Self:
        """The site of a plant."""
        return cls(
            dict(_walk(plant)),
            tuple(hazard.id for hazard in plant.hazards),
            tuple(enterprise.id for enterprise in plant.enterprises),
            _count_configured(plant),
            alone,
        )


def _count_configured(plant: Plant) -> int:
    of_tags = sum(len(tag.alarms) + len(tag.checks) for tag in plant.tags)
    return of_tags + len(plant.votings) + len(plant.gas_arrays) + len(plant.interlocks)


def _walk(plant: Plant) -> Iterator[tuple[str, Place]]:
    for gateway in plant.gateways:
        yield gateway.id, _place_gateway(plant, gateway.enterprise)
    for tag in plant.tags:
        yield tag.id, Place(tag.hazard, tag.enterprise)
    groups: list[Voting | GasArray | Model] = [*plant.votings, *plant.gas_arrays, *plant.models]
    for group in groups:
        yield group.id, _place_hazard(plant, plant.tags[plant.row_of[group.tags[0]]].hazard)
    for interlock in plant.interlocks:
        unit = plant.equipment_of.get(find_unit(plant, interlock))
        yield interlock.id, _place_hazard(plant, unit.hazard if unit else "")


def _place_hazard(plant: Plant, hazard: str) -> Place:
    found = plant.hazard_of.get(hazard)
    return Place(hazard, found.enterprise if found else "")


def _place_gateway(plant: Plant, enterprise: str) -> Place:
    """In the hazard of its enterprise, where that has just one."""
    hazards = [hazard.id for hazard in plant.hazards if hazard.enterprise == enterprise]
    return Place(hazards[0] if len(hazards) == 1 else "", enterprise)
