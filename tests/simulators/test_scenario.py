import pytest

from plant.directory import read_plant
from plant.words import Plant
from simulators.physics.physics_file import Physics, read_physics
from simulators.scenario import ScenarioError
from simulators.scenario_file import list_scenarios, parse_scenario, read_scenario
from simulators.shipped import PARKS

FILL = {"at_s": 5, "for_s": 10, "action": "fill", "target": ["T1", "T2"], "flow_m3h": 100}


def test_every_shipped_scenario_fits_its_park() -> None:
    assert {"calm", "demo", "chlorine_leak", "gateway_down"} <= set(list_scenarios())
    for name in list_scenarios():
        scenario = read_scenario(name)
        plant = read_plant(PARKS / scenario.park)
        scenario.check(plant, read_physics(PARKS / scenario.park, plant))
        assert scenario.name == name


def test_targets_take_turns_and_amounts_vary_from_the_second_cycle() -> None:
    scenario = parse_scenario({"cycle_s": 60, "variation": 0.2, "event": [FILL]}, "turns")
    first, second = scenario.around(65, seed=1)
    assert (first.target, first.since_s, first.until_s, first.amount("flow_m3h")) == (
        "T1",
        5,
        15,
        100,
    )
    assert (second.target, second.since_s, second.until_s) == ("T2", 65, 75)
    assert 80 <= second.amount("flow_m3h") <= 120
    assert second.amount("flow_m3h") != 100
    assert scenario.around(65, seed=1) == [first, second]
    assert scenario.around(65, seed=2)[1].figures != second.figures


def test_without_a_cycle_it_happens_once() -> None:
    scenario = parse_scenario({"event": [FILL]}, "once")
    assert [each.active(10_000) for each in scenario.around(10_000, 1)] == [False]
    assert [each.active(5) for each in scenario.around(5, 1)] == [True]
    assert [each.active(15) for each in scenario.around(15, 1)] == [False]


def test_all_faults_are_named_at_once() -> None:
    faulty = {
        "colour": "red",
        "start": [{"equipment": "T1"}],
        "event": [
            {"at_s": 1, "for_s": 2, "action": "explode", "target": "T1"},
            {"at_s": 1, "action": "fill"},
            {**FILL, "value": 3},
            {"at_s": 1, "for_s": 2, "action": "set", "target": "X"},
        ],
    }
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(faulty, "faulty")
    assert len(caught.value.complaints) == 6
    text = str(caught.value)
    for word in ("colour", "explode", "for_s and target missing", "takes no value", "start 1"):
        assert word in text


@pytest.mark.parametrize(
    ("keys", "figures"),
    [
        ({"action": "bad_sensor"}, {}),
        ({"action": "drift", "amount": 5}, {"amount": 5.0}),
        ({"action": "spike", "amount": 5}, {"amount": 5.0, "period_s": 0.0}),
        ({"action": "swapped", "partner": "Y"}, {"partner": "Y"}),
    ],
)
def test_every_fault_of_a_sensor_is_an_action_with_the_keys_it_has(keys, figures) -> None:
    event = {"at_s": 0, "for_s": 1, "target": "X", **keys}
    (happening,) = parse_scenario({"event": [event]}, "fault").around(0, 1)
    assert (str(happening.action), happening.figures) == (keys["action"], figures)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"action": "drift"}, "amount missing"),
        ({"action": "bad_sensor", "amount": 5}, "takes no amount"),
        ({"action": "swapped"}, "partner missing"),
        ({"action": "chatter", "amount": 1}, "period_s missing"),
    ],
)
def test_a_fault_without_what_it_needs_is_refused(keys, words) -> None:
    with pytest.raises(ScenarioError, match=words):
        parse_scenario({"event": [{"at_s": 0, "for_s": 1, "target": "X", **keys}]}, "fault")


def test_what_happens_to_several_at_once_is_said_in_the_plural() -> None:
    event = {"at_s": 0, "for_s": 1, "action": "silent", "targets": ["X", "Y"]}
    happenings = parse_scenario({"event": [event]}, "several").around(0, 1)
    assert [each.target for each in happenings] == ["X", "Y"]


def test_a_scenario_for_another_plant_is_refused_by_name(taixing: Plant) -> None:
    scenario = parse_scenario(
        {"start": [{"equipment": "T9", "level_percent": 5}], "event": [FILL]}, "foreign"
    )
    with pytest.raises(ScenarioError, match="no equipment T9") as caught:
        scenario.check(taixing, Physics())
    assert len(caught.value.complaints) == 3


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="there are backfill"):
        read_scenario("nothing_like_it")
