"""What a tag's cells come to: inheritance, delays, priorities and latching resolved.

Where a value is looked for is :mod:`plant.inheritance`'s business. What stands nowhere is none: no
limit, no deadband, no delay. The checks beyond limits are :mod:`plant.check_settings`'.
"""

from collections.abc import Mapping
from typing import Final

from plant.check_columns import NONE
from plant.check_settings import resolve_checks
from plant.complaint import Place
from plant.condition import Condition, Priority
from plant.inheritance import Settings
from plant.origins import find_sources
from plant.rationalisation_columns import QUALITY_CONDITIONS
from plant.rationalisation_settings import OWN_KEYS, find_records
from plant.rationalisation_settings import find_priority as find_rated_priority
from plant.signal_checks import find_figure, take_share
from plant.tag_columns import LIMIT_COLUMNS
from plant.tag_kind import GAS_KINDS
from plant.words import AlarmSettings, Tag

PRIORITIES: Final[Mapping[Condition, Priority]] = {
    Condition.LL: Priority.HIGH,
    Condition.HH: Priority.HIGH,
    Condition.L: Priority.MEDIUM,
    Condition.H: Priority.MEDIUM,
}
"""The priority of a condition that is given none (contract section 1, rule 1); others are low."""


def resolve_tag(
    settings: Settings, place: Place, *, enterprise: str, equipment: str, hazard: str
) -> Tag:
    """A tag with nothing left open.

    :param place: its line in tags.csv, where a check that can't be had is complained about.
    :param enterprise: to which it belongs, as to ``equipment`` and ``hazard``.
    """
    cells, kind = settings.cells, settings.kind
    levels = settings.find("levels", absent="") if kind in GAS_KINDS else ""
    alarms, checks = resolve_alarms(settings, place), resolve_checks(settings, place)
    action, action_en = settings.find_text("action")
    return Tag(
        id=cells["id"],
        enterprise=enterprise,
        equipment=equipment,
        hazard=hazard,
        kind=kind,
        unit=cells.get("unit", ""),
        range_lo=cells.get("range_lo"),
        range_hi=cells.get("range_hi"),
        interval_s=settings.find("interval_s"),
        priority=settings.find("priority"),
        name=cells.get("name", ""),
        name_en=cells.get("name_en", ""),
        alarms=alarms,
        float32=settings.find("float32", absent=False),
        action=action,
        action_en=action_en,
        source_name=cells.get("source_name", ""),
        cas=cells.get("cas", ""),
        checks=checks,
        location=(cells["lon"], cells["lat"]) if "lon" in cells else None,
        levels="" if levels == NONE else levels,
        records=find_records(settings, (*alarms, *checks, *QUALITY_CONDITIONS), OWN_KEYS),
        origins=find_sources(settings, (*alarms, *checks), checks),
    )


def resolve_alarms(settings: Settings, place: Place) -> dict[Condition, AlarmSettings]:
    """The conditions for which the tag has a limit of its own.

    :param place: its line in tags.csv, where a start value that it can't have is complained about.
    """
    return {
        condition: resolve_alarm(settings, condition, place)
        for condition, column in LIMIT_COLUMNS.items()
        if column in settings.cells
    }


def resolve_alarm(settings: Settings, condition: Condition, place: Place) -> AlarmSettings:
    """One condition with everything that judging it needs."""
    digital = condition is Condition.DIGITAL
    gas_high = settings.kind in GAS_KINDS and condition is Condition.HH
    deadband, on_delay_s, off_delay_s = (
        0.0 if digital and name == "deadband" else find_amount(settings, name, condition, place)
        for name in ("deadband", "on_delay_s", "off_delay_s")
    )
    return AlarmSettings(
        condition=condition,
        limit=settings.cells[LIMIT_COLUMNS[condition]],
        deadband=deadband,
        on_delay_ms=round(1000 * on_delay_s),
        off_delay_ms=round(1000 * off_delay_s),
        priority=find_priority(settings, condition),
        latching=settings.find("latching", condition, absent=gas_high),
    )


def find_amount(settings: Settings, name: str, condition: Condition, place: Place) -> float:
    """A deadband or delay as written, or the start value for the tag's kind; 0 where neither is."""
    amount: float | str = settings.find(name, condition, absent=0.0)
    if not isinstance(amount, str):
        return amount
    figure = find_figure("deadband" if name == "deadband" else "delay", settings.kind)
    if figure is None:
        place.inside(name).complain(
            f"has no standard value for {settings.kind}", f"{settings.kind} 没有标准值"
        )
        return 0.0
    share = float(figure.value) if figure.unit == "s" else take_share(figure, settings.span)
    if isinstance(share, float):
        return share
    place.inside(name).complain(*share)
    return 0.0


def find_priority(settings: Settings, condition: Condition) -> Priority:
    """The priority of a condition (contract section 1, rule 1), or what its consequence and its
    time to respond make of it where both are written and no priority is.
    """
    return find_rated_priority(settings, condition, PRIORITIES.get(condition, Priority.LOW))
