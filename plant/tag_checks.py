"""What must fit together about one tag: its limits, its place, its checks and their partners.

Checks over a draft, like those of :mod:`plant.cross_checks`, which composes them.
"""

import operator
from itertools import pairwise
from typing import Final

from plant.check_columns import CHECK_COLUMNS
from plant.check_settings import is_checked, resolve_checks
from plant.condition import LEVEL_CONDITIONS, Condition
from plant.draft import Row
from plant.inheritance import Settings
from plant.references import Index, refer
from plant.tag_columns import LIMIT_COLUMNS
from plant.tag_kind import STATE_KINDS, TagKind
from plant.tag_settings import resolve_alarms
from plant.units import Conditions, find_conversion

_PARTNERED: Final = (Condition.DEVIATION, Condition.DISCREPANCY)


def check_tag(row: Row, settings: Settings, index: Index) -> None:
    """Leave a complaint for everything about a tag that does not fit together."""
    check_limits(row)
    check_location(row)
    for condition in _PARTNERED:
        check_partner(row, settings, condition, index)
    check_flows(row, settings, index)
    if row.is_whole and "equipment" in index:
        resolve_alarms(settings, row.place)
        resolve_checks(settings, row.place)


def check_limits(row: Row) -> None:
    """The range rises, and the four limits do not fall; two alike are odd but harmless."""
    levels = tuple(map(str.lower, LEVEL_CONDITIONS))
    for columns, falls in ((("range_lo", "range_hi"), operator.ge), (levels, operator.gt)):
        present = [column for column in columns if column in row.values]
        for lower, upper in pairwise(present):
            if falls(row.values[lower], row.values[upper]):
                row.place.inside(upper).complain(
                    f"{row.values[upper]:.15g} is not above {lower} {row.values[lower]:.15g}",
                    f"{row.values[upper]:.15g} 未高于 {lower} {row.values[lower]:.15g}",
                )


def check_location(row: Row) -> None:
    """A longitude has a latitude and the other way round."""
    for one, other in (("lon", "lat"), ("lat", "lon")):
        if one in row.keys and other not in row.keys:
            row.place.inside(other).complain(f"is missing beside {one}", f"有 {one} 而缺少此项")


def check_partner(row: Row, settings: Settings, condition: Condition, index: Index) -> None:
    """What a tag is held against is there, is another tag, and can be held against it."""
    column = CHECK_COLUMNS[condition]
    place = row.place.inside(column)
    if not is_checked(settings, condition):
        if str(condition) in row.values and column not in row.keys and not settings.find(column):
            place.complain(f"is missing beside {condition}", f"有 {condition} 而缺少此项")
        return
    partner, tags = settings.find(column), index.get("tag", {})
    if not isinstance(partner, str):
        if f"{partner:.15g}" in tags:
            place.complain(
                f"{partner:.15g} is a number and also a tag; a set point is meant by a number",
                f"{partner:.15g} 既是数值又是位号；数值表示设定值",
            )
        return
    refer(partner, "tag", index, place)
    other = tags.get(partner)
    if partner == row.id:
        place.complain("is the tag itself", "不能是该位号自身")
    elif condition is Condition.DEVIATION and other and is_state(other):
        place.complain(
            f"{partner} is a state; a deviation is between measurements",
            f"{partner} 为状态量，偏差应为测量值之间",
        )


def check_flows(row: Row, settings: Settings, index: Index) -> None:
    """The flows of a balance are there, each once, and in a unit of volume in time."""
    place = row.place.inside("balance_from")
    flows = settings.find("balance_from", absent=())
    if not is_checked(settings, Condition.BALANCE):
        if "balance" in row.values and not flows:
            place.complain("is missing beside balance", "有 balance 而缺少此项")
        return
    names = [name for name, _ in flows]
    for name in names:
        refer(name, "tag", index, place)
        if names.count(name) > 1:
            place.complain(f"{name} stands there twice", f"{name} 重复")
        other = index.get("tag", {}).get(name)
        unit = other.values.get("unit", "") if other else "m³/h"
        if isinstance(find_conversion(unit, "m³/h", Conditions()), str):
            place.complain(
                f"{name} is in {unit or 'no unit'}, which is no volume in time",
                f"{name} 的单位 {unit or '（空）'} 不是体积流量",
            )


def is_state(row: Row) -> bool:
    """Whether a tag's values are states, not measurements."""
    return row.values.get("kind", TagKind.OTHER) in STATE_KINDS or "alarm_on" in row.keys


def has_condition(row: Row, settings: Settings, condition: Condition) -> bool:
    """Whether a tag can have a condition, as far as that was written readably."""
    column = find_column(condition)
    if condition in CHECK_COLUMNS:
        refused = column in row.keys and column not in row.values
        return refused or is_checked(settings, condition)
    return column is None or column in row.keys


def find_column(condition: Condition) -> str | None:
    """The column that says that a tag has a condition, None for those that need none."""
    return LIMIT_COLUMNS.get(condition) or CHECK_COLUMNS.get(condition)
