"""The limits of gas detectors that a tag takes from GB/T 50493, in the tag's own unit.

Only where a plant says ``levels``, and only for the limits that the tag's own cells leave empty.
What can't be derived is a complaint that names what is missing, never silently no limit. The
numbers are :mod:`plant.gas_levels`'.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_FLOOR, Context
from typing import Final

from plant.check_columns import NONE
from plant.complaint import Fault
from plant.draft import Draft, Row
from plant.gas_levels import (
    ATMOSPHERE_KPA,
    ExposureLimit,
    load_dangers,
    load_exposure_limits,
    load_levels,
)
from plant.inheritance import Settings, gather_settings
from plant.tag_kind import GAS_KINDS, TagKind
from plant.units import Conditions, Conversion, find_conversion, find_unit

UPWARD: Final = ("h", "hh")
AROUND: Final = ("l", "h")
"""The columns of the two levels: rising ones, and those of oxygen."""

NO_GAS: Final = Fault("is only for gas detectors", "仅适用于气体探测器")


def fill_levels(draft: Draft) -> None:
    """Give gas tags the limits that their cells leave to the standard, or complain."""
    if "equipment" not in draft.sections or "tag" not in draft.sections:
        return
    rows = []
    for row, settings in gather_settings(draft):
        levels = settings.find("levels", absent=NONE)
        rows.append(row if levels == NONE else fill_row(row, settings))
    draft.sections["tag"] = rows


def fill_row(row: Row, settings: Settings) -> Row:
    """A row with its limits; where one can't be derived nobody need miss it a second time."""
    columns = AROUND if settings.kind is TagKind.GAS_OXYGEN else UPWARD
    empty = [column for column in columns if column not in row.keys]
    if not empty and settings.kind in GAS_KINDS:
        return row
    keys = {*row.keys, *columns}
    if not row.is_whole:
        return replace(row, keys=keys)
    derived = derive_levels(settings)
    if isinstance(derived, Fault):
        row.place.inside("levels").complain(*derived)
        return replace(row, keys=keys)
    limits = {column: limit for column, limit in derived.items() if column in empty}
    return Row({**row.values, **limits}, row.place, keys, limits.keys())


def derive_levels(settings: Settings) -> Mapping[str, float] | Fault:
    """Column → limit by GB/T 50493-2019, in the tag's unit."""
    levels = load_levels()
    if settings.kind is TagKind.GAS_COMBUSTIBLE:
        return _convert(levels["combustible_lel"], "%LEL", UPWARD, settings)
    if settings.kind is TagKind.GAS_OXYGEN:
        return _convert(levels["oxygen"], "%vol", AROUND, settings)
    return derive_toxic(settings) if settings.kind is TagKind.GAS_TOXIC else NO_GAS


def derive_toxic(settings: Settings) -> Mapping[str, float] | Fault:
    """The levels by the exposure limit, or by IDLH where the instrument can't measure those."""
    found = find_exposure(settings)
    if isinstance(found, Fault):
        return found
    limit, conversion = found
    levels = _pair(limit.levels_mg_m3(), conversion)
    if _measures(settings, levels):
        return levels
    danger = load_dangers().get(limit.cas)
    if danger is None:
        return Fault(
            f"the range can't measure 100 and 200 % of the exposure limit ({show_pair(levels)}),"
            f" and no IDLH of {limit.cas} is known",
            f"量程无法测量职业接触限值的 100% 与 200%（{show_pair(levels)}），"
            f"且 {limit.cas} 的 IDLH 未知",
        )
    wider = _pair(danger.levels_mg_m3(), conversion)
    if _measures(settings, wider):
        return wider
    return Fault(
        f"the range can measure neither 100 and 200 % of the exposure limit ({show_pair(levels)})"
        f" nor 5 and 10 % of IDLH ({show_pair(wider)})",
        f"量程既无法测量职业接触限值的 100% 与 200%（{show_pair(levels)}），"
        f"也无法测量 IDLH 的 5% 与 10%（{show_pair(wider)}）",
    )


def find_exposure(settings: Settings) -> tuple[ExposureLimit, Conversion] | Fault:
    """The exposure limit of what the tag measures, and what turns mg/m³ into its unit.

    Between mg/m³ and ppm the park's gas temperature is needed; its air pressure is one standard
    atmosphere unless it says otherwise.
    """
    cas, unit = settings.cells.get("cas"), settings.cells.get("unit", "")
    if not cas:
        return Fault("needs the cas of what is measured", "需要被测物质的 cas")
    limit = load_exposure_limits().get(cas)
    if limit is None:
        return Fault(f"no exposure limit of {cas} is known", f"{cas} 的职业接触限值未知")
    found = find_unit(unit)
    temperature = settings.park.get("gas_temperature_c")
    if found and found.dimension == "volume_fraction" and temperature is None:
        return Fault(
            f"in {unit} needs gas_temperature_c in [park]",
            f"单位为 {unit} 时须在 [park] 中给出 gas_temperature_c",
        )
    atmosphere = settings.park.get("atmosphere_kpa", ATMOSPHERE_KPA)
    conditions = Conditions(atmosphere, temperature, limit.molar_mass)
    conversion = find_conversion("mg/m3", unit, conditions)
    return (limit, conversion) if isinstance(conversion, Conversion) else wrong_unit(unit, "mg/m3")


def wrong_unit(unit: str, wanted: str) -> Fault:
    return Fault(
        f"can't be derived in the unit {unit or '(none)'}; it is stated in {wanted}",
        f"无法以单位 {unit or '（无）'} 给出，其规定单位为 {wanted}",
    )


def show_pair(levels: Mapping[str, float]) -> str:
    return " / ".join(f"{level:.4g}" for level in levels.values())


def round_down(limit: float) -> float:
    """A converted limit as people write it, with four digits: never above what is permitted."""
    digits = Context(prec=4, rounding=ROUND_FLOOR)
    return float(digits.create_decimal(repr(limit)))


def _pair(levels: tuple[float, float], conversion: Conversion) -> dict[str, float]:
    limits = (round_down(conversion.convert(level)) for level in levels)
    return dict(zip(UPWARD, limits, strict=True))


def _measures(settings: Settings, levels: Mapping[str, float]) -> bool:
    """Whether levels lie within the instrument's range, as far as that is known."""
    low, high = settings.cells.get("range_lo"), settings.cells.get("range_hi")
    least, most = min(levels.values()), max(levels.values())
    return (low is None or low <= least) and (high is None or most <= high)


def _convert(
    levels: tuple[float, float], stated: str, columns: tuple[str, str], settings: Settings
) -> Mapping[str, float] | Fault:
    unit = settings.cells.get("unit", "")
    conversion = find_conversion(stated, unit, Conditions())
    if not isinstance(conversion, Conversion):
        return wrong_unit(unit, stated)
    return dict(zip(columns, map(conversion.convert, levels), strict=True))
