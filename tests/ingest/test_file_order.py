"""Long files: quality without a value, grouping by tag, the latest time."""

import numpy as np
import pytest

from ingest.data_file import BATCH_READINGS
from plant.quality import BAD
from tests.ingest.files import rows


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


def test_grouping_is_seen_across_blocks(read):
    count = BATCH_READINGS + 10
    text = "".join(f"{n},{tag},1\n" for tag in "AB" for n in range(count))
    _, batch = read("ts,tag,value\n" + text)
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
