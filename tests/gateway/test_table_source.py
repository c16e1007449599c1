"""Rows of a growing table as bodies of frames, however the file grows."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.table_source import MOST_TAGS, PATIENCE_MS, TableOptions, TableSource
from ingest.codec import decode
from plant.quality import BAD_NOT_A_NUMBER


class Follower:
    """Reads a table to its end, keeping the place as the outbox would."""

    def __init__(self, path, **options):
        self.path, self.options = path, TableOptions(**options)
        self.place, self.bodies, self.now = None, [], 0
        self.restart()

    def restart(self):
        self.source = TableSource("table", self.path, self.options)

    def read(self, now=0):
        fresh = []
        while True:
            taken = self.source.read(self.place, now)
            fresh += [json.loads(body) for body in taken.bodies]
            self.place = taken.place or self.place
            if not taken.more:
                self.bodies += fresh
                return fresh


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trend.csv"


def read_all(path, text, **options):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Follower(path, **options).read()


def test_a_row_is_a_body(path):
    bodies = read_all(path, "ts,P1,T1\n1000,1.5,20\n2000,1.6,-2e1\n")
    assert bodies == [
        {"ts": 1000, "values": {"P1": 1.5, "T1": 20.0}},
        {"ts": 2000, "values": {"P1": 1.6, "T1": -20.0}},
    ]


def test_words_stay_words_and_the_platform_makes_them_bad_quality(path):
    path.write_text("ts,P1,P2\n1000,Bad Input,7\n")
    [body] = TableSource("table", path, TableOptions()).read(None, 0).bodies
    decoded = decode("", body, 5000)
    assert list(decoded.tags) == ["P1", "P2"]
    assert decoded.status[0] == BAD_NOT_A_NUMBER
    assert decoded.words == {0: "Bad Input"}
    assert decoded.values[1] == 7.0


@pytest.mark.parametrize("word", ["nan", "inf", "1_000", "0x10", "1,5", "１２", "1.5 bar", "--"])
def test_what_python_might_take_for_a_number_is_a_word(path, word):
    assert read_all(path, f"ts;P1\n1000;{word}\n") == [{"ts": 1000, "values": {"P1": word}}]


def test_an_empty_cell_is_no_reading(path):
    assert read_all(path, "ts,P1,P2\n1000,,2\n2000,,\n") == [{"ts": 1000, "values": {"P2": 2.0}}]


def test_times_with_and_without_zone(path):
    text = "time;P1\n2024-01-01 08:00:00;1\n2024-01-01T00:00:01Z;2\n1704067202000;3\n"
    assert [body["ts"] for body in read_all(path, text)] == [
        1704067200000,
        1704067201000,
        1704067202000,
    ]
    utc = read_all(path, "time;P1\n2024-01-01 00:00:00;1\n", timezone="UTC")
    assert utc[0]["ts"] == 1704067200000
    text = "时间,P1\n01/02/2024 00:00,1\n"
    assert read_all(path, text, timezone="UTC", time_format="%d/%m/%Y %H:%M") == [
        {"ts": 1706745600000, "values": {"P1": 1.0}}
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_in_either_encoding(path, encoding):
    text = "ts,储罐液位\r\n1000,坏值\r\n".encode(encoding)
    assert read_all(path, text) == [{"ts": 1000, "values": {"储罐液位": "坏值"}}]


def test_a_new_header_in_the_same_file(path):
    text = "ts,P1,P2\n1000,1,2\nts,P2,P3,P4\n2000,3,4,5\n"
    assert [body["values"] for body in read_all(path, text)] == [
        {"P1": 1.0, "P2": 2.0},
        {"P2": 3.0, "P3": 4.0, "P4": 5.0},
    ]


def test_a_new_header_is_remembered_over_a_restart(path):
    path.write_text("ts,P1\n1000,1\nts,P2\n")
    follower = Follower(path)
    follower.read()
    follower.restart()
    with path.open("a") as file:
        file.write("2000,2\n")
    assert follower.read() == [{"ts": 2000, "values": {"P2": 2.0}}]


def test_a_rotated_file_brings_its_own_header(path):
    path.write_text("ts,P1\n1000,1\n")
    follower = Follower(path)
    follower.read()
    with path.open("a") as file:
        file.write("2000,2\n")
    path.rename(path.with_name("trend-old.csv"))
    path.write_text("ts,P2\n3000,3\n")
    follower.restart()
    assert follower.read() + follower.read() == [
        {"ts": 2000, "values": {"P1": 2.0}},
        {"ts": 3000, "values": {"P2": 3.0}},
    ]
    assert follower.source.counts.lost == 0


def test_rows_that_do_not_fit_the_header_are_counted_and_the_others_come(path):
    path.write_text('ts,P1\n1000,1,9\n2000\n3000,"1\n4000,4\n')
    follower = Follower(path)
    assert follower.read() == [{"ts": 4000, "values": {"P1": 4.0}}]
    assert follower.source.counts.torn == 3
    assert follower.source.counts.rows == 1


def test_the_source_is_down_while_its_times_can_not_be_read(path):
    path.write_text("ts,P1\nyesterday,1\n")
    follower = Follower(path)
    assert follower.read() == []
    assert "'yesterday'" in follower.source.trouble
    assert follower.source.counts.timeless == 1
    with path.open("a") as file:
        file.write("2000,2\n")
    assert len(follower.read()) == 1
    assert follower.source.trouble == ""


def test_the_source_is_down_without_its_time_column(path):
    path.write_text("when,P1\n1000,1\n")
    follower = Follower(path, time_column="ts")
    assert follower.read() == []
    assert follower.source.trouble == "no column 'ts'"
    assert follower.source.counts.timeless == 1


def test_a_missing_file_is_forgiven_for_the_time_of_a_rotation(path):
    follower = Follower(path)
    follower.read(now=5)
    assert follower.source.trouble == ""
    follower.read(now=4 + PATIENCE_MS)
    assert follower.source.trouble == ""
    follower.read(now=5 + PATIENCE_MS)
    assert follower.source.trouble.startswith("FileNotFoundError")
    path.write_text("ts,P1\n1000,1\n")
    assert len(follower.read(now=6 + PATIENCE_MS)) == 1
    assert follower.source.trouble == ""


def test_a_file_that_must_grow_is_down_when_it_rests(path):
    path.write_text("ts,P1\n1000,1\n")
    follower = Follower(path, quiet_ms=5000)
    follower.read(now=0)
    follower.read(now=5000)
    assert follower.source.trouble == ""
    follower.read(now=5001)
    assert follower.source.trouble == "nothing new for 5 s"


def test_a_very_wide_row_is_several_bodies(path):
    names = [f"T{n}" for n in range(MOST_TAGS + 1)]
    bodies = read_all(path, f"ts,{','.join(names)}\n1000{',1' * len(names)}\n")
    assert [len(body["values"]) for body in bodies] == [MOST_TAGS, 1]
    assert [name for body in bodies for name in body["values"]] == names
    assert {body["ts"] for body in bodies} == {1000}


def test_of_two_columns_of_one_name_the_first_counts(path):
    assert read_all(path, "ts,P1,P1\n1000,1,2\n") == [{"ts": 1000, "values": {"P1": 1.0}}]


CELL = st.one_of(
    st.just(""),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(["坏值", "Bad", "ts", "1.5 bar", "nan", "N/A"]),
)
ROW = st.one_of(
    st.tuples(st.integers(0, 10**12).map(str), CELL, CELL).map(",".join),
    st.tuples(st.datetimes().map(lambda moment: moment.isoformat(" ")), CELL, CELL).map(",".join),
    st.sampled_from(["", "ts,B,A", "ts,C", "torn,1", "no time,1,2", '"1,2,3', "\x00\x00"]),
)


@given(st.lists(ROW), st.lists(st.integers(0, 400)), st.sampled_from(["\n", "\r\n"]))
def test_any_cut_of_the_growth_gives_the_same_rows(tmp_path_factory, rows, cuts, end):
    path = tmp_path_factory.mktemp("growth") / "trend.csv"
    data = "".join(row + end for row in ["ts,A,B", *rows]).encode("gb18030")
    whole = read_all(path, data)
    path.write_bytes(b"")
    follower = Follower(path)
    edges = sorted({min(cut, len(data)) for cut in cuts} | {0, len(data)})
    for place, (low, high) in enumerate(pairwise(edges)):
        with path.open("ab") as file:
            file.write(data[low:high])
        follower.read()
        if place % 2:
            follower.restart()
    assert follower.bodies == whole


def test_the_source_is_only_ever_opened_for_reading(path):
    path.write_text("ts,P1\n1000,1\n")
    path.chmod(0o444)
    path.parent.chmod(0o555)
    before = (path.stat().st_mtime_ns, path.read_bytes(), list(path.parent.iterdir()))
    try:
        assert len(Follower(path).read()) == 1
    finally:
        path.parent.chmod(0o755)
    assert (path.stat().st_mtime_ns, path.read_bytes(), list(path.parent.iterdir())) == before
