"""``score refinery`` and ``score gas``: recorded gaps through the backtest itself."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from hazardwatch.backtest import run_backtest
from hazardwatch.data_flags import DataFlags
from ingest.data_file import DataFileError, read_data_files
from plant.directory import read_plant
from plant.words import Plant
from simulators.scoring.plants import make_gas_plant
from simulators.scoring.quality_gaps import (
    NO_VALUE,
    Gaps,
    read_gas_gaps,
    read_refinery_gaps,
    score_gaps,
)
from simulators.scoring.run import ScoringError
from simulators.scoring.score_table import ScoreTable
from simulators.scoring.table_columns import find_file
from simulators.shipped import PARKS

DETECTOR: Final = "house: backtest"

_HEADS: Final = {
    "readings": "readings",
    "cells": "cells without a value",
    "gaps": "gaps",
    "unmarked": "unmarked gaps",
    "bad_quality": "bad_quality",
    "stale": "stale",
    "limits": "limits",
    "limits_on_bad": "limits on bad",
}


def score_refinery(folder: Path) -> ScoreTable:
    """The refinery extract under the plant that is shipped for it.

    :raises ScoringError: the data can't be read.
    """
    flags = DataFlags("", "", "", "", [], "", None, strict=False)
    path = find_file(folder, "real_process_data.csv")
    plant = read_plant(PARKS / "refinery_extract")
    return _score_file("refinery", path, read_refinery_gaps, lambda _: plant, flags)


def score_gas(folder: Path) -> ScoreTable:
    """The roadside air.

    :raises ScoringError: the data can't be read.
    """
    flags = DataFlags("Date+Time", "", "", "", [f"{NO_VALUE:g}"], "", None, strict=False)
    path = find_file(folder, "airquality.csv")
    return _score_file("gas", path, read_gas_gaps, make_gas_plant, flags)


def _score_file(
    name: str,
    path: Path,
    read_gaps: Callable[[Path], Gaps],
    make: Callable[[Gaps], Plant],
    flags: DataFlags,
) -> ScoreTable:
    gaps = read_gaps(path)
    plant = make(gaps)
    try:
        outcome = run_backtest(plant, read_data_files([path], flags.resolve(plant), plant))
    except DataFileError as error:
        raise ScoringError(str(error)) from error
    figures = asdict(score_gaps(gaps, outcome.entries))
    rows = {DETECTOR: {"readings": outcome.readings, **figures}}
    return ScoreTable(name, f"{path.name}, {len(plant.tags)} tags", _HEADS, rows)
