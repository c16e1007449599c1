"""What every historian adapter must do, as tests; each adapter's test file derives from it."""

import math
from collections.abc import Awaitable, Callable

import numpy as np
import pytest

from historian.port import Bins, Historian, Series, SpoolPosition
from plant.quality import BAD, BAD_NOT_A_NUMBER, GOOD, UNCERTAIN
from plant.reading import ReadingBatch

TAGS = ("E1.LT-101", "E1.PT=1'02", "储罐/温度")
UPTO = SpoolPosition(3, 40)
DAY = 86_400_000
NOON = 20_000 * DAY + DAY // 2

Reopen = Callable[..., Awaitable[Historian]]


def readings(*rows: tuple[int, int, float] | tuple[int, int, float, int]) -> ReadingBatch:
    """A batch of (row, time, value[, status])."""
    return ReadingBatch.of(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] if len(row) == 4 else GOOD for row in rows],
    )


def listed(series: Series) -> list[tuple[int, float | None, int]]:
    values = [None if math.isnan(value) else value for value in series.value.tolist()]
    return list(zip(series.time.tolist(), values, series.status.tolist(), strict=True))


def counted(bins: Bins) -> list[int]:
    return bins.count.tolist()


class HistorianContract:
    """Derive, and give a fixture ``reopen``: closes what it opened before and opens anew."""

    async def test_begins_with_nothing(self, reopen: Reopen):
        historian = await reopen()
        assert await historian.open(TAGS) is None
        assert listed(await historian.read(TAGS[0], 0, NOON)) == []
        assert await historian.last() == {}
        assert await historian.window(0, 2 * NOON) == {}
        bins = await historian.summarise(TAGS[0], 0, 100, 4)
        assert counted(bins) == [0, 0, 0, 0]
        assert np.isnan([bins.low, bins.high, bins.mean]).all()

    async def test_gives_back_what_it_was_given_in_time_order(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON + 20, 0.1), (0, NOON, -1e-7)), UPTO)
        await historian.append(readings((0, NOON + 10, 1.7976931348623157e308)), UPTO)
        assert listed(await historian.read(TAGS[0], NOON, NOON + 100)) == [
            (NOON, -1e-7, GOOD),
            (NOON + 10, 1.7976931348623157e308, GOOD),
            (NOON + 20, 0.1, GOOD),
        ]

    async def test_the_last_one_written_wins(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON, 1.0), (1, NOON, 5.0), (0, NOON, 2.0)), UPTO)
        assert listed(await historian.read(TAGS[0], NOON, NOON + 1)) == [(NOON, 2.0, GOOD)]
        await historian.append(readings((0, NOON, 3.0, UNCERTAIN)), UPTO)
        assert listed(await historian.read(TAGS[0], NOON, NOON + 1)) == [(NOON, 3.0, UNCERTAIN)]
        assert listed(await historian.read(TAGS[1], NOON, NOON + 1)) == [(NOON, 5.0, GOOD)]

    async def test_a_reading_without_a_number_replaces_a_number_and_the_reverse(
        self, reopen: Reopen
    ):
        historian = await reopen()
        await historian.append(readings((0, NOON, 1.0), (1, NOON, math.nan, BAD)), UPTO)
        await historian.append(
            readings((0, NOON, math.nan, BAD_NOT_A_NUMBER), (1, NOON, 4.0)), UPTO
        )
        assert listed(await historian.read(TAGS[0], NOON, NOON + 1)) == [
            (NOON, None, BAD_NOT_A_NUMBER)
        ]
        assert listed(await historian.read(TAGS[1], NOON, NOON + 1)) == [(NOON, 4.0, GOOD)]

    async def test_bad_readings_are_kept_with_their_value(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON, 99.5, BAD), (0, NOON + 1, math.nan, GOOD)), UPTO)
        assert listed(await historian.read(TAGS[0], NOON, NOON + 2)) == [
            (NOON, 99.5, BAD),
            (NOON + 1, None, GOOD),
        ]

    async def test_ranges_are_half_open(self, reopen: Reopen):
        historian = await reopen()
        midnight = NOON - NOON % DAY
        times = [midnight - 1, midnight, midnight + 1]
        await historian.append(readings(*((0, time, 1.0) for time in times)), UPTO)
        for first, start in enumerate(times):
            for last, end in enumerate(times):
                found = await historian.read(TAGS[0], start, end)
                assert found.time.tolist() == times[first:last]

    async def test_bins_begin_at_the_start_and_show_gaps(self, reopen: Reopen):
        historian = await reopen()
        start = NOON + 7
        await historian.append(
            readings(
                (0, start - 1, 1000.0),
                (0, start, 1.0),
                (0, start + 9, 3.0, UNCERTAIN),
                (0, start + 20, -5.0),
                (0, start + 29, -5.5),
                (0, start + 40, 1000.0),
            ),
            UPTO,
        )
        bins = await historian.summarise(TAGS[0], start, start + 40, 4)
        assert bins.width_ms == 10
        assert bins.start.tolist() == [start, start + 10, start + 20, start + 30]
        assert counted(bins) == [2, 0, 2, 0]
        np.testing.assert_array_equal(bins.low, [1, np.nan, -5.5, np.nan])
        np.testing.assert_array_equal(bins.high, [3, np.nan, -5, np.nan])
        np.testing.assert_allclose(bins.mean, [2, np.nan, -5.25, np.nan])

    async def test_only_usable_values_go_into_bins(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(
            readings(
                (0, NOON, 7.0),
                (0, NOON + 1, 900.0, BAD),
                (0, NOON + 2, math.nan, GOOD),
                (0, NOON + 10, 900.0, BAD_NOT_A_NUMBER),
            ),
            UPTO,
        )
        bins = await historian.summarise(TAGS[0], NOON, NOON + 20, 2)
        assert counted(bins) == [1, 0]
        assert bins.high[0] == 7.0

    async def test_bins_need_a_range(self, reopen: Reopen):
        historian = await reopen()
        with pytest.raises(ValueError, match="no bins"):
            await historian.summarise(TAGS[0], 10, 10, 4)

    async def test_last_is_the_newest_of_each_tag_with_or_without_a_number(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON, 1.0), (2, NOON + 5, 2.0)), UPTO)
        await historian.append(readings((0, NOON + 9, math.nan, BAD), (2, NOON + 3, 3.0)), UPTO)
        last = await historian.last()
        assert set(last) == {TAGS[0], TAGS[2]}
        assert last[TAGS[2]] == (NOON + 5, 2.0, GOOD)
        time, value, status = last[TAGS[0]]
        assert (time, status) == (NOON + 9, BAD)
        assert math.isnan(value)

    async def test_window_holds_all_tags_with_a_reading_in_it(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(
            readings((0, NOON, 1.0), (1, NOON + 1, 2.0), (2, NOON + 2, 3.0), (0, NOON + 1, 4.0)),
            UPTO,
        )
        found = await historian.window(NOON, NOON + 2)
        assert {tag: listed(series) for tag, series in found.items()} == {
            TAGS[0]: [(NOON, 1.0, GOOD), (NOON + 1, 4.0, GOOD)],
            TAGS[1]: [(NOON + 1, 2.0, GOOD)],
        }

    async def test_remembers_readings_and_position_when_opened_again(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON, 1.0)), SpoolPosition(1, 2))
        await historian.append(ReadingBatch.empty(), UPTO)
        historian = await reopen()
        assert await historian.open(TAGS) == UPTO
        assert listed(await historian.read(TAGS[0], NOON, NOON + 1)) == [(NOON, 1.0, GOOD)]
        assert await historian.last() == {TAGS[0]: (NOON, 1.0, GOOD)}

    async def test_readings_belong_to_names_not_to_rows(self, reopen: Reopen):
        historian = await reopen()
        await historian.append(readings((0, NOON, 1.0), (1, NOON, 2.0)), UPTO)
        historian = await reopen(("new", TAGS[1], TAGS[0]))
        await historian.append(readings((0, NOON, 7.0), (2, NOON + 1, 8.0)), UPTO)
        assert listed(await historian.read(TAGS[0], NOON, NOON + 9)) == [
            (NOON, 1.0, GOOD),
            (NOON + 1, 8.0, GOOD),
        ]
        assert listed(await historian.read("new", NOON, NOON + 9)) == [(NOON, 7.0, GOOD)]


class ForgettingContract:
    """For stores that don't forget by themselves."""

    async def test_forgets_the_days_before(self, reopen: Reopen):
        historian = await reopen()
        midnight = NOON - NOON % DAY
        await historian.append(
            readings(
                (0, midnight - 1, 1.0), (1, midnight - DAY, 2.0), (0, midnight, 3.0), (2, NOON, 4.0)
            ),
            UPTO,
        )
        await historian.forget(midnight)
        assert set(await historian.last()) == {TAGS[0], TAGS[2]}
        await self.find_only_the_rest(historian)
        await self.find_only_the_rest(await reopen())

    async def find_only_the_rest(self, historian: Historian):
        midnight = NOON - NOON % DAY
        assert listed(await historian.read(TAGS[0], 0, 2 * NOON)) == [(midnight, 3.0, GOOD)]
        assert listed(await historian.read(TAGS[1], 0, 2 * NOON)) == []
