"""What was published before, and the bounds that a run of scoring must keep; data with its origin.

Reads ``quoted.toml`` beside it. Which detectors are scored is :mod:`simulators.scoring.protocol`'s
business.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from simulators.scoring.score_table import Figures, ScoreTable


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure of a detector may be at least and at most; ``source`` says who asks for it."""

    table: str
    detector: str
    figure: str
    least: float | None
    most: float | None
    source: str

    def explain(self, told: float | None) -> str | None:
        """In what way a figure breaks the bound; None where it does not."""
        if told is None:
            return f"{self.table}: {self.detector}: {self.figure} is not there ({self.source})"
        below = self.least is not None and told < self.least
        above = self.most is not None and told > self.most
        if not below and not above:
            return None
        wanted = f"at least {self.least:g}" if below else f"at most {self.most:g}"
        name = f"{self.table}: {self.detector}: {self.figure}"
        return f"{name} is {told:g}, must be {wanted} ({self.source})"


def find_quoted(table: str) -> dict[str, Figures]:
    """Detector → the figures that are quoted of it for a data set."""
    found: dict[str, dict[str, float | int | None]] = {}
    for row in _select("quoted", table):
        found.setdefault(row["detector"], {}).update(row["figures"])
    return {**found}


def list_origins(table: str) -> list[str]:
    """Over what the quoted figures of a data set were computed, and where they stand."""
    return [
        f"quoted of {row['detector']}: over {row['over']} ({row['source']}; {row['trust']})"
        for row in _select("quoted", table)
    ]


def check_bounds(table: ScoreTable) -> list[str]:
    """Every bound that a table breaks, in words; those of detectors it has not are not asked."""
    broken = (
        bound.explain(table.rows[bound.detector].get(bound.figure))
        for bound in _list_bounds(table.name)
        if bound.detector in table.rows
    )
    return [complaint for complaint in broken if complaint is not None]


def _list_bounds(table: str) -> Iterator[Bound]:
    for row in _select("bound", table):
        least, most = row.get("least"), row.get("most")
        for detector in row["detectors"]:
            yield Bound(table, detector, row["figure"], least, most, row["source"])


def _select(section: str, table: str) -> Iterable[dict[str, Any]]:
    return [row for row in _load()[section] if row["set"] == table]


@cache
def _load() -> dict[str, list[dict[str, Any]]]:
    text = files("simulators.scoring").joinpath("quoted.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
