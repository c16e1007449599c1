"""The keys of plant.toml: those of the contract, and what a whole plant of them comes to."""

from datetime import UTC, datetime

import pytest

from plant.condition import Condition, Priority
from plant.sections import CAUSE, CHEMICAL, EFFECT, PARK, PERMISSIVE, SECTIONS
from plant.words import Effect, GasArray, Mode, Permissive
from tests.plant.tank_farm import TAGS, TOML, change

CONTRACT = {
    "area": "id kind name name_en within location outline",
    "enterprise": "id name name_en phone area",
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
    "area": "id kind name",
    "enterprise": "id name",
    "hazard": "id enterprise name",
    "equipment": "id hazard kind name",
    "gateway": "id enterprise",
    "voting": "id tags need condition",
    "interlock": "id causes effects",
    "gas_array": "id tags",
    "mode": "id equipment values",
    "rationalisation": "",
    "model": "id kind tags",
    "camera": "id name",
    "contact": "id name",
    "person": "id name",
    "shift": "id name start end",
    "duty": "role persons",
    "escalation": "id priorities steps",
    "cause": "id name source condition affects",
}


@pytest.mark.parametrize("section", CONTRACT)
def test_a_section_has_the_keys_of_the_contract(section):
    assert set(CONTRACT[section].split()) <= set(SECTIONS[section])


@pytest.mark.parametrize("section", SECTIONS)
def test_nothing_more_is_asked_for_than_a_section_needs(section):
    required = {key for key, field in SECTIONS[section].items() if field.required}
    assert required == set(REQUIRED[section].split())


def test_nested_tables_have_the_keys_of_the_contract():
    assert set(PARK) >= {"id", "name", "name_en", "timezone", "location", "datum"}
    assert set(CHEMICAL) == {"cas", "quantity_t", "class"}
    assert set(CAUSE) == {"source", "condition", "delay_s"}
    assert set(EFFECT) == {"tag", "expected", "travel_s", "tolerance"}
    assert set(PERMISSIVE) == {"tag", "expected", "tolerance"}


def test_a_whole_plant_is_as_it_was_written(check):
    checked = check(TOML, TAGS)
    assert (checked.complaints, checked.warnings) == ([], [])
    plant = checked.plant
    tank, voting, interlock = plant.equipment[0], plant.votings[0], plant.interlocks[0]
    assert plant.park.clock_uncertainty_s == 0.5
    assert tank.figures == {"diameter_m": 20.0, "max_flow_m3h": 500.0}
    assert (tank.shape, tank.state) == ("vertical", "ST1")
    assert tank.strapping == ((0.0, 0.0), (1.0, 314.0), (10.5, 3300.0))
    assert (voting.name, voting.priority, voting.latching) == (
        "高高液位三取二",
        Priority.CRITICAL,
        True,
    )
    assert voting.bypass == ("B1", "", "")
    assert (interlock.equipment, interlock.need, interlock.bypass_s) == ("V1", 1, 28800.0)
    assert interlock.name_en == "Stop the pump at high-high level"
    assert interlock.effects == (Effect("X1", 0.0, 20.0, 2.0),)
    assert interlock.permissives == (Permissive("R1", 1.0, 0.4),)
    assert plant.gas_arrays == (
        GasArray("G", ("G1", "G2"), 2, Condition.HH, 30.0, "WD", "WS", priority=Priority.HIGH),
    )
    assert plant.modes == (
        Mode(
            id="cleaning",
            equipment="V1",
            values=(3.0, 4.0),
            name="清罐",
            limits={"L1": {Condition.L: 0.6, Condition.H: 9.0}},
            suppressed=("L1:L", "L2:rate"),
        ),
    )


@pytest.mark.parametrize(
    "written, zone, instant",
    [
        ("2026-06-30", "Asia/Shanghai", datetime(2026, 6, 29, 16, tzinfo=UTC)),
        ("2026-06-30", "UTC", datetime(2026, 6, 30, tzinfo=UTC)),
        ("2026-06-30T08:30:00", "Asia/Shanghai", datetime(2026, 6, 30, 0, 30, tzinfo=UTC)),
        ("2026-06-30T08:30:00Z", "Asia/Shanghai", datetime(2026, 6, 30, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_proof_test_is_due_at_midnight_where_the_park_is_unless_a_time_is_named(
    check, written, zone, instant
):
    toml = change(TOML, "proof_test_due = 2026-06-30", f"proof_test_due = {written}")
    toml = change(toml, 'id = "farm"', f'id = "farm"\ntimezone = "{zone}"')
    due = check(toml, TAGS).plant.interlocks[0].proof_test_due
    assert due == instant.timestamp() * 1000


# What is changed in the whole plant, at which key the complaint stands and what it says.
BROKEN = [
    ("clock_uncertainty_s = 0.5", "clock_uncertainty_s = -1", "park.clock_uncertainty_s", "≥ 0"),
    ('shape = "vertical"', 'shape = "round"', "equipment.shape", "none of: vertical"),
    ("[[0, 0], ", "[0, ", "equipment.strapping[0]", "level in m"),
    ("[[0, 0], [1, 314], [10.5, 3300]]", "[[0, 0]]", "equipment.strapping", "at least 2"),
    ("[[0, 0], ", "[[0, true], ", "equipment.strapping[0][1]", "must be a number"),
    ("rate_window_s = 120", "rate_window = 120", "equipment.defaults.level.rate_window", "unknown"),
    ("rate = 1\n", "hh = 1\n", "equipment.defaults.level.hh", "is unknown"),
    ("rate = 1\n", "rate = 0\n", "equipment.defaults.level.rate", "> 0"),
    ("[equipment.defaults.level]", "[equipment.defaults.depth]", "equipment.defaults.depth", "un"),
    ("latching = true", 'latching = "yes"', "voting.latching", "true or false"),
    ('priority = "critical"', 'priority = "top"', "voting.priority", "none of: low"),
    ("tolerance = 2}", "tolerance = 0}", "interlock.effects[0].tolerance", "> 0"),
    ("tolerance = 0.4", 'tolerance = "a"', "interlock.permissives[0].tolerance", "a number"),
    ("bypass_s = 28800", "bypass_s = 0", "interlock.bypass_s", "> 0"),
    ("due = 2026-06-30", 'due = "2026-06-30"', "interlock.proof_test_due", "without quotes"),
    ("due = 2026-06-30", "due = 08:00:00", "interlock.proof_test_due", "must be a date"),
    ("window_s = 30", "window_s = 0", "gas_array.window_s", "> 0"),
    ("values = [3, 4]", "values = []", "mode.values", "must not be empty"),
    ("{l = 0.6, h = 9}", "{l = 0.6, rate = 9}", "mode.limits.L1.rate", "is unknown"),
    ("{L1 = {l = 0.6, h = 9}}", "[1]", "mode.limits", "must be a table"),
    ('equipment = "V1"\nvalues', "values", "mode.equipment", "is missing"),
]


@pytest.mark.parametrize("old, new, key, text", BROKEN)
def test_a_complaint_names_its_key(check, old, new, key, text):
    checked = check(change(TOML, old, new), TAGS)
    found = [one for one in checked.complaints if one.key == key and text in one.text]
    assert len(found) == 1, checked.complaints
    assert found[0].line > 0
    assert found[0].text_zh
