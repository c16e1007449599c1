"""[[rationalisation]] as another notation for columns and defaults, and what is refused of it."""

import pytest

from plant.condition import Condition
from tests.plant.tank_farm import TAGS, TOML, change

OWN_TAGS = TAGS.replace(",停泵\n", ",\n").replace(",撤离\n", ",\n").replace(",action\n", ",name\n")
"""The tank farm with nothing said of any alarm in tags.csv; in plant.toml neither below."""
BARE = TOML[: TOML.index("[[rationalisation]]")]


def actions_of(check, *tables, toml=BARE, tags=OWN_TAGS):
    """Alarm → the operator action on record, of those that have one."""
    checked = check(toml + "".join(f"\n[[rationalisation]]\n{table}\n" for table in tables), tags)
    assert checked.complaints == []
    plant = checked.plant
    found = {}
    for source in (*plant.row_of, "V1-HH", "I1", "G", "journal"):
        for condition in Condition:
            if action := plant.record_of(source, condition).action:
                found[f"{source}:{condition}"] = action
    return found


def test_a_table_without_a_scope_is_about_every_limit_vote_and_gas_array(check):
    found = actions_of(check, 'action = "看"')
    levels = {f"L{n}:{one}" for n in (1, 2, 3) for one in ("LL", "L", "H", "HH")}
    gas = {"G1:H", "G1:HH", "G2:H", "G2:HH"}
    assert {alarm for alarm in found if alarm.startswith(("L", "G"))} >= levels | gas
    assert {"V1-HH:voted", "G:gas_confirmed"} <= set(found)
    assert not {"L1:rate", "L1:stale", "I1:demand", "journal:system"} & set(found)


def test_conditions_and_kinds_narrow_it(check):
    found = actions_of(
        check, 'kinds = ["level"]\nconditions = ["HH", "rate", "stale"]\naction = "看"'
    )
    assert set(found) == {
        *(f"L{n}:HH" for n in (1, 2, 3)),
        "L1:rate",
        "L2:rate",
        *(f"L{n}:stale" for n in (1, 2, 3)),
    }


def test_other_sources_are_named_or_reached_by_their_condition(check):
    found = actions_of(
        check,
        'sources = ["V1-HH"]\nconditions = ["protection_lost"]\naction = "派人"',
        'sources = ["journal"]\nconditions = ["system"]\naction = "通知"',
        'hazards = ["Z"]\nconditions = ["interlock_failed"]\naction = "手动切断"',
        'equipment = ["V1"]\nconditions = ["gas_confirmed", "spurious_trip"]\naction = "撤离"',
    )
    assert found == {
        "V1-HH:protection_lost": "派人",
        "journal:system": "通知",
        "I1:interlock_failed": "手动切断",
        "I1:spurious_trip": "撤离",
        "G:gas_confirmed": "撤离",
    }


TABLES = {
    "source": 'sources = ["L1"]\naction = "source"',
    "equipment": 'equipment = ["V1"]\naction = "equipment"',
    "hazard": 'hazards = ["Z"]\naction = "hazard"',
    "plant": 'action = "plant"',
}


@pytest.mark.parametrize("farther", range(4))
def test_the_nearest_level_that_says_something_counts(check, farther):
    levels = list(TABLES)[farther:]
    found = actions_of(check, *(TABLES[level] for level in reversed(levels)))
    assert found["L1:H"] == levels[0]


def test_at_one_level_the_conditions_own_and_then_the_kinds_own_count(check):
    found = actions_of(
        check,
        'hazards = ["Z"]\naction = "any"',
        'hazards = ["Z"]\nkinds = ["level"]\naction = "level"',
        'hazards = ["Z"]\nconditions = ["HH"]\naction = "any HH"',
    )
    assert (found["G1:H"], found["L1:H"], found["L1:HH"]) == ("any", "level", "any HH")


