"""What the cells of a check come to, and what can't be had is complained about by name."""

import math

import pytest

from plant.check_columns import CHECK_COLUMNS
from plant.check_settings import EXPOSED_KINDS, MEASURED, is_checked, resolve_checks
from plant.complaint import Place
from plant.condition import Condition, Priority
from plant.inheritance import Settings
from plant.tag_kind import STATE_KINDS, TagKind

OURS = "hazardwatch start value"
BENZENE = {"kind": TagKind.GAS_TOXIC, "cas": "71-43-2", "unit": "mg/m3"}
TANK = {"max_flow_m3h": 500.0, "diameter_m": 20.0}
LEVEL = {"kind": TagKind.LEVEL, "unit": "m"}


def resolve(cells, **around):
    """The checks of a tag, and the complaints about them as (column, text)."""
    complaints = []
    checks = resolve_checks(Settings(cells, **around), Place("tags.csv", complaints))
    assert all(one.text_zh for one in complaints)
    return checks, [(one.key, one.text) for one in complaints]


def only(cells, **around):
    checks, complaints = resolve(cells, **around)
    assert complaints == []
    ((condition, check),) = checks.items()
    assert check.settings.condition is condition
    return check


def refused(cells, **around):
    checks, ((column, text),) = resolve(cells, **around)
    assert checks == {}
    assert column in cells or f"{column}_from" in cells
    return text


def test_a_tag_that_configures_nothing_has_no_check():
    plain = {"deadband": 1.0, "on_delay_s": 5.0, "range_lo": 0.0, "range_hi": 9.0, "hh": 5.0}
    assert resolve({"kind": TagKind.LEVEL, **plain}) == ({}, [])


@pytest.mark.parametrize("condition", CHECK_COLUMNS)
def test_none_ends_what_a_default_began(condition):
    default = {CHECK_COLUMNS[condition]: "L2", str(condition): 1.0}
    assert is_checked(Settings({}, default), condition)
    for column in {CHECK_COLUMNS[condition], str(condition)}:
        assert not is_checked(Settings({column: "none"}, default), condition)
        assert not is_checked(Settings({}, default, nearer={column: "none"}), condition)


@pytest.mark.parametrize("condition", sorted(MEASURED))
def test_a_switch_inherits_no_check_of_measurements_and_can_not_be_given_one(condition):
    column = CHECK_COLUMNS[condition]
    switch = {"kind": TagKind.LEVEL, "alarm_on": 1.0}
    assert resolve(switch, defaults={column: 5.0}) == ({}, [])
    assert refused({**switch, column: 5.0}) == "is for measurements; this tag is a state"


def test_the_limits_plain_deadband_delays_and_latching_are_not_the_checks():
    limits = {"deadband": 1.0, "on_delay_s": 5.0, "off_delay_s": 6.0, "latching": True}
    settings = only({"rate": 2.0, **limits}).settings
    assert (settings.deadband, settings.on_delay_ms, settings.off_delay_ms) == (0.0, 0, 0)
    assert not settings.latching


def test_a_check_has_settings_of_its_own():
    own = {"rate_deadband": 0.5, "rate_on_delay_s": 3.0, "rate_latching": True}
    settings = only({"rate": 2.0, "rate_off_delay_s": 1.5, **own}).settings
    assert (settings.limit, settings.deadband) == (2.0, 0.5)
    assert (settings.on_delay_ms, settings.off_delay_ms) == (3000, 1500)
    assert settings.latching


def test_its_priority_is_its_own_else_the_tags_else_low():
    assert only({"rate": 2.0}).settings.priority is Priority.LOW
    plain = {"rate": 2.0, "priority": Priority.HIGH}
    assert only(plain).settings.priority is Priority.HIGH
    own = {**plain, "rate_priority": Priority.MEDIUM}
    assert only(own).settings.priority is Priority.MEDIUM


def test_a_rate_counts_both_ways_over_a_minute_unless_told_otherwise():
    usual = only({"rate": 2.0})
    assert (usual.window_ms, usual.direction, usual.standard) == (60_000, 0, "")
    told = only({"rate": 2.0, "rate_window_s": 300.0, "rate_direction": -1})
    assert (told.window_ms, told.direction) == (300_000, -1)


