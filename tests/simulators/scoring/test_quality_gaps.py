"""Gaps: which cells are words, where gaps begin and end, and which alarms of limits are wrong."""

import gzip

import numpy as np
import pyarrow as pa
import pytest

from alerting.alarm import SYSTEM, Entry, Event, State
from plant.condition import Priority
from plant.reading import NEVER
from simulators.scoring.quality_gaps import (
    Gap,
    Span,
    find_words,
    list_gaps,
    read_gas_gaps,
    read_refinery_gaps,
    score_gaps,
)
from simulators.scoring.run import ScoringError

GAPS = {"A": (Gap(Span(10, 30), 2),), "B": ()}


def tell(at: int, alarm: str, event: Event = Event.RAISED) -> Entry:
    return Entry(
        alarm=alarm,
        event=event,
        at=at,
        onset=at,
        state=State.UNACKNOWLEDGED,
        held=None,
        priority=Priority.LOW,
        value=None,
        limit=None,
        actor=SYSTEM,
        reason="",
        version=0,
        plant_hash="",
        marks=(),
    )


def test_a_word_is_what_is_neither_a_number_nor_nothing():
    column = pa.chunked_array([["1.5", "Bad", "", None, "-2e3", "nan", " 7 ", "Inp OutRange"]])
    assert find_words(column).nonzero()[0].tolist() == [1, 5, 7]
    assert not find_words(pa.chunked_array([[1.5, 2.5]])).any()


def test_a_gap_lasts_until_the_next_value_and_may_have_no_end():
    times = np.array([10, 20, 30, 40])
    bad = np.array([True, True, False, True])
    assert list_gaps(times, bad) == (Gap(Span(10, 30), 2), Gap(Span(40, int(NEVER)), 1))


def test_gaps_that_are_marked_and_calm_limits_are_as_they_should_be():
    entries = [
        tell(10, "A:bad_quality"),
        tell(30, "A:bad_quality", Event.RETURNED),
        tell(30, "A:H"),
        tell(15, "B:HH"),
    ]
    score = score_gaps(GAPS, entries)
    assert (score.cells, score.gaps, score.unmarked, score.bad_quality) == (2, 1, 0, 1)
    assert (score.limits, score.limits_on_bad) == (2, 0)


@pytest.mark.parametrize("at", [10, 29])
def test_the_alarm_of_a_limit_within_a_gap_of_its_tag_is_wrong(at):
    assert score_gaps(GAPS, [tell(at, "A:LL")]).limits_on_bad == 1


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [tell(20, "A:bad_quality")],
        [tell(5, "A:bad_quality"), tell(10, "A:bad_quality", Event.RETURNED)],
        [tell(10, "B:bad_quality")],
    ],
    ids=["none", "late", "returned", "another's"],
)
def test_a_gap_without_its_alarm_at_its_beginning_is_unmarked(entries):
    assert score_gaps(GAPS, entries).unmarked == 1


def test_both_files_are_read_as_they_lie(tmp_path):
    words = tmp_path / "words.csv.gz"
    words.write_bytes(gzip.compress(b",a,b\n2020-01-01 00:00:00,1,2\n2020-01-01 00:05:00,Bad,2\n"))
    codes = tmp_path / "codes.csv"
    codes.write_text("Date,Time,CO\n2004-03-10,18:00:00,-200\n2004-03-10,19:00:00,2\n")
    assert {tag: len(own) for tag, own in read_refinery_gaps(words).items()} == {"a": 1, "b": 0}
    ((gap,),) = read_gas_gaps(codes).values()
    assert gap.span.end - gap.span.begin == 3_600_000


def test_a_file_that_is_another_is_named(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("x,y\n1,2\n")
    with pytest.raises(ScoringError, match=r"other\.csv"):
        read_gas_gaps(path)
    with pytest.raises(ScoringError, match="times"):
        read_refinery_gaps(path)
