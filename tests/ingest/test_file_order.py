"""Long files: quality without a value, grouping by tag, the latest time."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.data_file import BLOCK_CELLS, DataFileOptions, read_data_file
from ingest.file_order import cut_at_instants
from plant.quality import BAD
from plant.reading import ReadingBatch, join
from tests.ingest.files import PLANT, rows


def test_a_chinese_quality_in_a_gb18030_long_file(read):
    text = "ts,tag,value,quality\n1,A,95,坏值\n2,A,95,good\n"
    _, batch = read(text.encode("gb18030"))
    assert rows(batch) == [(0, 1, 95.0, BAD), (0, 2, 95.0, 0)]


def test_a_long_row_without_a_value_is_a_reading_if_its_quality_is_not_good(read):
    lines = ["1,A,,bad", "2,A,,2147483648", "3,A,,good", "4,A,,", "5,A,,uncertain", "6,A,,odd"]
    _, batch = read("ts,tag,value,quality\n" + "\n".join(lines))
    assert batch.time.tolist() == [1, 2, 5, 6]
    assert np.isnan(batch.value).all()
    assert (batch.status >= BAD).all()


def test_a_long_file_grouped_by_tag_is_put_into_the_order_of_time(read):
    file, batch = read("ts,tag,value\n1,A,1\n2,A,2\n3,A,3\n1,B,4\n2,B,5\n2,B,6\nsoon,B,7\n")
    assert batch.time.tolist() == [1, 1, 2, 2, 2, 3]
    assert batch.value.tolist() == [1, 4, 2, 5, 6, 3]
    assert (file.rows, file.bad_rows, len(file.complaints)) == (7, 1, 1)


def test_a_long_file_in_which_a_tag_goes_back_keeps_its_order(read):
    _, batch = read("ts,tag,value\n1,A,1\n3,A,2\n1,B,3\n2,A,4\n")
    assert batch.value.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("group", [None, 1000], ids=["one row group", "many row groups"])
def test_grouping_is_seen_across_blocks(tmp_path, group):
    count = BLOCK_CELLS + 10
    table = pa.table(
        {
            "ts": np.tile(np.arange(count), 2),
            "tag": pa.DictionaryArray.from_arrays(np.repeat([0, 1], count), ["A", "B"]),
            "value": np.ones(2 * count),
        }
    )
    path = tmp_path / "data.parquet"
    pq.write_table(table, path, row_group_size=group and count // group)
    batch = join(list(read_data_file(path, DataFileOptions(), PLANT).batches))
    assert len(batch) == 2 * count
    assert (np.diff(batch.time) >= 0).all()


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("ts,A,B\n1,2,3\n9,,\n5,1,\n", 9),
        ("ts,tag,value\n1,A,1\n9,X,1\n", 9),
        ("ts,A\n1,2\n", 1),
        ("ts,A\nsoon,2\n", None),
    ],
)
def test_the_latest_time_is_that_of_any_row(read, text, latest):
    file, _ = read(text)
    assert file.latest == latest


@given(
    st.lists(st.lists(st.integers(0, 3), max_size=12), max_size=5),
    st.integers(1, 8),
)
def test_batches_end_where_an_instant_does(blocks, size):
    numbered, start = [], 0
    for times in blocks:
        words = {0: f"first of {start}"} if times else {}
        numbered.append(ReadingBatch.of([0] * len(times), times, [1.0] * len(times), words=words))
        start += len(times)
    whole = join(numbered)

    batches = list(cut_at_instants(numbered, size))

    assert join(batches).time.tolist() == whole.time.tolist()
    assert join(batches).words == whole.words
    assert all(0 < len(batch) <= size for batch in batches)
    for before, after in pairwise(batches):
        if before.time[-1] == after.time[0]:
            assert len(before) == size, "only an instant that is too long is cut"
            assert len(set(before.time.tolist())) == 1
