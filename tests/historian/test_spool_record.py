import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from historian import spool_record
from historian.spool_record import (
    TICK,
    Names,
    TickRecord,
    decode_names,
    decode_tick,
    encode_names,
    encode_tick,
    walk,
)
from plant.reading import ReadingBatch

COLUMNS = ("row", "source", "received", "time", "fresh", "value", "status", "marks", "gateway")


@st.composite
def records(draw):
    count = draw(st.integers(0, 4))

    def column(kind):
        return np.frombuffer(draw(st.binary(min_size=8 * count, max_size=8 * count)), "<i8").astype(
            kind
        )

    with np.errstate(all="ignore"):
        batch = ReadingBatch(
            row=column(np.int32),
            source=column(np.int64),
            received=column(np.int64),
            time=column(np.int64),
            fresh=column(np.int64),
            value=column(np.int64).view(np.float64),
            status=column(np.uint32),
            marks=column(np.uint16),
            gateway=column(np.int16),
            words={place: draw(st.text(max_size=5)) for place in range(0, count, 2)},
        )
    return TickRecord(draw(st.integers(-(2**63), 2**63 - 1)), batch, draw(st.binary(max_size=9)))


def same(one: TickRecord, other: TickRecord) -> bool:
    return (one.now, one.note, one.batch.words) == (
        other.now,
        other.note,
        other.batch.words,
    ) and all(
        getattr(one.batch, name).dtype == getattr(other.batch, name).dtype
        and getattr(one.batch, name).tobytes() == getattr(other.batch, name).tobytes()
        for name in COLUMNS
    )


@given(records())
def test_a_tick_comes_back_bit_for_bit(record):
    (frame,) = walk(encode_tick(record))
    assert frame.kind == TICK
    assert same(decode_tick(frame.body), record)


def test_names_come_back():
    names = Names(("E1.LT-101", "储罐"), ())
    (frame,) = walk(encode_names(names))
    assert decode_names(frame.body) == names


def spans(data: bytes) -> list[tuple[int, int]]:
    return [(frame.start, frame.end) for frame in walk(data)]


@given(st.lists(records(), min_size=1, max_size=4), st.data())
@settings(max_examples=60)
def test_a_cut_anywhere_keeps_every_record_before_it(ticks, data):
    encoded = [encode_tick(tick) for tick in ticks]
    whole = b"".join(encoded)
    cut = data.draw(st.integers(0, len(whole)))
    assert spans(whole[:cut]) == [span for span in spans(whole) if span[1] <= cut]


@given(st.lists(records(), min_size=1, max_size=4), st.data())
@settings(max_examples=60)
def test_a_flipped_bit_anywhere_costs_its_record_and_no_other(ticks, data):
    whole = b"".join(encode_tick(tick) for tick in ticks)
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    untouched = [(start, end) for start, end in spans(whole) if not start <= place < end]
    assert spans(bytes(damaged)) == untouched


def test_every_single_bit_of_a_record_is_watched():
    whole = bytearray(encode_tick(TickRecord(7, ReadingBatch.of([0, 1], [1, 2], [3.0, 4.0]), b"n")))
    for place in range(len(whole)):
        for bit in range(8):
            whole[place] ^= 1 << bit
            assert list(walk(bytes(whole))) == []
            whole[place] ^= 1 << bit


def test_a_magic_word_inside_a_note_is_no_record():
    inner = encode_tick(TickRecord(1, ReadingBatch.empty(), b""))[:-1]
    outer = encode_tick(TickRecord(2, ReadingBatch.empty(), inner))
    assert [decode_tick(frame.body).now for frame in walk(outer + outer)] == [2, 2]


def test_a_record_beyond_the_longest_is_refused(monkeypatch):
    monkeypatch.setattr(spool_record, "LONGEST", 100)
    with pytest.raises(ValueError, match="longer"):
        encode_tick(TickRecord(1, ReadingBatch.empty(), bytes(101)))
