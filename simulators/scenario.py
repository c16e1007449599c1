"""A scenario: the timeline of what happens in a simulated park, read from TOML.

A scenario says when a tank is filled, a leak opens, a sensor fails or a gateway falls silent; what
follows from it is :mod:`simulators.park`'s physics. It may repeat in cycles: an event with several
targets takes them in turn, and amounts vary a little from the second cycle on, so that a watcher
always sees something and never quite the same. Everything is a pure function of the time and the
seed.

    name, title, title_en
    cycle_s      it repeats after so many seconds; absent: once, then calm
    variation    share by which amounts vary from the second cycle on
    wind         {speed_m_s, from_deg} prevailing
    [[start]]    equipment, level_percent: what a tank holds at the beginning
    [[event]]    at_s, for_s, action, target (one or a list), and by action
                 fill  flow_m3h, pace      draw  flow_m3h, pace, to_percent
                 leak  rate_kg_s           set   value
                 bad   status (OPC UA)     silent, gateway_down, gateway_silent  nothing more

``pace`` lets a tank live faster than the clock: at pace 150 a second of filling moves what 150
seconds would, so that a show need not last hours.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from plant.quality import BAD
from plant.words import Plant
from simulators.shipped import SCENARIOS


class ScenarioError(ValueError):
    """A scenario that can't be played; ``complaints`` says everything that is wrong with it."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("; ".join(complaints))
        self.complaints = tuple(complaints)


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


_AMOUNT: Mapping[Action, str] = {
    Action.FILL: "flow_m3h",
    Action.DRAW: "flow_m3h",
    Action.LEAK: "rate_kg_s",
    Action.SET: "value",
    Action.BAD: "status",
}
"""The key that carries an action's amount."""

_VARYING = frozenset({Action.FILL, Action.DRAW, Action.LEAK})
_KEYS = frozenset({"name", "title", "title_en", "cycle_s", "variation", "wind", "start", "event"})
_EVENT_KEYS = frozenset({"at_s", "for_s", "action", "target", "pace", "to_percent"})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. ``targets`` are taken in turn, one a cycle."""

    at_s: float
    for_s: float
    action: Action
    targets: tuple[str, ...]
    amount: float = 0.0
    pace: float = 1.0
    to_percent: float = 0.0


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in its cycle: on ``target`` from ``since_s`` until ``until_s`` of the whole show."""

    action: Action
    target: str
    since_s: float
    until_s: float
    amount: float
    pace: float
    to_percent: float

    def active(self, at_s: float) -> bool:
        """Whether it goes on at ``at_s``."""
        return self.since_s <= at_s < self.until_s


