"""How long each step of handling an alarm may take: shipped start values and a site's own, as data.

The numbers and where they come from stand in handling_limits.toml, a plant's own in ``[handling]``
of its plant.toml (:mod:`plant.handling_settings`). What the steps are, and what has become of a
record, is :mod:`alerting.handling_cycle`'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from plant.condition import Priority
from plant.provenance import Provenance, load_tables, read_provenance

STEPS: Final = ("sign", "verify", "handle", "report", "close")
"""The steps that have a limit, in their order: 签收 核实 处置 反馈 销警."""

HANDLED: Final = (Priority.CRITICAL, Priority.HIGH)
"""The priorities whose alarms are handled on record, the more urgent first."""

MINUTE_MS: Final = 60_000
_FILE: Final = "handling_limits.toml"


@dataclass(frozen=True, slots=True)
class HandlingLimits:
    """Priority → step of :data:`STEPS` → ms from the end of the step before."""

    after_ms: Mapping[Priority, Mapping[str, int]]

    def find(self, priority: Priority) -> Mapping[str, int]:
        """The limits of a record of a priority."""
        return self.after_ms[priority]


@cache
def load_handling_limits() -> HandlingLimits:
    """The limits that are shipped."""
    return apply_limits({})


def name_provenance() -> Provenance:
    """Where the shipped numbers come from."""
    return read_provenance(load_tables(_FILE)["after"])


def apply_limits(settings: Mapping[str, Any]) -> HandlingLimits:
    """The shipped limits with what a plant says instead, step by step.

    :param settings: what :data:`plant.handling_settings.HANDLING` reads.
    """
    shipped, own = load_tables(_FILE)["after"], settings.get("limits_min", {})
    minutes = {one: {**shipped[one.word], **own.get(one.word, {})} for one in HANDLED}
    return HandlingLimits(
        {one: {step: round(minutes[one][step] * MINUTE_MS) for step in STEPS} for one in HANDLED}
    )
