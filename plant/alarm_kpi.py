"""What the performance of an alarm system is measured by and held against, as data.

The numbers and where they come from stand in alarm_kpi.toml. Counting alarms and comparing the
figures with their targets is :mod:`alerting.kpi`'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "alarm_kpi.toml"


class Sense(StrEnum):
    """Which side of a target is the good one."""

    AT_MOST = "at_most"
    BELOW = "below"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Definition:
    """A number that says what is counted."""

    name: str
    value: int
    unit: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is compared with.

    ``ceiling`` is the worst that is still called manageable, None where no text names one.
    """

    name: str
    value: float
    ceiling: float | None
    sense: Sense
    unit: str
    provenance: Provenance

    def is_met(self, figure: float) -> bool:
        """Whether a figure lies on the good side."""
        return self._compare(figure, self.value)

    def is_manageable(self, figure: float) -> bool:
        """Whether a figure is met, or missed by no more than the ceiling allows."""
        return self._compare(figure, self.value if self.ceiling is None else self.ceiling)

    def _compare(self, figure: float, bound: float) -> bool:
        match self.sense:
            case Sense.AT_MOST:
                return figure <= bound
            case Sense.BELOW:
                return figure < bound
            case Sense.AT_LEAST:
                return figure >= bound


@cache
def load_definitions() -> Mapping[str, Definition]:
    """Every definition by its name."""
    return {
        name: Definition(name, row["value"], row["unit"], read_provenance(row))
        for name, row in load_tables(_FILE)["definition"].items()
    }


@cache
def load_targets() -> Mapping[str, Target]:
    """Every target by its name, in the order in which a report shows them."""
    return {
        name: Target(
            name,
            row["value"],
            row.get("ceiling"),
            Sense(row["sense"]),
            row["unit"],
            read_provenance(row),
        )
        for name, row in load_tables(_FILE)["target"].items()
    }
