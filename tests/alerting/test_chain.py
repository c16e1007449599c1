"""A chain of rows: what each bears witness to, and the place that the head gives it."""

import pytest
from sqlalchemy import Column, MetaData, Table, Text, create_engine, insert, select

from alerting.chain import SEQ, Chain, Tip, begin_chain, make_head

METADATA = MetaData()
ROWS = Table(
    "notes",
    METADATA,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("previous", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("hint", Text),
)
CHAIN = Chain(ROWS, make_head("notes_head", METADATA), later=frozenset({"hint"}))
START = begin_chain("notes")


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        head = {"one": 1, "id": "notes", "seq": 0, "digest": START}
        connection.execute(insert(CHAIN.head).values(head))
        yield connection
    engine.dispose()


def make(text, hint=None):
    return {"text": text, "hint": hint}


def test_rows_are_numbered_and_each_tells_of_the_one_before(connection):
    first, second = CHAIN.extend(connection, [make("a"), make("b")])
    (third,) = CHAIN.extend(connection, [make("c")])
    assert [first["seq"], second["seq"], third["seq"]] == [1, 2, 3]
    assert first["previous"] == START
    assert second["previous"] == CHAIN.digest(first)
    assert third["previous"] == CHAIN.digest(second)
    assert CHAIN.take_tip(connection) == Tip(3, CHAIN.digest(third))
    kept = connection.execute(select(ROWS).order_by(ROWS.c.seq)).mappings().all()
    assert [dict(row) for row in kept] == [first, second, third]


def test_every_column_counts_and_a_later_one_only_where_it_says_something():
    row = make("a") | {"seq": 1, "previous": START}
    assert CHAIN.digest(row | {"text": "b"}) != CHAIN.digest(row)
    assert CHAIN.digest(row | {"previous": "x"}) != CHAIN.digest(row)
    assert CHAIN.digest(row | {"hint": "h"}) != CHAIN.digest(row)
    plain = Chain(ROWS, CHAIN.head)
    assert plain.digest(row) != CHAIN.digest(row)


def test_two_chains_begin_differently():
    assert begin_chain("notes") != begin_chain("other")
