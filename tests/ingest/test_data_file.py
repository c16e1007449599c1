"""Recorded files, wide and long, CSV and Parquet, and the real ones."""

import csv
import gzip
import math
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.data_file import (
    BATCH_READINGS,
    DataFileError,
    DataFileOptions,
    read_data_file,
    read_data_files,
)
from plant.quality import BAD, BAD_NOT_A_NUMBER, UNCERTAIN
from plant.reading import join
from tests.ingest.files import PLANT, ms, plant_of, rows


@pytest.mark.parametrize("name", ["data.csv", "data.csv.gz"])
def test_wide_rows_come_in_file_order_and_columns_in_column_order(read, name):
    file, batch = read("ts,B,X,A\n5,1,9,2\n4,3,9,\n6,,9,4\n", name=name)
    assert rows(batch) == [(1, 5, 1.0, 0), (0, 5, 2.0, 0), (1, 4, 3.0, 0), (0, 6, 4.0, 0)]
    assert (file.taken, file.skipped) == (["B", "A"], ["X"])
    assert (file.rows, file.readings, file.bad_rows) == (3, 4, 0)


def test_long_rows_come_in_file_order_with_their_quality(read):
    lines = [
        "5,B,1,good",
        "5,A,2,uncertain",
        "6,X,3,",
        "7,A,Bad,",
        "8,A,4,weird",
        "9,A,5,2147483648",
    ]
    file, batch = read("\n".join(["ts,tag,value,quality", *lines]))
    assert rows(batch) == [
        (1, 5, 1.0, 0),
        (0, 5, 2.0, UNCERTAIN),
        (0, 7, None, BAD_NOT_A_NUMBER),
        (0, 8, 4.0, BAD),
        (0, 9, 5.0, BAD),
    ]
    assert batch.words == {2: "Bad"}
    assert (file.taken, file.skipped) == (["B", "A"], ["X"])


@pytest.mark.parametrize("name", ["quality", "q", "质量"])
def test_a_long_file_calls_its_quality_by_several_names(read, name):
    file, batch = read(f"ts,tag,value,{name}\n1,A,2,bad\n", strict=True)
    assert rows(batch) == [(0, 1, 2.0, BAD)]
    assert file.skipped == []


def test_further_columns_of_a_long_file_are_skipped_and_named_or_refused(read):
    text = "ts,unit,tag,value,q,quality,\n1,m,A,2,good,bad,\n"
    file, batch = read(text)
    assert rows(batch) == [(0, 1, 2.0, BAD)]
    assert file.skipped == ["unit", "q"]
    with pytest.raises(DataFileError, match="not in the plant: unit, q"):
        read(text, strict=True)


@pytest.mark.parametrize("head", ["A,B", "tag,value"])
def test_rows_are_counted_on_from_file_to_file(tmp_path, head):
    row = "A,5" if head == "tag,value" else "5,"
    paths = [tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"]
    for path in paths:
        path.write_text(f"{head}\n{row}\n{row}\n", encoding="utf-8")
    files = read_data_files(paths, DataFileOptions(start=0, step_s=60), PLANT)
    times = [join(list(file.batches)).time.tolist() for file in files]
    assert times == [[0, 60_000], [120_000, 180_000], [240_000, 300_000]]


def test_a_tag_called_value_is_a_wide_column(read):
    file, batch = read("ts,value\n5,1\n", plant=plant_of("value"))
    assert rows(batch) == [(0, 5, 1.0, 0)]
    assert file.taken == ["value"]


def parquet(tmp_path, **columns):
    path = tmp_path / "data.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet_wide_with_every_type(tmp_path):
    stamp = pa.array([datetime(2020, 1, 1, tzinfo=UTC)] * 3, pa.timestamp("ns", "UTC"))
    path = parquet(
        tmp_path,
        ts=stamp,
        A=pa.array([1, None, 3], pa.int32()),
        B=pa.array(["2.5", "Bad", None]).dictionary_encode(),
        C=pa.array([True, False, None]),
        D=pa.array([math.nan, math.inf, 1.5], pa.float32()),
    )
    file = read_data_file(path, DataFileOptions(), plant_of("A", "B", "C", "D"))
    batch = join(list(file.batches))
    at = ms("2020-01-01T00:00+00:00")
    bad = BAD_NOT_A_NUMBER
    assert rows(batch) == [
        (0, at, 1.0, 0), (1, at, 2.5, 0), (2, at, 1.0, 0), (3, at, None, bad),
        (1, at, None, bad), (2, at, 0.0, 0), (3, at, None, bad),
        (0, at, 3.0, 0), (3, at, 1.5, 0),
    ]  # fmt: skip
    assert batch.words == {4: "Bad"}


@pytest.mark.parametrize(
    "kind", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.string_view(), pa.large_string()]
)
def test_parquet_keeps_words_in_text_of_every_type(tmp_path, kind):
    def text(*cells):
        return pa.array(cells, pa.string()).cast(kind)

    path = parquet(
        tmp_path,
        ts=text("1", "2024-01-01T00:00:00Z"),
        tag=text("A", "B"),
        value=text("Bad", "2.5"),
        q=text("", "uncertain"),
    )
    batch = join(list(read_data_file(path, DataFileOptions(), PLANT).batches))
    at = ms("2024-01-01T00:00+00:00")
    assert rows(batch) == [(0, 1, None, BAD_NOT_A_NUMBER), (1, at, 2.5, UNCERTAIN)]
    assert batch.words == {0: "Bad"}


