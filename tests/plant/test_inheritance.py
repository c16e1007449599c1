"""Where a setting is found: in the tag's cells, then in the defaults of what is around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.inheritance import Settings
from tests.plant.conftest import PLANT_TOML, TAGS_CSV
from tests.plant.tank_farm import TAGS, TOML, change

LAYERS = ("cells", "nearer", "around", "defaults")
KEYS = ("hh_deadband", "deadband")
LAYER = st.dictionaries(st.sampled_from(KEYS), st.integers())


@given(st.fixed_dictionaries(dict.fromkeys(LAYERS, LAYER)))
def test_the_nearer_layer_beats_and_within_one_the_conditions_own(layers):
    places = [(layer, key) for layer in LAYERS for key in KEYS]
    wanted = next((layers[layer][key] for layer, key in places if key in layers[layer]), -1)
    assert Settings(**layers).find("deadband", Condition.HH, absent=-1) == wanted


@given(st.fixed_dictionaries(dict.fromkeys(LAYERS, LAYER)))
def test_without_a_condition_only_the_plain_one_counts(layers):
    plain = [layers[layer]["deadband"] for layer in LAYERS if "deadband" in layers[layer]]
    assert Settings(**layers).find("deadband") == (plain[0] if plain else None)


def settings_of(check, toml, column):
    """Tag → a setting of its HH limit, from a whole directory."""
    plant = check(toml, TAGS_CSV).plant
    return [getattr(tag.alarms[Condition.HH], column) for tag in plant.tags[:2]]


def test_the_defaults_of_equipment_stand_between_the_tags_cells_and_the_plants(check):
    own = '[equipment.defaults.level]\ndeadband = 3\nhh_off_delay_s = 7\n\n[[equipment]]\nid = "T'
    toml = change(PLANT_TOML, '[[equipment]]\nid = "T', own)
    assert settings_of(check, PLANT_TOML, "deadband") == [2.0, 1.5]
    assert settings_of(check, toml, "deadband") == [3.0, 1.5]
    assert settings_of(check, toml, "off_delay_ms") == [7000, 7000]


def test_the_defaults_of_a_hazard_stand_between_its_equipments_and_the_plants(check):
    toml = change(
        PLANT_TOML,
        "[hazard.responsible]",
        "[hazard.defaults.level]\noff_delay_s = 9\n\n[hazard.responsible]",
    )
    assert settings_of(check, toml, "off_delay_ms") == [9000, 9000]
    own = '[equipment.defaults.level]\nhh_off_delay_s = 7\n\n[[equipment]]\nid = "T'
    nearer = change(toml, '[[equipment]]\nid = "T', own)
    assert settings_of(check, nearer, "off_delay_ms") == [7000, 7000]


def test_the_defaults_of_equipment_are_its_own_tags_alone(check):
    plant = check(TOML, TAGS).plant
    rates = {
        tag.id: tag.checks[Condition.RATE] for tag in plant.tags if Condition.RATE in tag.checks
    }
    assert {name: rate.settings.limit for name, rate in rates.items()} == {"L1": 1.0, "L2": 3.0}
    elsewhere = change(TAGS, "L2,V1", "L2,P1")
    toml = change(TOML, ', "L2:rate"', "")
    moved = check(toml, elsewhere).plant.tags[1].checks[Condition.RATE]
    assert (rates["L2"].window_ms, moved.window_ms) == (120_000, 60_000)
    assert (rates["L2"].direction, moved.direction) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"kind": "pump_running"}, True),
        ({"kind": "level"}, False),
        ({"kind": "level", "alarm_on": 0.0}, True),
        ({}, False),
    ],
)
def test_a_tag_is_a_state_by_its_kind_or_by_alarming_in_one(cells, state):
    assert Settings(cells).is_state is state


def test_a_span_needs_both_ends():
    assert Settings({"range_lo": 0.0, "range_hi": 5.0}).span == (0.0, 5.0)
    assert Settings({"range_hi": 5.0}).span is None
