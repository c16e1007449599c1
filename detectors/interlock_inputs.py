"""The cause-and-effect matrix as arrays: what each interlock listens to, and what it may tell.

An input is one cause, effect, permissive, bypass or reset. One that a tag tells by itself is a
channel; what other judgements tell (a vote, a model, another interlock) is followed by the id of
its alarm. What becomes of it all is :mod:`detectors.interlock_steps`' business.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.channels import Threshold, watch_limit, watch_state
from detectors.verdict import Rule
from plant.condition import Condition, Priority
from plant.message import plain
from plant.reading import NEVER
from plant.words import Cause, Interlock, Plant


class Role:
    """What an input is to its interlock."""

    CAUSE: Final = 0
    EFFECT: Final = 1
    PERMISSIVE: Final = 2
    BYPASS: Final = 3
    RESET: Final = 4


class Reset:
    """How the effects are let go when the causes are gone."""

    AUTOMATIC: Final = 0
    MANUAL: Final = 1
    BY_TAG: Final = 2


_RESETS: Final = {"": Reset.AUTOMATIC, "automatic": Reset.AUTOMATIC, "manual": Reset.MANUAL}
ROLES: Final = ("cause", "effect", "permissive", "bypass", "reset")

PRIORITIES: Final[Mapping[Condition, Priority]] = {
    Condition.DEMAND: Priority.HIGH,
    Condition.INTERLOCK_FAILED: Priority.CRITICAL,
    Condition.INTERLOCK_UNVERIFIED: Priority.HIGH,
    Condition.SPURIOUS_TRIP: Priority.MEDIUM,
    Condition.DEMAND_WHILE_BYPASSED: Priority.CRITICAL,
    Condition.BYPASS_OVERDUE: Priority.HIGH,
    Condition.PROOF_TEST_OVERDUE: Priority.LOW,
}
"""What an interlock may tell, in the order of its rules. A demand is what HH and LL are, high; a
protection that does not act is critical (contract section 1, rule 10)."""


class Input(NamedTuple):
    """One input: ``name`` is what people call it, ``row`` its tag's or −1.

    ``time_ms`` is its delay, travel time or longest bypass, NEVER where there is none.
    """

    interlock: int
    role: int
    name: str
    row: int = -1
    threshold: Threshold | None = None
    time_ms: int = 0
    expected: float = float("nan")


@dataclass(frozen=True)
class Matrix:
    """All interlocks of a plant; inputs are sorted by interlock and role.

    ``first``  the first input of each interlock, one more at the end
    ``rule``   interlock → condition → number of the rule
    ``order``  interlocks, each after those that are causes of it
    ``grace_ms``  how much later a cause may become known than what it does: as far as clocks may
        be apart and the causes' tags are sampled
    """

    interlocks: tuple[Interlock, ...]
    inputs: tuple[Input, ...]
    rules: tuple[Rule, ...]
    rule: tuple[Mapping[Condition, int], ...]
    first: tuple[int, ...]
    order: tuple[int, ...]
    grace_ms: tuple[int, ...]
    followed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Alarm id → causes that follow it; of a vote also the loss of it."""

    def list_inputs(self, interlock: int, role: int) -> list[int]:
        """The inputs of one interlock in one role."""
        return list(self._by_role[interlock][role])

    @cached_property
    def _by_role(self) -> list[list[list[int]]]:
        found: list[list[list[int]]] = [[[] for _ in ROLES] for _ in self.interlocks]
        for number, one in enumerate(self.inputs):
            found[one.interlock][one.role].append(number)
        return found

    @cached_property
    def reset(self) -> tuple[int, ...]:
        """By interlock, :class:`Reset`."""
        by_tag = [bool(roles[Role.RESET]) for roles in self._by_role]
        return tuple(
            Reset.BY_TAG if seen else _RESETS.get(one.reset, Reset.MANUAL)
            for one, seen in zip(self.interlocks, by_tag, strict=True)
        )

    @cached_property
    def channels(self) -> NDArray[np.intp]:
        """Intp (channels,), the input that each channel is."""
        told = [number for number, one in enumerate(self.inputs) if one.threshold is not None]
        return np.array(told, dtype=np.intp)

    @cached_property
    def ids(self) -> NDArray[np.str_]:
        """A name for each input that stays its own when others come and go."""
        seen: Counter[str] = Counter()
        names = []
        for one in self.inputs:
            name = f"{self.interlocks[one.interlock].id}/{ROLES[one.role]}/{one.name}"
            seen[name] += 1
            names.append(f"{name}/{seen[name]}")
        return np.array(names, dtype=np.str_)

    @cached_property
    def settings(self) -> Mapping[str, NDArray[Any]]:
        """What a demand of each interlock depends on beside its inputs."""
        return {
            "need": np.array([one.need for one in self.interlocks]),
            "reset": np.array(self.reset),
            "inputs": np.diff(np.array(self.first)),
        }


def compile_matrix(plant: Plant) -> Matrix:
    """The interlocks of a plant, those left out of which no effect can be seen."""
    interlocks = tuple(one for one in plant.interlocks if _is_visible(plant, one))
    inputs = [one for n, lock in enumerate(interlocks) for one in _list_inputs(plant, n, lock)]
    first = np.searchsorted([one.interlock for one in inputs], np.arange(len(interlocks) + 1))
    rules, numbers = _make_rules(plant, interlocks)
    return Matrix(
        interlocks=interlocks,
        inputs=tuple(inputs),
        rules=tuple(rules),
        rule=tuple(numbers),
        first=tuple(first.tolist()),
        order=tuple(_put_in_order(interlocks)),
        grace_ms=tuple(_find_grace(plant, one) for one in interlocks),
        followed=_find_followed(inputs),
    )


