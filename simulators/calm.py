"""How every tag behaves while nothing happens: where an analogue value rests, how a point stands.

One place knows what calm means for each kind of tag; what disturbs it is the scenario's business.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plant.condition import Condition
from plant.tag_kind import GAS_KINDS, TagKind
from plant.words import Plant, Tag
from simulators.physics.process_noise import Wander

_CLEAN_AIR_OXYGEN = 20.9  # %vol
_RUNNING = 2.0  # operating_state
_SPREAD_SHARE = 0.03  # of the room between the limits: they lie 16 spreads away
_STEADY_KINDS = frozenset({TagKind.OPERATING_STATE, TagKind.PUMP_RUNNING})
_MEMORY_S = {TagKind.TEMPERATURE: 600.0, TagKind.LEVEL: 1800.0, TagKind.EARTH_RESISTANCE: 3600.0}


@dataclass(frozen=True, slots=True)
class Calm:
    """The park at rest. Arrays over tags: ``wander``; ``decimals`` int64, as a DCS would round."""

    wander: Wander
    decimals: NDArray[np.int64]


def rest(plant: Plant) -> Calm:
    """The calm behaviour of every tag of a plant."""
    running = first_pumps(plant)
    centre = np.array(
        [_centre(tag, running=tag.id in running) for tag in plant.tags], dtype=np.float64
    )
    spread = np.array([_spread(tag) for tag in plant.tags], dtype=np.float64)
    memory = np.array([_MEMORY_S.get(tag.kind, 90.0) for tag in plant.tags])
    decimals = np.array([_decimals(tag) for tag in plant.tags], dtype=np.int64)
    return Calm(Wander(centre, spread, memory), decimals)


def is_digital(tag: Tag) -> bool:
    """Whether a tag tells a state rather than a quantity."""
    if Condition.DIGITAL in tag.alarms or tag.kind in _STEADY_KINDS:
        return True
    return tag.kind is TagKind.VALVE_POSITION and not tag.unit


def calm_room(tag: Tag) -> tuple[float, float]:
    """The room in which a value may move without an alarm: nearest limits, else the range."""
    low = [_limit(tag, Condition.L), _limit(tag, Condition.LL), tag.range_lo]
    high = [_limit(tag, Condition.H), _limit(tag, Condition.HH), tag.range_hi]
    bottom = next((each for each in low if each is not None), -1.0)
    top = next((each for each in high if each is not None), bottom + 2.0)
    return bottom, top


def _limit(tag: Tag, condition: Condition) -> float | None:
    settings = tag.alarms.get(condition)
    return settings.limit if settings else None


def _centre(tag: Tag, *, running: bool) -> float:
    if Condition.DIGITAL in tag.alarms:
        return 1.0 - tag.alarms[Condition.DIGITAL].limit
    if is_digital(tag):
        states = {TagKind.OPERATING_STATE: _RUNNING, TagKind.PUMP_RUNNING: float(running)}
        return states.get(tag.kind, 1.0)
    if tag.kind is TagKind.GAS_OXYGEN:
        return _CLEAN_AIR_OXYGEN
    bottom, top = calm_room(tag)
    if tag.kind in GAS_KINDS:
        return bottom
    if tag.kind is TagKind.EARTH_RESISTANCE:
        return bottom + 0.3 * (top - bottom)
    return (bottom + top) / 2.0


def _spread(tag: Tag) -> float:
    if is_digital(tag) or tag.kind in GAS_KINDS:
        return 0.0
    bottom, top = calm_room(tag)
    return _SPREAD_SHARE * (top - bottom) / 2.0


def _decimals(tag: Tag) -> int:
    if is_digital(tag):
        return 0
    bottom = tag.range_lo if tag.range_lo is not None else calm_room(tag)[0]
    top = tag.range_hi if tag.range_hi is not None else calm_room(tag)[1]
    span = top - bottom
    return max(0, 4 - math.ceil(math.log10(span))) if span > 0 else 3


def first_pumps(plant: Plant) -> set[str]:
    """The duty machine of each equipment runs, its spares stand."""
    first: dict[str, str] = {}
    for tag in plant.tags:
        if tag.kind is TagKind.PUMP_RUNNING:
            first.setdefault(tag.equipment, tag.id)
    return set(first.values())
