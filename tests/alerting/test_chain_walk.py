"""Walking a chain: it ends at the first row that does not hold together with its neighbours."""

import pytest
from sqlalchemy import create_engine, delete, insert, update

from alerting.chain_walk import Walk, find_unlinked, read_head
from tests.alerting.test_chain import CHAIN, METADATA, ROWS, START, make

COUNT = 5


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'notes.db'}")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        head = {"one": 1, "id": "notes", "seq": 0, "digest": START}
        connection.execute(insert(CHAIN.head).values(head))
        CHAIN.extend(connection, [make(f"note {number}") for number in range(COUNT)])
    yield engine
    engine.dispose()


def find(engine, wanted=()):
    walk = Walk(CHAIN, read_head(engine, CHAIN), set(wanted))
    return walk.run(engine, lambda _more, _all: None), walk


def tamper(engine, statement):
    with engine.begin() as connection:
        connection.execute(statement)


def test_a_whole_chain_has_no_break_and_gives_the_digests_that_are_wanted(engine):
    broken, walk = find(engine, {0, 2, COUNT})
    assert broken is None
    assert walk.digests[0] == START
    assert set(walk.digests) == {0, 2, COUNT}
    assert walk.digests[COUNT] == walk.head["digest"]


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        (update(ROWS).where(ROWS.c.seq == 3).values(text="other"), 3),
        (update(ROWS).where(ROWS.c.seq == COUNT).values(text="other"), COUNT),
        (delete(ROWS).where(ROWS.c.seq == 2), 2),
        (delete(ROWS).where(ROWS.c.seq == COUNT), COUNT),
        (insert(ROWS).values(seq=COUNT + 1, previous="x", text="put in"), COUNT + 1),
        (update(CHAIN.head).values(digest="0" * 64), COUNT),
    ],
)
def test_what_was_changed_lost_or_put_in_is_found_where_it_is(engine, statement, seq):
    tamper(engine, statement)
    assert find(engine)[0].seq == seq


def test_what_was_cut_off_by_rule_is_not_missed(engine):
    _, walk = find(engine, {2})
    tamper(engine, delete(ROWS).where(ROWS.c.seq <= 2))
    tamper(engine, update(CHAIN.head).values(cut_seq=2, cut_digest=walk.digests[2]))
    assert find(engine)[0] is None


def test_single_rows_are_held_against_what_follows_them(engine):
    _, walk = find(engine, set(range(1, COUNT + 1)))
    assert find_unlinked(engine, CHAIN, walk.digests) == []
    changed = walk.digests | {2: "0" * 64, COUNT: "1" * 64}
    assert find_unlinked(engine, CHAIN, changed) == [2, COUNT]
    assert find_unlinked(engine, CHAIN, {COUNT + 7: "0" * 64}) == [COUNT + 7]
