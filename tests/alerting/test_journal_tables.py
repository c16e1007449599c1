import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Entry, Event, Held, State, Terms
from alerting.chain import begin_chain
from alerting.journal_tables import JOURNAL, digest_row, make_row, read_row
from plant.condition import Priority
from tests.alerting.tiny_park import make_entry

INSTANT = st.integers(-(2**62), 2**62)
NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
MARK = st.sampled_from(["late", "uncertain", "last_known"])
ENTRIES = st.builds(
    Entry,
    alarm=TEXT,
    event=st.sampled_from(Event),
    at=INSTANT,
    onset=INSTANT,
    state=st.sampled_from(State),
    held=st.none() | st.sampled_from(Held),
    priority=st.sampled_from(Priority),
    value=NUMBER,
    limit=NUMBER,
    actor=TEXT,
    reason=TEXT,
    version=st.integers(1, 2**62),
    plant_hash=TEXT,
    marks=st.lists(MARK, unique=True).map(tuple),
    source=st.none() | INSTANT,
    received=st.none() | INSTANT,
    detected=st.none() | INSTANT,
    terms=st.none() | st.builds(Terms, INSTANT, st.booleans(), TEXT, TEXT),
    seq=st.integers(1, 2**62),
    previous=st.just("0" * 64),
)


@given(ENTRIES)
def test_every_entry_survives_its_row(entry):
    row = make_row(entry)
    assert list(row) == [column.name for column in JOURNAL.columns]
    assert read_row(row) == entry
    assert digest_row(make_row(read_row(row))) == digest_row(row)


@pytest.mark.parametrize("field", [field.name for field in fields(Entry)])
def test_the_digest_covers_every_field(field):
    other = {
        "event": Event.RETURNED,
        "state": State.NORMAL,
        "held": Held.SHELVED,
        "priority": Priority.LOW,
        "marks": (),
        "value": 1.5,
        "limit": None,
        "received": 5,
        "terms": Terms(7),
    }
    entry = make_entry()
    value = getattr(entry, field)
    change = other.get(field, value + 1 if isinstance(value, int) else f"{value}x")
    assert digest_row(make_row(replace(entry, **{field: change}))) != digest_row(make_row(entry))


def test_the_digest_is_the_same_for_ever():
    row = make_row(make_entry(seq=7, previous=begin_chain("journal")))
    # Taken by hand over the JSON array of the columns, as any other program can.
    assert digest_row(row) == "59d461dfc769c80710f512b5bd16c1ced2226e35bfbb255fae640fc026403398"


def test_what_no_store_keeps_is_not_stored():
    row = make_row(make_entry(value=math.nan, limit=-0.0))
    assert row["value"] is None
    assert math.copysign(1, row["limit"]) == 1
