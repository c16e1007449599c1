"""A stirred tank reactor with a cooling jacket, and how it runs away when the cooling is lost.

A → B, first order and exothermic, rate constant by Arrhenius. Three balances: of A, of the
content's heat, of the jacket's. The shipped figures are the textbook reactor of Seborg, Edgar &
Mellichamp, *Process Dynamics and Control* (2nd ed., 2004, example 2.5; recalled), whose middle
steady state (350 K, half converted) is the one that it is run at, held by its controller, and the
one that a loss of cooling leaves upwards. Ten times its concentration and heat capacity and a
sixtieth of all its rates leave every steady state where it is, and make a liquid and a jacket of an
ordinary size: 70 kW and 1.4 kW/K per m³.

Steps are cut into parts of half a second (longer ones beyond ten minutes), each solved implicitly
(linearised Euler), so that any step is stable, however fast the reaction runs away.
"""

import math
from dataclasses import dataclass

from simulators.physics.standard_conditions import ZERO_CELSIUS_K

_PART_S = 0.5
_MOST_PARTS = 1200
_SHORT_STOP_S = 30.0  # time constant in which the agent mixes in


@dataclass(frozen=True, slots=True)
class Reactor:
    """A reactor as built; the defaults are the textbook's, scaled.

    ``jacket_share``: the jacket's volume over the content's. ``unstirred_share``: of the heat
    transfer that is left when the agitator stands.
    """

    volume_m3: float
    density_kg_m3: float = 1000.0
    heat_capacity_j_kg_k: float = 2390.0
    reaction_j_mol: float = 5.0e4
    rate_per_s: float = 7.2e10 / 3600.0
    activation_k: float = 8750.0
    transfer_w_m3_k: float = 5.0e6 / 3600.0
    residence_s: float = 3600.0
    feed_mol_m3: float = 10_000.0
    feed_c: float = 350.0 - ZERO_CELSIUS_K
    jacket_share: float = 0.2
    jacket_j_m3_k: float = 4.186e6
    unstirred_share: float = 0.25
    gas_kpa: float = 300.0
    """Gauge pressure of the gas above the content at 350 K and no excess vapour."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The state of a reactor: what has not reacted, and both temperatures.

    ``stopped``: the share of the rate that the short-stop agent has taken away, 0 to 1.
    """

    reactant_mol_m3: float
    temperature_c: float
    jacket_c: float
    stopped: float = 0.0


@dataclass(frozen=True, slots=True)
class Service:
    """What is done to a reactor in a step. ``feed_share`` is of the design flow.

    ``short_stop``: how far the valve is open that lets in the agent which ends the reaction.
    """

    feed_share: float = 1.0
    coolant_m3_s: float = 0.0
    coolant_c: float = 20.0
    stirred: bool = True
    short_stop: float = 0.0


@dataclass(frozen=True, slots=True)
class Worked:
    """A step: the charge after it, and its heats, J: of reaction, to the coolant, with the feed."""

    charge: Charge
    reacted_j: float
    cooled_j: float
    carried_j: float


def rate_mol_m3_s(reactor: Reactor, charge: Charge) -> float:
    """How fast A reacts."""
    kelvin = charge.temperature_c + ZERO_CELSIUS_K
    return (
        (1.0 - charge.stopped)
        * reactor.rate_per_s
        * math.exp(-reactor.activation_k / kelvin)
        * max(0.0, charge.reactant_mol_m3)
    )


def heat_j(reactor: Reactor, charge: Charge) -> float:
    """Sensible heat of content and jacket above 0 °C."""
    content = reactor.density_kg_m3 * reactor.heat_capacity_j_kg_k * charge.temperature_c
    jacket = reactor.jacket_share * reactor.jacket_j_m3_k * charge.jacket_c
    return reactor.volume_m3 * (content + jacket)