@dataclass(frozen=True)
class Scenario:
    """A whole scenario, independent of any plant until :meth:`check` is asked."""

    name: str
    title: str
    title_en: str
    events: tuple[Event, ...]
    start_percent: Mapping[str, float]
    cycle_s: float | None = None
    variation: float = 0.0
    wind_m_s: float = 3.2
    wind_from_deg: float = 135.0

    def around(self, at_s: float, seed: int) -> list[Happening]:
        """The happenings of the cycle at ``at_s`` and of the one before, whose ends may linger."""
        now = 0 if self.cycle_s is None else int(at_s // self.cycle_s)
        return [
            self._place(index, event, cycle, seed)
            for cycle in range(max(0, now - 1), now + 1)
            for index, event in enumerate(self.events)
        ]

    def _place(self, index: int, event: Event, cycle: int, seed: int) -> Happening:
        since = event.at_s + cycle * (self.cycle_s or 0.0)
        amount = event.amount
        if cycle and event.action in _VARYING:
            draw = np.random.default_rng([seed, cycle, index]).uniform(-1.0, 1.0)
            amount *= 1.0 + self.variation * float(draw)
        return Happening(
            event.action,
            event.targets[cycle % len(event.targets)],
            since,
            since + event.for_s,
            amount,
            event.pace,
            event.to_percent,
        )

    def check(self, plant: Plant) -> None:
        """Ask whether the plant has all that the scenario names.

        :raises ScenarioError: naming every target that the plant does not know.
        """
        equipment = {each.id for each in plant.equipment}
        complaints = [
            f"start: no equipment {name} in this plant"
            for name in self.start_percent
            if name not in equipment
        ]
        for event in self.events:
            known = _known_targets(event.action, plant)
            complaints += [
                f"event at {event.at_s:g} s: {event.action} knows no {target} in this plant"
                for target in event.targets
                if target not in known
            ]
        if complaints:
            raise ScenarioError(complaints)


def _known_targets(action: Action, plant: Plant) -> frozenset[str]:
    match action:
        case Action.FILL | Action.DRAW:
            return frozenset(each.id for each in plant.equipment if "volume_m3" in each.figures)
        case Action.LEAK:
            return frozenset(each.id for each in plant.equipment)
        case Action.GATEWAY_DOWN | Action.GATEWAY_SILENT:
            return frozenset(plant.gateway_row_of)
        case Action.SET | Action.BAD | Action.SILENT:
            return frozenset(plant.row_of)


def list_scenarios() -> list[str]:
    """The names of the scenarios that ship with the simulators."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def read_scenario(name_or_path: str | Path) -> Scenario:
    """Read a shipped scenario by its name, or any by its path.

    :raises ScenarioError: there is none, or it has faults; all of them are named.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = SCENARIOS / f"{name_or_path}.toml"
    try:
        return parse_scenario(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    except FileNotFoundError:
        there = ", ".join(list_scenarios())
        raise ScenarioError([f"no scenario {name_or_path}; there are {there}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([f"{path.name}: {error}"]) from None


def parse_scenario(table: Mapping[str, Any], name: str) -> Scenario:
    """A scenario from its parsed TOML; ``name`` serves where the table has none.

    :raises ScenarioError: with every fault.
    """
    complaints = [f"{key} is no key of a scenario" for key in table if key not in _KEYS]
    events = []
    start_percent = {}
    for number, entry in enumerate(table.get("event", []), start=1):
        try:
            events.append(_parse_event(entry))
        except (ValueError, TypeError) as error:
            complaints.append(f"event {number}: {error}")
    for number, entry in enumerate(table.get("start", []), start=1):
        if entry.keys() != {"equipment", "level_percent"}:
            complaints.append(f"start {number}: needs equipment and level_percent, nothing else")
            continue
        start_percent[entry["equipment"]] = float(entry["level_percent"])
    if complaints:
        raise ScenarioError(complaints)
    wind = table.get("wind", {})
    return Scenario(
        name=table.get("name", name),
        title=table.get("title", name),
        title_en=table.get("title_en", name),
        events=tuple(events),
        start_percent=start_percent,
        cycle_s=table.get("cycle_s"),
        variation=table.get("variation", 0.0),
        wind_m_s=wind.get("speed_m_s", 3.2),
        wind_from_deg=wind.get("from_deg", 135.0),
    )


def _parse_event(entry: Mapping[str, Any]) -> Event:
    missing = [key for key in ("at_s", "for_s", "action", "target") if key not in entry]
    if missing:
        raise ValueError(f"{' and '.join(missing)} missing")
    action = Action(entry["action"])
    amount_key = _AMOUNT.get(action)
    unknown = entry.keys() - _EVENT_KEYS - {amount_key}
    if unknown:
        raise ValueError(f"{action} takes no {', '.join(sorted(unknown))}")
    target = entry["target"]
    amount = float(BAD) if action is Action.BAD else None
    return Event(
        at_s=float(entry["at_s"]),
        for_s=float(entry["for_s"]),
        action=action,
        targets=(target,) if isinstance(target, str) else tuple(target),
        amount=_read_amount(entry, amount_key, amount),
        pace=float(entry.get("pace", 1.0)),
        to_percent=float(entry.get("to_percent", 0.0)),
    )


def _read_amount(entry: Mapping[str, Any], key: str | None, default: float | None) -> float:
    if key is None:
        return 0.0
    if key in entry:
        return float(entry[key])
    if default is None:
        raise ValueError(f"{key} missing")
    return default
