"""What a filed stop covers: a scope's ids against the tags of a plant, now or as they once were.

Arrays in, arrays out. Whether a scope may be asked for is :mod:`alerting.filed_stops.wishes`'
business.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from alerting.filed_stops.stop import Named, Scope
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class Points:
    """Monitoring points by where they belong: arrays of ids, shape (n,), empty where there is none.

    ``gateway`` is the one that brings the tag.
    """

    tag: NDArray[np.str_]
    equipment: NDArray[np.str_]
    hazard: NDArray[np.str_]
    enterprise: NDArray[np.str_]
    gateway: NDArray[np.str_]

    @classmethod
    def of(cls, plant: Plant, gateway_of: NDArray[np.int16]) -> Self:
        """Those of a plant, in the order of its tags.

        :param gateway_of: int16 (tags,), as :class:`plant.link.Links` has it.
        """
        gateways = [*(gateway.id for gateway in plant.gateways), ""]
        return cls(
            *(
                np.array(column, dtype=np.str_)
                for column in (
                    [tag.id for tag in plant.tags],
                    [tag.equipment for tag in plant.tags],
                    [tag.hazard for tag in plant.tags],
                    [tag.enterprise for tag in plant.tags],
                    [gateways[row] for row in gateway_of.tolist()],
                )
            )
        )

    def find(self, scope: Scope) -> NDArray[np.bool_]:
        """Bool (n,): whether a scope covers each."""
        covered: NDArray[np.bool_] = (
            _is_in(self.tag, scope.tags)
            | _is_in(self.equipment, scope.equipment)
            | _is_in(self.hazard, scope.hazards)
            | _is_in(self.gateway, scope.gateways)
        )
        return covered


def _is_in(column: NDArray[np.str_], ids: Sequence[str]) -> NDArray[np.bool_]:
    if not ids:
        return np.zeros(len(column), dtype=np.bool_)
    return np.isin(column, np.array(ids, dtype=np.str_))


def find_gone(scope: Scope, plant: Plant) -> list[Named]:
    """What a scope names and the plant does not have (any more)."""
    return [one for one in scope if find_enterprise(one, plant) is None]


def find_enterprise(named: Named, plant: Plant) -> str | None:
    """Whose something is, None where the plant does not have it."""
    match named.kind:
        case "tag":
            row = plant.row_of.get(named.id)
            return None if row is None else plant.tags[row].enterprise
        case "gateway":
            row = plant.gateway_row_of.get(named.id)
            return None if row is None else plant.gateways[row].enterprise
        case "equipment":
            unit = plant.equipment_of.get(named.id)
            return None if unit is None else find_enterprise(Named("hazard", unit.hazard), plant)
        case _:
            hazard = plant.hazard_of.get(named.id)
            return None if hazard is None else hazard.enterprise
