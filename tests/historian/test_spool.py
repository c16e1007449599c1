import errno
import os
from pathlib import Path

import numpy as np
import pytest

from historian import spool as spool_module
from historian.port import SpoolPosition
from historian.spool import Spool, SpoolFullError, TickRecord
from plant.reading import ReadingBatch

TAGS, GATEWAYS = ("a", "b", "c"), ("g0", "g1")


def tick(now: int, *rows: int, gateway: int = 0) -> TickRecord:
    batch = ReadingBatch.of(rows, [now] * len(rows), [float(now)] * len(rows))
    batch.gateway[:] = gateway
    return TickRecord(now, batch, f"note {now}".encode())


def open_spool(directory: Path, tags=TAGS, gateways=GATEWAYS, **settings) -> Spool:
    return Spool(directory, tags, gateways, **settings)


def instants(spool: Spool, since: SpoolPosition | None = None) -> list[int]:
    return [record.now for _, record in spool.read(since)]


def fill(spool: Spool, *nows: int) -> list[SpoolPosition]:
    positions = []
    for now in nows:
        spool.append(tick(now, 0, 1))
        positions.append(spool.commit())
    return positions


@pytest.fixture
def spool(tmp_path: Path):
    spool = open_spool(tmp_path)
    yield spool
    spool.close()


def test_reads_only_what_is_committed(spool):
    spool.append(tick(1, 0))
    assert instants(spool) == []
    spool.commit()
    spool.append(tick(2, 0))
    assert instants(spool) == [1]
    spool.commit()
    assert instants(spool) == [1, 2]


def test_reads_on_from_every_position(spool):
    positions = fill(spool, 1, 2, 3)
    assert [after for after, _ in spool.read()] == positions
    assert positions[-1] == spool.position
    assert [instants(spool, position) for position in positions] == [[2, 3], [3], []]


def test_a_tick_keeps_its_words_and_note(spool):
    batch = ReadingBatch.of([2, 0], [5, 6], [np.nan, 1.0], words={0: "坏"})
    spool.append(TickRecord(9, batch, b"\x00\xff"))
    spool.commit()
    ((_, record),) = spool.read()
    assert (record.note, record.batch.words) == (b"\x00\xff", {0: "坏"})
    assert record.batch.row.tolist() == [2, 0]


def test_rotates_by_size_and_drops_whole_segments(tmp_path):
    spool = open_spool(tmp_path, segment_bytes=300)
    positions = fill(spool, *range(8))
    assert spool.depth.segments == len(list(tmp_path.iterdir())) > 3
    assert spool.depth.bytes == sum(file.stat().st_size for file in tmp_path.iterdir())
    assert instants(spool, positions[3]) == [4, 5, 6, 7]
    dropped = spool.drop(positions[5])
    assert dropped > 0
    assert instants(spool, positions[5]) == [6, 7]
    assert instants(spool)[-3:] == [5, 6, 7]
    assert spool.drop(spool.position) > 0
    assert spool.depth.segments == 1
    spool.close()


def test_what_nobody_took_for_too_long_leaves_and_is_counted(tmp_path):
    spool = open_spool(tmp_path, segment_bytes=300, max_age_s=60.0)
    positions = fill(spool, *range(8))
    files = sorted(tmp_path.iterdir())
    for file in files[:2]:
        os.utime(file, (1000.0, 1000.0))
    for file in files[2:]:
        os.utime(file, (1050.0, 1050.0))
    gone = sum(file.stat().st_size for file in files[:2])
    assert spool.expire(spool.position, 1060.0) == 0
    assert spool.expire(positions[0], 1061.0) == 0
    assert spool.expire(spool.position, 1061.0) == gone == spool.counts.expired_bytes
    assert sorted(tmp_path.iterdir()) == files[2:]
    assert instants(spool, positions[0])[-1] == 7
    assert spool.expire(spool.position, 1e9) > 0
    assert sorted(tmp_path.iterdir()) == files[-1:]
    spool.close()


def test_lag_is_what_follows_a_position(tmp_path):
    spool = open_spool(tmp_path, segment_bytes=300)
    assert spool.lag(None) == 0
    positions = fill(spool, *range(6))
    lags = [spool.lag(position) for position in positions]
    assert lags == sorted(lags, reverse=True)
    assert lags[-1] == 0
    assert spool.lag(None) == spool.depth.bytes
    spool.close()


def test_opening_again_goes_on_in_a_new_segment(tmp_path):
    spool = open_spool(tmp_path)
    (first,) = fill(spool, 1)
    spool.close()
    again = open_spool(tmp_path)
    assert again.position == first
    (second,) = fill(again, 2)
    assert second.segment > first.segment
    assert instants(again) == [1, 2]
    assert instants(again, first) == [2]
    again.close()


@pytest.mark.parametrize("tail", [b"\x00" * 50, b"HWSR half a record", b"x"])
def test_a_torn_tail_is_cut_off_and_counted(tmp_path, tail):
    spool = open_spool(tmp_path)
    (position,) = fill(spool, 1)
    spool.close()
    (file,) = tmp_path.iterdir()
    with file.open("ab") as segment:
        segment.write(tail)
    again = open_spool(tmp_path)
    assert again.counts.torn_bytes == len(tail)
    assert again.position == position
    assert file.stat().st_size == position.offset
    fill(again, 2)
    assert instants(again) == [1, 2]
    assert again.counts.damaged_bytes == 0
    again.close()


