"""Names and what refers to them, over all sections."""

import pytest

from plant.references import NAMES_ZH, ONE_NAMESPACE, OWN_NAMESPACES, PLACES, REFERENCES
from plant.sections import SECTIONS
from plant.tag_columns import FIELDS
from tests.plant.tank_farm import TAGS, TOML, change


def test_every_section_has_a_namespace_and_a_name():
    with_id = {section for section, fields in SECTIONS.items() if "id" in fields}
    others = {"tag", "duty"}  # a table of its own; and nothing refers to a duty
    assert {*ONE_NAMESPACE, *PLACES, *OWN_NAMESPACES} == with_id | others == set(NAMES_ZH)
    assert not {*ONE_NAMESPACE} & {*OWN_NAMESPACES}


def test_references_name_keys_that_exist():
    for section, key, target in REFERENCES:
        assert key in (FIELDS if section == "tag" else SECTIONS[section])
        assert target in {*SECTIONS, "tag"}


@pytest.mark.parametrize(
    ("old", "new", "key", "text"),
    [
        ('state = "ST1"', 'state = "ST9"', "equipment.state", "no tag ST9"),
        ('["B1", "", ""]', '["", "B9", ""]', "voting.bypass[1]", "no tag B9"),
        ('equipment = "V1"\nneed', 'equipment = "V9"\nneed', "interlock.equipment", "V9"),
        ('tag = "R1"', 'tag = "R9"', "interlock.permissives[0].tag", "no tag R9"),
        ('tag = "X1"', 'tag = "X9"', "interlock.effects[0].tag", "no tag X9"),
        ('["G1", "G2"]', '["G1", "G9"]', "gas_array.tags[1]", "no tag G9"),
        ('wind_speed = "WS"', 'wind_speed = "W9"', "gas_array.wind_speed", "no tag W9"),
        ('direction = "WD"', 'direction = "W9"', "gas_array.wind_direction", "no tag W9"),
        ('equipment = "V1"\nvalues', 'equipment = "V9"\nvalues', "mode.equipment", "V9"),
        ('id = "G"', 'id = "I1"', "gas_array.id", "I1 already names the interlock"),
        ('id = "G"', 'id = "X1"', "tag", "X1 already names the gas_array"),
    ],
)
def test_what_is_not_there_or_there_twice(check, old, new, key, text):
    complaints = check(change(TOML, old, new), TAGS).complaints
    assert [(one.key, text in one.text) for one in complaints] == [(key, True)], complaints


def test_a_mode_may_be_called_like_a_tag_but_not_like_another_mode(check):
    toml = change(TOML, 'id = "cleaning"', 'id = "L1"')
    assert check(toml, TAGS).complaints == []
    second = '[[mode]]\nid = "L1"\nequipment = "V1"\nvalues = [7]\n'
    assert [one.key for one in check(toml + second, TAGS).complaints] == ["mode.id"]
