"""Of a calm tag's readings few are left, of a disturbed one's all that matter."""

import numpy as np

from detectors.thinning import Readings, mark_silence, thin
from plant.quality import BAD
from plant.reading import NEVER


def read(*values, time=None, status=0) -> Readings:
    at = np.arange(len(values)) if time is None else np.array(time)
    quality = np.full(len(values), status, dtype=np.uint32)
    return Readings(at.astype(np.int64), np.array(values, dtype=np.float64), quality)


def test_a_calm_tag_is_its_first_and_last_reading():
    assert thin(read(1, 2, 3, 4, 5), 1.0, [80, 78]).time.tolist() == [0, 4]


def test_both_sides_of_every_crossing_are_left():
    kept = thin(read(1, 2, 79, 79, 81, 2, 3, 4), 1.0, [80, 78])
    assert kept.value.tolist() == [1, 2, 79, 79, 81, 2, 4]


def test_a_value_on_a_threshold_is_on_its_far_side():
    assert thin(read(1, 1, 80, 81, 81), 1.0, [80]).value.tolist() == [1, 1, 80, 81]


def test_a_change_of_quality_is_left():
    readings = read(1, 1, np.nan, np.nan, np.nan, 1, 1)
    assert thin(readings, 1.0, [80]).time.tolist() == [0, 1, 2, 4, 5, 6]


def test_nothing_is_thinned_to_nothing():
    assert len(thin(read(), 1.0, [80])) == 0


def test_silence_becomes_a_bad_reading_where_the_last_one_counts_no_longer():
    told = mark_silence(read(1, 2, 3, time=[0, 10, 30]), 20)
    assert told.time.tolist() == [0, 10, 30]
    told = mark_silence(read(1, 2, 3, time=[0, 10, 32]), 20)
    assert told.time.tolist() == [0, 10, 30, 32]
    assert told.status.tolist() == [0, 0, BAD, 0]


def test_a_tag_without_an_interval_is_never_silent():
    readings = read(1, 2, time=[0, 10**12])
    assert mark_silence(readings, int(NEVER)) is readings
