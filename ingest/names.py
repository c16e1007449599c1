"""From the names that a gateway uses to rows of the plant: tags, and the units it says they have.

A gateway may speak only of tags of its own enterprise. It may call one by its id, by its id without
the gateway's declared prefix, or by its source name (来源名), which may be anything. A name that
is complete is taken as it is.

Foreign systems put folders before a name (``PLC1/罐区/LT-101``). Where nothing is called by the
whole of it, what follows a slash is looked for as well. Such a short cut belongs to the first that
takes it: two sources that come to one tag would take turns in it, and the calm one would return
the other's alarms. Which of them is meant, ``source_name`` has to say.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from ingest.frame import Decoded
from plant.gateway_checks import OWN_FORMAT
from plant.words import Gateway, Plant, Tag

_REMEMBERED: Final = 4096

FOLDER: Final = "/"

DEEPEST: Final = 8
"""Folders from the end of a name that may be left out: no search through a name of slashes."""


class Names:
    """Name → row for every gateway of a plant."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self.whole = _name_rows(plant)
        """By gateway row, complete name → row."""
        self._lists: dict[tuple[int, int], tuple[Sequence[str], Sequence[int]]] = {}
        self._takers: dict[tuple[int, int], str] = {}

    def find(self, gateway: int, tags: Sequence[str]) -> Sequence[int]:
        """Rows of names, -1 where the gateway has no such tag.

        The codec gives equal tag lists as one object; its rows are remembered by that object,
        which is kept beside them so that its identity stays its own.
        """
        if len(tags) == 1:
            return [self._find(gateway, tags[0])]
        key = (gateway, id(tags))
        known = self._lists.get(key)
        if known is not None:
            return known[1]
        rows = [self._find(gateway, name) for name in tags]
        if isinstance(tags, tuple):
            if len(self._lists) >= _REMEMBERED:
                self._lists.clear()
            self._lists[key] = (tags, rows)
        return rows

    def find_units(self, gateway: int, units: Mapping[str, str]) -> dict[int, str]:
        """Row → the unit that was said of it."""
        said = {self._find(gateway, name): unit for name, unit in units.items()}
        said.pop(-1, None)
        return said

    def explain(self, gateway: int, name: str) -> str:
        """Why a name has no row."""
        for row in self._find_short(gateway, name):
            taker = self._takers.get((gateway, row))
            if taker is not None:
                return f"{self._plant.tags[row].id} comes as {taker} already: declare source_name"
        return "not this gateway's"

    def _find(self, gateway: int, name: str) -> int:
        row = self.whole[gateway].get(name)
        if row is not None:
            return row
        for row in self._find_short(gateway, name):
            return row if self._takers.setdefault((gateway, row), name) == name else -1
        return -1

    def _find_short(self, gateway: int, name: str) -> Iterator[int]:
        """Rows that a name's ends mean, the longest first; a tag whose folder is known has none."""
        if FOLDER not in name or self._plant.gateways[gateway].format == OWN_FORMAT:
            return
        levels = name.rsplit(FOLDER, DEEPEST)
        for place in range(1, len(levels)):
            row = self.whole[gateway].get(FOLDER.join(levels[place:]))
            if row is not None and FOLDER not in self._plant.tags[row].source_name:
                yield row


def _name_rows(plant: Plant) -> list[dict[str, int]]:
    """What each gateway may call its tags; what it calls them by its own prefix comes first.

    Gateways that may call them alike share one dictionary: an enterprise can have thousands.
    """
    own: dict[str, dict[str, int]] = {}
    sources: dict[str, dict[str, int]] = {}
    for row, tag in enumerate(plant.tags):
        own.setdefault(tag.enterprise, {})[tag.id] = row
        if tag.source_name:
            sources.setdefault(tag.enterprise, {})[tag.source_name] = row
    known: dict[tuple[str, str], dict[str, int]] = {}
    for gateway in plant.gateways:
        alike = gateway.enterprise, gateway.prefix
        if alike not in known:
            names = own.get(gateway.enterprise, {})
            short = _shorten(names, gateway.prefix)
            known[alike] = {**sources.get(gateway.enterprise, {}), **names, **short}
    return [known[gateway.enterprise, gateway.prefix] for gateway in plant.gateways]


def _shorten(names: Mapping[str, int], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): row for name, row in names.items() if name.startswith(prefix)
    }


def name_tag(gateway: Gateway, tag: Tag) -> str:
    """What a gateway is to call one of its tags; it may call it by its id as well."""
    return tag.source_name or tag.id.removeprefix(gateway.prefix) or tag.id


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
