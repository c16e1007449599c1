"""Units of measurement: whether two writings mean one unit, and what turns one unit into another.

The table lives in units.toml with its provenance. Only linear conversions that nothing can make
wrong: where it matters whether a pressure is gauge or absolute, or at which temperature a gas was
measured, that has to be declared, and otherwise the answer is why not. Numbers are computed as
exact ratios of the decimals that people wrote, so that 700 kPa is 0.7 MPa and not a bit more.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "units.toml"

GAS_CONSTANT: Final = Fraction("8.31446261815324")
"""J/(mol·K), exact by the SI since 2019."""

LONGEST: Final = 40
"""Characters of a unit's name; anything longer is none."""

_ZERO_CELSIUS_K: Final = Fraction("273.15")


class Unit(NamedTuple):
    """``factor`` and ``offset`` lead to the dimension's base unit.

    ``reference`` is ``gauge`` or ``absolute`` for a pressure that says so, else empty.
    """

    name: str
    dimension: str
    factor: Fraction
    offset: Fraction
    provenance: Provenance
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What some conversions need to be told; None is not told.

    The absolute pressure of the air in kPa, the temperature at which a gas is measured in °C, the
    molar mass of what is measured in g/mol.
    """

    atmosphere_kpa: float | None = None
    gas_temperature_c: float | None = None
    molar_mass: float | None = None


class Conversion(NamedTuple):
    """value · ``factor`` + ``offset``."""

    factor: Fraction
    offset: Fraction

    def convert(self, value: float) -> float:
        """A value in the new unit, the float nearest to the exact result; NaN for what is none."""
        if not math.isfinite(value):
            return math.nan
        try:
            return float(exact(value) * self.factor + self.offset)
        except OverflowError:
            return math.nan


NOTHING: Final = Conversion(Fraction(1), Fraction(0))
"""The conversion between two writings of one unit."""


def find_unit(text: str) -> Unit | None:
    """The unit that a text names, however it is written; None where it names none we know."""
    return _find(text) if len(text) <= LONGEST else None


def find_conversion(said: str, wanted: str, conditions: Conditions) -> Conversion | str:
    """What turns a value in the unit ``said`` into one in the unit ``wanted``.

    :returns: :data:`NOTHING` where both are one unit; a text, why it can't be done, where they
        are of different kinds or something that is needed was not declared.
    """
    if level(said) == level(wanted):
        return NOTHING
    source, target = find_unit(said), find_unit(wanted)
    if source is None or target is None:
        return f"{said[:LONGEST] if source is None else wanted} is no unit in the table"
    if source.dimension == target.dimension:
        return _relate(source, target, conditions)
    if {source.dimension, target.dimension} == {"volume_fraction", "mass_concentration"}:
        return _weigh(source, target, conditions)
    return f"{source.dimension} is no {target.dimension}".replace("_", " ")


def weigh_gas(molar_mass: float, temperature_c: float, atmosphere_kpa: float) -> Fraction:
    """The density of an ideal gas in kg/m³, also mg/m³ a ppm by volume; molar mass in g/mol."""
    kelvin = exact(temperature_c) + _ZERO_CELSIUS_K
    return exact(molar_mass) / 1000 * exact(atmosphere_kpa) * 1000 / (GAS_CONSTANT * kelvin)


def level(text: str) -> str:
    """A unit without differences of width and form: ％ is %, m³ is m3, ℃ is °C."""
    return unicodedata.normalize("NFKC", text[: 4 * LONGEST]).replace(" ", "")


def _relate(source: Unit, target: Unit, conditions: Conditions) -> Conversion | str:
    """Between units of one dimension."""
    shift = Fraction(0)
    if source.reference != target.reference:
        if not source.reference or not target.reference:
            return "one says gauge or absolute, the other does not"
        if conditions.atmosphere_kpa is None:
            return "atmosphere_kpa of the park is not declared"
        atmosphere = exact(conditions.atmosphere_kpa) * 1000
        shift = atmosphere if source.reference == "gauge" else -atmosphere
    offset = (source.offset + shift - target.offset) / target.factor
    return Conversion(source.factor / target.factor, offset)


def _weigh(source: Unit, target: Unit, conditions: Conditions) -> Conversion | str:
    """Between parts by volume and mass in a volume, by the law of the ideal gas."""
    given = (conditions.gas_temperature_c, conditions.atmosphere_kpa, conditions.molar_mass)
    temperature, atmosphere, mass = given
    if temperature is None or atmosphere is None:
        return "gas_temperature_c and atmosphere_kpa of the park are not both declared"
    if mass is None:
        return "the tag's cas names no substance whose molar mass is known"
    density = weigh_gas(mass, temperature, atmosphere)
    factor = source.factor / target.factor
    by_volume = source.dimension == "volume_fraction"
    return Conversion(factor * density if by_volume else factor / density, Fraction(0))


def exact(value: float) -> Fraction:
    """A float as the decimal that a person wrote."""
    return Fraction(Decimal(repr(float(value))))


@lru_cache(maxsize=4096)
def _find(text: str) -> Unit | None:
    units, plain = load_units(), level(text)
    if plain in units:
        return units[plain]
    for reference, words in _load_references().items():
        for rest in (_cut(plain, word) for word in words):
            unit = units.get(rest)
            if unit is not None and unit.dimension == "pressure":
                return unit._replace(reference=reference)
    return None


def _cut(plain: str, word: str) -> str:
    """A unit without the word beside it, empty where it is not there.

    Only Chinese words come first: gPa is no pascal, it is GPa miswritten.
    """
    if plain.endswith(word):
        return plain.removesuffix(word)
    return plain.removeprefix(word) if plain.startswith(word) and not word.isascii() else ""


@cache
def load_units() -> Mapping[str, Unit]:
    """Every writing, levelled, → its unit, pressures without gauge or absolute."""
    return {
        writing: unit for unit, writings in _read_units(load_tables(_FILE)) for writing in writings
    }


@cache
def _load_references() -> Mapping[str, list[str]]:
    table = load_tables(_FILE)["pressure"]
    return {word: [level(writing) for writing in table[word]] for word in ("gauge", "absolute")}


def _read_units(tables: Mapping[str, Any]) -> Iterator[tuple[Unit, list[str]]]:
    stated = read_provenance(tables)
    for dimension, table in tables.items():
        for row in table["units"] if isinstance(table, dict) else ():
            unit = Unit(
                row["name"],
                dimension,
                _read_ratio(row["factor"]),
                _read_ratio(row.get("offset", "0")),
                stated,
            )
            yield unit, [level(writing) for writing in (row["name"], *row.get("also", ()))]


def _read_ratio(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")
