from plant.condition import Condition, Priority
from plant.tag_kind import TagKind

CONTRACT = (
    "temperature pressure level flow valve_position gas_combustible gas_toxic gas_oxygen "
    "composition wind_speed wind_direction air_temperature humidity flame smoke power "
    "earth_resistance interlock_state bypass_state pump_running alarm_contact call_button "
    "esd_button operating_state other"
)


def test_kinds_are_the_contracts_words():
    assert [str(kind) for kind in TagKind] == CONTRACT.split()


def test_a_condition_without_settings_takes_the_tags_priority(check):
    plant = check().plant
    pressure, level = plant.tags[2], plant.tags[0]
    assert pressure.priority_of(Condition.STALE) is Priority.CRITICAL
    assert level.priority_of(Condition.STALE) is Priority.LOW
    assert level.priority_of(Condition.HH) is Priority.HIGH


def test_rows_are_the_order_of_the_files(check):
    plant = check().plant
    assert [plant.row_of[tag.id] for tag in plant.tags] == list(range(len(plant.tags)))
    assert plant.gateway_row_of == {"gw-1": 0, "gw-2": 1}
    assert plant.hazard_of["tanks"].enterprise == "E2"
