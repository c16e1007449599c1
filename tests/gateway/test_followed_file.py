"""Following bytes: whole lines once each, through every way that historians rotate."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.followed_file import FollowedFile


class Reader:
    """Reads on and on; ``restart`` forgets all but the place."""

    def __init__(self, path, chunk=1 << 18):
        self.path, self.chunk = path, chunk
        self.content, self.lines, self.lost = None, [], 0
        self.restart()

    def restart(self):
        self.file = FollowedFile(self.path, self.chunk)

    def drain(self):
        """Everything there is now; the lines that were new."""
        fresh = []
        while True:
            read = self.file.read(self.content)
            self.lost += read.lost
            fresh += [line for line in read.lines if line]
            if read.content == self.content or not (read.lines or read.more):
                self.content = read.content
                self.lines += fresh
                return fresh
            self.content = read.content


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trend.csv"


def test_only_whole_lines(path):
    path.write_bytes(b"a\nb")
    reader = Reader(path)
    assert reader.drain() == [b"a"]
    assert reader.drain() == []
    with path.open("ab") as file:
        file.write(b"c\nd")
    assert reader.drain() == [b"bc"]


def test_a_rotated_file_is_read_to_its_end_first(path):
    path.write_bytes(b"head\n1\n2\n")
    reader = Reader(path)
    reader.drain()
    with path.open("ab") as file:
        file.write(b"3\n4\n")
    path.rename(path.with_name("trend-1.csv"))
    path.write_bytes(b"head\n5\n")
    reader.restart()
    assert reader.drain() == [b"3", b"4", b"head", b"5"]
    assert reader.lost == 0


def test_nothing_happens_while_the_new_file_is_still_empty(path):
    path.write_bytes(b"head\n1\n")
    reader = Reader(path)
    reader.drain()
    path.rename(path.with_name("trend.csv.1"))
    path.write_bytes(b"")
    assert reader.drain() == []
    path.write_bytes(b"head\n2\n")
    assert reader.drain() == [b"head", b"2"]
    assert reader.lost == 0


def test_copied_and_truncated(path):
    path.write_bytes(b"head\n1\n")
    reader = Reader(path)
    reader.drain()
    with path.open("ab") as file:
        file.write(b"2\n")
    shutil.copy(path, path.with_name("trend.csv.1"))
    path.write_bytes(b"head\n3\n")
    assert reader.drain() == [b"2", b"head", b"3"]


def test_truncated_and_grown_beyond_the_old_place_at_once(path):
    path.write_bytes(b"head\n1\n")
    reader = Reader(path)
    reader.drain()
    path.write_bytes(b"head\n7\n8\n9\n")
    assert reader.drain() == [b"head", b"7", b"8", b"9"]
    assert reader.lost > 0  # what stood between is unknown, and that is told


def test_written_anew_with_the_same_rows_and_more(path):
    path.write_bytes(b"head\n1\n")
    reader = Reader(path)
    reader.drain()
    new = path.with_suffix(".tmp")
    new.write_bytes(b"head\n1\n2\n")
    new.replace(path)
    assert reader.drain() == [b"2"]
    assert reader.lost == 0


def test_an_unfinished_last_line_of_a_rotated_file_is_counted(path):
    path.write_bytes(b"head\n1\n")
    reader = Reader(path)
    reader.drain()
    with path.open("ab") as file:
        file.write(b"2.3")
    path.rename(path.with_name("trend.csv.1"))
    path.write_bytes(b"head\n")
    assert reader.drain() == [b"head"]
    assert reader.lost == 3


def test_a_line_without_end_does_not_block_what_follows(path):
    path.write_bytes(b"a\n" + b"x" * 100 + b"\nb\n")
    assert Reader(path, chunk=16).drain()[-1] == b"b"


def test_a_missing_file_is_an_error_and_then_none(path):
    reader = Reader(path)
    with pytest.raises(FileNotFoundError):
        reader.drain()
    path.write_bytes(b"a\n")
    assert reader.drain() == [b"a"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 40)),
        st.tuples(st.sampled_from(["read", "restart", "rotate", "copy and truncate"])),
    ),
    max_size=40,
)


@given(STEPS)
def test_whatever_happens_every_line_comes_once_and_in_order(tmp_path_factory, steps):
    """A historian that rotates at line ends, read at any moment, in small chunks.

    Between two rotations the file is read once at least.
    """
    path = tmp_path_factory.mktemp("rotation") / "trend.csv"
    reader, written, pending, turns, known = Reader(path, chunk=64), 0, b"", 0, False
    path.write_bytes(b"")
    for step, *count in steps:
        if step == "write":
            for _ in range(count[0]):
                if not pending:
                    written += 1
                    pending = b"%d,value\n" % written
                append(path, pending[:1])
                pending = pending[1:]
        elif step == "read":
            known = bool(reader.drain()) or known
        elif step == "restart":
            reader.restart()
        elif known:
            append(path, pending)
            pending, turns, known = b"", turns + 1, False
            rotate(path, turns, copying=step == "copy and truncate")
            reader.drain()
    append(path, pending)
    reader.drain()
    assert reader.lines == [b"%d,value" % n for n in range(1, written + 1)]
    assert reader.lost == 0


def append(path, data):
    with path.open("ab") as file:
        file.write(data)


def rotate(path, turn, *, copying):
    old = path.with_name(f"trend.csv.{turn}")
    if copying:
        shutil.copy(path, old)
    else:
        path.rename(old)
    path.write_bytes(b"")
