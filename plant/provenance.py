"""Where shipped numbers come from, and the tables of this folder that hold them.

A standard's numbers are data with their provenance; each table has a module of its own that says
what its numbers mean.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a number stands, and how far it can be trusted.

    ``trust`` is ``verified`` (read in the text itself), ``secondary`` (in a text that cites it),
    ``recalled`` (from memory: confirm before use), ``conflict`` (the texts disagree) or
    ``proposed`` (our own start value, behind which there is no standard).
    """

    standard: str
    clause: str
    source: str
    trust: str


Origin = Literal["tag", "equipment", "hazard", "plant", "standard", "rule"]
"""Who gave a value: the tag's own line, the defaults of its equipment, hazard or plant, a shipped
standard, or the rules of judging (contract section 1) where nobody wrote anything."""


class Source(NamedTuple):
    """Where one setting comes from; ``provenance`` where it is a shipped number, None elsewhere."""

    origin: Origin
    provenance: Provenance | None = None


SETTINGS: Final = ("limit", "deadband", "on_delay", "off_delay", "priority", "latching")
"""The settings of a condition whose origins are known."""

Sources = tuple[Source, ...]
"""The origins of one condition's settings, in the order of :data:`SETTINGS`."""


def read_provenance(table: Mapping[str, Any], row: Mapping[str, Any] | None = None) -> Provenance:
    """What a table states of its numbers.

    :param row: one of its rows, which may be trusted otherwise than the rest.
    """
    return Provenance(
        table["standard"],
        table["clause"],
        table["source"],
        (row or table).get("trust", table["trust"]),
    )


@cache
def load_tables(file: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """A file of numbers that is shipped in this folder; nobody changes what is given.

    :param parse_float: Decimal where numbers are kept as they are written.
    """
    text = files("plant").joinpath(file).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=parse_float)