def find_unit(plant: Plant, interlock: Interlock) -> str:
    """The equipment that an interlock protects: its own, else that of its first tag."""
    if interlock.equipment:
        return interlock.equipment
    tags = [cause.source for cause in interlock.causes] + [one.tag for one in interlock.effects]
    rows = [plant.row_of[tag] for tag in tags if tag in plant.row_of]
    return plant.tags[rows[0]].equipment if rows else ""


def _is_visible(plant: Plant, interlock: Interlock) -> bool:
    return all(effect.tag in plant.row_of for effect in interlock.effects)


def _list_inputs(plant: Plant, number: int, interlock: Interlock) -> Iterator[Input]:
    for cause in interlock.causes:
        yield _make_cause(plant, number, cause)
    for effect in interlock.effects:
        row = plant.row_of[effect.tag]
        seen = watch_state(row, effect.expected, effect.tolerance)
        travel = round(1000 * effect.travel_s)
        yield Input(number, Role.EFFECT, effect.tag, row, seen, travel, effect.expected)
    for permissive in interlock.permissives:
        row = plant.row_of[permissive.tag]
        seen = watch_state(row, permissive.expected, permissive.tolerance)
        yield Input(number, Role.PERMISSIVE, permissive.tag, row, seen, 0, permissive.expected)
    if interlock.bypass in plant.row_of:
        row, longest = plant.row_of[interlock.bypass], interlock.bypass_s
        time_ms = int(NEVER) if longest is None else round(1000 * longest)
        yield Input(number, Role.BYPASS, interlock.bypass, row, watch_state(row, 1.0), time_ms, 1.0)
    if interlock.reset in plant.row_of:
        row = plant.row_of[interlock.reset]
        yield Input(number, Role.RESET, interlock.reset, row, watch_state(row, 1.0), 0, 1.0)


def _make_cause(plant: Plant, number: int, cause: Cause) -> Input:
    """A limit or contact of a tag is a channel, delays of its alarm apart."""
    row = plant.row_of.get(cause.source, -1)
    seen = None
    if row >= 0 and cause.condition in plant.tags[row].alarms:
        seen = watch_limit(row, plant.tags[row], cause.condition)
    name = f"{cause.source}:{cause.condition}"
    return Input(number, Role.CAUSE, name, row, seen, round(1000 * cause.delay_s))


def _find_followed(inputs: Sequence[Input]) -> Mapping[str, tuple[int, ...]]:
    followed: dict[str, list[int]] = {}
    for number, one in enumerate(inputs):
        if one.role == Role.CAUSE and one.threshold is None:
            followed.setdefault(one.name, []).append(number)
            if one.name.endswith(f":{Condition.VOTED}"):
                lost = one.name.replace(Condition.VOTED, Condition.PROTECTION_LOST)
                followed.setdefault(lost, []).append(number)
    return {alarm: tuple(numbers) for alarm, numbers in followed.items()}


def _find_grace(plant: Plant, interlock: Interlock) -> int:
    rows = [plant.row_of[one.source] for one in interlock.causes if one.source in plant.row_of]
    slowest = max((plant.tags[row].interval_s or 0 for row in rows), default=0)
    return round(1000 * (plant.park.clock_uncertainty_s + slowest))


def _make_rules(
    plant: Plant, interlocks: Sequence[Interlock]
) -> tuple[list[Rule], list[Mapping[Condition, int]]]:
    rules: list[Rule] = []
    numbers: list[Mapping[Condition, int]] = []
    for one in interlocks:
        told = [condition for condition in PRIORITIES if _tells(one, condition)]
        numbers.append({condition: len(rules) + n for n, condition in enumerate(told)})
        rules += [_make_rule(plant, one, condition) for condition in told]
    return rules, numbers


def _tells(interlock: Interlock, condition: Condition) -> bool:
    asked = {
        Condition.DEMAND_WHILE_BYPASSED: bool(interlock.bypass),
        Condition.BYPASS_OVERDUE: bool(interlock.bypass) and interlock.bypass_s is not None,
        Condition.PROOF_TEST_OVERDUE: interlock.proof_test_due is not None,
    }
    return asked.get(condition, True)


def _make_rule(plant: Plant, interlock: Interlock, condition: Condition) -> Rule:
    unit = plant.equipment_of.get(find_unit(plant, interlock))
    return Rule(
        source=interlock.id,
        condition=condition,
        priority=PRIORITIES[condition],
        latching=False,
        limit=float("nan"),
        unit="",
        hazard=unit.hazard if unit else "",
        row=-1,
    )


def _put_in_order(interlocks: Sequence[Interlock]) -> list[int]:
    """Each after its causes; of a circle one has to be first, and does not see the last."""
    number = {one.id: n for n, one in enumerate(interlocks)}
    waits = {
        n: {number[cause.source] for cause in one.causes if cause.source in number} - {n}
        for n, one in enumerate(interlocks)
    }
    order: list[int] = []
    while waits:
        free = [n for n, causes in waits.items() if not causes & waits.keys()]
        for n in free or [min(waits)]:
            order.append(n)
            del waits[n]
    return order


def describe_input(one: Input) -> str:
    """What an input must show: ``XV-101 = 0``."""
    return one.name if np.isnan(one.expected) else f"{one.name} = {plain(one.expected)}"
