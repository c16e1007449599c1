import math

import pytest

from historian.influxql import (
    AnswerError,
    decode_answer,
    select_bins,
    select_range,
    to_bins,
    to_series,
)
from historian.line_protocol import NO_NUMBER
from plant.quality import BAD, UNCERTAIN


def test_a_name_cannot_break_out_of_its_quotes():
    query = select_range("a' OR 'x'='x\\", 0, 1)
    assert r"'a\' OR \'x\'=\'x\\'" in query


def test_bins_begin_at_the_start():
    query = select_bins("a", 1_007, 1_047, 4)
    assert "GROUP BY time(10ms, 7ms) fill(none)" in query


def test_the_quality_tells_whether_the_value_counts():
    series = to_series([[1, 5.0, BAD], [2, 5.0, NO_NUMBER + BAD], [3, None, 0], [4, 6.0, None]])
    assert series.status.tolist() == [BAD, BAD, 0, UNCERTAIN]
    assert [math.isnan(value) for value in series.value] == [False, True, True, False]


def test_rows_find_their_bins():
    bins = to_bins([[17, 1.0, 2.0, 1.5, 3]], 7, 30, 3)
    assert bins.start.tolist() == [7, 15, 23]
    assert bins.count.tolist() == [0, 3, 0]


@pytest.mark.parametrize(
    "body",
    [b'{"error":"unauthorized"}', b'{"results":[{"error":"no such database"}]}', b"[]", b"<html>"],
)
def test_an_error_in_an_answer_is_no_empty_answer(body):
    with pytest.raises(AnswerError):
        decode_answer(body)


def test_an_empty_answer_is_empty():
    assert decode_answer(b'{"results":[{"statement_id":0}]}') == []
