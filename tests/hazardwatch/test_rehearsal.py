"""Every shipped scenario played through the platform's cores, and what must come of each."""

import pytest

from hazardwatch.rehearsal import play, rehearse
from plant.directory import read_plant
from simulators.physics.physics_file import read_physics
from simulators.scenario_file import list_scenarios, parse_scenario, read_scenario
from simulators.shipped import PARKS


@pytest.fixture(scope="module")
def park_of():
    """A shipped park by name, read once, with what is said of its physics."""
    known = {}

    def find(name):
        if name not in known:
            plant = read_plant(PARKS / name)
            known[name] = plant, read_physics(PARKS / name, plant)
        return known[name]

    return find


OFTEN = {
    "calm",
    "demo",
    "chlorine_fence",
    "instrument_air_failure",
    "lightning",
    "overfill",
    "runaway",
}
"""Played in every check, with every third of the others; all of them in the soak."""


def choose_scenarios():
    names = list_scenarios()
    return [
        name if name in OFTEN or place % 3 == 0 else pytest.param(name, marks=pytest.mark.soak)
        for place, name in enumerate(names)
    ]


@pytest.mark.parametrize("name", choose_scenarios())
def test_what_must_come_comes_and_nothing_else(park_of, name):
    scenario = read_scenario(name)
    plant, physics = park_of(scenario.park)
    rehearsal = rehearse(plant, scenario, physics=physics)
    assert rehearsal.faults == []
    assert rehearsal.readings > 10_000


def test_the_scenarios_are_many_and_each_tells_its_story_in_both_languages():
    scenarios = [read_scenario(name) for name in list_scenarios()]
    assert len(scenarios) >= 25
    for scenario in scenarios:
        assert any("一" <= letter <= "鿿" for letter in scenario.title + scenario.story)
        assert scenario.title_en.isascii()
        assert scenario.story_en.isascii()
        assert scenario.story
        assert scenario.story_en
        assert scenario.expectations or scenario.name == "calm"


@pytest.mark.parametrize("park", ["taixing", "yangtze"])
def test_a_calm_park_raises_nothing(park_of, park):
    plant, physics = park_of(park)
    rehearsal = rehearse(plant, parse_scenario({"lasts_s": 120}, "calm"), physics=physics)
    assert rehearsal.stories == []


def test_the_same_seed_twice_gives_the_same_bytes_and_another_seed_others(park_of):
    scenario = read_scenario("demo")

    def collect(seed):
        plant, physics = park_of(scenario.park)
        frames = [frame for _, told in play(plant, scenario, seed, physics) for frame in told]
        return [(frame.topic, frame.payload, frame.received, frame.retained) for frame in frames]

    assert collect(5) == collect(5)
    assert collect(5) != collect(6)


def test_an_alarm_that_nobody_expects_is_a_fault(park_of):
    event = {"at_s": 5, "for_s": 60, "action": "set", "target": "A-HS1111", "value": 1}
    pressed = {"event": [event], "lasts_s": 30}
    expected = {"expect": [{"alarm": "A-HS1111:digital", "from_s": 5, "to_s": 6}]}
    plant, _ = park_of("taixing")
    assert rehearse(plant, parse_scenario(pressed | expected, "pressed")).faults == []
    (fault,) = rehearse(plant, parse_scenario(pressed, "pressed")).faults
    assert fault == "A-HS1111:digital: not expected, raised at 5 s"
