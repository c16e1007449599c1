"""Pairing two runs: an alarm told otherwise is the same event, only the rest is more or fewer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.what_if.episodes import Change, pair_activations, pair_runs
from plant.reading import NEVER
from tests.alerting.what_if.runs import activate, run

CASES = {
    "the same": ([(10, 20)], [(10, 20)], [("same", 0, 0, 0)]),
    "raised earlier": ([(10, 20)], [(4, 20)], [("moved", 0, 0, 6000)]),
    "raised later": ([(10, 20)], [(15, 18)], [("moved", 0, 0, -5000)]),
    "returned later only": ([(10, 20)], [(10, 30)], [("same", 0, 0, 0)]),
    "gone": ([(10, 20)], [], [("removed", 1, 0, None)]),
    "new": ([], [(10, 20)], [("added", 0, 1, None)]),
    "at another time": (
        [(10, 20)],
        [(30, 40)],
        [("removed", 1, 0, None), ("added", 0, 1, None)],
    ),
    "chatter made one": ([(1, 2), (3, 4), (5, 6)], [(1, 6)], [("fewer", 2, 0, 0)]),
    "one made chatter": ([(1, 6)], [(2, 3), (5, 6)], [("more", 0, 1, -1000)]),
    "touching": ([(10, 20)], [(20, 30)], [("moved", 0, 0, -10_000)]),
    "an instant": ([(10, 10)], [(10, 10)], [("same", 0, 0, 0)]),
    "standing": ([(10, None)], [(50, 60), (70, None)], [("more", 0, 1, -40_000)]),
    "a bridge": (
        [(1, 2), (10, 12), (30, 31)],
        [(2, 10), (11, 20)],
        [("moved", 0, 0, -1000), ("removed", 1, 0, None)],
    ),
}


@pytest.mark.parametrize("today, other, told", CASES.values(), ids=CASES)
def test_episodes_are(today, other, told):
    found = pair_activations("T1:H", activate(*today), activate(*other))
    assert [(one.change, one.removed, one.added, one.earlier_ms) for one in found] == told


@st.composite
def lives(draw):
    """The spans of one alarm: in order, never overlapping."""
    steps = draw(st.lists(st.integers(0, 5), max_size=16))
    instants = np.cumsum(steps).tolist()
    spans = list(zip(instants[::2], instants[1::2], strict=False))
    return [*spans, (instants[-1], None)] if len(instants) % 2 else spans


def join_naively(today, other):
    """The same by growing one group at a time until nothing overlaps it any more."""
    left = [(one, True) for one in today] + [(one, False) for one in other]
    groups = []
    while left:
        group, grew = [left.pop()], True
        while grew:
            near = [one for one in left if any(overlap(one[0], mine[0]) for mine in group)]
            left = [one for one in left if one not in near]
            group, grew = group + near, bool(near)
        groups.append((sum(mine for _, mine in group), sum(not mine for _, mine in group)))
    return sorted(groups)


def overlap(one, other):
    ends = [NEVER if last is None else last for _, last in (one, other)]
    return one[0] <= ends[1] and other[0] <= ends[0]


@given(lives(), lives())
def test_it_is_what_overlaps_directly_or_through_others(today, other):
    today, other = (list(dict.fromkeys(spans)) for spans in (today, other))
    found = list(pair_activations("T1:H", activate(*today), activate(*other)))
    assert sorted((len(one.today), len(one.other)) for one in found) == join_naively(today, other)


@given(lives(), lives())
def test_swapped_runs_swap_everything(today, other):
    found = pair_activations("T1:H", activate(*today), activate(*other))
    swapped = pair_activations("T1:H", activate(*other), activate(*today))
    for one, mirrored in zip(found, swapped, strict=True):
        assert (one.first, one.end) == (mirrored.first, mirrored.end)
        assert (one.today, one.other) == (mirrored.other, mirrored.today)
        assert (one.removed, one.added) == (mirrored.added, mirrored.removed)
        assert (one.earlier_ms or 0) == -(mirrored.earlier_ms or 0)


@given(lives(), lives())
def test_every_activation_is_counted_once(today, other):
    found = list(pair_activations("T1:H", activate(*today), activate(*other)))
    assert [place for one in found for place in one.today] == list(range(len(today)))
    assert [place for one in found for place in one.other] == list(range(len(other)))
    assert sum(one.added - one.removed for one in found) == len(other) - len(today)


@given(lives())
def test_a_run_and_itself_differ_in_nothing(spans):
    found = pair_activations("T1:H", activate(*spans), activate(*spans))
    assert {one.change for one in found} <= {Change.SAME}


def test_another_condition_of_the_tag_is_another_alarm():
    found = pair_runs(run(T1_H=[(10, 20)]), run(T1_HH=[(10, 20)]))
    assert [(one.alarm, one.change) for one in found] == [("T1:H", "removed"), ("T1:HH", "added")]
