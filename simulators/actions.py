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
    VALVE = "valve"
    MACHINE = "machine"
    EQUIPMENT = "equipment"
    VESSEL = "vessel"
    LINE = "line"
    HEADER = "header"
    REACTOR = "reactor"
    ENTERPRISE = "enterprise"
    INTERLOCK = "interlock"
    GATEWAY = "gateway"
    PARK = "park"


class Action(StrEnum):
    """What an event does to its target. Those named first end with their event, and what they
    changed is as it was before; the acts are done once and stay done.
    """

    # while the event lasts
    FILL = "fill"
    """Product from outside into a vessel, whatever valves and pumps do."""
    DRAW = "draw"
    """Product out of a vessel, down to ``to_percent``."""
    FLOW = "flow"
    """A line is asked for another flow."""
    HOLE = "hole"
    """A round hole in a vessel's bottom."""
    STICK = "stick"
    """A valve stays where it is."""
    FEED_LOST = "feed_lost"
    """A header gets only ``share`` of its feed."""
    HEADER_LEAK = "header_leak"
    """A header leaks."""
    MAINS_LOST = "mains_lost"
    """An enterprise's mains are gone."""
    MANUAL = "manual"
    """A reactor's coolant valve is left to whoever commands it, not to its controller."""
    BYPASS = "bypass"
    """An interlock's bypass is on."""
    FAILS_TO_ACT = "fails_to_act"
    """An interlock decides and does not act."""
    LEAK = "leak"
    """Gas or vapour out of equipment."""
    STORM = "storm"
    """A gust front over the whole park."""
    SET = "set"
    """What is really there, whatever physics says: a contact, a button, a state."""
    GATEWAY_DOWN = "gateway_down"
    """A gateway says goodbye."""
    GATEWAY_SILENT = "gateway_silent"
    """A gateway just does not talk."""

    # acts
    OPEN = "open"
    """A valve is told to open, as far as ``to_percent``."""
    CLOSE = "close"
    """A valve is told to close."""
    START = "start"
    """A machine's start button, which also resets its trip."""
    STOP = "stop"
    """A machine's stop button."""
    TRIP = "trip"
    """An interlock trips without a cause."""
    RESET = "reset"
    """An interlock's reset button, which does nothing while a cause stands."""
    BEGIN_COLD = "begin_cold"
    """A reactor is full of cold solvent and has not reacted yet."""
    RELEASE = "release"
    """All at once into the air: a vessel bursts, a hose tears off."""


ACTS: Final = frozenset(
    {
        Action.OPEN,
        Action.CLOSE,
        Action.START,
        Action.STOP,
        Action.TRIP,
        Action.RESET,
        Action.BEGIN_COLD,
        Action.RELEASE,
    }
)
"""What is done at an instant; its event lasts no time."""

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
    if kind is GatewayFaultKind.SOURCE_DOWN:
        return _spec(Target.GATEWAY, source=None)
    if kind not in GATEWAY_AMOUNTS:
        return _spec(Target.GATEWAY)
    usual = {GatewayFaultKind.LINK_LOST: 0.0, GatewayFaultKind.HALF_OPEN: 0.0}
    return _spec(Target.GATEWAY, amount=usual.get(kind))


SPECS: Final[Mapping[Deed, Spec]] = MappingProxyType(
    {
        Action.FILL: _spec(Target.VESSEL, "flow_m3h", flow_m3h=None, pace=1.0),
        Action.DRAW: _spec(Target.VESSEL, "flow_m3h", flow_m3h=None, pace=1.0, to_percent=0.0),
        Action.FLOW: _spec(Target.LINE, "flow_m3h", flow_m3h=None, pace=1.0),
        Action.HOLE: _spec(Target.VESSEL, diameter_mm=None),
        Action.STICK: _spec(Target.VALVE),
        Action.FEED_LOST: _spec(Target.HEADER, share=0.0),
        Action.HEADER_LEAK: _spec(Target.HEADER, leak_nm3h=None),
        Action.MAINS_LOST: _spec(Target.ENTERPRISE),
        Action.MANUAL: _spec(Target.REACTOR),
        Action.BYPASS: _spec(Target.INTERLOCK),
        Action.FAILS_TO_ACT: _spec(Target.INTERLOCK),
        Action.LEAK: _spec(Target.EQUIPMENT, "rate_kg_s", rate_kg_s=None),
        Action.STORM: _spec(
            Target.PARK,
            wind_m_s=18.0,
            veer_deg=60.0,
            cooling_k=9.0,
            rain_mm_h=40.0,
            rise_s=240.0,
        ),
        Action.SET: _spec(Target.TAG, value=None),
        Action.GATEWAY_DOWN: _spec(Target.GATEWAY),
        Action.GATEWAY_SILENT: _spec(Target.GATEWAY),
        Action.OPEN: _spec(Target.VALVE, to_percent=100.0),
        Action.CLOSE: _spec(Target.VALVE),
        Action.START: _spec(Target.MACHINE),
        Action.STOP: _spec(Target.MACHINE),
        Action.TRIP: _spec(Target.INTERLOCK),
        Action.RESET: _spec(Target.INTERLOCK),
        Action.BEGIN_COLD: _spec(Target.REACTOR),
        Action.RELEASE: _spec(Target.EQUIPMENT, "mass_kg", mass_kg=None),
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
