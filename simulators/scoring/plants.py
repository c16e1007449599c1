"""Plants for data sets: what the house would be asked to judge of tags that come without limits.

A data set that names no limits gets those of one rule, the same for every tag of every set: what
the tag did in normal operation, widened. The directory is written and read as an enterprise's is.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plant.directory import read_plant
from plant.signal_checks import take_figure
from plant.words import Plant
from simulators.scoring.run import Run
from simulators.shipped import PARKS

WIDENED: Final = 0.1
"""H and L lie so much of the normal span beyond it; our choice, as all below."""

WIDENED_FAR: Final = 0.5
"""HH and LL do so."""

DEADBAND: Final = 0.01
"""Of the normal span."""

WINDOW_ROWS: Final = 10
"""Rows over which slopes are taken at least, where the house's own windows hold fewer."""

SPANS: Final = 2.0
"""A rate is too much that crosses the normal span so often in the time of a window."""

_PLANT: Final = """\
[park]
id = "recorded"
name = "记录数据"
name_en = "Recorded data"
timezone = "UTC"

[[enterprise]]
id = "E"
name = "记录数据"

[[hazard]]
id = "U"
enterprise = "E"
name = "装置"

[[equipment]]
id = "Q"
hazard = "U"
kind = "other"
name = "设备"

[[gateway]]
id = "G"
enterprise = "E"
simulation = true
"""

_MODEL: Final = """
[[model]]
id = "MODEL"
kind = "multivariate"
tags = {tags}
"""
"""One model of all tags, at the false alarm rate that is shipped."""

Cells = dict[str, str]
"""A row of ``tags.csv`` by its columns."""


def make_plant(runs: Sequence[Run]) -> Plant:
    """The plant of a data set without limits: limits, rates, spikes and forecasts of every tag."""
    rows = np.vstack([run.values for run in runs])
    seconds = find_window(runs[0].times)
    tags = [
        {"tag": tag, "equipment": "Q", "kind": "other", "name": tag}
        | describe_limits(column)
        | describe_checks(column, seconds, bounded=bool(np.ptp(column) > 0))
        for tag, column in zip(name_tags(runs[0].tags), rows.T, strict=True)
    ]
    return read_made(_PLANT + write_model(name_tags(runs[0].tags)), tags)


def make_tep_plant(runs: Sequence[Run]) -> Plant:
    """The shipped Tennessee Eastman plant with its own limits, and the same further checks."""
    park = PARKS / "tennessee_eastman"
    text = (park / "tags.csv").read_text(encoding="utf-8")
    rows = np.vstack([run.values for run in runs])
    columns = dict(zip(runs[0].tags, rows.T, strict=True))
    seconds = find_window(runs[0].times)
    tags = [
        cells | describe_checks(columns[cells["tag"]], seconds, bounded=_is_bounded(cells))
        for cells in csv.DictReader(io.StringIO(text))
    ]
    plant = (park / "plant.toml").read_text(encoding="utf-8")
    model = "" if "[[model]]" in plant else write_model(runs[0].tags)
    return read_made(plant + model, tags)


def make_gas_plant(tags: Iterable[str]) -> Plant:
    """A plant for the roadside air, whose low limits the code for a missing value would reach."""
    rows = [
        {"tag": tag, "equipment": "Q", "kind": "other", "name": tag, "ll": "-100", "l": "-50"}
        for tag in tags
    ]
    return read_made(_PLANT, rows)


def name_tags(names: Iterable[str]) -> list[str]:
    """Names of columns as ids of tags, which hold no space."""
    return [name.replace(" ", "_") for name in names]


def write_model(tags: Sequence[str]) -> str:
    """The section of a model, for ``plant.toml``."""
    return _MODEL.format(tags=json.dumps(list(tags)))


def find_window(times: NDArray[np.int64]) -> float:
    """The time of so many rows as a slope needs, s."""
    return float(np.median(np.diff(times))) * WINDOW_ROWS / 1000


def describe_limits(normal: NDArray[np.float64]) -> Cells:
    """The limits of a tag by its normal values; none for what never moves."""
    low, high = float(normal.min()), float(normal.max())
    span = high - low
    if span == 0:
        return {}
    limits = {
        "ll": low - WIDENED_FAR * span,
        "l": low - WIDENED * span,
        "h": high + WIDENED * span,
        "hh": high + WIDENED_FAR * span,
        "deadband": DEADBAND * span,
    }
    return {name: f"{limit:.6g}" for name, limit in limits.items()}


def describe_checks(normal: NDArray[np.float64], seconds: float, *, bounded: bool) -> Cells:
    """The further checks of a tag, with the house's own start values where it has some.

    :param seconds: the least window of slopes.
    :param bounded: it has HH or LL, which a forecast needs.
    """
    span = float(np.ptp(normal))
    checks = {"spike": "standard"}
    if bounded:
        window = _widen("forecast", seconds)
        checks |= {"forecast": "standard", "forecast_window_s": f"{window:g}"}
    if span > 0:
        window = _widen("rate", seconds)
        rate = SPANS * span / (window / 60)
        checks |= {"rate": f"{rate:.6g}", "rate_window_s": f"{window:g}"}
    return checks


def _widen(check: str, seconds: float) -> float:
    """The window that is shipped with a check, or the longer one that these rows need."""
    return max(seconds, float(take_figure(check, "window").value))


def read_made(plant: str, tags: Sequence[Mapping[str, str]]) -> Plant:
    """The plant of two files that were never anybody's.

    :raises PlantError: they are no plant.
    """
    names = dict.fromkeys(name for cells in tags for name in cells)
    with TemporaryDirectory() as made:
        directory = Path(made)
        (directory / "plant.toml").write_text(plant, encoding="utf-8")
        with (directory / "tags.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(names), restval="")
            writer.writeheader()
            writer.writerows(tags)
        return read_plant(directory)


def _is_bounded(cells: Cells) -> bool:
    return bool(cells["hh"] or cells["ll"])
