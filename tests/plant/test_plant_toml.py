import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plant.draft import Draft
from plant.plant_toml import read_plant_toml
from tests.plant.conftest import PLANT_TOML, TAGS_CSV
from tests.plant.tank_farm import TAGS, TOML

DOCUMENT = (Path(__file__).parents[2] / "docs" / "plant.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_examples_of_the_documentation_have_keys_and_values_that_are_known(example):
    draft = Draft()
    read_plant_toml(example.encode(), draft)
    assert {one.text for one in draft.complaints} <= {"is missing"}


def test_the_first_examples_of_the_documentation_are_a_sound_plant(check):
    tables = re.findall(r"```csv\n(.*?)```", DOCUMENT, re.DOTALL)
    for table in tables:
        toml = EXAMPLES[0].replace("diameter_m", 'shape = "vertical"\ndiameter_m')
        assert check(toml, table).complaints == []


PIECES = ["[", "]", "{", "}", '"', "=", "\n", "#", "nan", "1e999", "0xF", ".", ",", "'''", "true"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_to_the_file_ends_in_a_plant_or_in_complaints(check, data):
    toml, tags = data.draw(st.sampled_from([(PLANT_TOML, TAGS_CSV), (TOML, TAGS)]))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(toml)))
        end = data.draw(st.integers(start, min(start + 12, len(toml))))
        toml = toml[:start] + data.draw(st.sampled_from(PIECES)) + toml[end:]
    checked = check(toml, tags)
    assert (checked.plant is None) == bool(checked.complaints)
    assert all(one.text and one.text_zh and str(one) for one in checked.complaints)


@pytest.mark.parametrize("key", ["park", "defaults", "hazard", "voting"])
@pytest.mark.parametrize("value", ["1", '"x"', "[1]", "[[]]", "true", "0x" + "F" * 5000])
def test_a_section_of_another_type_is_a_complaint(check, key, value):
    checked = check(f"{key} = {value}\n", "tag\n")
    assert any(one.key.startswith(key) for one in checked.complaints)
