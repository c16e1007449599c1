import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from historian.head import Columns, Head, Newest


def columns(*rows: tuple[int, int, float]) -> Columns:
    """Columns of (tag, time, value)."""
    made = Columns.room(len(rows))
    made.tag[:] = [tag for tag, _, _ in rows]
    made.time[:] = made.source[:] = [time for _, time, _ in rows]
    made.value[:] = [value for _, _, value in rows]
    made.status[:], made.marks[:] = 7, 3
    return made


def test_comes_back_from_its_bytes():
    written = columns((1, 2, 3.5), (4, 5, np.nan))
    read = Columns.from_bytes(written.to_bytes())
    for name in ("tag", "time", "source", "value", "status", "marks"):
        assert getattr(read, name).tobytes() == getattr(written, name).tobytes()
    assert len(Columns.from_bytes(b"")) == 0


def test_a_view_stays_as_it_was():
    head = Head(room=2)
    head.append(columns((0, 1, 1.0)))
    views = [head.view()]
    for time in range(2, 9):
        head.append(columns((0, time, 1.0)))
        views.append(head.view())
    head.remove_first(5)
    head.append(columns((0, 9, 1.0)))
    assert [view.time.tolist() for view in views] == [list(range(1, n + 1)) for n in range(1, 9)]
    assert head.view().time.tolist() == [6, 7, 8, 9]
    assert len(head) == 4


reading = st.tuples(st.integers(0, 3), st.integers(0, 5), st.floats(0, 1))


@given(st.lists(st.lists(reading, max_size=6), max_size=4), st.integers(0, 6))
def test_newest_is_by_time_and_then_by_writing(batches, before):
    newest, oracle = Newest(), {}
    for batch in batches:
        newest.take_up(columns(*batch))
        for tag, time, value in batch:
            if tag not in oracle or time >= oracle[tag][0]:
                oracle[tag] = (time, value)
    newest.forget(before)
    view = newest.view()
    found = zip(view.tag.tolist(), view.time.tolist(), view.value.tolist(), strict=True)
    assert {tag: (time, value) for tag, time, value in found} == {
        tag: (time, value) for tag, (time, value) in oracle.items() if time >= before
    }