def test_damage_amid_whole_records_is_stepped_over_and_counted(tmp_path):
    spool = open_spool(tmp_path)
    first, second, _ = fill(spool, 1, 2, 3)
    spool.close()
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[first.offset + 30] ^= 4
    file.write_bytes(data)
    again = open_spool(tmp_path)
    assert again.counts.torn_bytes == 0
    assert instants(again) == [1, 3]
    assert again.counts.damaged_bytes == second.offset - first.offset
    again.close()


def test_a_segment_with_a_damaged_head_is_counted_and_the_others_are_read(tmp_path):
    spool = open_spool(tmp_path, segment_bytes=1)
    fill(spool, 1, 2)
    spool.close()
    oldest = min(tmp_path.iterdir())
    data = bytearray(oldest.read_bytes())
    data[20] ^= 1
    oldest.write_bytes(data)
    again = open_spool(tmp_path)
    assert instants(again) == [2]
    assert again.counts.damaged_bytes == len(data)
    again.close()


def test_rows_are_found_again_by_name_in_a_changed_plant(tmp_path):
    spool = open_spool(tmp_path)
    spool.append(tick(1, 0, 1, 2, gateway=1))
    spool.append(tick(2, 1, gateway=-1))
    spool.commit()
    spool.close()
    changed = open_spool(tmp_path, ("c", "new", "a"), ("g1",))
    (_, first), (_, second) = changed.read()
    assert first.batch.row.tolist() == [2, 0]
    assert first.batch.gateway.tolist() == [0, 0]
    assert (len(second.batch), second.note) == (0, b"note 2")
    assert changed.counts.dropped_rows == 2
    changed.close()


def test_adopts_a_changed_plant_while_running(spool):
    spool.append(tick(1, 0, 2))
    before = spool.commit()
    spool.append(tick(2, 1))
    spool.adopt(("c", "b"), ())
    spool.append(tick(3, 0))
    spool.commit()
    assert [record.batch.row.tolist() for _, record in spool.read()] == [[0], [1], [0]]
    assert instants(spool, before) == [2, 3]
    assert spool.counts.dropped_rows == 1


def test_a_full_spool_refuses_and_keeps_what_it_has(tmp_path):
    spool = open_spool(tmp_path, max_bytes=600)
    fill(spool, 1, 2)
    with pytest.raises(SpoolFullError):
        fill(spool, *range(3, 20))
    kept = instants(spool)
    assert kept[:2] == [1, 2]
    assert spool.counts.refused == 1
    assert spool.depth.bytes <= 600
    spool.close()


def test_a_full_disk_is_a_full_spool_and_the_half_written_tick_is_gone(spool, monkeypatch):
    fill(spool, 1)
    write = os.write

    def write_half(file, data):
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[: len(data) // 2])

    monkeypatch.setattr(spool_module.os, "write", write_half)
    with pytest.raises(SpoolFullError):
        spool.append(tick(2, 0, 1))
    monkeypatch.undo()
    fill(spool, 3)
    assert instants(spool) == [1, 3]
    assert (spool.counts.refused, spool.counts.damaged_bytes) == (1, 0)


def test_a_failed_sync_promises_nothing_and_trusts_the_file_no_more(spool, monkeypatch):
    (position,) = fill(spool, 1)

    def fail(_file):
        raise OSError(errno.EIO, "Input/output error")

    spool.append(tick(2, 0))
    monkeypatch.setattr(spool_module.os, "fdatasync", fail)
    with pytest.raises(OSError, match="Input/output"):
        spool.commit()
    monkeypatch.undo()
    assert spool.commit() == spool.position == position
    (after,) = fill(spool, 3)
    assert after.segment > position.segment
    assert instants(spool) == [1, 3]


def test_a_position_of_another_spool_reads_everything_and_says_so(tmp_path):
    old = open_spool(tmp_path / "old")
    (position,) = fill(old, 1)
    old.close()
    new = open_spool(tmp_path / "new")
    fill(new, 2)
    beyond = SpoolPosition(position.segment + 10, 0)
    assert instants(new, beyond) == [2]
    assert new.counts.rewinds == 1
    assert new.lag(beyond) == new.depth.bytes
    new.close()


def test_a_spool_made_anew_gives_out_later_positions(tmp_path):
    clock = iter((1000, 2000))
    positions = []
    for name in ("one", "two"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(spool_module.time, "time", lambda: next(clock))
            spool = open_spool(tmp_path / name)
        positions += fill(spool, 1)
        spool.close()
    assert positions[0] < positions[1]


def test_leaves_no_file_open(tmp_path):
    before = open_files()
    spool = open_spool(tmp_path, segment_bytes=200)
    fill(spool, *range(10))
    spool.adopt(TAGS, ())
    spool.append(tick(11, 0))
    list(spool.read())
    spool.close()
    assert open_files() == before


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
