"""Frames that say their units: refused by default, converted where that is declared."""

import math
from dataclasses import replace

import pytest

from ingest.frame import Decoded
from ingest.units import Units
from plant.quality import BAD
from plant.words import Gateway, Park
from tests.ingest.parks import T0, make_plant, make_tag

STRICT, KIND = 0, 1
PLANT = make_plant(
    park=Park("P", "园区", atmosphere_kpa=101.325, gas_temperature_c=20),
    gateways=(Gateway("G1", "E1"), Gateway("G2", "E1", units="convert", missing=(-9999.0,))),
    tags=(
        make_tag("PT", "E1", unit="MPa"),
        make_tag("PG", "E1", unit="MPa(g)"),
        replace(make_tag("GT", "E1", unit="mg/m³"), cas="7783-06-4"),
        make_tag("XX", "E1"),
    ),
)
PRESSURE, GAUGE, GAS, NONE = range(4)


def settle(gateway, row, value, unit):
    units = Units(PLANT, lambda row: PLANT.gateways[row].missing)
    decoded = Decoded([PLANT.tags[row].id], [T0], [value], [0])
    return units.settle(gateway, [row], decoded, {row: unit})


@pytest.mark.parametrize(
    ("row", "unit"), [(PRESSURE, "ＭＰａ"), (GAUGE, "MPaG"), (NONE, "furlong")]
)
@pytest.mark.parametrize("gateway", [STRICT, KIND])
def test_the_same_unit_in_another_writing_changes_nothing(gateway, row, unit):
    settled = settle(gateway, row, 0.7, unit)
    assert (settled.decoded.values, list(settled.wrong), settled.converted) == ([0.7], [], 0)


def test_another_unit_is_no_value_unless_conversion_is_declared():
    settled = settle(STRICT, PRESSURE, 700.0, "kPa")
    assert math.isnan(settled.decoded.values[0])
    assert settled.decoded.status == [BAD]
    ((name, why),) = settled.wrong
    assert name == "PT"
    assert why.startswith("unit kPa, the plant says MPa")
    assert 'units = "convert"' in why


@pytest.mark.parametrize(
    ("row", "value", "unit", "expected"),
    [
        (PRESSURE, 700.0, "kPa", 0.7),
        (GAUGE, 801.325, "kPa(绝压)", 0.7),
        (GAS, 7.0, "ppm", pytest.approx(9.917, rel=1e-3)),
    ],
)
def test_declared_conversions_are_exact_and_counted(row, value, unit, expected):
    settled = settle(KIND, row, value, unit)
    assert settled.decoded.values == [expected]
    assert (settled.decoded.status, settled.converted) == ([0], 1)


@pytest.mark.parametrize(
    ("row", "unit"), [(PRESSURE, "mPa"), (GAUGE, "bar"), (GAS, "%LEL"), (PRESSURE, "m")]
)
def test_what_is_ambiguous_is_refused_also_where_conversion_is_declared(row, unit):
    settled = settle(KIND, row, 0.7, unit)
    assert math.isnan(settled.decoded.values[0])
    assert (len(settled.wrong), settled.converted) == (1, 0)


def test_a_code_for_no_value_is_not_converted():
    settled = settle(KIND, PRESSURE, -9999.0, "kPa")
    assert (settled.decoded.values, settled.converted) == ([-9999.0], 0)


def test_readings_beside_a_wrong_unit_are_not_touched():
    units = Units(PLANT, {0: ()}.__getitem__)
    decoded = Decoded(["PT", "PG", "PT"], [T0] * 3, [1.0, 2.0, 3.0], [0, 0, 0])
    settled = units.settle(STRICT, [0, 1, 0], decoded, {0: "kPa", 1: "MPa(g)"})
    assert settled.decoded.status == [BAD, 0, BAD]
    assert settled.decoded.values[1] == 2.0
    assert [name for name, _ in settled.wrong] == ["PT"]
    assert decoded.values == [1.0, 2.0, 3.0]
