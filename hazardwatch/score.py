"""``score``: the house's judgements held against recorded data, printed as a table."""

import json
from pathlib import Path
from typing import Final

import typer

from hazardwatch.exit_code import Exit
from simulators.alarm_log import AlarmLogError, read_alarm_log
from simulators.alarm_log_score import RULES, Score, score_log

VARIANTS: Final = ("original", "filter", "deadband")
"""The plant settings of the Tennessee Eastman alarm logs (doi 10.21227/326k-qr90)."""

_HEADS: Final = (
    ("activations", "activations"),
    ("lines", "lines"),
    ("lines_share", "share"),
    ("least_share", "least share"),
    ("beneath", "beneath"),
    ("largest_bin", "largest bin"),
    ("bins_above_10", "bins>10"),
    ("bins_above_10_with_names", "bins>10 with beneath"),
    ("bins_above_10_unavoidable", "bins>10 unavoidable"),
    ("firsts_folded", "firsts folded"),
    ("severe_folded", "HH/LL folded"),
)


def print_tep_alarms(data: Path, *, as_json: bool) -> Exit:
    """Score the folding, and plain rules beside it, on the three logs of a folder.

    :returns: findings where the house's folding folds what it may not, or fills a bin.
    """
    try:
        logs = {name: read_alarm_log(data / f"alarms_{name}.parquet") for name in VARIANTS}
    except AlarmLogError as error:
        typer.echo(str(error), err=True)
        return Exit.USAGE
    scores = {
        variant: {name: score_log(log, rule) for name, rule in RULES.items()}
        for variant, log in logs.items()
    }
    if as_json:
        told = {
            variant: {name: score.describe() for name, score in own.items()}
            for variant, own in scores.items()
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_table(scores)
    failed = any(own["folding"].list_violations() for own in scores.values())
    return Exit.FINDINGS if failed else Exit.OK


def _print_table(scores: dict[str, dict[str, Score]]) -> None:
    typer.echo(" | ".join(("log", "rule", *(head for _, head in _HEADS))))
    for variant, own in scores.items():
        for name, score in own.items():
            figures = score.describe()
            cells = [_show(key, figures[key]) for key, _ in _HEADS]
            typer.echo(" | ".join((variant, name, *cells)))
    for variant, own in scores.items():
        for name, score in own.items():
            violations = score.list_violations()
            if name != "every activation":
                told = json.dumps(violations) if violations else "none"
                typer.echo(f"{variant} | {name} | violations by case: {told}")


def _show(key: str, figure: object) -> str:
    return f"{figure:.2%}" if key.endswith("share") and isinstance(figure, float) else str(figure)
