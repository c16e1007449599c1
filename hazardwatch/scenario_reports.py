"""What ``hazardwatch scenario`` prints: the list, one timeline, and how rehearsals went."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from hazardwatch.complaints import read_or_complain, read_physics_or_complain
from hazardwatch.exit_code import Exit, fail
from hazardwatch.rehearsal import rehearse
from simulators.actions import Figure
from simulators.expectation import Expectation, Story
from simulators.scenario import Event, Scenario, ScenarioError
from simulators.scenario_file import list_scenarios, read_scenario
from simulators.shipped import PARKS


def print_scenarios(*, as_json: bool) -> Exit:
    """Every shipped scenario, one line each."""
    scenarios = [read_scenario(name) for name in list_scenarios()]
    if as_json:
        print(json.dumps([_describe(each) for each in scenarios], ensure_ascii=False))
        return Exit.OK
    width = max(len(each.name) for each in scenarios)
    for each in scenarios:
        print(f"{each.name:{width}}  {each.title} · {each.title_en}")
    return Exit.OK


def print_scenario(name: str, *, as_json: bool) -> Exit:
    """One scenario: its story, what happens when, and which alarms must come."""
    try:
        scenario = read_scenario(name)
    except ScenarioError as error:
        return fail(Exit.USAGE, error)
    if as_json:
        print(json.dumps(_describe(scenario), ensure_ascii=False))
        return Exit.OK
    print(f"{scenario.title} · {scenario.title_en}")
    for text in filter(None, (scenario.story, scenario.story_en)):
        print(f"\n{text.strip()}")
    print(f"\n{scenario.park}, {scenario.lasts_s:g} s")
    for event in sorted(scenario.events, key=lambda each: each.at_s):
        print(f"  {_tell_event(event)}")
    print("\n预期报警 · expected alarms")
    for expectation in scenario.expectations:
        print(f"  {_tell_expectation(expectation)}")
    return Exit.OK


def print_rehearsals(names: Sequence[str], plant: Path | None, seed: int, *, as_json: bool) -> Exit:
    """Rehearse scenarios and say where they went otherwise than they must.

    :returns: findings where one did; usage where one can't be played.
    """
    outcomes = []
    for name in names or list_scenarios():
        try:
            scenario = read_scenario(name)
            folder = plant or PARKS / scenario.park
            park = read_or_complain(folder)
            physics = read_physics_or_complain(folder, park)
            outcomes.append((scenario, rehearse(park, scenario, seed, physics)))
        except ScenarioError as error:
            return fail(Exit.USAGE, f"{name}: {error}")
        if not as_json:
            print_alarms(scenario, outcomes[-1][1], long=bool(names))
    if as_json:
        told = [describe_alarms(scenario, seed, one) for scenario, one in outcomes]
        print(json.dumps(told, ensure_ascii=False))
    return Exit.FINDINGS if any(one.faults for _, one in outcomes) else Exit.OK


class Outcome(Protocol):
    """What came of a scenario, in memory or on a platform."""

    @property
    def readings(self) -> int: ...
    @property
    def stories(self) -> Sequence[Story]: ...
    @property
    def faults(self) -> Sequence[str]: ...


def print_alarms(scenario: Scenario, outcome: Outcome, *, long: bool) -> None:
    """One line, every fault, and in the long form every alarm with its times."""
    word = "如期 as expected" if not outcome.faults else "不符 not as expected"
    alarms = len(outcome.stories)
    print(f"{scenario.name}: {alarms} alarms, {outcome.readings} readings, {word}")
    for fault in outcome.faults:
        print(f"  ! {fault}")
    if long:
        for story in outcome.stories:
            print(f"  {_tell_story(story)}")


def describe_alarms(scenario: Scenario, seed: int, outcome: Outcome) -> dict[str, Any]:
    """The same for machines."""
    return {
        "name": scenario.name,
        "seed": seed,
        "readings": outcome.readings,
        "alarms": [asdict(story) | {"marks": sorted(story.marks)} for story in outcome.stories],
        "faults": list(outcome.faults),
    }


def _tell_story(story: Story) -> str:
    raised = " ".join(f"{each:g}" for each in story.raised_s)
    returned = " ".join(f"{each:g}" for each in story.returned_s) or "-"
    marks = " ".join(sorted(story.marks))
    return f"{story.alarm} {story.priority}: raised {raised} s, returned {returned} s [{marks}]"


def _tell_event(event: Event) -> str:
    figures = " ".join(f"{key}={_tell_figure(each)}" for key, each in event.figures.items())
    targets = ", ".join(event.targets)
    return (
        f"{event.at_s:g}-{event.at_s + event.for_s:g} s {event.action} {targets} {figures}".strip()
    )


def _tell_figure(figure: Figure) -> str:
    return figure if isinstance(figure, str) else f"{figure:g}"


def _tell_expectation(expectation: Expectation) -> str:
    may = " (optional)" if expectation.optional else ""
    return f"{expectation.from_s:g}-{expectation.to_s:g} s {expectation.alarm}{may}"


def _describe(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "title": {"zh": scenario.title, "en": scenario.title_en},
        "story": {"zh": scenario.story, "en": scenario.story_en},
        "park": scenario.park,
        "lasts_s": scenario.lasts_s,
        "cycle_s": scenario.cycle_s,
        "events": [_tell_event(each) for each in scenario.events],
        "expected": [each.alarm for each in scenario.expectations],
    }