def test_parquet_cells_of_a_type_that_is_no_number_are_words(tmp_path):
    path = parquet(
        tmp_path,
        ts=[1, 2],
        A=pa.array([1_000, None], pa.timestamp("ms")),
        B=[["x"], None],
        C=pa.array(["坏".encode("gb18030"), b"7"]).dictionary_encode(),
    )
    batch = join(list(read_data_file(path, DataFileOptions(), plant_of("A", "B", "C")).batches))
    assert batch.words == {0: "1970-01-01 00:00:01.000", 1: "['x']", 2: "坏"}
    assert rows(batch)[3:] == [(2, 2, 7.0, 0)]


def test_parquet_long_with_naive_times(tmp_path):
    path = parquet(
        tmp_path,
        ts=pa.array([datetime(2020, 1, 1)] * 2, pa.timestamp("us")),  # noqa: DTZ001 - naive on purpose
        tag=["A", "B"],
        value=[1.0, 2.0],
        quality=pa.array([0, None], pa.int64()),
    )
    batch = join(list(read_data_file(path, DataFileOptions(), PLANT).batches))
    assert rows(batch) == [
        (0, ms("2020-01-01T00:00+08:00"), 1.0, 0),
        (1, ms("2020-01-01T00:00+08:00"), 2.0, 0),
    ]


def test_batches_are_bounded_and_hold_everything(tmp_path):
    path = parquet(tmp_path, ts=np.arange(50_000), A=np.arange(50_000.0), B=np.arange(50_000.0))
    batches = list(read_data_file(path, DataFileOptions(), PLANT).batches)
    assert max(len(batch) for batch in batches) <= BATCH_READINGS
    assert join(batches).value.tolist() == np.repeat(np.arange(50_000.0), 2).tolist()


def is_number(cell):
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def test_every_quality_word_of_the_refinery_extract_is_a_bad_reading(shared_data):
    path = shared_data("refinery_real/real_process_data.csv.gz")
    with gzip.open(path, "rt", newline="") as file:
        names, *lines = csv.reader(file)
    words = [cell for line in lines for cell in line[1:] if cell and not is_number(cell)]
    file = read_data_file(path, DataFileOptions(), plant_of(*names[1:]))
    batch = join(list(file.batches))
    assert (file.rows, file.readings) == (len(lines), len(lines) * len(names[1:]))
    assert batch.time[0] == ms("2017-12-24T00:00+08:00")
    assert [batch.words[place] for place in sorted(batch.words)] == words
    assert np.flatnonzero(batch.status == BAD_NOT_A_NUMBER).tolist() == sorted(batch.words)
    assert np.isnan(batch.value).sum() == len(words) == 275


def test_the_tennessee_eastman_run_has_960_rows_of_52(shared_data):
    path = shared_data("tep/d06_te.csv.gz")
    with gzip.open(path, "rt") as file:
        names = file.readline().strip().split(",")
    file = read_data_file(path, DataFileOptions(start=0, step_s=180), plant_of(*names))
    batch = join(list(file.batches))
    assert (file.rows, file.readings) == (960, 960 * 52)
    assert batch.time[-1] == 959 * 180_000
    assert (batch.row.reshape(960, 52) == np.arange(52)).all()
    assert batch.value[6] == 2706.1


@pytest.mark.parametrize(
    ("name", "options", "count"),
    [
        ("batadal/dataset04.csv.gz", {"time_format": "%d/%m/%y %H"}, 4177),
        (
            "gas_airquality/airquality.csv.gz",
            {"time_column": "Date+Time", "missing": (-200.0,)},
            5614,
        ),
        ("skab/valve1/0.csv.gz", {}, 1147),
        ("nab/machine_temperature_system_failure.csv", {}, 22695),
    ],
)
def test_other_recorded_sets_are_read_whole(shared_data, name, options, count):
    path = shared_data(name)
    opener = gzip.open if name.endswith(".gz") else open
    with opener(path, "rt") as file:
        head = file.readline().strip()
    plant = plant_of(*head.replace(";", ",").split(","))
    file = read_data_file(path, DataFileOptions(**options), plant)
    batch = join(list(file.batches))
    assert (file.rows, file.bad_rows) == (count, 0)
    assert np.isfinite(batch.value[batch.status == 0]).all()
    assert -200.0 not in batch.value or "missing" not in options
