import numpy as np
import pytest

from historian.spool_mapping import Mapping, Translation
from historian.spool_record import Names, TickRecord, encode_names, encode_tick
from plant.reading import ReadingBatch

THEN = Names(("a", "b", "c"), ("g0", "g1"))


@pytest.fixture
def record() -> TickRecord:
    batch = ReadingBatch.of([0, 1, 2, 1], [1, 2, 3, 4], [np.nan, 2.0, np.nan, 4.0],
                            words={0: "gone", 2: "kept"})  # fmt: skip
    batch.gateway[:] = [0, 1, -1, 1]
    return TickRecord(9, batch, b"note")


def test_an_unchanged_plant_passes_a_tick_on_as_it_is(record):
    kept, dropped = Mapping.between(THEN, THEN).apply(record)
    assert (kept, dropped) == (record, 0)


def test_words_and_gateways_go_with_their_readings(record):
    kept, dropped = Mapping.between(THEN, Names(("c", "x", "b"), ("g1",))).apply(record)
    assert dropped == 1
    assert kept.batch.row.tolist() == [2, 0, 2]
    assert kept.batch.gateway.tolist() == [0, -1, 0]
    assert kept.batch.words == {1: "kept"}
    assert kept.batch.row.dtype == np.int32
    assert kept.batch.gateway.dtype == np.int16
    assert (kept.now, kept.note) == (9, b"note")


def test_learns_from_the_head_of_a_segment_only(record):
    translation = Translation(THEN)
    assert translation.learn(1, encode_names(THEN) + encode_tick(record)) is not None
    assert translation.learn(2, encode_tick(record)) is None
    assert translation.learn(3, b"\x00" + encode_names(THEN)) is None
    assert translation.learn(4, b"") is None
    assert set(translation.known) == {1}
