"""The chemicals catalogue: critical quantities, β, α and level bands of GB 18218-2018.

The numbers live in chemicals.toml with their provenance; this module only reads them, as exact
decimals. How a hazard is graded by them is :mod:`plant.grading`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from plant.provenance import Provenance, load_tables, read_provenance


@dataclass(frozen=True, slots=True)
class Chemical:
    """A row of table 1. ``beta`` is that of its usual class, None where plant.toml must say."""

    cas: str
    name: str
    name_en: str
    quantity_t: Decimal
    beta: Decimal | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class HazardClass:
    """A row of tables 2 and 4: class symbol, critical quantity in t, β."""

    symbol: str
    name: str
    name_en: str
    quantity_t: Decimal
    beta: Decimal
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One edition of the standard.

    ``exposure`` and ``levels`` are bands in rising order: (least population, α) and (least R,
    level). ``toxic_gases`` is table 3, CAS number → β. ``provenance`` is that of these
    three tables, by their names here; every chemical and class has its own.
    """

    standard: str
    chemicals: tuple[Chemical, ...]
    classes: Mapping[str, HazardClass]
    toxic_gases: Mapping[str, Decimal]
    exposure: tuple[tuple[int, Decimal], ...]
    levels: tuple[tuple[Decimal, int], ...]
    provenance: Mapping[str, Provenance]

    def find(self, cas: str) -> Chemical | None:
        """The chemical of a CAS number; of several forms the one with the smallest Q."""
        forms = [chemical for chemical in self.chemicals if cas and chemical.cas == cas]
        return min(forms, key=lambda chemical: chemical.quantity_t, default=None)


@cache
def load_catalogue() -> Catalogue:
    """The catalogue shipped with this package."""
    tables = load_tables("chemicals.toml", Decimal)
    standard: str = tables["standard"]
    return Catalogue(
        standard=standard,
        chemicals=tuple(_read_chemicals(standard, tables["chemicals"])),
        classes={row.symbol: row for row in _read_classes(standard, tables["classes"])},
        toxic_gases={row["cas"]: Decimal(row["beta"]) for row in tables["toxic_gases"]["rows"]},
        exposure=tuple((row["from"], Decimal(row["alpha"])) for row in tables["exposure"]["bands"]),
        levels=tuple((Decimal(row["from"]), row["level"]) for row in tables["levels"]["bands"]),
        provenance={
            name: _provenance(standard, tables[name], {})
            for name in ("toxic_gases", "exposure", "levels")
        },
    )


def _provenance(standard: str, table: Mapping[str, Any], row: Mapping[str, Any]) -> Provenance:
    return read_provenance({**table, "standard": standard}, row)


def _read_chemicals(standard: str, table: Mapping[str, Any]) -> list[Chemical]:
    return [
        Chemical(
            cas=row["cas"],
            name=row["zh"],
            name_en=row["en"],
            quantity_t=Decimal(row["quantity_t"]),
            beta=Decimal(row["beta"]) if "beta" in row else None,
            provenance=_provenance(standard, table, row),
        )
        for row in table["rows"]
    ]


def _read_classes(standard: str, table: Mapping[str, Any]) -> list[HazardClass]:
    return [
        HazardClass(
            symbol=row["symbol"],
            name=row["zh"],
            name_en=row["en"],
            quantity_t=Decimal(row["quantity_t"]),
            beta=Decimal(row["beta"]),
            provenance=_provenance(standard, table, row),
        )
        for row in table["rows"]
    ]
