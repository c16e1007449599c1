"""A scenario played through the very cores of the platform, in memory: no broker, no clock.

The simulated gateways' frames go into the same tick that ``serve`` runs, on a wall clock that is
computed; so half an hour of a bad day takes seconds, twice the same, and every rule of time that
holds live holds here. Comparing with what must come is :mod:`simulators.expectation`'s business.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from alerting.alarm import Entry
from hazardwatch.tick import Cores, run_tick
from ingest.frame import Frame, Refusal
from plant.reading import Instant
from plant.words import Plant
from simulators.expectation import Occurrence, Story, find_faults, tell_stories
from simulators.park import Park
from simulators.physics.physics_file import Physics
from simulators.scenario import Scenario
from simulators.voice import make_voices
from simulators.wire import Wire

BEGAN: Final[Instant] = 1_767_240_000_000
"""Noon in Beijing on 2026-01-01: rehearsals are of no particular day, and always of the same."""

TICK_S: Final = 0.25
"""How often the platform looks at what is due, beside the ticks that frames bring."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of playing a scenario once."""

    entries: Sequence[Entry]
    refusals: Sequence[Refusal]
    readings: int
    stories: Sequence[Story]
    faults: Sequence[str]


def rehearse(
    plant: Plant, scenario: Scenario, seed: int = 1, physics: Physics | None = None
) -> Rehearsal:
    """Play a scenario to its end and hold it against what it expects.

    :raises ScenarioError: it does not fit the plant.
    """
    cores = Cores.of(plant, stream=False, now=BEGAN)
    entries: list[Entry] = []
    refusals: list[Refusal] = []
    readings = 0
    for now, frames in play(plant, scenario, seed, physics):
        turn = run_tick(cores, frames, (), now)
        entries += turn.entries
        refusals += turn.refusals
        readings += 0 if turn.record is None else len(turn.record.batch)
    stories = tell_stories(list_occurrences(entries, BEGAN))
    faults = find_faults(scenario.expectations, stories)
    return Rehearsal(entries, refusals, readings, stories, faults)


def play(
    plant: Plant, scenario: Scenario, seed: int, physics: Physics | None = None
) -> Iterator[tuple[Instant, Sequence[Frame]]]:
    """Every instant at which the platform looks, with the frames that arrived since the last."""
    park = Park(plant, scenario, seed, physics)
    lines = [(voice, Wire()) for voice in make_voices(plant, seed)]
    looks = round(1.0 / TICK_S)
    for second in range(int(scenario.lasts_s) + 1):
        now = BEGAN + second * 1000
        snapshot = park.step(float(second))
        yield (
            now,
            [
                Frame(message.topic, message.payload, now)
                for voice, wire in lines
                for message in wire.carry(voice.speak(snapshot, now))
            ],
        )
        for part in range(1, looks):
            yield now + round(part * TICK_S * 1000), ()


def list_occurrences(entries: Iterable[Entry], began: Instant) -> list[Occurrence]:
    """Journal entries as what happened so many seconds into the show."""
    return [
        Occurrence(
            (entry.at - began) / 1000.0,
            entry.alarm,
            str(entry.event),
            entry.priority.word,
            tuple(entry.marks),
            entry.held or "",
        )
        for entry in entries
    ]
