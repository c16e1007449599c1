"""Rounds: every reading once, no tag twice in a round, each tag's readings in their order."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.rounds import cut_rounds, cut_turns, number_turns


def test_distinct_tags_are_one_round_in_the_order_of_arrival():
    assert [part.tolist() for part in cut_rounds(np.array([5, 2, 9], dtype=np.int32))] == [
        [0, 1, 2]
    ]


def test_nothing_is_no_round():
    assert list(cut_rounds(np.array([], dtype=np.int32))) == []


def test_the_second_reading_of_a_tag_is_in_the_second_round():
    parts = [part.tolist() for part in cut_rounds(np.array([1, 1, 2, 1], dtype=np.int32))]
    assert parts == [[0, 2], [1], [3]]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_every_reading_comes_once_and_each_tags_in_order(rows):
    row = np.array(rows, dtype=np.int32)
    parts = [part.tolist() for part in cut_rounds(row)]
    for part in parts:
        assert len({rows[place] for place in part}) == len(part)
    walked = [place for part in parts for place in part]
    assert sorted(walked) == list(range(len(rows)))
    for tag in set(rows):
        own = [place for place in walked if rows[place] == tag]
        assert own == sorted(own)


def test_a_long_batch_is_cut_like_a_short_one():
    """So long that another way of sorting is taken."""
    rows = np.random.default_rng(5).integers(0, 300, 2000).astype(np.int32)
    expected: dict[int, list[int]] = {}
    heard = Counter()
    for place, row in enumerate(rows.tolist()):
        expected.setdefault(heard[row], []).append(place)
        heard[row] += 1

    parts = [sorted(part.tolist()) for part in cut_rounds(rows)]

    assert parts == list(expected.values())


@pytest.mark.parametrize("tags", [150, 2000])
def test_readings_asked_for_in_turn_are_numbered_as_any_others(tags):
    """Several gateways ask theirs in the order of rows, some of them oftener than others."""
    scans = [np.arange(first, tags) for first in (0, tags // 3, 0, tags // 2, 0)]
    row = np.concatenate(scans).astype(np.int32)
    heard = Counter()

    for place, turn in enumerate(number_turns(row).tolist()):
        assert turn == heard[row[place]]
        heard[row[place]] += 1


def turns(owners, places, instants):
    columns = np.array(owners, dtype=np.int32), np.array(places), np.array(instants)
    return [part.tolist() for part in cut_turns(*columns)]


def test_what_comes_upon_an_owner_at_one_instant_is_one_turn():
    assert turns([7, 3, 7], [0, 0, 0], [5, 5, 5]) == [[1, 0, 2]]


def test_another_instant_or_another_reading_is_another_turn():
    assert turns([7, 7, 3, 7], [0, 0, 0, 1], [5, 6, 5, 6]) == [[2, 0], [1], [3]]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=20))
def test_each_owner_meets_every_instant_once_and_in_order(rows):
    owners, steps = zip(*rows, strict=True)
    instants = np.cumsum(steps).tolist()
    parts = turns(owners, [0] * len(rows), instants)

    assert sorted(place for part in parts for place in part) == list(range(len(rows)))
    for owner in set(owners):
        own = [{instants[place] for place in part if owners[place] == owner} for part in parts]
        met = [instant for one in own for instant in sorted(one)]
        assert all(len(one) <= 1 for one in own)
        assert met == sorted(set(met))
