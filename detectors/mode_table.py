"""The mode table: a plant's modes compiled into arrays, and what no mode may suppress.

Thresholds are turned like those of the rule table. What is in force when is not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.rule_table import LimitTable, turn_alarm
from detectors.verdict import Rule
from plant.condition import Condition, Priority
from plant.words import Mode, Plant

NEVER_SUPPRESSED: Final = frozenset(
    {Condition.HH, Condition.LL, Condition.GATEWAY_LOST, Condition.SYSTEM}
)
"""Conditions that no operating state makes expected (gas 二级 is HH); nor what is critical."""


@dataclass(frozen=True, slots=True)
class ModeTable:
    """Modes as arrays.

    ``modes``, of which ``state`` intp (modes,) is the state whose tag tells them;
    ``rows`` intp (states,), the state tags, and ``state_of`` intp (tags,) the way back, −1: none;
    ``of`` intp, ``limit`` intp, ``value``, ``trip``, ``clear`` float64, (k,): the limits that modes
    bring; ``holder`` intp (s,), the mode that suppresses ``held[holds]``, with ``holds`` intp (s,)
    and ``held`` int32 (held,), rules, rising.
    """

    modes: tuple[Mode, ...]
    state: NDArray[np.intp]
    rows: NDArray[np.intp]
    state_of: NDArray[np.intp]
    of: NDArray[np.intp]
    limit: NDArray[np.intp]
    value: NDArray[np.float64]
    trip: NDArray[np.float64]
    clear: NDArray[np.float64]
    holder: NDArray[np.intp]
    holds: NDArray[np.intp]
    held: NDArray[np.int32]


def compile_modes(plant: Plant, rules: Sequence[Rule], limits: LimitTable) -> ModeTable:
    """Compile the modes of equipment that has a state tag; others are never in force.

    :param rules: of the whole bank, those of the limits first.
    """
    tags = [_find_state_tag(plant, mode) for mode in plant.modes]
    modes = tuple(mode for mode, row in zip(plant.modes, tags, strict=True) if row >= 0)
    rows, state = np.unique([row for row in tags if row >= 0], return_inverse=True)
    state_of = np.full(len(plant.tags), -1, dtype=np.intp)
    state_of[rows.astype(np.intp)] = np.arange(len(rows))
    numbers = {rule.alarm: number for number, rule in enumerate(rules)}
    own = [
        (number, limit, value, *_turn(plant, rules[limit], value))
        for number, mode in enumerate(modes)
        for limit, value in _list_limits(mode, numbers, len(limits.row))
    ]
    of, limit, value, trip, clear = np.array(own, dtype=np.float64).reshape(-1, 5).T
    pairs = [
        (number, numbers[alarm])
        for number, mode in enumerate(modes)
        for alarm in mode.suppressed
        if alarm in numbers and may_suppress(rules[numbers[alarm]])
    ]
    holder, rule = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    held, holds = np.unique(rule, return_inverse=True)
    return ModeTable(
        modes,
        state.astype(np.intp),
        rows.astype(np.intp),
        state_of,
        of.astype(np.intp),
        limit.astype(np.intp),
        value,
        trip,
        clear,
        holder,
        holds.astype(np.intp),
        held.astype(np.int32),
    )


def may_suppress(rule: Rule) -> bool:
    """Whether an alarm may be suppressed by design at all."""
    return rule.condition not in NEVER_SUPPRESSED and rule.priority < Priority.CRITICAL


def _find_state_tag(plant: Plant, mode: Mode) -> int:
    equipment = plant.equipment_of.get(mode.equipment)
    return plant.row_of.get(equipment.state, -1) if equipment else -1


def _list_limits(mode: Mode, numbers: dict[str, int], limits: int) -> list[tuple[int, float]]:
    """The numbers and values of a mode's limits; a contact has none, nor what has no limit."""
    found = [
        (numbers.get(f"{tag}:{condition}", limits), value)
        for tag, own in mode.limits.items()
        for condition, value in own.items()
        if condition is not Condition.DIGITAL
    ]
    return [(limit, value) for limit, value in found if limit < limits]


def _turn(plant: Plant, rule: Rule, value: float) -> tuple[float, float]:
    tag = plant.tags[rule.row]
    settings = replace(tag.alarms[rule.condition], limit=value)
    _, trip, clear = turn_alarm(settings, float32=tag.float32)
    return trip, clear
