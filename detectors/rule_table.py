"""The rule table: a plant compiled into the rules and arrays that are judged.

Every limit is turned so that beyond means "at or above": a low limit is a high one of the negated
value. Thresholds get their exact decimal and float32 form here, once.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from detectors.verdict import Rule
from plant.condition import LEVEL_CONDITIONS, Condition, Priority
from plant.reading import NEVER
from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.words import AlarmSettings, Gateway, Hazard, Plant, Tag

LIMIT_CONDITIONS = (*LEVEL_CONDITIONS, Condition.DIGITAL)
"""What :mod:`detectors.limits` judges: the four limits, and contacts as limits at one half."""

STALE_INTERVALS = 3
STALE_FLOOR_MS = 10_000
"""A tag is stale after three of its intervals, at least 10 s (contract section 1, rule 9)."""


LOSS = {1: Priority.HIGH, 2: Priority.HIGH, 3: Priority.MEDIUM}
"""The priority of losing a gateway by the level of the hazard; low for level 4 and none."""


@dataclass(frozen=True, slots=True)
class LimitTable:
    """Limits as arrays of shape (limits,), grouped by tag.

    ``row``     int32, the tag judged
    ``sign``    float64, +1 for a high limit, −1 for a low one
    ``trip``    float64, beyond where sign × value ≥ trip
    ``clear``   float64, clear where sign × value < clear
    ``on_ms``, ``off_ms``  int64, the two delays
    ``urgent``  bool, critical or high: a pending raise runs on through unknown
    ``severe``  bool, HH: makes the loss of its gateway critical
    ``first``   int32, shape (tags + 1,), where each tag's limits begin
    """

    row: NDArray[np.int32]
    sign: NDArray[np.float64]
    trip: NDArray[np.float64]
    clear: NDArray[np.float64]
    on_ms: NDArray[np.int64]
    off_ms: NDArray[np.int64]
    urgent: NDArray[np.bool_]
    severe: NDArray[np.bool_]
    first: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class RuleTable:
    """All rules of a plant and where each kind of them begins.

    The first ``len(limits.row)`` rules are the limits, in the order of the limit table; then one
    ``bad_quality``, one ``stale`` and one ``out_of_range`` a tag, then one ``gateway_lost``,
    ``clock`` and ``gateway_gap`` a gateway, at last one ``system`` a subsystem of the platform.
    ``stale_ms`` int64, shape (tags,): NEVER where a tag has no interval. ``losing`` int8, shape
    (tags,): the priority of losing the gateway that brings the tag, by the level of its hazard.
    """

    rules: tuple[Rule, ...]
    limits: LimitTable
    bad_quality: int
    stale: int
    out_of_range: int
    gateway_lost: int
    clock: int
    gateway_gap: int
    system: int
    stale_ms: NDArray[np.int64]
    losing: NDArray[np.int8]


def compile_rules(plant: Plant) -> RuleTable:
    """Compile a plant; the order of rules follows the order of tags and gateways."""
    limits = [
        (row, tag, tag.alarms[condition])
        for row, tag in enumerate(plant.tags)
        for condition in LIMIT_CONDITIONS
        if condition in tag.alarms
    ]
    tags = list(enumerate(plant.tags))
    rules = (
        *(_make_rule(row, tag, alarm.condition, alarm) for row, tag, alarm in limits),
        *(_make_rule(row, tag, Condition.BAD_QUALITY) for row, tag in tags),
        *(_make_rule(row, tag, Condition.STALE) for row, tag in tags),
        *(_make_rule(row, tag, Condition.OUT_OF_RANGE) for row, tag in tags),
        *(_make_loss_rule(plant, gateway) for gateway in plant.gateways),
        *(_make_gateway_rule(plant, gateway, Condition.CLOCK) for gateway in plant.gateways),
        *(_make_gateway_rule(plant, gateway, Condition.GATEWAY_GAP) for gateway in plant.gateways),
        *(_make_system_rule(subsystem) for subsystem in SUBSYSTEMS),
    )
    bad_quality = len(limits)
    return RuleTable(
        rules=rules,
        limits=_compile_limits(limits, len(plant.tags)),
        bad_quality=bad_quality,
        stale=bad_quality + len(tags),
        out_of_range=bad_quality + 2 * len(tags),
        gateway_lost=bad_quality + 3 * len(tags),
        clock=bad_quality + 3 * len(tags) + len(plant.gateways),
        gateway_gap=bad_quality + 3 * len(tags) + 2 * len(plant.gateways),
        system=bad_quality + 3 * len(tags) + 3 * len(plant.gateways),
        stale_ms=np.array([tell_stale_ms(tag) for tag in plant.tags], dtype=np.int64),
        losing=np.array([_loss_priority(plant, tag) for tag in plant.tags], dtype=np.int8),
    )


def _make_rule(
    row: int, tag: Tag, condition: Condition, alarm: AlarmSettings | None = None
) -> Rule:
    return Rule(
        source=tag.id,
        condition=condition,
        priority=tag.priority_of(condition),
        latching=alarm.latching if alarm else False,
        limit=alarm.limit if alarm else float("nan"),
        unit=tag.unit,
        hazard=tag.hazard,
        row=row,
    )


def _make_loss_rule(plant: Plant, gateway: Gateway) -> Rule:
    """The priority of losing a gateway follows the worst hazard of its enterprise."""
    levels = [hazard.level or 4 for hazard in _hazards_of(plant, gateway)]
    priority = LOSS.get(min(levels, default=4), Priority.LOW)
    return _make_gateway_rule(plant, gateway, Condition.GATEWAY_LOST, priority)


def _hazards_of(plant: Plant, gateway: Gateway) -> list[Hazard]:
    return [hazard for hazard in plant.hazards if hazard.enterprise == gateway.enterprise]


def _make_gateway_rule(
    plant: Plant, gateway: Gateway, condition: Condition, priority: Priority = Priority.LOW
) -> Rule:
    hazards = _hazards_of(plant, gateway)
    return Rule(
        source=gateway.id,
        condition=condition,
        priority=priority,
        latching=False,
        limit=float("nan"),
        unit="",
        hazard=hazards[0].id if len(hazards) == 1 else "",
        row=-1,
    )


def _make_system_rule(subsystem: Subsystem) -> Rule:
    """Critical where a failure makes the park blind or its record untrue (contract 1, rule 14).

    Medium for the historian: the spool keeps for it what it does not take, for days. High for
    notices: the screens show and sound what people elsewhere are not told.
    """
    priorities = {Subsystem.HISTORIAN: Priority.MEDIUM, Subsystem.NOTICES: Priority.HIGH}
    return Rule(
        source=subsystem,
        condition=Condition.SYSTEM,
        priority=priorities.get(subsystem, Priority.CRITICAL),
        latching=False,
        limit=float("nan"),
        unit="",
        hazard="",
        row=-1,
    )


def _loss_priority(plant: Plant, tag: Tag) -> Priority:
    hazard = plant.hazard_of.get(tag.hazard)
    return LOSS.get(hazard.level or 4, Priority.LOW) if hazard else Priority.LOW


def tell_stale_ms(tag: Tag) -> int:
    """How long a reading of a tag counts, ms; NEVER: until the next one."""
    if tag.interval_s is None:
        return int(NEVER)
    return max(round(STALE_INTERVALS * tag.interval_s * 1000), STALE_FLOOR_MS)


def _compile_limits(limits: list[tuple[int, Tag, AlarmSettings]], tags: int) -> LimitTable:
    thresholds = [turn_alarm(alarm, float32=tag.float32) for _, tag, alarm in limits]
    settings = [alarm for _, _, alarm in limits]
    row = np.array([row for row, _, _ in limits], dtype=np.int32)
    urgent = [alarm.priority >= Priority.HIGH for alarm in settings]
    severe = [alarm.condition is Condition.HH for alarm in settings]
    return LimitTable(
        row=row,
        sign=np.array([sign for sign, _, _ in thresholds], dtype=np.float64),
        trip=np.array([trip for _, trip, _ in thresholds], dtype=np.float64),
        clear=np.array([clear for _, _, clear in thresholds], dtype=np.float64),
        on_ms=np.array([alarm.on_delay_ms for alarm in settings], dtype=np.int64),
        off_ms=np.array([alarm.off_delay_ms for alarm in settings], dtype=np.int64),
        urgent=np.array(urgent, dtype=np.bool_),
        severe=np.array(severe, dtype=np.bool_),
        first=np.searchsorted(row, np.arange(tags + 1)).astype(np.int32),
    )


def turn_alarm(alarm: AlarmSettings, *, float32: bool) -> tuple[float, float, float]:
    """Sign, trip and clear threshold of a limit, turned so that beyond is above."""
    if alarm.condition is Condition.DIGITAL:
        sign = 1.0 if alarm.limit == 1 else -1.0
        return sign, sign * 0.5, sign * 0.5
    low = alarm.condition in (Condition.LL, Condition.L)
    sign, trip, clear = turn_limit(alarm.limit, alarm.deadband, low=low)
    if float32:
        return sign, _step_down(trip), _step_down(clear)
    return sign, trip, clear


def turn_limit(limit: float, deadband: float, *, low: bool) -> tuple[float, float, float]:
    """Sign, trip and clear threshold of a limit on float64 values."""
    sign = -1.0 if low else 1.0
    trip = sign * limit
    # In binary 0.8 − 0.1 is above 0.7, and a value of 0.7 would return that should not.
    return sign, trip, float(Decimal(repr(float(trip))) - Decimal(repr(float(deadband))))


def _step_down(threshold: float) -> float:
    """One float32 step on the safe side: raised sooner, returned later."""
    return float(np.nextafter(np.float32(threshold), np.float32(-np.inf)))