def test_defaults_and_cells_are_the_same_in_another_notation(check):
    toml = change(BARE, "[equipment.defaults.level]", '[equipment.defaults.level]\naction = "设备"')
    toml = change(
        toml, 'name = "苯罐区"', 'name = "苯罐区"\n[hazard.defaults.level]\naction = "源"'
    )
    tags = change(OWN_TAGS, ",name\n", ",hh_action\n").replace(
        "standard,standard,\n", "standard,standard,停\n", 1
    )
    found = actions_of(check, toml=toml, tags=tags)
    assert found["L1:HH"] == "停"
    assert found["L1:H"] == found["L2:HH"] == "设备"
    without = change(toml, 'action = "设备"', "")
    assert actions_of(check, toml=without, tags=OWN_TAGS)["L1:HH"] == "源"


BROKEN = [
    ('sources = ["L9"]\naction = "看"', "rationalisation.sources[0]", "nothing named L9"),
    ('equipment = ["V9"]\naction = "看"', "rationalisation.equipment[0]", "no equipment V9"),
    ('hazards = ["Y"]\naction = "看"', "rationalisation.hazards[0]", "no hazard Y"),
    ('kinds = ["depth"]\naction = "看"', "rationalisation.kinds[0]", "none of"),
    ('conditions = ["hh"]\naction = "看"', "rationalisation.conditions[0]", "none of"),
    ('sources = ["L1"]\nhazards = ["Z"]\naction = "看"', "rationalisation.hazards", "one level"),
    (
        'sources = ["L1"]\nkinds = ["level"]\naction = "看"',
        "rationalisation.kinds",
        "beside sources",
    ),
    ('conditions = ["HH"]', "rationalisation", "says nothing"),
    ('sources = []\naction = "看"', "rationalisation.sources", "must not be empty"),
    ('actoin = "看"', "rationalisation.actoin", "did you mean action?"),
]


@pytest.mark.parametrize(("table", "key", "text"), BROKEN)
def test_a_table_that_reaches_or_says_nothing_is_refused_at_its_line(check, table, key, text):
    toml = f"{BARE}\n[[rationalisation]]\n{table}\n"
    found = [one for one in check(toml, OWN_TAGS).complaints if one.key == key]
    assert len(found) == 1
    assert text in found[0].text
    assert found[0].line > BARE.count("\n")
    assert found[0].text_zh


TWICE = [
    ('kinds = ["level"]\naction = "看"', 'kinds = ["level", "flow"]\naction = "又"', "plant.toml:"),
    ('sources = ["L1"]\naction = "看"', 'sources = ["L2", "L1"]\naction = "又"', "plant.toml:"),
    (
        'conditions = ["HH"]\naction = "看"',
        'conditions = ["H", "HH"]\naction = "又"',
        "plant.toml:",
    ),
]


@pytest.mark.parametrize(("one", "other", "where"), TWICE)
def test_what_two_tables_say_of_one_alarm_at_one_level_is_refused(check, one, other, where):
    toml = f"{BARE}\n[[rationalisation]]\n{one}\n\n[[rationalisation]]\n{other}\n"
    (complaint,) = check(toml, OWN_TAGS).complaints
    assert complaint.key == "rationalisation.action"
    assert where in complaint.text
    assert complaint.line > BARE.count("\n") + one.count("\n")


@pytest.mark.parametrize(
    ("table", "place", "where"),
    [
        ('sources = ["L1"]\nconditions = ["HH"]\naction = "看"', "cell", "tags.csv:2: hh_action"),
        ('equipment = ["V1"]\nkinds = ["level"]\naction = "看"', "equipment", ": action"),
        ('kinds = ["level"]\naction = "看"', "plant", "defaults.level: action"),
    ],
)
def test_what_a_table_and_a_cell_or_a_default_say_of_one_alarm_is_refused(
    check, table, place, where
):
    toml, tags = BARE, OWN_TAGS
    if place == "cell":
        tags = change(tags, ",name\n", ",hh_action\n").replace(
            "standard,standard,\n", "standard,standard,停\n", 1
        )
    header = "[equipment.defaults.level]" if place == "equipment" else "[defaults.level]"
    if place != "cell":
        toml = change(toml, f"{header}\n", f'{header}\naction = "停"\n')
    (complaint,) = check(f"{toml}\n[[rationalisation]]\n{table}\n", tags).complaints
    assert complaint.key == "rationalisation.action"
    assert complaint.text.endswith(where)
