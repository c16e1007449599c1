"""However a recorded stream is cut, and in whatever form it is kept, a backtest finds the same.

Every kind of judgement is on. Marks of first-out may differ, as docs/judging.md says: whether one
is ``undecided`` because another follows in a later batch, and which it is where source times
overtake one another.
"""

import json
from itertools import pairwise, starmap

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.projection import project_entries
from hazardwatch.backtest import run_backtest
from ingest.data_file import DataFileOptions, read_data_file
from plant.reading import join
from tests.detectors.streams import T0
from tests.detectors.test_all_kinds import PLANT

TAGS = [tag.id for tag in PLANT.tags]
ANALOGUE = st.sampled_from([0.05, 0.1, 0.5, 0.52, 0.69, 0.75, 0.8, 0.85, 0.95, 1.2, None])
STATE = st.sampled_from([0.0, 0.0, 1.0, None])
CELLS = st.tuples(*(ANALOGUE if tag.startswith("T") else STATE for tag in TAGS))
EXAMPLES = settings(max_examples=settings().max_examples // 3)
FIRST_OUT = {"first_out", "undecided"}
STEPS = st.sampled_from([0, 1, 400, 1000, 1000, 1000, 3000, 15_000])


@st.composite
def tables(draw):
    """Rows of (time, cells) in the order of time, most of them in regular steps."""
    rows = draw(st.lists(st.tuples(STEPS, CELLS), min_size=1, max_size=30))
    times = T0 + 60_000 + np.cumsum([step for step, _ in rows])
    return list(zip(times.tolist(), (cells for _, cells in rows), strict=True))


def keep_wide(rows, path):
    columns = zip(*(cells for _, cells in rows), strict=True)
    named = {tag: pa.array(column, pa.float64()) for tag, column in zip(TAGS, columns, strict=True)}
    table = pa.table({"ts": [time for time, _ in rows], **named})
    (pq.write_table if path.suffix == ".parquet" else pacsv.write_csv)(table, path)
    return path


def keep_long(rows, path):
    cells = [
        (time, tag, value) for time, values in rows for tag, value in zip(TAGS, values, strict=True)
    ]
    ts, tag, value = zip(*cells, strict=True)
    table = pa.table({"ts": ts, "tag": tag, "value": pa.array(value, pa.float64())})
    (pq.write_table if path.suffix == ".parquet" else pacsv.write_csv)(table, path)
    return path


def judge(path, cuts=None):
    """What a backtest of the file writes, but for marks of first-out.

    :param cuts: instants after which its readings are cut anew, by their number.
    """
    file = read_data_file(path, DataFileOptions(), PLANT)
    if cuts is not None:
        whole = join(list(file.batches))
        ends = (np.flatnonzero(np.diff(whole.time)) + 1).tolist()
        chosen = {ends[cut] for cut in cuts if cut < len(ends)}
        file.batches = starmap(whole.part, pairwise(sorted({0, len(whole), *chosen})))
    outcome = run_backtest(PLANT, [file])
    assert outcome.errors == {}
    return outcome.readings, list(map(leave_marks, project_entries(outcome.entries).splitlines()))


def leave_marks(line):
    row = json.loads(line)
    return row | {"marks": [mark for mark in row["marks"] if mark not in FIRST_OUT]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


@EXAMPLES
@given(rows=tables(), cuts=st.sets(st.integers(0, 30)))
def test_no_cut_changes_what_is_found(folder, rows, cuts):
    path = keep_wide(rows, folder / "wide.parquet")
    whole = judge(path)
    assert judge(path, cuts) == whole
    assert judge(path, range(30)) == whole, "instant by instant"


@EXAMPLES
@given(rows=tables())
def test_wide_and_long_csv_and_parquet_say_the_same(folder, rows):
    expected = judge(keep_wide(rows, folder / "wide.parquet"))
    assert judge(keep_wide(rows, folder / "wide.csv")) == expected
    assert judge(keep_long(rows, folder / "long.parquet")) == expected
    assert judge(keep_long(rows, folder / "long.csv")) == expected
