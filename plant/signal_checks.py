"""Start values of the checks, deadbands and delays as data, each with where it comes from.

The numbers stand in signal_checks.toml. Which of them a tag uses is :mod:`plant.check_settings`'
and :mod:`plant.tag_settings`' business; none comes into force from here.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from plant.complaint import Fault
from plant.provenance import Provenance, load_tables, read_provenance
from plant.tag_kind import TagKind


class Figure(NamedTuple):
    """A number, what it is a number of, and where it stands."""

    value: Decimal
    unit: str
    provenance: Provenance


def find_figure(subject: str, quantity: str, kind: TagKind | None = None) -> Figure | None:
    """The start value of a quantity, e.g. ``("deviation", "limit")``; None where there is none.

    :param kind: for quantities that differ by kind, e.g. ``("frozen", "time", "level")``.
    """
    return _load_figures().get(tuple(map(str, (subject, quantity, *((kind,) if kind else ())))))


def take_figure(subject: str, quantity: str) -> Figure:
    """A start value that does not depend on the kind and is always there.

    :raises KeyError: there is none.
    """
    return _load_figures()[subject, quantity]


def list_figures() -> Mapping[tuple[str, ...], Figure]:
    """Every start value by its path, e.g. ``("frozen", "time", "level")``."""
    return _load_figures()


def take_share(figure: Figure, span: tuple[float, float] | None) -> float | Fault:
    """A percentage of an instrument's range in its unit, computed as people would, in decimal."""
    if span is None or span[0] >= span[1]:
        return Fault(
            f"needs range_lo and range_hi for the standard {figure.value} {figure.unit}",
            f"标准值为量程的 {figure.value}%，需要 range_lo 与 range_hi",
        )
    low, high = (Decimal(repr(float(end))) for end in span)
    return float((high - low) * figure.value / 100)


@cache
def _load_figures() -> Mapping[tuple[str, ...], Figure]:
    return dict(_walk(load_tables("signal_checks.toml", Decimal), ()))


def _walk(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[Any, Figure]]:
    if "value" not in table:
        for key, inner in table.items():
            yield from _walk(inner, (*path, key))
        return
    yield path, Figure(Decimal(table["value"]), table["unit"], read_provenance(table))
