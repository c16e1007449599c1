"""From the names that a gateway uses to rows of the plant: tags, and the units it says they have.

A gateway may speak only of tags of its own enterprise. A declared prefix is put before its names;
a name that is already complete is taken as it is.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingest.frame import Decoded
from plant.words import Plant

_REMEMBERED: Final = 4096


class Names:
    """Name → row for every gateway of a plant."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._rows: list[dict[str, int]] = []
        for gateway in plant.gateways:
            own = {
                tag.id: row
                for row, tag in enumerate(plant.tags)
                if tag.enterprise == gateway.enterprise
            }
            prefix = gateway.prefix
            short = {
                name.removeprefix(prefix): row
                for name, row in own.items()
                if name.startswith(prefix)
            }
            self._rows.append({**own, **short} if prefix else own)
        self._lists: dict[tuple[int, int], tuple[Sequence[str], Sequence[int]]] = {}

    def find(self, gateway: int, tags: Sequence[str]) -> Sequence[int]:
        """Rows of names, -1 where the gateway has no such tag.

        The codec gives equal tag lists as one object; its rows are remembered by that object,
        which is kept beside them so that its identity stays its own.
        """
        if len(tags) == 1:
            return [self._rows[gateway].get(tags[0], -1)]
        key = (gateway, id(tags))
        known = self._lists.get(key)
        if known is not None:
            return known[1]
        row_of = self._rows[gateway]
        rows = [row_of.get(name, -1) for name in tags]
        if isinstance(tags, tuple):
            if len(self._lists) >= _REMEMBERED:
                self._lists.clear()
            self._lists[key] = (tags, rows)
        return rows

    def find_wrong_units(
        self, gateway: int, units: Mapping[str, str]
    ) -> dict[int, tuple[str, str]]:
        """Rows whose unit is said to be another than the plant's → (name, what was said)."""
        wrong = {}
        for name, unit in units.items():
            row = self._rows[gateway].get(name, -1)
            expected = self._plant.tags[row].unit if row >= 0 else ""
            if expected and _plain(unit) != _plain(expected):
                wrong[row] = (name, f"unit {unit[:40]}, the plant says {expected}")
        return wrong


def _plain(unit: str) -> str:
    """A unit without differences of writing: ℃ is °C, m³ is m3; case matters (mPa, MPa)."""
    return unicodedata.normalize("NFKC", unit).replace(" ", "")


def without_unknown(rows: Sequence[int], decoded: Decoded) -> tuple[list[int], Decoded]:
    """The readings that have a row, with words and doubts at their new places."""
    return _keep([place for place, row in enumerate(rows) if row >= 0], rows, decoded)


def take_only(
    tags: Collection[str], rows: Sequence[int], decoded: Decoded
) -> tuple[list[int], Decoded]:
    """The readings that go by one of these names, with words and doubts at their new places."""
    return _keep([place for place, tag in enumerate(decoded.tags) if tag in tags], rows, decoded)


def _keep(kept: Sequence[int], rows: Sequence[int], decoded: Decoded) -> tuple[list[int], Decoded]:
    places = {old: new for new, old in enumerate(kept)}
    return [rows[place] for place in kept], replace(
        decoded,
        tags=[decoded.tags[place] for place in kept],
        ts=[decoded.ts[place] for place in kept],
        values=[decoded.values[place] for place in kept],
        status=[decoded.status[place] for place in kept],
        words={places[old]: word for old, word in decoded.words.items() if old in places},
        doubtful=[places[old] for old in decoded.doubtful if old in places],
    )
