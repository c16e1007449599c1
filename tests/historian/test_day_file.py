import pytest

from historian.day_file import find_days, list_days, read_tag, read_window, unlink_day, write_day
from historian.sealing import BLOCK_MS, DAY_MS, Sealed

DAY = 20_000
AT = DAY * DAY_MS + 5 * BLOCK_MS
NAMES = {7: "a", 9: "b"}


def blocks_of(found):
    assert all(block.whole for block in found)
    return [block.data for block in found]


def test_finds_the_blocks_of_a_range_in_the_order_of_writing(tmp_path):
    write_day(tmp_path, DAY, [Sealed(7, AT + 10, AT + 20, 2, b"first")], NAMES)
    write_day(tmp_path, DAY, [Sealed(7, AT, AT + BLOCK_MS - 1, 2, b"second")], NAMES)
    assert blocks_of(read_tag(tmp_path, DAY, "a", AT + 15, AT + 16)) == [b"first", b"second"]
    assert blocks_of(read_tag(tmp_path, DAY, "a", AT + BLOCK_MS - 1, AT + BLOCK_MS)) == [b"second"]
    assert blocks_of(read_tag(tmp_path, DAY, "a", AT + BLOCK_MS, AT + 2 * BLOCK_MS)) == []
    assert blocks_of(read_tag(tmp_path, DAY, "a", AT - 5, AT)) == []
    assert blocks_of(read_tag(tmp_path, DAY, "b", AT, AT + BLOCK_MS)) == []


def test_blocks_of_one_beginning_stand_beside_each_other(tmp_path):
    for data in (b"x", b"y"):
        write_day(tmp_path, DAY, [Sealed(9, AT, AT, 1, data)], NAMES)
    assert blocks_of(read_window(tmp_path, DAY, AT, AT + 1)) == [b"x", b"y"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    blocks = [Sealed(7, AT, AT, 1, b"x"), Sealed(8, AT, AT, 1, b"of a tag without a name")]
    with pytest.raises(KeyError):
        write_day(tmp_path, DAY, blocks, NAMES)
    assert blocks_of(read_window(tmp_path, DAY, AT, AT + 1)) == []


def test_a_day_keeps_its_own_numbers_for_names(tmp_path):
    write_day(tmp_path, DAY, [Sealed(7, AT, AT, 1, b"x")], NAMES)
    write_day(tmp_path, DAY, [Sealed(1, AT, AT, 1, b"y")], {1: "b", 7: "c"})
    assert blocks_of(read_tag(tmp_path, DAY, "a", AT, AT + 1)) == [b"x"]
    assert blocks_of(read_tag(tmp_path, DAY, "b", AT, AT + 1)) == [b"y"]


def test_lists_days_and_no_other_files(tmp_path):
    for day in (DAY + 2, DAY):
        write_day(tmp_path, day, [], NAMES)
    (tmp_path / "2024-10-04 copy.blocks").write_bytes(b"")
    assert list_days(tmp_path) == [DAY, DAY + 2]
    assert find_days(tmp_path, (DAY + 1) * DAY_MS, (DAY + 2) * DAY_MS + 1) == [DAY + 2]
    assert find_days(tmp_path, (DAY + 1) * DAY_MS, (DAY + 2) * DAY_MS) == []


def test_a_forgotten_day_is_empty(tmp_path):
    write_day(tmp_path, DAY, [Sealed(7, AT, AT, 1, b"x")], NAMES)
    unlink_day(tmp_path, DAY)
    unlink_day(tmp_path, DAY)
    assert list(tmp_path.iterdir()) == []
    assert blocks_of(read_tag(tmp_path, DAY, "a", AT, AT + 1)) == []
