"""What meters have counted at any instant of a tick, and however it is cut."""

from collections.abc import Iterator

import numpy as np
import pytest

from detectors.board import Board
from detectors.kind import Arrivals
from detectors.meters import Meters
from plant.quality import classify
from plant.reading import LONG_AGO, ReadingBatch

HOUR_MS = 3_600_000
LEVEL = 2
STALE_MS = 4 * HOUR_MS
Reading = tuple[int, int, float]

STREAM: list[Reading] = [
    (LEVEL, 0, 1.0),
    (0, 0, 6.0),
    (1, 0, -2.5),
    (0, HOUR_MS // 3, 0.3),
    (LEVEL, HOUR_MS, 1.0),
    (0, HOUR_MS, float("nan")),
    (LEVEL, HOUR_MS, 1.0),
    (0, 2 * HOUR_MS, 1.0),
    (0, HOUR_MS, 9.0),  # overtaken: what flowed up to two o'clock has been counted
    (LEVEL, 3 * HOUR_MS, 1.0),
    (LEVEL, 5 * HOUR_MS, 1.0),
]
"""Rows 0 and 1 are meters by their own numbers, the last is a level."""


def make_arrivals(readings: list[Reading]) -> Arrivals:
    row, time, value = (np.array(column) for column in zip(*readings, strict=True))
    batch = ReadingBatch.of(row, time, value.astype(np.float64))
    classes = classify(batch.status, batch.value)
    limit_ms = np.full(3, STALE_MS)
    doubtful = np.zeros(len(batch), dtype=np.bool_)
    return Arrivals(batch, classes, doubtful, batch.time, limit_ms, Board.of(3), streamed=True)


def read(ticks: list[list[Reading]]) -> Iterator[list[float]]:
    """What both meters have counted with each level, m³."""
    meters = Meters.of(np.ones(2, dtype=np.bool_))
    for tick in ticks:
        arrivals = make_arrivals(tick)
        place = np.flatnonzero(arrivals.row != LEVEL)
        place = place[np.argsort(arrivals.row[place], kind="stable")]
        meter, levels = arrivals.row[place], np.flatnonzero(arrivals.row == LEVEL)
        log = meters.hear(arrivals, place, meter, np.ones(len(place)))
        counted = []
        for one in (0, 1):
            row = np.full(len(levels), one)
            came, until, _ = log.read(arrivals, row, levels, row)
            assert (until >= arrivals.batch.time[levels])[np.isfinite(came)].all()
            counted.append(came.tolist())
        log.keep()
        yield from map(list, zip(*counted, strict=True))


def test_what_flows_is_counted_between_readings_and_up_to_a_level() -> None:
    unheard, sure, unknown, after, stale = read([STREAM])

    assert np.isnan(unheard).all()
    assert sure == pytest.approx([6.0 / 3 + 0.3 * 2 / 3, -2.5])
    assert np.isnan(unknown[0])
    assert after == pytest.approx([2.2 + 9.0, -7.5])
    assert stale[0] == pytest.approx(2.2 + 27.0)
    assert np.isnan(stale[1])


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_no_cut_moves_a_sum_by_a_single_bit(size: int) -> None:
    ticks = [STREAM[begin : begin + size] for begin in range(0, len(STREAM), size)]

    np.testing.assert_array_equal(list(read(ticks)), list(read([STREAM])))


def test_meters_that_are_not_there_count_nothing() -> None:
    meters = Meters.of(np.array([True, False]))

    assert meters.time.tolist() == [LONG_AGO, LONG_AGO]
    np.testing.assert_array_equal(meters.flow, [np.nan, 0.0])
