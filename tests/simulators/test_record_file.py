"""Records on a disk: whole, torn at every byte, damaged, in a row of files, opened by ``zcat``."""

import gzip
import os
import resource
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulators import record_writer
from simulators.message_record import Flaw, Head, Message, RecordError, write_head, write_line
from simulators.record_reader import RecordReader, is_record
from simulators.record_writer import RecordWriter

HEAD = Head(1_700_000_000_000, ("hazard/#",))


def message(number: int) -> Message:
    return Message(HEAD.began + number, f"hazard/{number % 3}", b'{"n":%d}' % number, 1)


def write(path: Path, messages: int, every: int = 7) -> Path:
    """A record with a flush after every seventh message."""
    writer = RecordWriter(path, HEAD)
    for number in range(messages):
        writer.write(message(number))
        if number % every == every - 1:
            writer.flush()
    writer.close()
    return path


def numbers(reader: RecordReader) -> list[int]:
    return [entry.at - HEAD.began for entry in reader]


@pytest.fixture
def small_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_writer, "MEMBER_BYTES", 1000)


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl.gz"
    writer = RecordWriter(path, HEAD)
    entries = [message(0), Flaw(HEAD.began + 1, lost=3), message(2)]
    for entry in entries:
        writer.write(entry)
    writer.close()
    reader = RecordReader(path)
    assert list(reader) == entries
    assert (reader.head, reader.flawed, reader.unfinished) == (HEAD, 0, False)
    assert is_record(path)
    assert gzip.decompress(path.read_bytes()).splitlines()[1] == write_line(entries[0])
    assert writer.bytes == path.stat().st_size


@pytest.mark.usefixtures("small_members")
def test_torn_at_any_byte_what_lies_before_is_read_and_the_torn_end_is_named(
    tmp_path: Path,
) -> None:
    whole = write(tmp_path / "whole.jsonl.gz", 40).read_bytes()
    torn = tmp_path / "torn.jsonl.gz"
    most = -1
    for size in range(len(whole)):
        torn.write_bytes(whole[:size])
        reader = RecordReader(torn)
        try:
            read = numbers(reader)
        except RecordError:
            assert size < 120  # not even the head
            continue
        assert read == list(range(len(read)))
        assert len(read) >= most
        most = len(read)
        assert reader.flawed == 0
    assert most >= 39


@pytest.mark.usefixtures("small_members")
def test_what_was_flushed_is_read_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl.gz"
    child = os.fork()
    if child == 0:
        writer = RecordWriter(path, HEAD)
        for number in range(100):
            writer.write(message(number))
            if number == 89:
                writer.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    reader = RecordReader(path)
    assert numbers(reader)[:90] == list(range(90))
    assert reader.unfinished


@pytest.mark.usefixtures("small_members")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_damage_costs_what_lies_around_it_and_is_named(
    tmp_path: Path, place: float, flip: int
) -> None:
    data = bytearray(write_once(tmp_path))
    data[int(place * len(data))] ^= flip
    damaged = tmp_path / "damaged.jsonl.gz"
    damaged.write_bytes(data)
    reader = RecordReader(damaged)
    try:
        read = numbers(reader)
    except RecordError:  # the head's own member
        assert place < 0.2
        return
    assert read == sorted(set(read))
    assert set(read) <= set(range(200))
    assert len(read) == 200 or reader.flawed or reader.unfinished
    assert len(read) >= 100 or place < 0.2


def write_once(folder: Path) -> bytes:
    path = folder / "whole.jsonl.gz"
    return (path if path.exists() else write(path, 200)).read_bytes()


def test_a_row_of_files_holds_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_writer, "MEMBER_BYTES", 1000)
    writer = RecordWriter(tmp_path / "day.jsonl.gz", HEAD, rotate_bytes=500)
    for number in range(200):
        writer.write(message(number))
    writer.close()
    assert [path.name for path in writer.files][:2] == ["day-0001.jsonl.gz", "day-0002.jsonl.gz"]
    read = [number for path in writer.files for number in numbers(RecordReader(path))]
    assert read == list(range(200))
    assert writer.bytes == sum(path.stat().st_size for path in writer.files)


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path / "day.jsonl.gz", 3)
    with pytest.raises(FileExistsError):
        RecordWriter(path, HEAD)


def test_on_a_disk_that_is_full_what_was_flushed_stays(tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl.gz"
    child = os.fork()
    if child == 0:  # in a process of its own, for the limit is the process's
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        writer = RecordWriter(path, HEAD)
        try:
            for number in range(100_000):
                writer.write(Message(HEAD.began + number, "a", os.urandom(64)))
                writer.flush()
        except OSError:
            writer.abandon()
            os._exit(42)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 42
    reader = RecordReader(path)
    read = numbers(reader)
    assert len(read) > 20
    assert read == list(range(len(read)))
    assert reader.unfinished


def test_plain_text_edited_by_hand_is_a_record_too(tmp_path: Path) -> None:
    path = tmp_path / "hand.jsonl"
    lines = [write_head(HEAD), write_line(message(0)), b"oops", write_line(message(2))]
    path.write_bytes(b"\n".join(lines))
    reader = RecordReader(path)
    assert numbers(reader) == [0, 2]
    assert "line 3" in reader.complaints[0]
    assert is_record(path)


@pytest.mark.parametrize(
    "data", [b"", b"ts,A\n1,2\n", gzip.compress(b"ts,A\n", mtime=0), b"\x1f\x8b\x08junk"]
)
def test_what_is_no_record_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(data)
    assert not is_record(path)
    with pytest.raises(RecordError):
        numbers(RecordReader(path))