def test_a_deviation_is_from_a_tag_or_a_set_point_by_the_standard_or_as_written():
    span = {"range_lo": 0.0, "range_hi": 50.0}
    usual = only({"deviation_from": "L2", **span})
    assert (usual.reference, usual.setpoint) == ("L2", None)
    assert (usual.settings.limit, usual.settings.on_delay_ms) == (1.0, 10_000)
    assert usual.standard == OURS
    quick = only({"deviation_from": "L2", "deviation_on_delay_s": 0.0, **span})
    assert quick.settings.on_delay_ms == 0
    fixed = only({"deviation_from": 20.0, "deviation": 3.0})
    assert (fixed.reference, fixed.setpoint, fixed.standard) == ("", 20.0, "")
    assert (fixed.settings.limit, fixed.settings.on_delay_ms) == (3.0, 0)
    assert refused({"deviation_from": "L2"}).startswith("needs range_lo and range_hi")


def test_a_discrepancy_of_a_state_is_half_a_step_and_of_a_measurement_has_to_be_said():
    command = {"discrepancy_from": "C1"}
    for kind in STATE_KINDS:
        assert only({"kind": kind, **command}).settings.limit == 0.5
    assert only({"kind": TagKind.VALVE_POSITION, "discrepancy": 5.0, **command}).reference == "C1"
    assert refused({"kind": TagKind.VALVE_POSITION, **command}).startswith("is missing")


@pytest.mark.parametrize(
    ("kind", "minutes"), [("pressure", 10), ("flow", 10), ("temperature", 60), ("level", 1440)]
)
def test_a_frozen_value_is_told_after_the_time_of_its_kind(kind, minutes):
    span = {"kind": TagKind(kind), "range_lo": 0.0, "range_hi": 200.0}
    check = only({"frozen": "standard", **span})
    assert (check.settings.limit, check.settings.on_delay_ms) == (0.05, minutes * 60_000)
    assert check.standard == OURS
    assert only({"frozen": 0.5, **span}).settings.on_delay_ms == minutes * 60_000
    written = only({"frozen": 0.5, "frozen_on_delay_s": 30.0, **span})
    assert (written.settings.limit, written.settings.on_delay_ms) == (0.5, 30_000)
    assert written.standard == ""


def test_a_frozen_value_without_a_time_or_a_move_is_refused():
    gas = {"kind": TagKind.GAS_TOXIC, "frozen": 0.1}
    assert "no start value for gas_toxic" in refused(gas)
    assert "frozen_on_delay_s above 0" in refused({**gas, "frozen_on_delay_s": 0.0})
    assert only({**gas, "frozen_on_delay_s": 60.0}).settings.on_delay_ms == 60_000
    assert "range_lo" in refused({"kind": TagKind.LEVEL, "frozen": "standard"})


@pytest.mark.parametrize(
    ("column", "limit", "window_s", "usual_s", "standard"),
    [
        ("spike", 6.0, 0, 0, OURS),
        ("noise_lost", 0.1, 3600, 30 * 86400, OURS),
        ("forecast", 15.0, 300, 0, "SH/T 3007"),
    ],
)
def test_the_standard_that_is_the_same_for_all(column, limit, window_s, usual_s, standard):
    check = only({column: "standard", "hh": 5.0})
    assert (check.settings.limit, check.standard) == (limit, standard)
    assert (check.window_ms, check.usual_ms) == (1000 * window_s, 1000 * usual_s)
    written = only({column: 0.5, "hh": 5.0})
    assert (written.settings.limit, written.standard) == (0.5, "")


def test_windows_can_be_written():
    noise = {"noise_lost": 0.2, "noise_lost_window_s": 600.0, "noise_lost_usual_s": 7200.0}
    assert (only(noise).window_ms, only(noise).usual_ms) == (600_000, 7_200_000)


@pytest.mark.parametrize(
    "cells", [{"noise_lost_window_s": 2592000.0}, {"noise_lost_usual_s": 3600.0}]
)
def test_what_is_usual_is_learnt_over_more_than_what_is_compared(cells):
    assert "must be shorter than" in refused({"noise_lost": "standard", **cells})


@pytest.mark.parametrize("limit", ["hh", "ll"])
def test_a_forecast_looks_ahead_to_hh_or_ll(limit):
    assert only({"forecast": 10.0, limit: 5.0}).settings.limit == 10.0
    assert refused({"forecast": 10.0, "h": 5.0}) == "needs ll or hh to look ahead to"


