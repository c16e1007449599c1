import sqlite3

import pytest

from historian.head_file import HeadFile
from historian.port import SpoolPosition
from tests.historian.test_head import columns


@pytest.fixture
def head(tmp_path):
    head = HeadFile(tmp_path / "head.sqlite")
    yield head
    head.close()


def times(head: HeadFile) -> list[list[int]]:
    return [batch.time.tolist() for batch in head.batches()]


def test_batch_and_position_stand_or_fall_together(head):
    head.append(columns((1, 10, 1.0)), SpoolPosition(1, 2))
    with pytest.raises(sqlite3.IntegrityError):
        head.append(columns((1, 11, 1.0)), SpoolPosition(None, 3))
    assert times(head) == [[10]]
    assert head.position == SpoolPosition(1, 2)
    head.append(columns((1, 12, 1.0)), SpoolPosition(1, 3))
    assert times(head) == [[10], [12]]


def test_removes_what_is_sealed_and_keeps_the_newest(head):
    assert (head.last_batch, head.position, len(head.newest())) == (0, None, 0)
    for time in (10, 20, 30):
        head.append(columns((1, time, 1.0)), SpoolPosition(1, time))
    sealed = head.last_batch
    head.append(columns((1, 40, 1.0)), SpoolPosition(1, 40))
    head.remove(sealed, columns((1, 40, 1.0)))
    assert times(head) == [[40]]
    assert head.newest().time.tolist() == [40]


def test_a_number_of_a_batch_is_never_given_twice(head):
    head.append(columns((1, 10, 1.0)), SpoolPosition(1, 1))
    first = head.last_batch
    head.remove(first, columns())
    head.append(columns((1, 20, 1.0)), SpoolPosition(1, 2))
    assert head.last_batch > first


def test_tags_keep_their_numbers(head):
    before = head.adopt(["a", "b"])
    after = head.adopt(["c", "b"])
    assert {**before, "c": after["c"]} == after
    assert len(set(after.values())) == 3
