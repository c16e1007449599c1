"""Which writings are one unit, which units turn into which, and above all which do not."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.gas_levels import load_exposure_limits, to_ppm
from plant.provenance import load_tables
from plant.units import (
    LONGEST,
    NOTHING,
    Conditions,
    Conversion,
    _read_units,
    find_conversion,
    find_unit,
    load_units,
)

UNTOLD = Conditions()
HERE = Conditions(atmosphere_kpa=101.325, gas_temperature_c=20, molar_mass=34.08)


def convert(value, said, wanted, conditions=UNTOLD):
    found = find_conversion(said, wanted, conditions)
    assert isinstance(found, Conversion), found
    return found.convert(value)


@pytest.mark.parametrize(
    "one, other",
    [
        ("ｍ", "m"),
        ("℃", "°C"),
        ("摄氏度", "℃"),
        ("％ＬＥＬ", "%LEL"),
        ("LEL%", "%LEL"),
        ("㎥/h", "m³/h"),
        ("㎎/㎥", "mg/m³"),
        ("µg/m³", "ug/m3"),
        ("㎪", "KPa"),
        ("Mpa", "MPa"),
        ("MPaG", "MPa(表压)"),
        ("表压MPa", "MPa.g"),
        ("bara", "bar(a)"),
        ("psi a", "psia"),
        ("a unit nobody knows", "ａ unit nobody knows"),
        ("mPa", "ｍＰａ"),
    ],
)
def test_two_writings_of_one_unit(one, other):
    assert find_conversion(one, other, UNTOLD) == NOTHING


@pytest.mark.parametrize(
    "value, said, wanted, expected",
    [
        (700, "kPa", "MPa", 0.7),
        (0.1, "MPa", "kPa", 100.0),
        (7, "bar", "MPa", 0.7),
        (7, "barg", "MPaG", 0.7),
        (3.3, "m", "mm", 3300.0),
        (1100, "mm", "m", 1.1),
        (300, "K", "℃", 26.85),
        (-40, "°F", "°C", -40.0),
        (212, "°F", "K", 373.15),
        (1.2, "t/h", "kg/h", 1200.0),
        (36, "km/h", "m/s", 10.0),
        (60, "L/min", "m3/h", 3.6),
        (19.5, "%vol", "ppm", 195_000.0),
        (1, "kgf/cm2", "kPa", 98.0665),
        (1, "psi", "Pa", 6894.757293168362),
        (1, "mmHg", "Pa", 133.322387415),
    ],
)
def test_linear_conversions_are_the_float_nearest_to_the_exact_result(
    value, said, wanted, expected
):
    assert convert(value, said, wanted) == expected


@pytest.mark.parametrize(
    "value, said, wanted, expected",
    [
        (0.0, "kPa(g)", "kPa(a)", 101.325),
        (101.325, "kPa(绝压)", "kPaG", 0.0),
        (0.7, "MPa(a)", "kPa(g)", 598.675),
        (1, "bara", "MPag", -0.001325),
    ],
)
def test_gauge_and_absolute_differ_by_the_declared_atmosphere(value, said, wanted, expected):
    assert convert(value, said, wanted, HERE) == expected


def test_parts_by_volume_and_mass_in_a_volume_at_the_declared_temperature():
    """Exactly as the limits' catalogue converts, and as anybody would by hand."""
    sulfide = load_exposure_limits()["7783-06-4"]
    ppm = convert(10, "mg/m3", "ppm", HERE)
    assert ppm == to_ppm(10, sulfide.molar_mass, 20)
    assert ppm == pytest.approx(10 / 34.08 * 8.314462618 * 293.15 / 101.325, rel=1e-9)
    assert convert(ppm, "ppm", "mg/m3", HERE) == pytest.approx(10, rel=1e-12)
    assert convert(1, "%vol", "g/m3", HERE) == pytest.approx(14.17, rel=1e-3)


@pytest.mark.parametrize(
    "said, wanted, conditions, reason",
    [
        ("mPa", "MPa", HERE, "mPa is no unit in the table"),
        ("MPA", "MPa", HERE, "MPA is no unit"),
        ("gPa", "Pa(g)", HERE, "gPa is no unit"),
        ("kPa", "mPa", HERE, "mPa is no unit"),
        ("bar", "MPaG", HERE, "one says gauge or absolute"),
        ("kPa(a)", "kPa", HERE, "one says gauge or absolute"),
        ("kPa(a)", "kPa(g)", UNTOLD, "atmosphere_kpa"),
        ("ppm", "mg/m3", Conditions(101.325, None, 34.08), "gas_temperature_c"),
        ("ppm", "mg/m3", Conditions(None, 20, 34.08), "atmosphere_kpa"),
        ("ppm", "mg/m3", Conditions(101.325, 20, None), "molar mass"),
        ("%LEL", "%vol", HERE, "explosive fraction is no volume fraction"),
        ("%", "%vol", HERE, "fraction is no volume fraction"),
        ("%", "m", HERE, "fraction is no length"),
        ("m3/h", "Nm3/h", HERE, "volume flow is no normal volume flow"),
        ("mm", "%", HERE, "length is no fraction"),
        ("x" * 500, "m", HERE, "no unit in the table"),
        ("m", "", HERE, "no unit in the table"),
    ],
)
def test_what_is_ambiguous_or_undeclared_is_not_converted(said, wanted, conditions, reason):
    found = find_conversion(said, wanted, conditions)
    assert isinstance(found, str)
    assert reason in found


def test_no_writing_means_two_units_and_every_one_has_its_provenance():
    writings = [text for _, texts in _read_units(load_tables("units.toml")) for text in set(texts)]
    assert len(writings) == len(set(writings)) == len(load_units())
    assert all(unit.provenance.trust and unit.factor > 0 for unit in load_units().values())
    assert find_unit("mmHg").reference == ""
    assert find_unit("m" * (LONGEST + 1)) is None


WRITINGS = st.sampled_from(sorted(load_units()))


@given(WRITINGS, WRITINGS, st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_there_and_back_is_where_one_was(said, wanted, value):
    there, back = (find_conversion(*pair, HERE) for pair in ((said, wanted), (wanted, said)))
    assert isinstance(there, str) == isinstance(back, str)
    if isinstance(there, Conversion):
        assert there.factor * back.factor == 1
        assert there.offset * back.factor + back.offset == 0
        assert math.isfinite(there.convert(value))


@given(st.text(max_size=60), st.text(max_size=60), st.floats())
def test_no_text_and_no_value_raises(said, wanted, value):
    found = find_conversion(said, wanted, HERE)
    assert isinstance(found, str) or not math.isinf(found.convert(value))


def test_what_is_beyond_any_float_is_no_value():
    assert math.isnan(Conversion(Fraction(1000), Fraction(0)).convert(1e308))