def test_exposure_limits_are_those_of_the_substance_in_the_tags_unit():
    short, long = only({"stel": "standard", **BENZENE}), only({"twa": "standard", **BENZENE})
    assert (short.settings.limit, short.window_ms) == (6.0, 900_000)
    assert (long.settings.limit, long.window_ms) == (3.0, 28_800_000)
    assert (short.standard, long.standard) == ("GBZ 2.1-2019", "GBZ 2.1-2019")
    volume = {**BENZENE, "unit": "ppm"}
    warm = only({"stel": "standard", **volume}, park={"gas_temperature_c": 25.0})
    assert warm.settings.limit == pytest.approx(6 * 24.465 / 78.114, rel=1e-4)
    thin = {"gas_temperature_c": 25.0, "atmosphere_kpa": 101.325 / 2}
    assert only({"stel": "standard", **volume}, park=thin).settings.limit == pytest.approx(
        2 * warm.settings.limit
    )


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"stel": "standard", **BENZENE, "cas": ""}, "needs the cas"),
        ({"stel": "standard", **BENZENE, "cas": "74-82-8"}, "no exposure limit of 74-82-8"),
        ({"stel": "standard", **BENZENE, "cas": "7783-06-4"}, "no PC-STEL of 7783-06-4"),
        ({"twa": "standard", **BENZENE, "cas": "7783-06-4"}, "has no PC-TWA but a MAC"),
        ({"twa": "standard", **BENZENE, "unit": "ppm"}, "gas_temperature_c in [park]"),
        ({"twa": "standard", **BENZENE, "unit": "%LEL"}, "can't be derived in the unit %LEL"),
        ({"twa": "standard", **BENZENE, "unit": ""}, "can't be derived in the unit (none)"),
        ({"twa": 5.0, **LEVEL}, "only for toxic gas and composition"),
        ({"stel": 5.0, **BENZENE, "kind": TagKind.GAS_COMBUSTIBLE}, "only for toxic gas"),
    ],
)
def test_what_an_exposure_limit_lacks_is_named(cells, text):
    assert text in refused(cells)


def test_a_written_exposure_limit_needs_nothing_else():
    for kind in EXPOSED_KINDS:
        assert only({"stel": 5.0, "kind": kind}).settings.limit == 5.0


@pytest.mark.parametrize(("unit", "scale"), [("m", 1), ("cm", 100), ("mm", 1000)])
def test_no_level_moves_faster_than_the_largest_flow_fills_the_tank(unit, scale):
    """The example of a tank of 20 m and 500 m³/h: 1.59 m/h."""
    check = only({"implausible": "standard", **LEVEL, "unit": unit}, equipment=TANK)
    assert check.settings.limit == pytest.approx(scale * 500 / (math.pi * 100) / 60, rel=1e-12)
    assert check.settings.limit == pytest.approx(scale * 1.59 / 60, rel=1e-2)
    assert (check.window_ms, check.standard) == (300_000, "Qmax/A")


def test_a_given_area_beats_the_diameter():
    check = only({"implausible": "standard", **LEVEL}, equipment={**TANK, "area_m2": 100.0})
    assert check.settings.limit == pytest.approx(500 / 100 / 60)


@pytest.mark.parametrize(
    ("cells", "equipment", "text"),
    [
        (LEVEL, {}, "max_flow_m3h and area_m2 or diameter_m"),
        (LEVEL, {"diameter_m": 20.0}, "max_flow_m3h"),
        (LEVEL, {"max_flow_m3h": 500.0}, "diameter_m"),
        (LEVEL, {**TANK, "shape": "sphere"}, "only for vertical tanks"),
        (LEVEL, {**TANK, "shape": "horizontal"}, "only for vertical tanks"),
        ({**LEVEL, "unit": "%"}, TANK, "only for a level in m, cm or mm"),
        ({**LEVEL, "kind": TagKind.FLOW}, TANK, "only for a level"),
    ],
)
def test_what_an_implausible_change_lacks_is_named(cells, equipment, text):
    assert text in refused({"implausible": "standard", **cells}, equipment=equipment)


def test_a_written_change_needs_no_tank():
    check = only({"implausible": 0.1, "kind": TagKind.FLOW, "implausible_window_s": 60.0})
    assert (check.settings.limit, check.window_ms) == (0.1, 60_000)


def test_every_check_is_asked_for_by_one_column():
    assert set(CHECK_COLUMNS) == MEASURED | {Condition.DISCREPANCY}
