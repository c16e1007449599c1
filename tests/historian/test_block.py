import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from historian.block import DamagedBlockError, TagColumns, decode_block, encode_block

int64 = st.integers(-(2**63), 2**63 - 1)
any_float = st.integers(0, 2**64 - 1).map(lambda bits: np.uint64(bits).view(np.float64).item())
grid = st.integers(-(10**6), 10**6).map(lambda n: n / 100)
float32 = st.floats(width=32)
values = st.one_of(
    *(
        st.lists(st.one_of(kind, st.sampled_from([math.nan, -0.0, math.inf])), max_size=20)
        for kind in (any_float, grid, float32)
    ),
    *(st.lists(kind, min_size=1, max_size=40) for kind in (grid, float32, any_float)),
).filter(len)


def columns(value, time=None, source=None, status=None, marks=None) -> TagColumns:
    count = len(value)
    time = range(count) if time is None else time
    return TagColumns(
        np.array(time, dtype=np.int64),
        np.array(value, dtype=np.float64),
        np.array([0] * count if status is None else status, dtype=np.uint32),
        np.array(time if source is None else source, dtype=np.int64),
        np.array([0] * count if marks is None else marks, dtype=np.uint16),
    )


def assert_same(one: TagColumns, other: TagColumns) -> None:
    for name in ("time", "value", "status", "source", "marks"):
        assert getattr(one, name).dtype == getattr(other, name).dtype
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


@given(values)
def test_every_bit_of_a_value_comes_back(value):
    written = columns(value)
    assert_same(decode_block(encode_block(written)), written)


@given(st.data(), st.integers(1, 9))
def test_every_column_comes_back_whatever_is_in_it(data, count):
    def some(kind):
        return data.draw(st.lists(kind, min_size=count, max_size=count))

    written = columns(
        some(any_float),
        some(int64),
        some(int64),
        some(st.integers(0, 2**32 - 1)),
        some(st.integers(0, 2**16 - 1)),
    )
    assert_same(decode_block(encode_block(written)), written)


def minute_of_seconds(value) -> bytes:
    jitter = np.random.default_rng(5).integers(0, 20, 600)
    return encode_block(columns(value, np.arange(600) * 1000 + jitter))


def test_a_steady_hand_costs_few_bytes():
    random = np.random.default_rng(4)
    wave = 50 + 10 * np.sin(np.arange(600) / 90) + random.normal(0, 0.05, 600)
    assert len(minute_of_seconds(np.round(wave, 2))) / 600 < 2.7
    assert len(minute_of_seconds(wave.astype(np.float32).astype(float))) / 600 < 4.5
    with_gap = np.round(wave, 2)
    with_gap[300] = math.nan
    assert len(minute_of_seconds(with_gap)) / 600 < 2.8


def test_any_flipped_bit_and_any_cut_is_noticed():
    whole = encode_block(columns([1.0, 2.5, math.nan]))
    for place in range(len(whole)):
        with pytest.raises(DamagedBlockError):
            decode_block(whole[:place])
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            with pytest.raises(DamagedBlockError):
                decode_block(bytes(damaged))
