"""Keys in parts: each once, in their order, never too many."""

from hypothesis import given
from hypothesis import strategies as st

from alerting.key_parts import MOST, cut_keys


@given(st.integers(0, 3 * MOST + 1))
def test_every_key_is_in_one_part_and_none_is_too_large(count):
    parts = list(cut_keys(range(count)))
    assert [key for part in parts for key in part] == list(range(count))
    assert all(0 < len(part) <= MOST for part in parts)
