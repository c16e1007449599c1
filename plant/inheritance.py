"""Where a tag's settings are looked for: its own cells, its equipment's defaults, the plant's.

The one place of inheritance. What a setting means, and what its absence means, is the business of
:mod:`plant.tag_settings` and :mod:`plant.check_settings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from plant.condition import Condition
from plant.draft import Draft, Row
from plant.words import STATE_KINDS, TagKind


@dataclass(frozen=True, slots=True)
class Settings:
    """A tag's own cells, the defaults of its kind, and what stands around it.

    ``nearer`` are the defaults of its equipment, ``defaults`` those of the plant. The values of
    its ``equipment`` and of the ``park`` are there for numbers that are derived from them.
    """

    cells: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    nearer: Mapping[str, Any] = field(default_factory=dict)
    equipment: Mapping[str, Any] = field(default_factory=dict)
    park: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> TagKind:
        kind: TagKind = self.cells.get("kind", TagKind.OTHER)
        return kind

    @property
    def is_state(self) -> bool:
        """Whether the tag's values are states, not measurements."""
        return self.kind in STATE_KINDS or "alarm_on" in self.cells

    @property
    def span(self) -> tuple[float, float] | None:
        """The instrument's range, None unless it is whole."""
        low, high = self.cells.get("range_lo"), self.cells.get("range_hi")
        return None if low is None or high is None else (low, high)

    def find(self, name: str, condition: Condition | None = None, absent: Any = None) -> Any:
        """The value of a setting, the nearest first."""
        own = name_setting(name, condition) if condition else name
        for values in (self.cells, self.nearer, self.defaults):
            if own in values:
                return values[own]
            if name in values:
                return values[name]
        return absent


@cache
def name_setting(name: str, condition: Condition) -> str:
    """The column of a setting that is one condition's alone."""
    return f"{condition.lower()}_{name}"


def gather_settings(draft: Draft) -> list[tuple[Row, Settings]]:
    """Every row of tags.csv with its settings."""
    equipment = draft.by_id("equipment")
    gathered = []
    for row in draft.rows("tag"):
        owner = equipment.get(row.values.get("equipment", ""))
        around = owner.values if owner else {}
        kind = row.values.get("kind", TagKind.OTHER)
        settings = Settings(
            cells=row.values,
            defaults=draft.defaults.get(kind, {}),
            nearer=around.get("defaults", {}).get(kind, {}),
            equipment=around,
            park=draft.park,
        )
        gathered.append((row, settings))
    return gathered
