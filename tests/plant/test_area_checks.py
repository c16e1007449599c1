"""Areas: a city holds districts, a district parks, and no chain of them comes back to itself."""

import pytest

from tests.plant.conftest import PLANT_TOML

AREAS = """
[[area]]
id = "tz"
kind = "city"
name = "泰州市"
outline = [[119.7, 32.1], [120.5, 32.1], [120.2, 33.0]]

[[area]]
id = "taixing"
kind = "district"
name = "泰兴市"
within = "tz"

[[area]]
id = "park-1"
kind = "park"
name = "经济开发区"
within = "taixing"
"""


def add_area(toml, words):
    return f'{toml}\n[[area]]\nid = "x"\nname = "x"\n{words}\n'


def test_areas_hold_enterprises_and_change_the_hash_only_where_there_are_any(check):
    bare = check(PLANT_TOML)
    toml = PLANT_TOML.replace("[[enterprise]]\n", '[[enterprise]]\narea = "park-1"\n', 1) + AREAS
    checked = check(toml)
    assert checked.complaints == []
    assert [(one.id, one.kind, one.within) for one in checked.plant.areas] == [
        ("tz", "city", ""),
        ("taixing", "district", "tz"),
        ("park-1", "park", "taixing"),
    ]
    assert checked.plant.areas[0].outline[2] == (120.2, 33.0)
    assert checked.plant.enterprises[0].area == "park-1"
    assert checked.plant.hash != bare.plant.hash


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ('kind = "city"\nwithin = "tz"', "area.within"),
        ('kind = "district"\nwithin = "park-1"', "area.within"),
        ('kind = "park"\nwithin = "x"', "area.within"),
        ('kind = "park"\nwithin = "nowhere"', "area.within"),
        ('kind = "village"', "area.kind"),
        ('kind = "park"\noutline = [[120, 32], [121, 32]]', "area.outline"),
    ],
)
def test_what_lies_within_no_wider_area_is_refused(check, words, key):
    complaints = check(add_area(PLANT_TOML + AREAS, words)).complaints
    assert [one.key for one in complaints] == [key]


def test_an_area_and_an_enterprise_share_a_namespace_since_an_account_is_at_either(check):
    toml = PLANT_TOML + AREAS.replace('"park-1"', '"E1"')
    assert [one.key for one in check(toml).complaints] == ["enterprise.id"]


def test_an_enterprise_lies_in_an_area_that_is_there(check):
    toml = PLANT_TOML.replace("[[enterprise]]\n", '[[enterprise]]\narea = "gone"\n', 1)
    assert [one.key for one in check(toml).complaints] == ["enterprise.area"]
