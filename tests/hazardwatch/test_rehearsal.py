"""Every shipped scenario played through the platform's cores, and what must come of each."""

import pytest

from hazardwatch.rehearsal import play, rehearse
from plant.directory import read_plant
from simulators.scenario_file import parse_scenario, read_scenario
from simulators.shipped import PARKS


@pytest.fixture(scope="module")
def park_of():
    """A shipped park by name, read once."""
    known = {}

    def find(name):
        if name not in known:
            known[name] = read_plant(PARKS / name)
        return known[name]

    return find


def test_a_calm_park_raises_nothing(park_of):
    scenario = read_scenario("calm")
    rehearsal = rehearse(park_of(scenario.park), scenario)
    assert rehearsal.stories == []
    assert rehearsal.readings > 10_000


def test_the_same_seed_twice_gives_the_same_bytes_and_another_seed_others(park_of):
    scenario = read_scenario("demo")

    def collect(seed):
        frames = [
            frame for _, told in play(park_of(scenario.park), scenario, seed) for frame in told
        ]
        return [(frame.topic, frame.payload, frame.received, frame.retained) for frame in frames]

    assert collect(5) == collect(5)
    assert collect(5) != collect(6)


def test_an_alarm_that_nobody_expects_is_a_fault(park_of):
    event = {"at_s": 5, "for_s": 60, "action": "set", "target": "A-HS1111", "value": 1}
    pressed = {"event": [event], "lasts_s": 30}
    expected = {"expect": [{"alarm": "A-HS1111:digital", "from_s": 5, "to_s": 6}]}
    assert rehearse(park_of("taixing"), parse_scenario(pressed | expected, "pressed")).faults == []
    (fault,) = rehearse(park_of("taixing"), parse_scenario(pressed, "pressed")).faults
    assert fault == "A-HS1111:digital: not expected, raised at 5 s"
