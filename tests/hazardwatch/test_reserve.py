"""The reserve: whole, given back in slices, held until there is room for all of it again."""

import errno
import os

import pytest

from hazardwatch.reserve import SLICE, Reserve


@pytest.fixture
def full(monkeypatch):
    """Make the disk full, and empty again."""
    fallocate = os.posix_fallocate

    def refuse(descriptor, _offset, length):
        fallocate(descriptor, 0, length - 1)  # as a disk does that is full halfway
        raise OSError(errno.ENOSPC, "No space left on device")

    def fill(*, full):
        monkeypatch.setattr(os, "posix_fallocate", refuse if full else fallocate)

    return fill


def allocated(file):
    return file.stat().st_blocks * 512


def test_it_takes_up_real_room(tmp_path):
    reserve = Reserve(tmp_path / "reserve", 3 * SLICE)
    assert reserve.whole
    assert not reserve.holding
    assert allocated(tmp_path / "reserve") >= 3 * SLICE
    reserve.close()


def test_a_slice_is_given_back_and_others_wait_until_it_is_whole(tmp_path, full):
    reserve = Reserve(tmp_path / "reserve", 3 * SLICE)
    reserve.check()
    full(full=True)
    assert reserve.release()
    assert (tmp_path / "reserve").stat().st_size == 2 * SLICE
    with pytest.raises(OSError, match="kept for alarms"):
        reserve.check()
    assert not reserve.restore()
    assert (tmp_path / "reserve").stat().st_size == 2 * SLICE
    full(full=False)
    assert reserve.restore()
    reserve.check()
    assert allocated(tmp_path / "reserve") >= 3 * SLICE
    reserve.close()


def test_it_ends_with_its_last_slice(tmp_path):
    reserve = Reserve(tmp_path / "reserve", SLICE + 1)
    assert [reserve.release() for _ in range(3)] == [True, True, False]
    assert reserve.holding
    reserve.close()


def test_what_was_given_back_is_still_missing_after_a_restart(tmp_path, full):
    first = Reserve(tmp_path / "reserve", 3 * SLICE)
    first.release()
    first.close()
    full(full=True)
    second = Reserve(tmp_path / "reserve", 3 * SLICE)
    assert second.holding
    second.close()


def test_a_disk_that_never_had_the_room_holds_nothing(tmp_path, full):
    full(full=True)
    for _ in range(2):
        reserve = Reserve(tmp_path / "reserve", 3 * SLICE)
        assert (reserve.whole, reserve.holding) == (False, False)
        assert (tmp_path / "reserve").stat().st_size == 0
        reserve.check()
        reserve.close()


def test_none_is_held_back_where_none_is_wanted(tmp_path):
    reserve = Reserve(tmp_path / "reserve", 0)
    assert (reserve.whole, reserve.holding, reserve.release()) == (True, False, False)
    reserve.close()
