"""Columns of a table: plain and packed files alike, and what is not there is named."""

import gzip

import numpy as np
import pytest

from simulators.scoring.run import ScoringError
from simulators.scoring.table_columns import find_file, pick_numbers, pick_times, read_table

TEXT = b"ts;a;b\n2020-01-01 00:00:01;1;2.5\n2020-01-01 00:00:02;;x\n"
FORM = "%Y-%m-%d %H:%M:%S"


@pytest.fixture(params=["plain.csv", "packed.csv.gz"])
def table(tmp_path, request):
    path = tmp_path / request.param
    path.write_bytes(gzip.compress(TEXT) if path.suffix == ".gz" else TEXT)
    return read_table(find_file(tmp_path, request.param.removesuffix(".gz")), ";")


def test_numbers_and_times_of_columns(table):
    assert pick_times(table, "ts", FORM).tolist() == [1_577_836_801_000, 1_577_836_802_000]
    values = pick_numbers(table, ("a",))
    assert values.shape == (2, 1)
    assert values[0, 0] == 1
    assert np.isnan(values[1, 0])


@pytest.mark.parametrize("names", [("b",), ("c",)])
def test_a_column_that_is_absent_or_holds_words_is_refused(table, names):
    with pytest.raises(ScoringError, match="numbers"):
        pick_numbers(table, names)


def test_times_in_another_form_are_refused(table):
    with pytest.raises(ScoringError, match="times"):
        pick_times(table, "ts", "%d/%m/%y %H")


def test_a_file_that_is_cut_off_is_named(tmp_path):
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(TEXT)[:-9])
    with pytest.raises(ScoringError, match=r"cut\.csv\.gz"):
        read_table(path)
