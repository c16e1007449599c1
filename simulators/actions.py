"""What a scenario may order: every action with the kind of its target and the keys it takes.

One table. What an action does is the business of the room that it is for (tanks, gas, machines,
gateways). Beside these a scenario may order every fault of a sensor and of a gateway by its own
name (:class:`simulators.sensors.fault.FaultKind`,
:class:`simulators.gateway_faults.GatewayFaultKind`), with ``amount``, ``period_s`` and ``partner``
where the kind has them. Reading all this from TOML is :mod:`simulators.scenario_file`'s business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from simulators.gateway_faults import GATEWAY_AMOUNTS, GatewayFaultKind
from simulators.sensors.fault import AMOUNTS, PAIRED, PERIODIC, FaultKind

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
    GATEWAY_DOWN = "gateway_down"
    GATEWAY_SILENT = "gateway_silent"


Deed = Action | FaultKind | GatewayFaultKind
"""Whatever an event may order."""


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


def _spec_fault(kind: FaultKind) -> Spec:
    """A fault is done to a tag; one spike needs no period, a chatter does."""
    keys: dict[str, Figure | None] = {}
    if kind in AMOUNTS:
        keys["amount"] = None
    if kind in PERIODIC:
        keys["period_s"] = 0.0 if kind is FaultKind.SPIKE else None
    if kind in PAIRED:
        keys["partner"] = None
    return _spec(Target.TAG, **keys)


def _spec_gateway_fault(kind: GatewayFaultKind) -> Spec:
    """A link that is lost or half open has a usual amount, 0; the others must name theirs."""
    if kind not in GATEWAY_AMOUNTS:
        return _spec(Target.GATEWAY)
    usual = {GatewayFaultKind.LINK_LOST: 0.0, GatewayFaultKind.HALF_OPEN: 0.0}
    return _spec(Target.GATEWAY, amount=usual.get(kind))


SPECS: Final[Mapping[Deed, Spec]] = MappingProxyType(
    {
        Action.FILL: _spec(Target.VESSEL, "flow_m3h", flow_m3h=None, pace=1.0),
        Action.DRAW: _spec(Target.VESSEL, "flow_m3h", flow_m3h=None, pace=1.0, to_percent=0.0),
        Action.LEAK: _spec(Target.EQUIPMENT, "rate_kg_s", rate_kg_s=None),
        Action.SET: _spec(Target.TAG, value=None),
        Action.GATEWAY_DOWN: _spec(Target.GATEWAY),
        Action.GATEWAY_SILENT: _spec(Target.GATEWAY),
        **{kind: _spec_fault(kind) for kind in FaultKind},
        **{kind: _spec_gateway_fault(kind) for kind in GatewayFaultKind},
    }
)


def find_deed(name: str) -> Deed:
    """What an action's name means.

    :raises ValueError: there is no such action.
    """
    known: Mapping[str, Deed] = {str(deed): deed for deed in SPECS}
    if name not in known:
        raise ValueError(f"{name} is no action; there are {', '.join(sorted(known))}")
    return known[name]
