"""Tables that are torn, foreign or not there: said in words, counted by row."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.data_file import DataFileError, DataFileOptions, read_data_file
from ingest.table_file import COMPLAINTS
from plant.reading import join
from tests.ingest.files import PLANT, plant_of, rows


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("A,B\n1,2\n", {}, "no time column"),
        ("when,A\n1,2\n", {"time_column": "ts"}, "no column 'ts'"),
        ("ts,X\n1,2\n", {}, "no column is a tag"),
        ("ts,A,X\n1,2,3\n", {"strict": True}, "not in the plant: X"),
        ("ts,tag,value\n1,X,3\n", {"strict": True}, "not in the plant: X"),
        ("ts,A\nsoon,2\n", {"strict": True}, "time of row 1"),
        ("ts,A\n1,2,3\n", {"strict": True}, "3 cells"),
        ("A,B\n1,2\n1,2,3\n", {"start": 0, "step_s": 1}, "3 cells"),
        ("ts,A,A\n1,2,3\n", {}, "two columns are called 'A'"),
        ("ts,ts,A\n1,2,3\n", {}, "two columns are called 'ts'"),
        ("ts,A\n1,2\n", {"timezone": "Asia/Atlantis"}, "no time zone"),
        ("", {}, "no time column"),
        ("", {"start": 0, "step_s": 1}, "no column is a tag"),
    ],
)
def test_what_cannot_be_read_is_said(read, text, options, said):
    with pytest.raises(DataFileError, match=said):
        read(text, **options)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataFileError):
        read_data_file(tmp_path / "none.csv", DataFileOptions(), PLANT)
    (tmp_path / "bad.parquet").write_bytes(b"not parquet")
    with pytest.raises(DataFileError):
        read_data_file(tmp_path / "bad.parquet", DataFileOptions(), PLANT)


def test_a_torn_row_is_left_out_and_counted(read):
    file, batch = read("ts,A,B\n1,2,3\n4,5,6,7\n6,7,8\n")
    assert batch.time.tolist() == [1, 1, 6, 6]
    assert file.bad_rows == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_cells_missing_at_the_end_of_a_row_are_empty(read, encoding, end):
    lines = ["ts,A,B", "0,5,3", "1,25", "2", "", "3,坏", '"4","1,5"', '5,1" x,2" y', "6,25"]
    file, batch = read(end.join(lines).encode(encoding), strict=True)
    assert list(zip(batch.time.tolist(), batch.row.tolist(), strict=True)) == [
        (0, 0), (0, 1), (1, 0), (3, 0), (4, 0), (5, 0), (5, 1), (6, 0)
    ]  # fmt: skip
    assert batch.words == {3: "坏", 4: "1,5", 5: '1" x', 6: '2" y'}
    assert (file.rows, file.bad_rows) == (7, 0)


def test_a_cell_of_two_lines_is_not_filled_up(read):
    _, batch = read('ts,A,B\n1,"a\nb",2\n')
    assert (batch.words, batch.value[1]) == ({0: "a\nb"}, 2.0)


def test_short_rows_of_a_counted_and_of_a_long_file_keep_their_place(read):
    _, batch = read("A,B\n5,3\n25\n5,3\n", start=0, step_s=1)
    assert batch.time.tolist() == [0, 0, 1000, 2000, 2000]
    file, batch = read("ts,tag,value,quality\n1,A,5\n2,B\n3\n")
    assert rows(batch) == [(0, 1, 5.0, 0)]
    assert [str(one) for one in file.complaints] == ["row 3: it names no tag"]


def test_short_rows_are_filled_up_in_every_piece_of_a_file(read):
    _, batch = read("ts,A,B\n" + "1,2,3\n4,5\n" * 700_000)
    assert len(batch) == 3 * 700_000


@pytest.mark.parametrize("text", ["ts,A", "ts,A\n", "ts,A\r\n"])
def test_a_header_alone_holds_no_readings(read, text):
    file, batch = read(text)
    assert (len(batch), file.taken, file.bad_rows) == (0, ["A"], 0)


@pytest.mark.parametrize(
    "text",
    [
        "\n\r\nts,A\n1,50\n2,1,1\n",
        "sep=,\nts,A\n1,50\n2,1,1\n",
        "\ufeffSEP=;\r\nts;A\r\n1;50\r\n2;1;1\r\n",
        '"sep=\t"\nts\tA\n1\t50\n2\t1\t1\n',
        "sep=:\nts:A\n1:50\n2:1:1\n",
    ],
)
def test_blank_lines_and_a_stated_separator_stand_before_the_header(read, text):
    file, batch = read(text)
    assert rows(batch) == [(0, 1, 50.0, 0)]
    assert [str(one) for one in file.complaints] == ["row 2: 3 cells, the header has 2"]


def test_a_given_separator_outdoes_a_stated_one(read):
    _, batch = read("sep=;\nts,A\n1,50\n", separator=",")
    assert rows(batch) == [(0, 1, 50.0, 0)]


def test_columns_nobody_asks_for_may_share_a_name(read):
    file, batch = read("ts,A,note,note,,\n1,2,x,y,,\n")
    assert rows(batch) == [(0, 1, 2.0, 0)]
    assert file.skipped == ["note", ""]


@pytest.mark.parametrize("name", ["data.pq", "data.PARQUET"])
def test_an_ending_of_parquet_may_be_written_in_several_ways(tmp_path, name):
    pq.write_table(pa.table({"ts": [1], "A": [2]}), tmp_path / name)
    batch = join(list(read_data_file(tmp_path / name, DataFileOptions(), PLANT).batches))
    assert rows(batch) == [(0, 1, 2.0, 0)]


def test_an_ending_in_capitals_is_zipped_too(tmp_path):
    (tmp_path / "DATA.CSV.GZ").write_bytes(gzip.compress(b"ts,A\n1,2\n"))
    file = read_data_file(tmp_path / "DATA.CSV.GZ", DataFileOptions(), PLANT)
    assert rows(join(list(file.batches))) == [(0, 1, 2.0, 0)]


def test_two_columns_of_one_name_in_parquet_are_refused(tmp_path):
    path, column = tmp_path / "data.parquet", pa.array([1])
    table = pa.Table.from_arrays([column] * 3, names=["ts", "A", "A"])
    pq.write_table(table, path)
    with pytest.raises(DataFileError, match="two columns are called 'A'"):
        read_data_file(path, DataFileOptions(), PLANT)


def test_what_could_not_be_read_is_told_by_row(read):
    file, batch = read("ts,A,B\n1,2,3\nsoon,5,6\n7,8,1,1,1\n9,1,1,1\n10,1,1\n")
    assert batch.time.tolist() == [1, 1, 10, 10]
    assert file.bad_rows == 3
    told = sorted(str(complaint) for complaint in file.complaints)
    assert told == [
        "row 2: the time 'soon' can't be read",
        "row 3: 5 cells, the header has 3",
        "row 4: 4 cells, the header has 3",
    ]


def test_a_torn_row_in_gb18030_is_left_out_and_told(read):
    file, batch = read("ts,A\n1,坏,坏\n2,坏值\n".encode("gb18030"))
    assert batch.words == {0: "坏值"}
    assert [str(one) for one in file.complaints] == ["row 1: 3 cells, the header has 2"]


def test_of_many_unreadable_rows_the_first_few_are_told(read):
    file, _ = read("ts,A\n" + "soon,1\n" * 40 + "1,1,1\n" * 40)
    assert (file.bad_rows, len(file.complaints)) == (80, COMPLAINTS)


def test_a_long_row_without_a_tag_is_counted(read):
    file, batch = read("ts,tag,value\n1,A,1\n2,,5\n")
    assert len(batch) == 1
    assert (file.bad_rows, str(file.complaints[0])) == (1, "row 2: it names no tag")


@pytest.mark.parametrize("head", ["ts,A", "ts,A,"])
def test_rows_may_end_in_a_separator(read, head):
    file, batch = read(f"{head}\n1,50,\n2,95,\n", strict=True)
    assert rows(batch) == [(0, 1, 50.0, 0), (0, 2, 95.0, 0)]
    assert (file.bad_rows, file.skipped) == (0, [])


def test_where_rows_end_in_a_separator_a_cell_after_it_is_still_one_too_many(read):
    file, batch = read("ts,A\n1,50,\n2,95,7\n3,95,\n")
    assert batch.time.tolist() == [1, 3]
    assert file.bad_rows == len(file.complaints) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("ts,A\n1,2\n".encode("utf-16"), "UTF-16"),
        ("ts,A\n1,2\n".encode("utf-16-le"), "UTF-16"),
        ("ts,A\r1,2\r3,4\r", "CR alone"),
    ],
)
def test_a_file_of_another_make_is_refused_in_words(read, content, said):
    with pytest.raises(DataFileError, match=said):
        read(content)


def test_a_torn_gz_is_refused_in_words(tmp_path):
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(b"ts,A\n" + b"1,2\n" * 9)[:-12])
    with pytest.raises(DataFileError):
        list(read_data_file(path, DataFileOptions(), PLANT).batches)


@pytest.mark.parametrize("name", ["data.csv", "data.csv.gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_header_that_would_be_letters_in_utf8_is_of_its_file_s_encoding(read, encoding, name):
    text = "ts,液位1\n1,50\n2,停\n3,1,液位\n"
    file, batch = read(text.encode(encoding), plant=plant_of("液位1"), name=name)
    assert (file.taken, batch.words) == (["液位1"], {1: "停"})
    assert [str(one) for one in file.complaints] == ["row 3: 3 cells, the header has 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_word_in_the_last_row_decides_for_the_whole_file(read, encoding):
    text = "ts,A\n" + "1,2\n" * 2_000_000 + "3,液位\n"
    file, batch = read(text.encode(encoding))
    assert batch.words == {file.readings - 1: "液位"}


def test_letters_beside_chinese_in_utf8_stay_letters(read):
    file, batch = read("ts,罐,Һλ\n1,50,Һλ\n", plant=plant_of("罐", "Һλ"))
    assert (file.taken, batch.words) == (["罐", "Һλ"], {1: "Һλ"})


def test_a_file_in_neither_encoding_is_read_cell_by_cell(read):
    content = "ts,液位1\n1,50\n2,液位\n".encode("gb18030") + "3,坏值\n".encode() + b"4,\xff\n"
    file, batch = read(content, plant=plant_of("液位1"))
    assert file.taken == ["液位1"]
    assert (batch.words[2], batch.words[3]) == ("坏值", "\ufffd")
