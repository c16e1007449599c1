"""An entry as a row, and back."""

from hypothesis import given
from hypothesis import strategies as st

from alerting.handover import (
    SPOKEN,
    Cell,
    Content,
    Deed,
    HandoverEntry,
    Head,
    Line,
    Section,
    Turn,
)
from alerting.handover_tables import HANDOVER, HANDOVER_CHAIN, make_row, read_row
from alerting.kpi.terms import Period
from plant.wording import Words

INSTANT = st.integers(0, 2**41)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
WORDS = st.builds(Words, TEXT, TEXT)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
CELL = st.builds(Cell, TEXT, TEXT, st.none() | INSTANT, st.none() | INSTANT, NUMBER, TEXT)
LINE = st.builds(Line, st.lists(CELL, max_size=3).map(tuple), TEXT)
SECTION = st.builds(
    Section,
    TEXT,
    WORDS,
    st.lists(WORDS, max_size=3).map(tuple),
    st.lists(LINE, max_size=3).map(tuple),
    st.integers(0, 9),
    st.none() | WORDS,
)
CONTENT = st.builds(
    Content,
    at=INSTANT,
    journal=TEXT,
    seq=INSTANT,
    digest=TEXT,
    plant_hash=TEXT,
    park=WORDS,
    zone=TEXT,
    shift=WORDS,
    heads=st.lists(st.builds(Head, WORDS, INSTANT), max_size=2).map(tuple),
    sections=st.lists(SECTION, max_size=2).map(tuple),
)
ENTRY = st.builds(
    HandoverEntry,
    turn=st.builds(Turn, INSTANT.map(lambda at: Period(at, at + 1)), TEXT, TEXT),
    deed=st.sampled_from([Deed.HANDED_OVER, *SPOKEN]),
    at=INSTANT,
    actor=TEXT,
    version=st.integers(1, 99),
    edition=st.integers(1, 99),
    section=TEXT,
    words=TEXT,
    content=st.none() | CONTENT,
    seq=INSTANT,
    previous=TEXT,
)


@given(ENTRY)
def test_every_entry_survives_its_row(entry):
    row = make_row(entry)
    assert set(row) == {column.name for column in HANDOVER.columns}
    assert read_row(row) == entry
    assert HANDOVER_CHAIN.digest(make_row(read_row(row))) == HANDOVER_CHAIN.digest(row)


@given(ENTRY)
def test_a_row_read_without_its_page_says_all_the_rest(entry):
    row = make_row(entry)
    del row["content"]
    assert read_row(row).turn == entry.turn
    assert read_row(row).content is None
