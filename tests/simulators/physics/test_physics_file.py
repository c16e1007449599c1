import pytest

from plant.complaint import PlantError
from plant.words import Plant
from simulators.physics.physics_file import Physics, parse_physics, read_physics
from simulators.shipped import PARKS


def test_a_park_without_the_file_has_no_rows(taixing: Plant) -> None:
    assert read_physics(PARKS / "taixing", taixing) == Physics()


def test_the_shipped_file_is_sound_and_names_every_reactor(physics: Physics) -> None:
    assert len(physics.of("reactor")) == 16
    assert physics.by_id("header")["H-IA"]["gas"] == "air"


FAULTY = """
[[valve]]
tag = "Y-XV101A"
travels_s = 5
[[valve]]
tag = "Y-XV101A"
[[valve]]
tag = "Y-LT101A1"
[[machine]]
tag = "nobody"
rated_a = -1
[[line]]
id = "a"
flow_m3h = 100
from = [{ vessel = "Y-P101" }]
to = [{ valve = "Y-LT101A1" }]
[[reactor]]
equipment = "T-R301"
coolant_valve = "T-TV301"
cooling_water = "H-IA"
[[pipe]]
"""


def test_every_fault_is_named_at_once_with_its_line(yangtze: Plant) -> None:
    with pytest.raises(PlantError) as caught:
        parse_physics(FAULTY, yangtze)
    said = [str(each) for each in caught.value.complaints]
    for expected in (
        "physics.toml:4: valve.travels_s: is unknown; did you mean travel_s?",
        "physics.toml:5: valve: Y-XV101A stands here twice",
        "physics.toml:8: valve.tag: Y-LT101A1 is no valve_position",
        "physics.toml:10: machine.tag: there is no tag nobody",
        "physics.toml:11: machine.rated_a: must be > 0, not -1",
        "physics.toml:15: line.from: Y-P101 holds nothing",
        "physics.toml:16: line.to: Y-LT101A1 is no valve",
        "physics.toml:20: reactor.cooling_water: there is no H-IA here",
        "physics.toml:21: pipe: is unknown",
    ):
        assert any(each.startswith(expected) for each in said), (expected, said)
    assert all(each.text_zh for each in caught.value.complaints)


def test_what_is_no_toml_is_said_so(yangtze: Plant) -> None:
    with pytest.raises(PlantError, match="is no TOML"):
        parse_physics("[[valve", yangtze)
