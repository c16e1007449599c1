"""Columns of a recorded table, as numbers and times.

Test data are read as they lie, plain or gzip; what a data set's columns mean is its reader's.
"""

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv

from simulators.scoring.run import ScoringError


def find_file(folder: Path, name: str) -> Path:
    """A file of a folder, or its gzip where there is only that."""
    packed = folder / f"{name}.gz"
    return packed if packed.exists() else folder / name


def read_table(path: Path, separator: str = ",") -> pa.Table:
    """A CSV file, gzip where its name ends so, with every column as Arrow understands it.

    :raises ScoringError: it can't be read.
    """
    try:
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        options = csv.ParseOptions(delimiter=separator)
        times = csv.ConvertOptions(timestamp_parsers=[])
        return csv.read_csv(pa.BufferReader(text), parse_options=options, convert_options=times)
    except (OSError, EOFError, pa.ArrowException) as error:
        raise ScoringError(f"{path}: {error}") from error


def pick_numbers(table: pa.Table, names: Sequence[str]) -> NDArray[np.float64]:
    """Columns as float64 (rows, names).

    :raises ScoringError: one is absent or holds something else.
    """
    try:
        columns = [table[name].cast(pa.float64()).to_numpy() for name in names]
    except (KeyError, pa.ArrowException) as error:
        raise ScoringError(f"a column of numbers is not there: {error}") from error
    return np.ascontiguousarray(np.column_stack(columns), dtype=np.float64)


def pick_times(table: pa.Table, name: str, form: str) -> NDArray[np.int64]:
    """A column of naive times as int64 ms, taken for UTC.

    :param form: as of strptime.
    :raises ScoringError: it is absent or otherwise written.
    """
    try:
        text = table[name].cast(pa.string())
        return pc.strptime(text, form, "ms").cast(pa.int64()).to_numpy()  # type: ignore[no-any-return]
    except (KeyError, pa.ArrowException) as error:
        raise ScoringError(f"a column of times is not there: {error}") from error
