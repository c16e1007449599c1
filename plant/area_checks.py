"""What must fit together about areas: a park lies in a district or a city, never in itself.

Whether the area that one lies within exists is a reference like any other
(:mod:`plant.references`).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from plant.draft import Row

KINDS: Final = ("city", "district", "park")
"""The kinds of areas, the widest first."""


def check_areas(rows: Sequence[Row]) -> None:
    """Every area lies within a wider one, so that no chain of them comes back to itself."""
    kinds = {row.id: row.values["kind"] for row in rows if "kind" in row.values}
    for row in rows:
        around = row.values.get("within", "")
        if around in kinds and not _is_wider(kinds, around, row.id):
            row.place.inside("within").complain(
                f"{around} is a {kinds[around]}, which is no wider than a {kinds.get(row.id)}",
                f"{around} 不是更大一级的区域（市 > 区县 > 园区）",
            )


def _is_wider(kinds: Mapping[str, str], around: str, own: str) -> bool:
    """Of an area whose own kind was refused nothing more is said."""
    return own not in kinds or KINDS.index(kinds[around]) < KINDS.index(kinds[own])
