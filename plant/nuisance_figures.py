"""When an alarm is a nuisance, as data: the figures of marking, folding and proposing.

The numbers and where they come from stand in nuisance.toml. What is made of them is the business
of :mod:`alerting.nuisance`, :mod:`alerting.folding` and :mod:`alerting.proposals`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "nuisance.toml"


@dataclass(frozen=True, slots=True)
class MarkFigures:
    """When an alarm is marked; times in ms.

    Chattering: ``chatters`` activations within ``chatter_ms``, over ``quiet_ms`` after the last
    such burst. Fleeting: over within ``fleeting_ms``, remembered for ``fleeting_memory_ms``.
    Standing and long-standing: active for so long. Duplicate: raised within ``duplicate_ms`` of
    another, ``duplicates`` times running, remembered for ``duplicate_memory_ms``.
    """

    chatters: int
    chatter_ms: int
    quiet_ms: int
    fleeting_ms: int
    fleeting_memory_ms: int
    standing_ms: int
    long_standing_ms: int
    duplicate_ms: int
    duplicates: int
    duplicate_memory_ms: int


@dataclass(frozen=True, slots=True)
class LineFigures:
    """When an activation gets a line of its own; times in ms.

    After ``normal_ms`` of normal, and ``longest_ms`` after its line began. Of ``lines`` in any
    ``flood_ms``, ``reserved`` are kept for what always gets one.
    """

    normal_ms: int
    longest_ms: int
    flood_ms: int
    lines: int
    reserved: int


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """What is tried; times in ms.

    Activations no more than ``gap_ms`` apart are one excursion; one of at most ``fleeting_ms`` and
    fewer than ``chatters`` activations may be noise. ``deadband_shares`` are of the start value for
    the kind of signal. ``enough`` is the share of the best setting's effect with which the gentlest
    one will do.
    """

    gap_ms: int
    fleeting_ms: int
    chatters: int
    deadband_shares: tuple[float, ...]
    delays_ms: tuple[int, ...]
    enough: float


@cache
def load_mark_figures() -> MarkFigures:
    """The shipped figures of marking."""
    tables = load_tables(_FILE)
    return MarkFigures(
        chatters=tables["chattering"]["activations"],
        chatter_ms=_ms(tables["chattering"]["window_s"]),
        quiet_ms=_ms(tables["calmed"]["quiet_s"]),
        fleeting_ms=_ms(tables["fleeting"]["longest_s"]),
        fleeting_memory_ms=_ms(tables["fleeting"]["memory_s"]),
        standing_ms=_ms(tables["standing"]["shortest_s"]),
        long_standing_ms=_ms(tables["long_standing"]["shortest_s"]),
        duplicate_ms=_ms(tables["duplicate"]["within_s"]),
        duplicates=tables["duplicate"]["times"],
        duplicate_memory_ms=_ms(tables["duplicate"]["memory_s"]),
    )


@cache
def load_line_figures() -> LineFigures:
    """The shipped figures of folding."""
    tables = load_tables(_FILE)
    return LineFigures(
        normal_ms=_ms(tables["line"]["normal_s"]),
        longest_ms=_ms(tables["line"]["longest_s"]),
        flood_ms=_ms(tables["flood"]["window_s"]),
        lines=tables["flood"]["lines"],
        reserved=tables["reserve"]["lines"],
    )


@cache
def load_consequence_ms() -> int:
    """How long after its root is over an alarm is still a consequence of it, ms."""
    return _ms(load_tables(_FILE)["consequence"]["window_s"])


@cache
def load_trial_figures() -> TrialFigures:
    """The shipped figures of proposing."""
    tables = load_tables(_FILE)
    return TrialFigures(
        gap_ms=_ms(tables["excursion"]["gap_s"]),
        fleeting_ms=_ms(tables["fleeting"]["longest_s"]),
        chatters=tables["chattering"]["activations"],
        deadband_shares=tuple(tables["trial"]["deadband_shares"]),
        delays_ms=tuple(map(_ms, tables["trial"]["delays_s"])),
        enough=tables["trial"]["enough"],
    )


def list_provenances() -> dict[str, Provenance]:
    """Where the numbers come from, table by table."""
    return {name: read_provenance(table) for name, table in load_tables(_FILE).items()}


def _ms(seconds: float) -> int:
    return round(1000 * seconds)
