import pytest
from hypothesis import given
from hypothesis import strategies as st

from historian.checksum import checksum

field = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text(max_size=9), st.binary())


@given(st.lists(field, max_size=4), st.data())
def test_every_flipped_bit_of_bytes_is_noticed(fields, data):
    content = data.draw(st.binary(min_size=1, max_size=50))
    place = data.draw(st.integers(0, 8 * len(content) - 1))
    flipped = bytearray(content)
    flipped[place // 8] ^= 1 << place % 8
    assert checksum(*fields, bytes(flipped)) != checksum(*fields, content)


@given(st.lists(field, max_size=4))
def test_the_same_fields_have_the_same_checksum_and_fit_a_column(fields):
    assert checksum(*fields) == checksum(*list(fields))
    assert 0 <= checksum(*fields) < 2**32


@pytest.mark.parametrize(
    "fields, others",
    [
        ((1, 23), (12, 3)),
        ((b"ab", b"c"), (b"a", b"bc")),
        ((1,), ("1",)),
        ((1,), (1.0,)),
        ((None,), ("None",)),
        ((), (None,)),
        ((1, 2), (2, 1)),
    ],
)
def test_borders_types_and_order_count(fields, others):
    assert checksum(*fields) != checksum(*others)
