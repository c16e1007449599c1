import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plant.sections import CAUSE, CHEMICAL, EFFECT, PARK, SECTIONS
from tests.plant.conftest import PLANT_TOML

CONTRACT = {
    "enterprise": "id name name_en phone",
    "hazard": "id enterprise name name_en level location exposed_population chemicals responsible",
    "equipment": "id hazard kind name name_en location volume_m3 diameter_m max_flow_m3h",
    "gateway": "id enterprise format topic prefix report missing simulation",
    "voting": "id tags need condition degraded max_age_s",
    "interlock": "id causes effects bypass reset",
    "model": "id kind tags false_alarm_rate",
    "camera": "id name url hazards",
    "contact": "id name phone hazards",
}

REQUIRED = {
    "enterprise": "id name",
    "hazard": "id enterprise name",
    "equipment": "id hazard kind name",
    "gateway": "id enterprise",
    "voting": "id tags need condition",
    "interlock": "id causes effects",
    "model": "id kind tags",
    "camera": "id name",
    "contact": "id name",
}


@pytest.mark.parametrize("section", CONTRACT)
def test_a_section_has_the_keys_of_the_contract(section):
    fields = SECTIONS[section]
    assert set(CONTRACT[section].split()) <= set(fields)
    assert {key for key, field in fields.items() if field.required} == set(
        REQUIRED[section].split()
    )


def test_nested_tables_have_the_keys_of_the_contract():
    assert set(PARK) >= {"id", "name", "name_en", "timezone", "location", "datum"}
    assert set(CHEMICAL) == {"cas", "quantity_t", "class"}
    assert set(CAUSE) == {"source", "condition", "delay_s"}
    assert set(EFFECT) >= {"tag", "expected", "travel_s"}


PIECES = ["[", "]", "{", "}", '"', "=", "\n", "#", "nan", "1e999", "0xF", ".", ",", "'''", "true"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_to_the_file_ends_in_a_plant_or_in_complaints(check, data):
    toml = PLANT_TOML
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(toml)))
        end = data.draw(st.integers(start, min(start + 12, len(toml))))
        toml = toml[:start] + data.draw(st.sampled_from(PIECES)) + toml[end:]
    checked = check(toml)
    assert (checked.plant is None) == bool(checked.complaints)
    assert all(one.text and one.text_zh and str(one) for one in checked.complaints)


@pytest.mark.parametrize("key", ["park", "defaults", "hazard", "voting"])
@pytest.mark.parametrize("value", ["1", '"x"', "[1]", "[[]]", "true", "0x" + "F" * 5000])
def test_a_section_of_another_type_is_a_complaint(check, key, value):
    checked = check(f"{key} = {value}\n", "tag\n")
    assert any(one.key.startswith(key) for one in checked.complaints)
