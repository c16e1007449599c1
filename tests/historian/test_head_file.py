import sqlite3

import pytest

from historian.head_file import SPARE_PAGES, HeadFile, HeadState, open_head, read_head
from historian.port import SpoolPosition
from tests.historian.test_head import columns


@pytest.fixture
def head(tmp_path):
    head = HeadFile(tmp_path / "head.sqlite")
    head.adopt(["one"])
    yield head
    head.close()


def times(head: HeadFile) -> list[list[int]]:
    return [batch.time.tolist() for batch in head.contents().batches]


def test_batch_and_position_stand_or_fall_together(head):
    head.append(columns((1, 10, 1.0)), SpoolPosition(1, 2))
    with pytest.raises(sqlite3.ProgrammingError):
        head.append(columns((1, 11, 1.0)), SpoolPosition(object(), 3))
    assert times(head) == [[10]]
    assert head.state.position == SpoolPosition(1, 2)
    head.append(columns((1, 12, 1.0)), SpoolPosition(1, 3))
    assert times(head) == [[10], [12]]


def test_removes_what_is_sealed_and_keeps_the_newest(head):
    assert head.state == HeadState(0, 0, None)
    assert len(head.contents().newest) == 0
    for time in (10, 20, 30):
        head.append(columns((1, time, 1.0)), SpoolPosition(1, time))
    sealed = head.state.batch
    head.append(columns((1, 40, 1.0)), SpoolPosition(1, 40))
    head.remove(sealed, columns((1, 40, 1.0)))
    assert times(head) == [[40]]
    assert head.contents().newest.time.tolist() == [40]


def test_a_number_of_a_batch_is_never_given_twice(head):
    head.append(columns((1, 10, 1.0)), SpoolPosition(1, 1))
    first = head.state.batch
    head.remove(first, columns())
    head.append(columns((1, 20, 1.0)), SpoolPosition(1, 2))
    assert head.state.batch > first


def test_tags_keep_their_numbers(head):
    before = head.adopt(["a", "b"])
    after = head.adopt(["c", "b"])
    assert {**before, "c": after["c"]} == after
    assert len(set(after.values())) == len(after) == 4


def test_gives_its_room_back(tmp_path):
    path = tmp_path / "head.sqlite"
    head = HeadFile(path)
    head.adopt(["one"])
    many = columns(*((1, time, 1.0) for time in range(50_000)))
    for _ in range(10):
        head.append(many, SpoolPosition(1, 1))
    head.remove(head.state.batch, columns((1, 50_000, 1.0)))
    head.close()
    assert path.stat().st_size < (SPARE_PAGES + 50) * 8192 < 10 * len(many.to_bytes())


def rewrite(path, statement: str) -> None:
    file = sqlite3.connect(path)
    with file:
        assert file.execute(statement).rowcount == 1
    file.close()


@pytest.mark.parametrize(
    ("harm", "left"),
    [
        ("UPDATE head SET data = zeroblob(length(data)) WHERE id = 2", [[10], [30]]),
        ("DELETE FROM head WHERE id = 3", [[10], [20]]),
        ("UPDATE tag SET name = 'another'", [[], [], []]),
        ("UPDATE state SET at = 5", [[10], [20], [30]]),
        ("UPDATE newest SET data = zeroblob(34)", [[10], [20], [30]]),
    ],
)
def test_what_is_damaged_is_set_aside_and_what_is_whole_goes_on(tmp_path, harm, left):
    path = tmp_path / "head.sqlite"
    head = HeadFile(path)
    head.adopt(["one"])
    for time in (10, 20, 30):
        head.append(columns((1, time, 1.0)), SpoolPosition(1, time))
    head.remove(0, columns((1, 5, 1.0)))
    head.close()
    rewrite(path, harm)
    (complaint, *_) = read_head(path).complaints
    assert complaint
    opened, contents, aside = open_head(path)
    assert aside is not None
    assert read_head(aside).complaints[0] == complaint
    assert [batch.time.tolist() for batch in contents.batches] == left
    assert (contents.complaints, contents.state.position) == ([], None)
    opened.close()
    again, contents, aside = open_head(path)
    assert aside is None
    again.close()


def test_a_sound_file_opens_with_all_it_has(tmp_path):
    assert read_head(tmp_path / "head.sqlite").state == HeadState()
    head, _, _ = open_head(tmp_path / "head.sqlite")
    head.adopt(["one"])
    head.append(columns((1, 10, 1.0)), SpoolPosition(1, 2))
    while_open = read_head(tmp_path / "head.sqlite")
    assert (while_open.state, while_open.tags) == (head.state, {"one": 1})
    head.close()
