"""The safety instrumented systems of a plant: the interlocks that ``physics.toml`` lets act.

Causes, votes, limits and effects are the plant directory's own: a function trips where the
platform's shadow of it expects it to. Its effects move valves and machines by their feedback tags;
an effect that is neither is not its business here.
"""

from collections.abc import Mapping
from dataclasses import replace

from numpy import float64
from numpy.typing import NDArray

from plant.condition import Condition
from plant.words import Cause, Interlock, Plant, Voting
from simulators.physics.machines import Machines
from simulators.physics.physics_file import Physics
from simulators.physics.safety_function import (
    Channel,
    Logic,
    SafetyFunction,
    Vote,
    decide,
    reset,
    trip,
)
from simulators.physics.valves import Valves

_USUAL_DELAY_S = 0.3


class SafetySystem:
    """The acting interlocks of a plant by their ids."""

    def __init__(self, plant: Plant, physics: Physics) -> None:
        self._plant = plant
        self._rows = physics.by_id("safety_function")
        interlocks = {each.id: each for each in plant.interlocks}
        self._functions = {
            name: _build(plant, interlocks[name], row.get("delay_s", _USUAL_DELAY_S))
            for name, row in self._rows.items()
        }
        self._bypass = {name: interlocks[name].bypass for name in self._functions}
        self._reset_tag = {name: interlocks[name].reset for name in self._functions}
        self._logic = dict.fromkeys(self._functions, Logic())
        self._looked_at = {
            name: [(tag, plant.row_of[tag]) for tag in _list_tags(function, self._reset_tag[name])]
            for name, function in self._functions.items()
        }

    def logic(self, name: str) -> Logic:
        """The state of a function."""
        return self._logic[name]

    def bypass(self, name: str, *, on: bool) -> None:
        """Put a function's bypass on or off."""
        self._logic[name] = replace(self._logic[name], bypassed=on)

    def fail(self, name: str, *, fails: bool) -> None:
        """Let a function decide and not act, or heal it."""
        self._logic[name] = replace(self._logic[name], fails=fails)

    def trip(self, name: str) -> None:
        """Trip a function without a cause."""
        self._logic[name] = trip(self._logic[name])

    def reset(self, name: str, true: NDArray[float64]) -> None:
        """Press the reset button, which does nothing while the causes stand."""
        function = self._functions[name]
        self._logic[name] = reset(function, self._logic[name], self._look(function, true))

    def step(
        self,
        dt_s: float,
        true: NDArray[float64],
        sensed: NDArray[float64],
        valves: Valves,
        machines: Machines,
    ) -> None:
        """Decide by the values of the step before, float64 (tags,), and move what must move."""
        for name, function in self._functions.items():
            by_sensors = self._rows[name].get("sees", "sensed") == "sensed"
            seen = self._look(function, sensed if by_sensors else true)
            logic = decide(function, self._logic[name], seen, dt_s)
            if seen.get(self._reset_tag[name]) == 1.0:
                logic = reset(function, logic, seen)
            self._logic[name] = logic
            if logic.acts:
                _act(function, valves, machines)

    def show(self, value: NDArray[float64]) -> None:
        """Write states and bypasses into ``value``, float64 (tags,)."""
        for name, logic in self._logic.items():
            if state := self._rows[name].get("state"):
                value[self._plant.row_of[state]] = float(logic.tripped)
            if bypass := self._bypass[name]:
                value[self._plant.row_of[bypass]] = float(logic.bypassed)

    def _look(self, function: SafetyFunction, values: NDArray[float64]) -> dict[str, float]:
        return {name: float(values[row]) for name, row in self._looked_at[function.id]}


def _list_tags(function: SafetyFunction, reset_by: str) -> list[str]:
    """What a function looks at: its transmitters, and the tag that resets it if there is one."""
    tags = {channel.tag for vote in function.votes for channel in vote.channels}
    if reset_by not in {"", "automatic", "manual"}:
        tags.add(reset_by)
    return sorted(tags)


def _act(function: SafetyFunction, valves: Valves, machines: Machines) -> None:
    for target, position in function.actions.items():
        if target in valves:
            valves.command(target, position)
        elif target in machines and position >= 0.5:
            if not machines.drive(target).on:
                machines.start(target)
        elif target in machines:
            machines.stop(target)


def _build(plant: Plant, interlock: Interlock, delay_s: float) -> SafetyFunction:
    votings = {each.id: each for each in plant.votings}
    votes = [_vote(plant, cause, votings) for cause in interlock.causes]
    actions = {
        effect.tag: effect.expected / (100.0 if _unit(plant, effect.tag) == "%" else 1.0)
        for effect in interlock.effects
    }
    return SafetyFunction(
        interlock.id,
        tuple(vote for vote in votes if vote.channels),
        actions,
        delay_s,
        self_reset=interlock.reset in {"", "automatic"},
        need=interlock.need,
    )


def _vote(plant: Plant, cause: Cause, votings: Mapping[str, Voting]) -> Vote:
    voting = votings.get(cause.source)
    names = voting.tags if voting else (cause.source,)
    condition = voting.condition if voting else cause.condition
    need = voting.need if voting else 1
    channels = (_channel(plant, name, condition) for name in names)
    return Vote(tuple(channel for channel in channels if channel), need)


def _channel(plant: Plant, name: str, condition: Condition) -> Channel | None:
    """A tag's own limit as a trip point; causes that are no limits are not simulated."""
    if name not in plant.row_of:
        return None
    settings = plant.tags[plant.row_of[name]].alarms.get(condition)
    return Channel(name, condition, settings.limit) if settings else None


def _unit(plant: Plant, name: str) -> str:
    return plant.tags[plant.row_of[name]].unit
