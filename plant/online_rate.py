"""What an online rate (在线率) is counted by and held against, as data.

The numbers and where they come from stand in online_rate.toml. Counting is
:mod:`alerting.online_rate`'s business.
"""

from functools import cache
from typing import Final

from plant.alarm_kpi import Definition, Sense, Target
from plant.provenance import load_tables, read_provenance

_FILE: Final = "online_rate.toml"


@cache
def load_online_target() -> Target:
    """The target of the rate, in per cent."""
    row = load_tables(_FILE)["target"]["online_rate"]
    provenance = read_provenance(row)
    return Target("online_rate", row["value"], None, Sense(row["sense"]), row["unit"], provenance)


@cache
def load_settling() -> Definition:
    """For how long after the platform's own link was away nobody's silence counts, s."""
    row = load_tables(_FILE)["definition"]["settling"]
    return Definition("settling", row["value"], row["unit"], read_provenance(row))
