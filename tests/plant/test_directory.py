"""The whole directory: a sound one, every complaint at its line, the hash."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plant.condition import Condition
from plant.directory import PlantError, check_plant, read_plant
from plant.tag_kind import TagKind
from plant.words import Cause, HeldChemical
from tests.plant.conftest import PLANT_TOML, TAGS_CSV

PARKS = sorted((Path(__file__).parents[2] / "simulators" / "parks").glob("*/plant.toml"))


def test_a_sound_directory_becomes_a_plant_with_nothing_left_open(write):
    plant = read_plant(write())
    assert (plant.park.id, plant.park.location, plant.park.datum) == (
        "riverside",
        (119.9, 32.1),
        "WGS-84",
    )
    assert [enterprise.id for enterprise in plant.enterprises] == ["E1", "E2"]
    assert plant.hazards[0].responsible["technical"] == "总工程师"
    assert plant.hazards[1].chemicals == (
        HeldChemical("67-56-1", 2000.0),
        HeldChemical("", 10.0, "W5.3"),
    )
    assert plant.equipment[0].figures == {"volume_m3": 50.0}
    assert (plant.gateways[0].format, plant.gateways[0].missing) == ("hazardwatch", (-9999.0,))
    assert (plant.gateways[1].format, plant.gateways[1].report) == ("neuron", "exception")
    assert plant.votings[0].condition is Condition.HH
    assert plant.interlocks[0].causes[1] == Cause("GT-101", Condition.HH, 1.5)
    assert plant.cameras[0].hazards == ("tanks",)
    assert plant.contacts[0].phone == "8100"
    assert list(plant.row_of) == [line.split(",")[0] for line in TAGS_CSV.splitlines()[1:]]


def test_what_conversions_of_units_need_is_read(check):
    toml = PLANT_TOML.replace("[119.9, 32.1]", "[119.9, 32.1]\natmosphere_kpa = 101.2", 1)
    toml = toml.replace("missing = [-9999]", 'missing = [-9999]\nunits = "convert"')
    tags = TAGS_CSV.replace(",action\n", ",action,CAS号\n").replace("疏散", "疏散,7782-50-5")
    plant = check(toml, tags).plant
    assert (plant.park.atmosphere_kpa, plant.park.gas_temperature_c) == (101.2, None)
    assert [gateway.units for gateway in plant.gateways] == ["convert", ""]
    assert [tag.cas for tag in plant.tags if tag.cas] == ["7782-50-5"]
    refused = check(toml.replace('"convert"', '"refuse"'), tags).plant
    assert [gateway.units for gateway in refused.gateways] == ["", ""]


def test_a_tag_knows_where_it_belongs(write):
    plant = read_plant(write())
    level, valve, tank = plant.tags[0], plant.tags[4], plant.tags[6]
    assert (level.enterprise, level.equipment, level.hazard) == ("E1", "V-101", "chlorine")
    assert (valve.enterprise, valve.equipment, valve.hazard) == ("E1", "", "")
    assert (tank.enterprise, tank.hazard) == ("E2", "tanks")
    assert (level.kind, level.unit, level.range_hi) == (TagKind.LEVEL, "%", 100.0)


def test_the_only_enterprise_owns_what_says_nothing(write):
    toml = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'
    plant = read_plant(write(toml, "tag\nT1\n"))
    tag = plant.tags[0]
    assert (tag.enterprise, tag.kind, tag.unit, tag.alarms) == ("E", TagKind.OTHER, "", {})


@pytest.mark.parametrize("toml", PARKS, ids=lambda path: path.parent.name)
def test_the_shipped_parks_are_sound(toml):
    checked = check_plant(toml.parent)
    assert checked.complaints == []
    assert checked.warnings == []


# What is changed in the sound plant.toml, at which key the complaint stands and what it says. The
# complaint's line is the one where the changed text has its ¶.
BROKEN_TOML = [
    ('id = "riverside"', '¶id = "river side"', "park.id", "is no id"),
    ('id = "riverside"', f'¶id = "{"x" * 65}"', "park.id", "is no id"),
    ('id = "riverside"', '¶id = "cafe\u0301"', "park.id", "NFC"),
    ('[park]\nid = "riverside"', "¶[park]", "park.id", "is missing"),
    ('name = "滨江园区"', '¶name = " "', "park.name", "must not be empty"),
    ('name = "滨江园区"', "¶name = 5", "park.name", "must be a text"),
    ("Asia/Shanghai", "Asia/Shanghigh¶", "park.timezone", "no known time zone"),
    ("[119.9, 32.1]", "[119.9]¶", "park.location", "[longitude, latitude]"),
    ("[119.9, 32.1]", "[119.9,\n 132.1]¶", "park.location[1]", "≤ 90"),
    ("[defaults.level]", "¶[defaults.levle]", "defaults.levle", "did you mean level?"),
    ("deadband = 2", "¶deadband = -2", "defaults.level.deadband", "≥ 0"),
    ("deadband = 2", "¶hh = 90", "defaults.level.hh", "is unknown"),
    ("interval_s = 5", "¶interval_s = 0", "defaults.level.interval_s", "> 0"),
    ("latching = true", '¶latching = "yes"', "defaults.gas_toxic.latching", "true or false"),
    ('"乙仓储"', '"乙"\n[[enterprise]]\n¶id = "E1"\nname = "丙"', "enterprise.id", "plant.toml:17"),
    ('enterprise = "E1"\nname = "液', '¶enterprise = "E9"\nname = "液', "hazard.enterprise", "E9"),
    ("level = 2", "¶level = 5", "hazard.level", "from 1 to 4"),
    ("level = 2", "¶level = true", "hazard.level", "whole number"),
    ("exposed_population = 60", "¶colour = 1", "hazard.colour", "is unknown"),
    ("7782-50-5", "7782-50-4¶", "hazard.chemicals[0].cas", "check digit"),
    ("quantity_t = 50}", "quantity = 50}¶", "hazard.chemicals[0].quantity", "quantity_t?"),
    (", quantity_t = 50}", "}¶", "hazard.chemicals[0].quantity_t", "is missing"),
    ('"W5.3"', '"W99"¶', "hazard.chemicals[1].class", "none of"),
    (', class = "W5.3"', "¶", "hazard.chemicals[1].class", "no CAS number"),
    ("operating =", "¶operator =", "hazard.responsible.operator", "operating?"),
    ('hazard = "chlorine"', '¶hazard = "clorine"', "equipment.hazard", "no hazard clorine"),
    ("volume_m3 = 50", "¶volume_m3 = nan", "equipment.volume_m3", "finite"),
    ("volume_m3 = 50", f"¶volume_m3 = {'9' * 400}", "equipment.volume_m3", "finite"),
    ("volume_m3 = 50", '¶volume_m3 = "50"', "equipment.volume_m3", "must be a number"),
    ('id = "gw-1"', '¶id = "V-101"', "gateway.id", "the equipment at plant.toml:"),
    ('"neuron"', '"neuro"¶', "gateway.format", "none of: hazardwatch"),
    ("[-9999]", "-9999¶", "gateway.missing", "must be a list"),
    ("missing = [-9999]", '¶units = "yes"', "gateway.units", "none of: refuse convert"),
    ('name_en = "Riverside park"', "¶atmosphere_kpa = 1013", "park.atmosphere_kpa", "≤ 110"),
    ('"LT-101B"]', '"LT-999"]¶', "voting.tags[1]", "no tag LT-999"),
    ('"LT-101B"]', '"LT-101A"]¶', "voting.tags[1]", "stands twice"),
    ("need = 2", "¶need = 3", "voting.need", "3 of 2"),
    ('condition = "HH"\nmax', '¶condition = "hh"\nmax', "voting.condition", "none of"),
    ('"LT-101B"]', '"TT-201"]¶', "voting.tags[1]", "has no hh"),
    ("max_age_s = 10", "¶max_age_s = inf", "voting.max_age_s", "finite"),
    ('source = "GT-101"', 'source = "GT-1"¶', "interlock.causes[1].source", "GT-1"),
    ('"HH", delay_s = 1.5', '"H", delay_s = -1¶', "interlock.causes[1].delay_s", "≥ 0"),
    ('"HH", delay_s', '"LL", delay_s¶', "interlock.causes[1].condition", "has no ll"),
    ('condition = "voted"', 'condition = "LL"¶', "interlock.causes[0].condition", "write voted"),
    ('tag = "XV-101"', 'tag = "XV"¶', "interlock.effects[0].tag", "no tag XV"),
    ("travel_s = 10", "travel_s = -1¶", "interlock.effects[0].travel_s", "≥ 0"),
    ('bypass = "BS-101"', '¶bypass = "BS"', "interlock.bypass", "no tag BS"),
    ('reset = "manual"', '¶reset = "maybe"', "interlock.reset", "neither manual"),
    ('"multivariate"', '"magic"¶', "model.kind", "multivariate"),
    ('["LT-101A", "PT-101"]', "[]¶", "model.tags", "must not be empty"),
    ('["LT-101A", "PT-101"]', '["PT-101", "PT-101"]¶', "model.tags[1]", "twice"),
    ("0.001", "2¶", "model.false_alarm_rate", "≤ 1"),
    ('hazards = ["tanks"]', 'hazards = ["tank"]¶', "camera.hazards[0]", "no hazard tank"),
    ("[[contact]]", "¶[[contacts]]", "contacts", "did you mean contact?"),
    ("[[contact]]", "¶[contact]", "contact", "[[contact]]"),
    ("need = 2", "¶need = = 2", "", "is no TOML"),
    ("need = 2", "need = 2\n¶need = 3", "", "is no TOML"),
]


@pytest.mark.parametrize("old, new, key, text", BROKEN_TOML)
def test_a_complaint_about_plant_toml_names_line_and_key(check, old, new, key, text):
    assert PLANT_TOML.count(old) >= 1
    broken = PLANT_TOML.replace(old, new, 1)
    line = broken[: broken.index("¶")].count("\n") + 1
    checked = check(broken.replace("¶", ""))
    assert checked.plant is None
    matching = [one for one in checked.complaints if (one.file, one.key) == ("plant.toml", key)]
    assert any(one.line == line and text in one.text for one in matching), checked.complaints
    assert all(one.text_zh for one in checked.complaints)
    assert len(checked.complaints) <= 2


# The same for tags.csv: which cell of which tag becomes what.
BROKEN_TAGS = [
    ("LT-101A", "tag", "LT,101", "is no id"),
    ("LT-101B", "tag", "LT-101A", "already names the tag at tags.csv:2"),
    ("LT-101B", "tag", "gw-1", "already names the gateway at plant.toml:"),
    ("LT-101A", "enterprise", "E2", "to whom equipment V-101 belongs"),
    ("XV-101", "enterprise", "E9", "no enterprise E9"),
    ("XV-101", "enterprise", "", "is missing"),
    ("LT-101A", "equipment", "V-9", "no equipment V-9"),
    ("LT-101A", "kind", "depth", "none of: temperature"),
    ("LT-101A", "range_hi", "0", "not above range_lo 0"),
    ("LT-101A", "ll", "11", "not above ll 11"),
    ("LT-101A", "h", "91", "not above h 91"),
    ("LT-101A", "hh", "9O", "must be a number, not '9O'"),
    ("LT-101A", "hh", "nan", "number"),
    ("LT-101A", "hh", "-inf", "number"),
    ("LT-101A", "hh", "9_0", "number"),
    ("LT-101A", "hh", "10²", "number"),
    ("LT-101A", "hh", "90 %", "must be a number"),
    ("LT-101A", "deadband", "-1", "≥ 0"),
    ("LT-101A", "on_delay_s", "604801", "≤ 604800"),
    ("LT-101A", "interval_s", "0", "> 0"),
    ("LT-101A", "priority", "urgent", "none of: low medium high critical"),
    ("BS-101", "alarm_on", "2", "must be 0 or 1"),
]


@pytest.mark.parametrize("tag, column, cell, text", BROKEN_TAGS)
def test_a_complaint_about_tags_csv_names_line_and_column(check, tag, column, cell, text):
    header, *rows = [line.split(",") for line in TAGS_CSV.splitlines()]
    line = next(place for place, row in enumerate(rows) if row[0] == tag)
    rows[line][header.index(column)] = f'"{cell}"'
    checked = check(tags="\n".join(",".join(row) for row in [header, *rows]))
    found = [one for one in checked.complaints if text in one.text]
    assert [(one.file, one.line) for one in found] == [("tags.csv", line + 2)], checked.complaints


def test_every_complaint_comes_at_once_in_the_order_of_the_files(check):
    toml = PLANT_TOML.replace("level = 2", "level = 9").replace("need = 2", "need = 0")
    checked = check(toml, TAGS_CSV.replace(",5,10,80,90,,", ",5,10,80,70,,").replace("℃", "℃,"))
    places = [(one.file, one.line) for one in checked.complaints]
    assert places == sorted(places)
    assert {one.key for one in checked.complaints} >= {"hazard.level", "voting.need", "hh"}


def test_missing_files_are_complaints(tmp_path):
    complaints = check_plant(tmp_path).complaints
    assert [str(one).split(":")[0] for one in complaints] == ["plant.toml", "tags.csv"]
    with pytest.raises(PlantError) as error:
        read_plant(tmp_path / "nowhere")
    assert error.value.complaints == complaints
    assert "plant.toml: can't be read" in str(error.value)


def test_what_can_not_be_read_is_not_complained_about_again(check):
    assert len(check(tags=b"\xff\xfe\x80\x81").complaints) == 1
    assert len(check(toml="= broken").complaints) == 1
    assert len(check(toml=b"[park]\nname = '\xd6\xd0'").complaints) == 1


def test_text_that_is_not_utf_8_is_complained_about_at_its_line(check):
    complaint = check(toml=PLANT_TOML.encode("gb18030")).complaints[0]
    assert (complaint.file, complaint.line) == ("plant.toml", 3)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(check):
    marked = b"\xef\xbb\xbf" + PLANT_TOML.replace("\n", "\r\n").encode()
    assert check(toml=marked).plant == check().plant


def test_too_deep_a_nesting_is_a_complaint(check):
    checked = check(toml=f"deep = {'[' * 9000}{']' * 9000}\n")
    assert [one.file for one in checked.complaints] == ["plant.toml"]


# --- the hash


def shuffle(table: object, source: random.Random) -> object:
    if isinstance(table, dict):
        items = list(table.items())
        source.shuffle(items)
        return {key: shuffle(value, source) for key, value in items}
    if isinstance(table, list):
        return [shuffle(value, source) for value in table]
    return table


def write_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {write_toml(item)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_order_of_keys_and_layout_leave_the_hash(check, source):
    tables = shuffle(tomllib.loads(PLANT_TOML), source)
    toml = "".join(f"{key} = {write_toml(value)}\n\n" for key, value in tables.items())
    header = TAGS_CSV.splitlines()[0].split(",")
    order = source.sample(range(len(header)), len(header))
    rows = [line.split(",") for line in TAGS_CSV.splitlines()]
    tags = "\r\n".join(",".join(row[place] for place in order) for row in rows)
    shuffled = check(toml, tags)
    assert shuffled.complaints == []
    assert shuffled.plant.hash == check().plant.hash


def test_the_hash_of_a_plant_that_uses_no_later_key_stays_as_it_was(check):
    """Journals and checkpoints of a running platform name it."""
    assert check().plant.hash == "f846e11cfa7da77ebb693ba1bc4f62726266c58581a8a3044d7623ae9011bc25"


@pytest.mark.parametrize(
    "old, new",
    [
        ("deadband = 2", "deadband = 2.5"),
        ("latching = true", "latching = false"),
        ("need = 2", "need = 1"),
        ("delay_s = 1.5", "delay_s = 1.6"),
        ('"Asia/Shanghai"', '"Asia/Tokyo"'),
        ("level = 2", "level = 1"),
        (",5,10,80,90,,1,", ",5,10,80,90.5,,1,"),
        (",5,10,80,90,,1,", ",5,10,80,,,1,"),
        (",critical,", ",high,"),
        ("E1,,bypass_state,,,,,,,,,,,,,,,1", "E1,,bypass_state,,,,,,,,,,,,,,,0"),
        ("停止进料", "减少进料"),
    ],
)
def test_a_changed_rule_changes_the_hash(check, old, new):
    assert old in PLANT_TOML + TAGS_CSV
    changed = check(PLANT_TOML.replace(old, new), TAGS_CSV.replace(old, new, 1)).plant
    # a vote on a limit that is gone is refused, which is more than another hash
    assert changed is None or changed.hash != check().plant.hash


def test_the_order_of_tags_is_part_of_the_hash(check):
    header, first, second, *rest = TAGS_CSV.splitlines()
    swapped = "\n".join([header, second, first, *rest])
    assert check(tags=swapped).plant.hash != check().plant.hash


def test_an_inherited_value_hashes_like_a_written_one(check):
    written = TAGS_CSV.replace("10,80,90,,1,,,", "10,80,90,2,1,30,5,")
    assert written != TAGS_CSV
    assert check(tags=written).plant.hash == check().plant.hash
