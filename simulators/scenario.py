"""A scenario: the timeline of what happens in a simulated park, and what must come of it.

A scenario says when a tank is filled, a leak opens, a sensor fails or a gateway falls silent; what
follows is :mod:`simulators.park`'s physics. It may repeat in cycles: an event with several targets
takes them in turn, and amounts vary a little from the second cycle on, so that a watcher always
sees something and never quite the same. Everything is a pure function of the time and the seed.
How a scenario is written down is :mod:`simulators.scenario_file`'s business.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from plant.tag_kind import TagKind
from plant.words import Plant
from simulators.actions import SPECS, Deed, Figure, Target
from simulators.expectation import Expectation
from simulators.physics.physics_file import Physics


class ScenarioError(ValueError):
    """A scenario that can't be played; ``complaints`` says everything that is wrong with it."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("; ".join(complaints))
        self.complaints = tuple(complaints)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. ``targets`` are taken in turn, one a cycle.

    ``all_at_once``: nothing is taken in turn, it happens to all of them.
    """

    at_s: float
    for_s: float
    action: Deed
    targets: tuple[str, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    all_at_once: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in its cycle: on ``target`` from ``since_s`` until ``until_s`` of the whole show."""

    action: Deed
    target: str
    since_s: float
    until_s: float
    figures: Mapping[str, Figure]

    def active(self, at_s: float) -> bool:
        """Whether it goes on at ``at_s``."""
        return self.since_s <= at_s < self.until_s

    def begins(self, after_s: float, until_s: float) -> bool:
        """Whether it begins later than ``after_s`` and by ``until_s``."""
        return after_s < self.since_s <= until_s

    def ends(self, after_s: float, until_s: float) -> bool:
        """Whether it ends later than ``after_s`` and by ``until_s``."""
        return after_s < self.until_s <= until_s

    def amount(self, key: str) -> float:
        """The number that stands under a key."""
        return float(self.figures[key])

    def word(self, key: str) -> str:
        """The word that stands under a key."""
        return str(self.figures[key])


@dataclass(frozen=True)
class Scenario:
    """A whole scenario, independent of any plant until :meth:`check` is asked.

    ``park`` is the name of the shipped park that it is written for, ``lasts_s`` how long a
    rehearsal plays it.
    """

    name: str
    title: str
    title_en: str
    events: tuple[Event, ...]
    start_percent: Mapping[str, float]
    cycle_s: float | None = None
    variation: float = 0.0
    wind_m_s: float = 3.2
    wind_from_deg: float = 135.0
    story: str = ""
    story_en: str = ""
    park: str = "taixing"
    lasts_s: float = 300.0
    expectations: tuple[Expectation, ...] = ()

    def around(self, at_s: float, seed: int) -> list[Happening]:
        """The happenings of the cycle at ``at_s`` and of the one before, whose ends may linger."""
        now = 0 if self.cycle_s is None else int(at_s // self.cycle_s)
        return [
            happening
            for cycle in range(max(0, now - 1), now + 1)
            for index, event in enumerate(self.events)
            for happening in self._place(index, event, cycle, seed)
        ]

    def _place(self, index: int, event: Event, cycle: int, seed: int) -> list[Happening]:
        since = event.at_s + cycle * (self.cycle_s or 0.0)
        figures = dict(event.figures)
        if cycle:
            draw = np.random.default_rng([seed, cycle, index]).uniform(-1.0, 1.0)
            for key in SPECS[event.action].varies:
                figures[key] = float(figures[key]) * (1.0 + self.variation * float(draw))
        turn = event.targets[cycle % len(event.targets)]
        return [
            Happening(event.action, target, since, since + event.for_s, figures)
            for target in (event.targets if event.all_at_once else (turn,))
        ]

    def check(self, plant: Plant, physics: Physics) -> None:
        """Ask whether the plant, and what is said of its physics, has all that the scenario names.

        :raises ScenarioError: naming every target that the plant does not know.
        """
        equipment = {each.id for each in plant.equipment}
        complaints = [
            f"start: no equipment {name} in this plant"
            for name in self.start_percent
            if name not in equipment
        ]
        known = {target: _list_known(target, plant, physics) for target in Target}
        for event in self.events:
            kind = SPECS[event.action].target
            complaints += [
                f"event at {event.at_s:g} s: {event.action} knows no {target} in this plant"
                for target in event.targets
                if target not in known[kind]
            ]
            partner = event.figures.get("partner", "")
            if partner and partner not in known[Target.TAG]:
                complaints.append(f"event at {event.at_s:g} s: no tag {partner} in this plant")
            source = event.figures.get("source", "")
            if source and source not in equipment:
                complaints.append(f"event at {event.at_s:g} s: no equipment {source}")
        if complaints:
            raise ScenarioError(complaints)


def _list_known(target: Target, plant: Plant, physics: Physics) -> frozenset[str]:
    known: Mapping[Target, Iterable[str]] = {
        Target.TAG: plant.row_of,
        Target.VALVE: _list_tags(plant, TagKind.VALVE_POSITION),
        Target.MACHINE: _list_tags(plant, TagKind.PUMP_RUNNING),
        Target.EQUIPMENT: (each.id for each in plant.equipment),
        Target.VESSEL: (each.id for each in plant.equipment if "volume_m3" in each.figures),
        Target.LINE: physics.by_id("line"),
        Target.HEADER: physics.by_id("header"),
        Target.REACTOR: physics.by_id("reactor"),
        Target.ENTERPRISE: (each.id for each in plant.enterprises),
        Target.INTERLOCK: physics.by_id("safety_function"),
        Target.GATEWAY: plant.gateway_row_of,
        Target.PARK: (plant.park.id,),
    }
    return frozenset(known[target])


def _list_tags(plant: Plant, kind: TagKind) -> frozenset[str]:
    return frozenset(tag.id for tag in plant.tags if tag.kind is kind)