def gauge_pressure_kpa(reactor: Reactor, charge: Charge) -> float:
    """Pressure above the content: its gas warms, and the solvent's vapour doubles every 15 K."""
    kelvin = charge.temperature_c + ZERO_CELSIUS_K
    return reactor.gas_kpa * kelvin / 350.0 + 50.0 * (math.exp2((kelvin - 350.0) / 15.0) - 1.0)


def steady_coolant_m3_s(reactor: Reactor, charge: Charge, coolant_c: float) -> float:
    """The coolant flow that holds a charge where its jacket is at rest.

    :raises ValueError: the coolant is no colder than the jacket.
    """
    if coolant_c >= charge.jacket_c:
        raise ValueError("the coolant must be colder than the jacket")
    duty_w = reactor.transfer_w_m3_k * reactor.volume_m3 * (charge.temperature_c - charge.jacket_c)
    return duty_w / (reactor.jacket_j_m3_k * (charge.jacket_c - coolant_c))


def work(reactor: Reactor, charge: Charge, service: Service, dt_s: float) -> Worked:
    """The reactor ``dt_s`` later, what is done to it staying as it is.

    Heat after = heat before + reacted - cooled - carried, to rounding.
    """
    parts = min(_MOST_PARTS, max(1, math.ceil(dt_s / _PART_S)))
    reacted = cooled = carried = 0.0
    for _ in range(parts):
        part = _work(reactor, charge, service, dt_s / parts)
        charge = part.charge
        reacted += part.reacted_j
        cooled += part.cooled_j
        carried += part.carried_j
    return Worked(charge, reacted, cooled, carried)


def _work(reactor: Reactor, charge: Charge, service: Service, dt_s: float) -> Worked:
    """One implicit part: A by its rate at the old temperature, then both temperatures together."""
    through = service.feed_share / reactor.residence_s
    reactant, converted = _react(reactor, charge, through, dt_s)
    content = reactor.density_kg_m3 * reactor.heat_capacity_j_kg_k
    jacket = reactor.jacket_share * reactor.jacket_j_m3_k
    transfer = reactor.transfer_w_m3_k * (1.0 if service.stirred else reactor.unstirred_share)
    coolant = service.coolant_m3_s / reactor.volume_m3 * reactor.jacket_j_m3_k
    source = converted * reactor.reaction_j_mol
    a11 = content * (1.0 + dt_s * through) + dt_s * transfer
    a22 = jacket + dt_s * (transfer + coolant)
    off = dt_s * transfer
    b1 = content * (charge.temperature_c + dt_s * through * reactor.feed_c) + source
    b2 = jacket * charge.jacket_c + dt_s * coolant * service.coolant_c
    determinant = a11 * a22 - off * off
    warm, cool = (b1 * a22 + off * b2) / determinant, (a11 * b2 + off * b1) / determinant
    volume = reactor.volume_m3
    return Worked(
        Charge(reactant, warm, cool, _stop(charge, service, through, dt_s)),
        volume * source,
        volume * dt_s * coolant * (cool - service.coolant_c),
        volume * content * dt_s * through * (warm - reactor.feed_c),
    )


def _react(reactor: Reactor, charge: Charge, through: float, dt_s: float) -> tuple[float, float]:
    """What is left of A and what was converted, mol/m³; never more than there is."""
    kelvin = charge.temperature_c + ZERO_CELSIUS_K
    speed = (1.0 - charge.stopped) * reactor.rate_per_s * math.exp(-reactor.activation_k / kelvin)
    fed = charge.reactant_mol_m3 + dt_s * through * reactor.feed_mol_m3
    left = fed / (1.0 + dt_s * (through + speed))
    return left, dt_s * speed * left


def _stop(charge: Charge, service: Service, through: float, dt_s: float) -> float:
    """The agent mixes in through its valve, and the feed washes it out."""
    gain = dt_s * service.short_stop / _SHORT_STOP_S
    return (charge.stopped + gain) / (1.0 + gain + dt_s * through)
