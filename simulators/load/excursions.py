"""Values beyond one limit: how a load makes real alarms that travel the whole way.

Chosen so that a single reading raises exactly one alarm at once, and the next calm one returns it:
without delays, without latching, beyond one limit and not the next.
"""

from dataclasses import dataclass
from typing import Final

from plant.condition import Condition
from plant.tag_kind import GAS_KINDS
from plant.words import Plant, Tag
from simulators.calm import rest

_HIGH: Final = ((Condition.H, Condition.HH), (Condition.HH, None))
_LOW: Final = ((Condition.L, Condition.LL), (Condition.LL, None))


@dataclass(frozen=True, slots=True)
class Excursion:
    """The value that raises the alarm of this id."""

    alarm: str
    value: float


def find_excursion(tag: Tag) -> Excursion | None:
    """A value of a tag that raises one alarm at once; None where no value does only that."""
    if tag.kind in GAS_KINDS:  # 二级 latches until a person resets it
        return None
    if _acts_at_once(tag, Condition.DIGITAL):
        limit = tag.alarms[Condition.DIGITAL].limit
        return Excursion(f"{tag.id}:{Condition.DIGITAL}", limit)
    for condition, beyond in (*_HIGH, *_LOW):
        if _acts_at_once(tag, condition) and not _has_before(tag, condition):
            end = tag.range_hi if condition in (Condition.H, Condition.HH) else tag.range_lo
            value = _between(tag.alarms[condition].limit, _limit(tag, beyond, end))
            return Excursion(f"{tag.id}:{condition}", value)
    return None


def find_calm(plant: Plant) -> list[tuple[float, float]]:
    """Two calm values of every tag, to alternate between; equal where a tag tells a state."""
    calm = rest(plant)
    low = calm.wander.centre
    decimals = [max(1, each) for each in calm.decimals.tolist()]
    pairs = zip(low.tolist(), (low + calm.wander.spread).tolist(), decimals, strict=True)
    return [(round(one, digits), round(other, digits)) for one, other, digits in pairs]


def _acts_at_once(tag: Tag, condition: Condition) -> bool:
    settings = tag.alarms.get(condition)
    return settings is not None and not (
        settings.on_delay_ms or settings.off_delay_ms or settings.latching
    )


def _has_before(tag: Tag, condition: Condition) -> bool:
    """Whether a value beyond this limit is beyond another, nearer one, too."""
    nearer = {Condition.HH: Condition.H, Condition.LL: Condition.L}.get(condition)
    return nearer in tag.alarms


def _limit(tag: Tag, condition: Condition | None, otherwise: float | None) -> float | None:
    settings = tag.alarms.get(condition) if condition else None
    return settings.limit if settings else otherwise


def _between(limit: float, end: float | None) -> float:
    """A third of the way from a limit to what comes next, in few digits; the limit itself counts
    as beyond.
    """
    if end is None:
        return limit
    value = round(limit + (end - limit) / 3, 3)
    inside = limit <= value < end or end < value <= limit
    return value if inside else limit
