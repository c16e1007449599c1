"""How long the audit log is kept at the least: the law's number, as data.

It and where it comes from stand in audit_times.toml. What is kept longer is the site's decision.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "audit_times.toml"


@dataclass(frozen=True, slots=True)
class AuditTimes:
    """``least_days``: no row is deleted that is younger."""

    least_days: int


@cache
def load_audit_times() -> AuditTimes:
    """The numbers that are shipped."""
    return AuditTimes(load_tables(_FILE)["retention"]["least"])


def name_provenance() -> Provenance:
    """Where the numbers come from."""
    return read_provenance(load_tables(_FILE)["retention"])
