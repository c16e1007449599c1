"""The outbox: numbers that last, bounds that count, one gateway at a time, kill -9."""

import signal
import subprocess
import sys

import pytest

from gateway.outbox import ROW_BYTES, Outbox, OutboxError

HOUR = 3_600_000


def open_outbox(directory, *, max_bytes=1 << 30, max_age_ms=HOUR):
    return Outbox(directory / "outbox.sqlite", max_bytes=max_bytes, max_age_ms=max_age_ms)


def numbers(outbox, after=0):
    return [frame.seq for frame in outbox.waiting(after, 1_000_000)]


def test_a_frame_keeps_its_number_over_restarts(tmp_path):
    with open_outbox(tmp_path) as outbox:
        boot = outbox.run.boot
        assert outbox.put([b"a", b"b"], {"table": "7"}, now=5) == 2
    with open_outbox(tmp_path) as outbox:
        assert outbox.run == (boot, 0, False)
        assert outbox.put([b"c"], {}, now=6) == 3
        assert outbox.waiting(1, 9) == [(2, 5, b"b"), (3, 6, b"c")]
        assert outbox.waiting(0, 1) == [(1, 5, b"a")]
        assert outbox.place("table") == "7"
        assert outbox.place("another") is None


def test_numbers_go_on_when_everything_was_confirmed(tmp_path):
    with open_outbox(tmp_path) as outbox:
        outbox.put([b"a", b"b"], {}, now=0)
        outbox.confirm(2)
    with open_outbox(tmp_path) as outbox:
        assert (outbox.frames, outbox.bytes, outbox.dropped) == (0, 0, 0)
        assert outbox.run[1:] == (2, True)
        assert outbox.put([b"c"], {}, now=0) == 3


def test_two_files_have_two_boots(tmp_path):
    with open_outbox(tmp_path / "a") as one, open_outbox(tmp_path / "b") as other:
        assert one.run.boot != other.run.boot


def test_confirming_lets_go_of_what_lies_below_and_nothing_else(tmp_path):
    with open_outbox(tmp_path) as outbox:
        outbox.put([b"1", b"22", b"333"], {}, now=0)
        outbox.confirm(2)
        outbox.confirm(1)
        assert numbers(outbox) == [3]
        assert outbox.run.confirmed == 2
        assert (outbox.frames, outbox.bytes) == (1, 3 + ROW_BYTES)
        with pytest.raises(ValueError, match="never sent"):
            outbox.confirm(4)


def test_beyond_its_bytes_the_oldest_go_and_are_counted_for_good(tmp_path):
    body = b"x" * (1000 - ROW_BYTES)
    with open_outbox(tmp_path, max_bytes=8000) as outbox:
        outbox.put([body] * 8, {}, now=0)
        assert outbox.dropped == 0
        outbox.put([body], {}, now=0)
        assert numbers(outbox) == [3, 4, 5, 6, 7, 8, 9]
        assert (outbox.frames, outbox.bytes, outbox.dropped) == (7, 7000, 2)
    with open_outbox(tmp_path, max_bytes=8000) as outbox:
        assert (outbox.frames, outbox.bytes, outbox.dropped) == (7, 7000, 2)


def test_beyond_its_age_the_oldest_go_and_are_counted(tmp_path):
    with open_outbox(tmp_path) as outbox:
        outbox.put([b"a"], {}, now=0)
        outbox.put([b"b"], {}, now=1)
        assert outbox.expire(HOUR) == 0
        assert outbox.expire(HOUR + 1) == 1
        assert numbers(outbox) == [2]
        outbox.put([b"c"], {}, now=HOUR + 2)
        assert numbers(outbox) == [3]
        assert outbox.dropped == 2


def test_a_new_run_keeps_the_numbers_and_must_be_opened_again(tmp_path):
    with open_outbox(tmp_path) as outbox:
        outbox.put([b"a", b"b"], {}, now=0)
        outbox.confirm(1)
        before = outbox.run.boot
        outbox.begin_run()
        assert outbox.run.boot != before
        assert outbox.run[1:] == (1, False)
        assert numbers(outbox) == [2]


def test_a_second_gateway_is_refused(tmp_path):
    with open_outbox(tmp_path), pytest.raises(OutboxError, match="locked"):
        open_outbox(tmp_path)


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "outbox.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(OutboxError, match="not a database"):
        open_outbox(tmp_path)


def test_a_disk_that_is_full_keeps_frames_and_places_as_they_were(tmp_path):
    with open_outbox(tmp_path) as outbox:
        outbox.put([b"a"], {"table": "1"}, now=0)
        outbox._database.execute("PRAGMA max_page_count = 1")
        with pytest.raises(OutboxError, match="full"):
            outbox.put([b"b" * 100_000], {"table": "2"}, now=0)
        outbox._database.execute("PRAGMA max_page_count = 100000")
        assert (outbox.frames, outbox.last, outbox.place("table")) == (1, 1, "1")
        assert outbox.put([b"c"], {}, now=0) == 2


CHILD = """
import itertools, sys
from pathlib import Path
from gateway.outbox import Outbox

outbox = Outbox(Path(sys.argv[1]), max_bytes=1 << 30, max_age_ms=1 << 40)
for n in itertools.count(outbox.last // 3):
    print(outbox.put([b"%d" % n] * 3, {"table": str(n)}, 0), flush=True)
"""


def test_kill_9_leaves_frames_and_places_of_one_mind(tmp_path):
    file = tmp_path / "outbox.sqlite"
    for commits in (1, 5, 60):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(file)], stdout=subprocess.PIPE, text=True
        )
        told = [int(child.stdout.readline()) for _ in range(commits)][-1]
        child.send_signal(signal.SIGKILL)
        child.stdout.close()
        child.wait()
        with open_outbox(tmp_path, max_age_ms=1 << 40) as outbox:
            assert outbox.last >= told
            assert numbers(outbox) == list(range(1, outbox.last + 1))
            assert outbox.last % 3 == 0
            assert outbox.place("table") == str(outbox.last // 3 - 1)
