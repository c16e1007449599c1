import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plant.reading import LONG_AGO, NEVER, Mark, ReadingBatch, join, name_marks

COLUMNS = {
    "row": np.int32,
    "source": np.int64,
    "received": np.int64,
    "time": np.int64,
    "fresh": np.int64,
    "value": np.float64,
    "status": np.uint32,
    "marks": np.uint16,
    "gateway": np.int16,
}


def make(*values, words=None):
    return ReadingBatch.of(range(len(values)), [1000] * len(values), values, words=words)


def check_equal(first, second):
    for column in COLUMNS:
        np.testing.assert_array_equal(getattr(first, column), getattr(second, column))
    assert first.words == second.words


def test_columns_have_the_types_they_promise_however_they_were_made():
    some = make(1, 2.5)
    for batch in (some, ReadingBatch.empty(), some.take(np.array([1])), join([some, some])):
        assert {name: getattr(batch, name).dtype for name in COLUMNS} == COLUMNS
        assert {len(getattr(batch, name)) for name in COLUMNS} == {len(batch)}


def test_words_stay_with_their_readings():
    batch = make(np.nan, 1.0, np.nan, words={0: "Bad Input", 2: "Configure"})
    taken = batch.take(np.array([2, 1]))
    assert taken.words == {0: "Configure"}
    assert join([make(5.0), batch, make(np.nan, words={0: "x"})]).words == {
        1: "Bad Input",
        3: "Configure",
        4: "x",
    }


@given(st.lists(st.lists(st.floats(allow_nan=False), max_size=4), max_size=4))
def test_a_joined_batch_comes_apart_again(parts):
    batches = [make(*part) for part in parts]
    whole = join(batches)
    start = 0
    for batch in batches:
        check_equal(whole.take(np.arange(start, start + len(batch))), batch)
        start += len(batch)
    assert start == len(whole)


def test_any_delay_added_to_never_still_fits():
    week = np.int64(7 * 86_400_000)
    assert LONG_AGO - week < LONG_AGO < 0 < NEVER < NEVER + week


def test_marks_are_named_in_lower_case():
    assert name_marks(Mark.NONE) == []
    assert name_marks(Mark.LATE | Mark.POSSIBLY_BEYOND) == ["late", "possibly_beyond"]
