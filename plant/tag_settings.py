"""What a tag's cells come to: inheritance, delays, priorities and latching resolved.

A value is looked for in the tag's own cells, first the condition's column, then the tag's, and
then likewise in ``[defaults.KIND]``. What stands nowhere is none: no limit, no deadband, no delay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from plant.condition import Condition, Priority
from plant.tag_columns import LIMIT_COLUMNS
from plant.words import GAS_KINDS, AlarmSettings, Tag, TagKind

PRIORITIES: Final[Mapping[Condition, Priority]] = {
    Condition.LL: Priority.HIGH,
    Condition.HH: Priority.HIGH,
    Condition.L: Priority.MEDIUM,
    Condition.H: Priority.MEDIUM,
}
"""The priority of a condition that is given none (contract section 1, rule 1); others are low."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A tag's own cells and the defaults of its kind."""

    cells: Mapping[str, Any]
    defaults: Mapping[str, Any]

    def find(self, name: str, condition: Condition | None = None, absent: Any = None) -> Any:
        """The value of a setting, the nearest first."""
        keys = (f"{condition.lower()}_{name}", name) if condition else (name,)
        for values in (self.cells, self.defaults):
            for key in keys:
                if key in values:
                    return values[key]
        return absent


def resolve_tag(
    cells: Mapping[str, Any],
    defaults: Mapping[str, Any],
    *,
    enterprise: str,
    equipment: str,
    hazard: str,
) -> Tag:
    """A tag with nothing left open.

    :param cells: accepted values by column.
    :param defaults: those of ``[defaults.KIND]`` for its kind.
    :param enterprise: to which it belongs, as to ``equipment`` and ``hazard``.
    """
    settings = Settings(cells, defaults)
    kind = cells.get("kind", TagKind.OTHER)
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
        alarms=resolve_alarms(settings, kind),
        float32=settings.find("float32", absent=False),
        action=settings.find("action", absent=""),
        action_en=settings.find("action_en", absent=""),
        source_name=cells.get("source_name", ""),
        cas=cells.get("cas", ""),
    )


def resolve_alarms(settings: Settings, kind: TagKind) -> dict[Condition, AlarmSettings]:
    """The conditions for which the tag has a limit of its own."""
    return {
        condition: resolve_alarm(settings, kind, condition)
        for condition, column in LIMIT_COLUMNS.items()
        if column in settings.cells
    }


def resolve_alarm(settings: Settings, kind: TagKind, condition: Condition) -> AlarmSettings:
    """One condition with everything that judging it needs."""
    digital = condition is Condition.DIGITAL
    gas_high = kind in GAS_KINDS and condition is Condition.HH
    return AlarmSettings(
        condition=condition,
        limit=settings.cells[LIMIT_COLUMNS[condition]],
        deadband=0.0 if digital else settings.find("deadband", condition, absent=0.0),
        on_delay_ms=round(1000 * settings.find("on_delay_s", condition, absent=0.0)),
        off_delay_ms=round(1000 * settings.find("off_delay_s", condition, absent=0.0)),
        priority=settings.find(
            "priority", condition, absent=PRIORITIES.get(condition, Priority.LOW)
        ),
        latching=settings.find("latching", condition, absent=gas_high),
    )
