"""Score tables: what came out, detector by detector, with what was quoted before beside it.

Filling them is :mod:`simulators.scoring.protocol`'s business, printing them the command's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

Figures = Mapping[str, float | int | None]
"""A detector's figures by the columns of its table; None where there is none."""

DIGITS: Final = 4
"""To which figures are told: what is beyond them may depend on a machine's arithmetic."""


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One data set's results. ``rows``: detector → figures, ``heads``: column → its head.

    ``notes``: what must be known to read them.
    """

    name: str
    title: str
    heads: Mapping[str, str]
    rows: Mapping[str, Figures]
    notes: Sequence[str] = field(default=())

    def describe(self) -> dict[str, object]:
        """The table for machines."""
        rows = {name: dict(figures) for name, figures in self.rows.items()}
        return {"title": self.title, "detectors": rows, "notes": list(self.notes)}


def round_off(figures: Figures) -> dict[str, float | int | None]:
    """Figures as they are told."""
    return {
        name: round(figure, DIGITS) if isinstance(figure, float) else figure
        for name, figure in figures.items()
    }


def show_table(
    table: ScoreTable,
    quoted: Mapping[str, Figures],
    style: Callable[[str, float | int], str],
) -> list[str]:
    """The lines of a table for people; what is quoted of a detector stands below it.

    :param style: a column and a figure to its text.
    """
    lines = [f"{table.name}: {table.title}", " | ".join(("detector", *table.heads.values()))]
    for name, figures in table.rows.items():
        lines.append(" | ".join((name, *_show(figures, table.heads, style))))
        if name in quoted:
            lines.append(" | ".join(("  as quoted", *_show(quoted[name], table.heads, style))))
    return [*lines, *(f"  {note}" for note in table.notes)]


def _show(
    figures: Figures, heads: Mapping[str, str], style: Callable[[str, float | int], str]
) -> list[str]:
    told = [figures.get(column) for column in heads]
    return [
        "–" if figure is None else style(str(column), figure)
        for column, figure in zip(heads, told, strict=True)
    ]
