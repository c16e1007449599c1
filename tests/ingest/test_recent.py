"""The memory of readings against a plain list of the last few."""

from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.recent import NOTHING, Recent, Told

PLACES = 4

readings = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, 2), st.sampled_from([1.0, np.nan]), st.integers(0, 1)
    ),
    max_size=12,
)


def tell(rows):
    row, source, value, status = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    return Told.of(row.astype(np.int32), source.astype(np.int64), value, status.astype(np.uint32))


def find_naively(rows, fresh, asked):
    """``asked``: (how many fresh ones come before, reading)."""
    found = []
    for before, (row, source, value, status) in asked:
        kept = deque([*rows, *fresh[:before]], maxlen=PLACES)
        met = [one for one in kept if one[:2] == (row, source)]
        same = any((repr(one[2]), one[3]) == (repr(value), status) for one in met)
        found.append((same, bool(met)))
    return found


@given(st.lists(readings, max_size=3), readings, readings, st.data())
def test_what_was_written_last_is_found_and_nothing_else(parts, fresh, asked, data):
    recent = Recent(PLACES)
    for part in parts:
        recent.write(tell(part))
    before = [data.draw(st.integers(0, len(fresh))) for _ in asked]
    same, met = recent.find(tell(asked), np.array(before, dtype=np.int64), tell(fresh))
    written = [row for part in parts for row in part]
    expected = find_naively(written, fresh, list(zip(before, asked, strict=True)))
    assert list(zip(same.tolist(), met.tolist(), strict=True)) == expected


@given(st.lists(readings, max_size=3))
def test_what_is_saved_is_the_same_however_it_was_written(parts):
    whole, cut = Recent(PLACES), Recent(PLACES)
    whole.write(tell([row for part in parts for row in part]))
    for part in parts:
        cut.write(tell(part))
    again = Recent(PLACES)
    again.restore(cut.save(), np.arange(2))
    for other in (cut, again):
        for name, array in whole.save().items():
            assert array.tolist() == other.save()[name].tolist()


def test_tags_keep_their_readings_where_rows_change():
    recent, again = Recent(PLACES), Recent(2)
    recent.write(tell([(0, 5, 1.0, 0), (1, 6, 2.0, 0), (2, 7, 3.0, 0)]))
    again.restore(recent.save(), np.array([1, -1, 0]))
    asked = tell([(1, 5, 1.0, 0), (0, 7, 3.0, 0), (1, 6, 2.0, 0), (0, 5, 1.0, 0)])
    same, _ = again.find(asked, np.zeros(4, dtype=np.int64))
    assert same.tolist() == [True, True, False, False]


def test_nothing_is_found_of_nothing_and_for_nothing():
    recent = Recent(PLACES)
    one = tell([(0, 0, 0.0, 0)])
    assert recent.find(one, np.zeros(1, dtype=np.int64))[0].tolist() == [False]
    assert recent.find(NOTHING, np.zeros(0, dtype=np.int64))[0].tolist() == []


def test_each_tag_has_room_within_bounds():
    rooms = [Recent.of(tags).places for tags in (0, 5, 128, 129, 1_000_000)]
    assert rooms == [4096, 4096, 4096, 8192, 1 << 18]
