"""When a shift's handover is made and signed: start values, as data.

The numbers and where they come from stand in handover_times.toml. What is made of them is the
business of :mod:`alerting.handover_acts` and :mod:`alerting.handover_shifts`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "handover_times.toml"


@dataclass(frozen=True, slots=True)
class HandoverTimes:
    """In ms from the end of a shift.

    ``early``: how long before it a page may be generated and still be signed; ``late``: how long
    after it both have signed.
    """

    early: int
    late: int


@cache
def load_handover_times() -> HandoverTimes:
    """The numbers that are shipped."""
    table = load_tables(_FILE)["signing"]
    return HandoverTimes(1000 * table["early"], 1000 * table["late"])


def name_provenance() -> Provenance:
    """Where the numbers come from."""
    return read_provenance(load_tables(_FILE)["signing"])
