"""How near a short float is to its number, and which are kept as they are."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.short_floats import lengthen, shorten

finite = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)


def keep(*numbers: float) -> list[float]:
    kept: list[float] = lengthen(*shorten(np.array(numbers, dtype=np.float64))).tolist()
    return kept


@given(finite)
def test_a_number_comes_nearer_to_zero_by_one_part_in_two_to_the_36_at_most(number: float) -> None:
    (kept,) = keep(number)

    assert 0 <= abs(number) - abs(kept) <= abs(number) * 2**-36
    assert keep(kept) == [kept], "what is kept stays what it is"


@given(st.floats(width=32, allow_nan=False))
def test_every_float32_is_kept_as_it_is(number: float) -> None:
    (kept,) = keep(number)

    assert (kept, math.copysign(1, kept)) == (number, math.copysign(1, number))


@given(st.integers(-(2**37), 2**37))
def test_every_whole_number_up_to_two_to_the_37_is_kept_as_it_is(number: int) -> None:
    assert keep(number) == [number]


def test_nothing_becomes_infinite_and_no_number_is_none_still() -> None:
    largest = np.finfo(np.float64).max

    assert keep(largest, -largest) == pytest.approx([largest, -largest], rel=2**-36)
    assert math.isnan(keep(math.nan)[0])


@given(st.lists(finite, min_size=2))
def test_their_order_is_kept(numbers: list[float]) -> None:
    assert keep(*sorted(numbers)) == sorted(keep(*numbers))
