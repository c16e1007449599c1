"""What the shipped scenarios do to the demonstration park, judged by bare limits."""

import numpy as np
import pytest

from plant.condition import Condition
from plant.words import Plant
from simulators.park import Park, Snapshot
from simulators.scenario_file import parse_scenario, read_scenario

HIGH = (Condition.H, Condition.HH)
LOW = (Condition.L, Condition.LL)


def beyond(plant: Plant, snapshot: Snapshot) -> set[str]:
    """Ids of the conditions whose limit the values of this instant reach."""
    reached = set()
    for tag, value in zip(plant.tags, snapshot.value, strict=True):
        for condition, alarm in tag.alarms.items():
            if (
                (condition in HIGH and value >= alarm.limit)
                or (condition in LOW and value <= alarm.limit)
                or (condition is Condition.DIGITAL and value == alarm.limit)
            ):
                reached.add(f"{tag.id}:{condition}")
    return reached


def first_seen(plant: Plant, name: str, seconds: int, seed: int = 1) -> dict[str, int]:
    park = Park(plant, read_scenario(name), seed)
    seen: dict[str, int] = {}
    for second in range(seconds):
        for alarm in beyond(plant, park.step(second)):
            seen.setdefault(alarm, second)
    return seen


def test_a_calm_park_reaches_no_limit_whatever_the_seed(taixing: Plant) -> None:
    for seed in (1, 2, 3):
        assert first_seen(taixing, "calm", 600, seed) == {}


def test_a_calm_park_moves_and_stays_in_range(taixing: Plant) -> None:
    park = Park(taixing, read_scenario("calm"), 1)
    values = np.array([park.step(second).value for second in range(300)])
    low = np.array([-np.inf if tag.range_lo is None else tag.range_lo for tag in taixing.tags])
    high = np.array([np.inf if tag.range_hi is None else tag.range_hi for tag in taixing.tags])
    saturated = 0.0125 * (high - low)  # an instrument at its zero shows noise to both sides
    assert (values >= low - saturated).all()
    assert (values <= high + saturated).all()
    moving = (values.std(axis=0) > 0).mean()
    assert moving > 0.5  # the digital points stand


def test_same_seed_twice_gives_the_same_bytes_and_another_seed_others(taixing: Plant) -> None:
    def play(seed: int) -> bytes:
        park = Park(taixing, read_scenario("demo"), seed)
        return b"".join(park.step(second).value.tobytes() for second in range(60))

    assert play(5) == play(5)
    assert play(5) != play(6)


def test_the_demo_shows_an_alarm_within_six_seconds_and_the_whole_story_in_a_cycle(
    taixing: Plant,
) -> None:
    seen = first_seen(taixing, "demo", 180)
    on_delay_s = taixing.tags[taixing.row_of["B-LT2101A"]].alarms[Condition.H].on_delay_ms / 1000
    assert seen["B-LT2101A:H"] + on_delay_s <= 6
    assert seen["B-LT2101A:H"] < seen["B-LT2101B:HH"] < seen["B-UZ2101:digital"] < 25
    heads = [alarm for alarm in seen if alarm.startswith("A-AT11") and alarm.endswith(":H")]
    assert len(heads) >= 2
    assert "A-XA1101:digital" in seen


def test_the_demo_calms_down_and_begins_again_elsewhere(taixing: Plant) -> None:
    park = Park(taixing, read_scenario("demo"), 1)
    standing = [beyond(taixing, park.step(second)) for second in range(360)]
    assert standing[170] == set()
    assert any("B-LT2103A:HH" in each for each in standing[180:])
    assert not any("B-LT2101A:H" in each for each in standing[180:])


def test_the_demo_breaks_a_sensor_and_silences_a_tag(taixing: Plant) -> None:
    snapshot = Park(taixing, read_scenario("demo"), 1).step(55.0)
    assert snapshot.status[taixing.row_of["D-PT4102-2"]] == 0x808C0000
    assert snapshot.silent[taixing.row_of["C-TT3202"]]
    assert snapshot.silent.sum() == 1


def test_a_large_chlorine_leak_carries_the_vote(taixing: Plant) -> None:
    seen = first_seen(taixing, "chlorine_leak", 120)
    vote = next(voting for voting in taixing.votings if voting.id == "A-VOTE-CL2")
    voters = [f"{tag}:HH" for tag in vote.tags if f"{tag}:HH" in seen]
    assert len(voters) >= vote.need
    elsewhere = [alarm for alarm in seen if not alarm.startswith("A-")]
    assert elsewhere == []


def test_gateways_leave_and_fall_silent_as_ordered(taixing: Plant) -> None:
    park = Park(taixing, read_scenario("gateway_down"), 1)
    snapshot = park.step(50.0)
    names = [gateway.id for gateway in taixing.gateways]
    assert [names[row] for row in np.flatnonzero(snapshot.down)] == ["helan-dcs"]
    assert [names[row] for row in np.flatnonzero(snapshot.mute)] == ["shuohe-dcs"]


def test_a_tank_rises_by_what_flows_in_at_the_pace_of_the_event(taixing: Plant) -> None:
    event = {"at_s": 0, "for_s": 99, "action": "fill", "target": "B-TK2102", "flow_m3h": 300}
    start = {"equipment": "B-TK2102", "level_percent": 50}
    scenario = parse_scenario({"start": [start], "event": [{**event, "pace": 60}]}, "fill")
    park = Park(taixing, scenario, 1)
    for second in range(61):
        snapshot = park.step(second)
    level = snapshot.value[taixing.row_of["B-LT2102A"]]
    assert level == pytest.approx(50 + 300 / 3000 * 100, abs=0.3)  # one hour at pace 60
    assert snapshot.value[taixing.row_of["B-FT2102"]] == pytest.approx(300, rel=0.01)


def test_time_does_not_go_back(taixing: Plant) -> None:
    park = Park(taixing, read_scenario("calm"), 1)
    park.step(5)
    with pytest.raises(ValueError, match="back in time"):
        park.step(4)
