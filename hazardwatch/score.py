"""``score``: the house's judgements held against recorded data, printed as tables.

What is scored how is :mod:`simulators.scoring.protocol`'s business.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import typer

from hazardwatch.exit_code import Exit, fail
from hazardwatch.score_gaps import score_gas, score_refinery
from simulators.scoring.alarm_folding import score_logs
from simulators.scoring.protocol import score_batadal, score_numenta, score_skab, score_tep
from simulators.scoring.quoted import check_bounds, find_quoted, list_origins
from simulators.scoring.run import ScoringError
from simulators.scoring.score_table import ScoreTable, show_table

SETS: Final[Mapping[str, tuple[str, Callable[[Path], ScoreTable]]]] = {
    "tep": ("tep", score_tep),
    "skab": ("skab", score_skab),
    "batadal": ("batadal", score_batadal),
    "nab": ("nab", score_numenta),
    "tep-alarms": ("tep_alarms", score_logs),
    "refinery": ("refinery_real", score_refinery),
    "gas": ("gas_airquality", score_gas),
}
"""Data set → its folder, and what scores it."""

ALL: Final = "all"

_SHARES: Final = frozenset({"far", "mar", "tpr", "tnr", "lines_share", "least_share"})
_POINTS: Final = frozenset({"standard", "low_fp", "low_fn", "raises_only", "delay"})


def print_scores(name: str, data: Path, *, as_json: bool) -> Exit:
    """Score one data set, or all, and print what came out.

    :param data: the folder of all data sets; of one, its own folder does as well.
    :returns: findings where a stated bound is broken.
    """
    tables = []
    try:
        for one in SETS if name == ALL else [name]:
            tables.append(_score(one, data))
            if not as_json:
                typer.echo("\n".join([*_show(tables[-1]), ""]))
    except ScoringError as error:
        return fail(Exit.USAGE, error)
    if as_json:
        told = {table.name: _describe(table) for table in tables}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    return Exit.FINDINGS if any(check_bounds(table) for table in tables) else Exit.OK


def _score(name: str, data: Path) -> ScoreTable:
    folder, score = SETS[name]
    own = data / folder
    return score(own if own.is_dir() else data)


def _describe(table: ScoreTable) -> dict[str, object]:
    return {
        **table.describe(),
        "quoted": find_quoted(table.name),
        "origins": list_origins(table.name),
        "broken": check_bounds(table),
    }


def _show(table: ScoreTable) -> Sequence[str]:
    return [
        *show_table(table, find_quoted(table.name), style_figure),
        *(f"  {origin}" for origin in list_origins(table.name)),
        *(f"  broken: {complaint}" for complaint in check_bounds(table)),
    ]


def style_figure(column: str, figure: float) -> str:
    """A figure as a person reads it in a column."""
    if column in _SHARES:
        return f"{figure:.2%}"
    if isinstance(figure, int):
        return str(figure)
    return f"{figure:.1f}" if column in _POINTS else f"{figure:.3f}"
