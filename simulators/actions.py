"""What a scenario may order: every action with the kind of its target and the keys it takes.

One table. What an action does is the business of the room that it is for (tanks, gas, machines,
transmitters, gateways); reading it from TOML and placing it in time is :mod:`simulators.scenario`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from plant.quality import BAD

Figure = float | str


class Target(StrEnum):
    """What an action is done to; each knows its names from the plant."""

    TAG = "tag"
    EQUIPMENT = "equipment"
    VESSEL = "vessel"
    GATEWAY = "gateway"


class Action(StrEnum):
    """What an event does to its target."""

    FILL = "fill"
    DRAW = "draw"
    LEAK = "leak"
    SET = "set"
    BAD = "bad"
    SILENT = "silent"
    GATEWAY_DOWN = "gateway_down"
    GATEWAY_SILENT = "gateway_silent"


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. ``keys``: name → what stands where the event leaves it out, None: it may not.

    ``varies``: the keys whose amounts differ a little from the second cycle of a show on.
    """

    target: Target
    keys: Mapping[str, Figure | None] = field(default_factory=dict)
    varies: frozenset[str] = frozenset()


def _spec(target: Target, *varies: str, **keys: Figure | None) -> Spec:
    return Spec(target, MappingProxyType(keys), frozenset(varies))


SPECS: Final[Mapping[Action, Spec]] = MappingProxyType(
    {
        Action.FILL: _spec(Target.VESSEL, "flow_m3h", flow_m3h=None, pace=1.0),
        Action.DRAW: _spec(Target.VESSEL, "flow_m3h", flow_m3h=None, pace=1.0, to_percent=0.0),
        Action.LEAK: _spec(Target.EQUIPMENT, "rate_kg_s", rate_kg_s=None),
        Action.SET: _spec(Target.TAG, value=None),
        Action.BAD: _spec(Target.TAG, status=float(BAD)),
        Action.SILENT: _spec(Target.TAG),
        Action.GATEWAY_DOWN: _spec(Target.GATEWAY),
        Action.GATEWAY_SILENT: _spec(Target.GATEWAY),
    }
)
