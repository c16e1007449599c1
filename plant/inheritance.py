"""Where a tag's settings are looked for: its own cells, then the defaults of its equipment, of its
hazard and of the plant.

The one place of inheritance. What a setting means, and what its absence means, is the business of
:mod:`plant.tag_settings` and :mod:`plant.check_settings`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from plant.condition import Condition
from plant.draft import Draft, Row
from plant.rationalisation_layers import SOURCE_SECTIONS, Level, Scope, layer_records
from plant.subsystem import SUBSYSTEMS
from plant.tag_kind import STATE_KINDS, TagKind


@dataclass(frozen=True, slots=True)
class Settings:
    """A tag's own cells, the defaults of its kind, and what stands around it.

    ``nearer`` are the defaults of its equipment, ``around`` those of its hazard, ``defaults`` those
    of the plant. The values of its ``equipment`` and of the ``park`` are there for numbers that are
    derived from them. A vote, an interlock, a gas array or a gateway has settings too, of the
    records of its alarms alone. ``derived`` are the cells that a standard filled.
    """

    cells: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    nearer: Mapping[str, Any] = field(default_factory=dict)
    around: Mapping[str, Any] = field(default_factory=dict)
    equipment: Mapping[str, Any] = field(default_factory=dict)
    park: Mapping[str, Any] = field(default_factory=dict)
    derived: Collection[str] = ()

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

    @property
    def levels(self) -> tuple[Mapping[str, Any], ...]:
        """Where values stand, the nearest first."""
        return self.cells, self.nearer, self.around, self.defaults

    def find(self, name: str, condition: Condition | None = None, absent: Any = None) -> Any:
        """The value of a setting, the nearest first."""
        own = name_setting(name, condition) if condition else name
        for values in (self.cells, self.nearer, self.around, self.defaults):
            if own in values:
                return values[own]
            if name in values:
                return values[name]
        return absent

    def locate(self, name: str, condition: Condition | None = None) -> int | None:
        """Where :meth:`find` finds a setting: the place in :attr:`levels`, None for nowhere."""
        own = name_setting(name, condition) if condition else name
        for place, values in enumerate(self.levels):
            if own in values or name in values:
                return place
        return None

    def find_text(self, *names: str) -> tuple[str, str]:
        """A text and its English, both from the nearest place that has either.

        An English text from farther away would say something else than the Chinese one.

        :param names: under which they are looked for at each level, the first first.
        """
        for values in self.levels:
            for name in names:
                english = f"{name}_en"
                if name in values or english in values:
                    return values.get(name, ""), values.get(english, "")
        return "", ""


@cache
def name_setting(name: str, condition: Condition) -> str:
    """The column of a setting that is one condition's alone."""
    return f"{condition.lower()}_{name}"


def gather_settings(draft: Draft) -> list[tuple[Row, Settings]]:
    """Every row of tags.csv with its settings."""
    return _Gathering(draft).list_tags()


def gather_sources(draft: Draft) -> dict[str, Settings]:
    """Id → settings of whatever has alarms and is no tag; they hold records of alarms alone."""
    return _Gathering(draft).list_others()


class _Gathering:
    """A draft, the layers of its records, and what was merged of both already."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._layers = layer_records(draft)
        self._equipment = draft.by_id("equipment")
        self._hazards = draft.by_id("hazard")
        self._merged: dict[Scope, Mapping[str, Any]] = {}

    def list_tags(self) -> list[tuple[Row, Settings]]:
        return [(row, self._gather(row)) for row in self._draft.rows("tag")]

    def _gather(self, row: Row) -> Settings:
        kind = row.values.get("kind", TagKind.OTHER)
        name = row.values.get("equipment", "")
        owner = self._equipment.get(name)
        around = owner.values if owner else {}
        hazard = around.get("hazard", "")
        return Settings(
            cells=self._layers.merge(Scope(Level.SOURCE, row.id), row.values),
            nearer=self._merge(Scope(Level.EQUIPMENT, name, kind), owner),
            around=self._merge(Scope(Level.HAZARD, hazard, kind), self._hazards.get(hazard)),
            defaults=self._merge_defaults(kind),
            equipment=around,
            park=self._draft.park,
            derived=row.derived,
        )

    def _merge(self, scope: Scope, owner: Row | None) -> Mapping[str, Any]:
        """What holds for a kind at a piece of equipment or a hazard."""
        if scope not in self._merged:
            defaults = owner.values.get("defaults", {}) if owner else {}
            self._merged[scope] = self._layers.merge(scope, defaults.get(scope.kind, {}))
        return self._merged[scope]

    def _merge_defaults(self, kind: str) -> Mapping[str, Any]:
        scope = Scope(Level.PLANT, "", kind)
        if scope not in self._merged:
            self._merged[scope] = self._layers.merge(scope, self._draft.defaults.get(kind, {}))
        return self._merged[scope]

    def list_others(self) -> dict[str, Settings]:
        owners = self._find_owners()
        return {name: self._gather_other(name, owners.get(name, "")) for name in self._list_ids()}

    def _gather_other(self, name: str, equipment: str) -> Settings:
        owner = self._equipment.get(equipment)
        hazard = owner.values.get("hazard", "") if owner else ""
        return Settings(
            cells=self._layers.merge(Scope(Level.SOURCE, name), {}),
            nearer=self._merge(Scope(Level.EQUIPMENT, equipment), None),
            around=self._merge(Scope(Level.HAZARD, hazard), None),
            defaults=self._merge_defaults(""),
        )

    def _list_ids(self) -> list[str]:
        sections = (one for one in SOURCE_SECTIONS if one != "tag")
        named = [row.id for section in sections for row in self._draft.rows(section)]
        return [*named, *SUBSYSTEMS]

    def _find_owners(self) -> dict[str, str]:
        """Id of an interlock, vote, gas array or model → the equipment by which it has a hazard."""
        tags = {row.id: row.values.get("equipment", "") for row in self._draft.rows("tag")}
        return {
            row.id: row.values.get("equipment")
            or next((tags[name] for name in _list_members(row) if name in tags), "")
            for section in ("voting", "gas_array", "interlock", "model")
            for row in self._draft.rows(section)
        }


def _list_members(row: Row) -> list[str]:
    """The tags of a group, or what an interlock is caused by and acts on."""
    causes = [cause.get("source", "") for cause in row.values.get("causes", ())]
    effects = [effect.get("tag", "") for effect in row.values.get("effects", ())]
    return [*row.values.get("tags", ()), *causes, *effects]
