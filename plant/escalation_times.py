"""After how long without acknowledgement the next in line is told: start values, as data.

The numbers and where they come from stand in escalation_times.toml. A site's own steps are in its
plant directory; these are what its steps are compared with.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "escalation_times.toml"


@dataclass(frozen=True, slots=True)
class EscalationTimes:
    """By when somebody has answered, in ms from the instant at which an alarm began to call."""

    operator: int
    enterprise: int
    park: int
    county: int


@cache
def load_escalation_times() -> EscalationTimes:
    """The numbers that are shipped."""
    after = load_tables(_FILE)["after"]
    names = ("operator", "enterprise", "park", "county")
    return EscalationTimes(**{name: 1000 * after[name] for name in names})


def name_provenance() -> Provenance:
    """Where the numbers come from."""
    return read_provenance(load_tables(_FILE)["after"])
