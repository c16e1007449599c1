import pytest

from plant.words import Plant
from simulators.actions import Action
from simulators.scenario import ScenarioError
from simulators.scenario_file import list_scenarios, parse_scenario, read_scenario

FILL = {"at_s": 5, "for_s": 10, "action": "fill", "target": ["T1", "T2"], "flow_m3h": 100}


def test_every_shipped_scenario_fits_the_demonstration_park(taixing: Plant) -> None:
    assert {"calm", "demo", "chlorine_leak", "gateway_down"} <= set(list_scenarios())
    for name in list_scenarios():
        scenario = read_scenario(name)
        scenario.check(taixing)
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


def test_a_bad_sensor_needs_no_status() -> None:
    event = {"at_s": 0, "for_s": 1, "action": "bad", "target": "X"}
    (happening,) = parse_scenario({"event": [event]}, "bad").around(0, 1)
    assert (happening.action, happening.amount("status")) == (Action.BAD, 0x80000000)


def test_a_scenario_for_another_plant_is_refused_by_name(taixing: Plant) -> None:
    scenario = parse_scenario(
        {"start": [{"equipment": "T9", "level_percent": 5}], "event": [FILL]}, "foreign"
    )
    with pytest.raises(ScenarioError, match="no equipment T9") as caught:
        scenario.check(taixing)
    assert len(caught.value.complaints) == 3


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ScenarioError, match="there are calm"):
        read_scenario("nothing_like_it")
