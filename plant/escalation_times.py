"""After how long without acknowledgement the next in line is told: start values, as data.

The numbers and where they come from stand in escalation_times.toml. A site's own steps are in its
plant directory; these are what its steps are compared with.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from plant.chemicals import Provenance


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
    after = _load()["after"]
    names = ("operator", "enterprise", "park", "county")
    return EscalationTimes(**{name: 1000 * after[name] for name in names})


def name_provenance() -> Provenance:
    """Where the numbers come from."""
    after = _load()["after"]
    return Provenance(**{key: after[key] for key in ("standard", "clause", "source", "trust")})


@cache
def _load() -> dict[str, Any]:
    text = files("plant").joinpath("escalation_times.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
