"""Readings judged in lanes are judged as in rounds, which the twins hold (test_bank.py)."""

from collections.abc import Iterator
from itertools import pairwise
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import foundation
from detectors.lanes import Lanes
from detectors.limits import Limits
from plant.quality import BAD, GOOD
from plant.reading import ReadingBatch
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, newest, run
from tests.detectors.twin import Reading

LIMITS = {"l": 0.1, "h": 0.8, "hh": 0.9, "deadband": 0.1, "interval_s": 1}
PLANT = make_plant(
    make_tag("T0", on_delay_s=2, off_delay_s=3, **LIMITS),
    make_tag("T1", range_lo=0, range_hi=1, **LIMITS),
    make_tag("T2", on_delay_s=1, float32=True, priority="low", **LIMITS),
    make_tag("T3", alarm_on=1, on_delay_s=2),
)
CALM = st.sampled_from([0.3, 0.5])
VALUES = st.one_of(*[CALM] * 4, st.sampled_from([0.05, 0.1, 0.7, 0.8, 0.85, 0.9, 1.0, 1.2]))
STEPS = st.sampled_from([*[1000] * 30, 0, 500, 3000, 12_000])
STATUS = st.sampled_from([*[GOOD] * 60, BAD])


@st.composite
def scans(draw: st.DrawFn) -> list[list[Reading]]:
    """Scans of all tags, most of them a second apart and without a gap."""
    made, time = [], T0
    for _ in range(draw(st.integers(12, 40))):
        time += draw(STEPS)
        rows = draw(st.sampled_from([*[range(4)] * 12, [0, 1], [3]]))
        made.append([Reading(row, time, draw(VALUES), draw(STATUS)) for row in rows])
    return made


@settings(max_examples=settings().max_examples // 3)
@given(scans(), st.sets(st.integers(0, 40)))
def test_however_a_regular_stream_is_cut_lanes_find_what_rounds_find(
    stream: list[list[Reading]], cuts: set[int]
) -> None:
    flat = [reading for scan in stream for reading in scan]
    edges = sorted({0, 3, len(stream), *(cut for cut in cuts if cut < len(stream))})
    parts = [
        [reading for scan in stream[start:end] for reading in scan]
        for start, end in pairwise(edges)
    ]
    end = newest(flat) + 20_000

    with patch.object(foundation, "are_worthwhile", lambda _row: False):
        in_rounds = run(PLANT, parts, end)
        scan_by_scan = run(PLANT, stream, end)
    assert run(PLANT, parts, end) == in_rounds == scan_by_scan


def calm_scans(count: int) -> Iterator[list[Reading]]:
    for number in range(count):
        value = 0.95 if number in (20, 21, 22) else 0.5
        yield [Reading(row, T0 + 1000 * number, value if row < 3 else 0.0) for row in range(4)]


def test_most_readings_of_a_calm_stream_are_passed_over() -> None:
    stream = list(calm_scans(60))
    parts = [[reading for scan in part for reading in scan] for part in (stream[:5], stream[5:])]
    judged: list[int] = []
    judge = Limits.judge_sound

    def count(self: Limits, batch: object, place: np.ndarray, *rest: object) -> None:
        judged.append(len(place))
        judge(self, batch, place, *rest)  # type: ignore[arg-type]

    with patch.object(Limits, "judge_sound", count):
        run(PLANT, parts, newest(stream[-1]))
    assert 0 < sum(judged) < 40


def test_where_the_limits_fail_on_the_way_the_rest_is_judged_anew() -> None:
    stream = list(calm_scans(60))
    parts = [[reading for scan in part for reading in scan] for part in (stream[:5], stream[5:])]
    judge, failed = Limits.judge_sound, list[int]()

    def fail_once(self: Limits, batch: ReadingBatch, *rest: object) -> None:
        if len(batch) > 20 and not failed:
            failed.append(1)
            raise IndexError("thirteen")
        judge(self, batch, *rest)  # type: ignore[arg-type]

    with patch.object(Limits, "judge_sound", fail_once):
        told = run(PLANT, parts, newest(stream[-1]))

    assert failed
    changes = [(change.at - T0, change.alarm, change.active) for change in told]
    assert (21_000, "T1:HH", True) in changes, "the scan after the one that was lost"
    assert (23_000, "T1:HH", False) in changes
    raised = [alarm for _, alarm, active in changes if active]
    returned = [alarm for _, alarm, active in changes if not active]
    assert sorted(raised) == sorted([*returned, "detectors:system"])


def test_lanes_hold_every_reading_once_in_the_order_of_its_tag() -> None:
    row = np.array([2, 0, 2, 1, 0, 2])
    lanes = Lanes.of(row, 10)
    assert lanes.row.tolist() == [0, 1, 2]
    assert lanes.place.tolist() == [11, 14, 13, 10, 12, 15]
    own, left = lanes.choose(np.array([True, False, True]))
    assert own.place.tolist() == [11, 14, 10, 12, 15]
    assert (own.start.tolist(), own.end.tolist(), left.tolist()) == ([0, 2], [2, 5], [13])
    assert own.look_ahead(np.array([True, False, True, True, True])).tolist() == [1, 1, 5, 5, 5]
    own.at += 1
    assert own.list_left().tolist() == [14, 12, 15]
