from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.filed_stops.stop import Scope, StopEntry, StopEvent, StopState, StopWish
from alerting.filed_stops.tables import FILED_STOP, FILED_STOP_CHAIN, make_row, read_row
from plant.filed_stops import StopCategory

INSTANT = st.integers(0, 2**62)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
IDS = st.lists(TEXT, max_size=3).map(tuple)
WISHES = st.builds(
    StopWish,
    st.sampled_from(StopCategory),
    TEXT,
    st.builds(Scope, IDS, IDS, IDS, IDS),
    INSTANT,
    INSTANT,
    TEXT,
    TEXT,
)
ENTRIES = st.builds(
    StopEntry,
    stop=TEXT,
    event=st.sampled_from(StopEvent),
    at=INSTANT,
    state=st.sampled_from(StopState),
    version=st.integers(1, 2**62),
    actor=TEXT,
    reason=TEXT,
    plant_hash=TEXT,
    wish=st.none() | WISHES,
    seq=INSTANT,
    previous=TEXT,
)


@given(ENTRIES)
def test_every_entry_survives_its_row(entry):
    row = make_row(entry)
    assert list(row) == [column.name for column in FILED_STOP.columns]
    assert read_row(row) == entry
    assert FILED_STOP_CHAIN.digest(make_row(read_row(row))) == FILED_STOP_CHAIN.digest(row)


@pytest.mark.parametrize("field", [field.name for field in fields(StopEntry)])
def test_the_digest_covers_every_field(field):
    wish = StopWish(StopCategory.OVERHAUL, "甲", Scope(), 1, 2, "因")
    entry = StopEntry("S1", StopEvent.BEGAN, 1, StopState.IN_FORCE, 2, "李", "因", "abc", wish, 3)
    other = {"event": StopEvent.ENDED, "state": StopState.ENDED, "wish": replace(wish, until=3)}
    value = other.get(field, 9 if isinstance(getattr(entry, field), int) else "x")
    assert FILED_STOP_CHAIN.digest(
        make_row(replace(entry, **{field: value}))
    ) != FILED_STOP_CHAIN.digest(make_row(entry))
