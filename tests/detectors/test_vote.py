"""The arithmetic of MooN votes: every cell of the table, and what holds for all M of N."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.facts import Truth
from detectors.vote import (
    POLICIES,
    Counts,
    Groups,
    can_vote,
    count_cast,
    degrade,
    judge_protection,
    judge_vote,
    name_degraded,
    name_vote,
)

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


class Cell(NamedTuple):
    """``policy`` of ``need`` oo ``size`` with ``gone`` channels bad is ``left``."""

    policy: str
    need: int
    size: int
    gone: int
    left: str


TABLE = [
    Cell("vote_trip", 2, 3, 1, "1oo2"),
    Cell("vote_trip", 2, 3, 2, "trip"),
    Cell("vote_trip", 2, 3, 3, "trip"),
    Cell("vote_trip", 1, 2, 1, "trip"),
    Cell("vote_trip", 2, 2, 1, "1oo1"),
    Cell("remove_safe", 2, 3, 1, "1oo2"),
    Cell("remove_safe", 2, 3, 2, "1oo1"),
    Cell("remove_safe", 2, 3, 3, "no vote"),
    Cell("remove_safe", 1, 2, 1, "1oo1"),
    Cell("remove_safe", 2, 2, 1, "1oo1"),
    Cell("remove_avail", 2, 3, 1, "2oo2"),
    Cell("remove_avail", 2, 3, 2, "1oo1"),
    Cell("remove_avail", 2, 3, 3, "no vote"),
    Cell("remove_avail", 1, 2, 1, "1oo1"),
    Cell("remove_avail", 2, 2, 1, "1oo1"),
    Cell("vote_normal", 2, 3, 1, "2oo2"),
    Cell("vote_normal", 2, 3, 2, "no vote"),
    Cell("vote_normal", 2, 3, 3, "no vote"),
    Cell("vote_normal", 1, 2, 1, "1oo1"),
    Cell("vote_normal", 2, 2, 1, "no vote"),
    Cell("remove_safe", 2, 4, 1, "1oo3"),
    Cell("remove_safe", 3, 4, 1, "2oo3"),
    Cell("remove_avail", 2, 4, 1, "2oo3"),
    Cell("remove_avail", 2, 4, 3, "1oo1"),
    Cell("vote_trip", 3, 4, 2, "1oo2"),
    Cell("vote_normal", 1, 3, 3, "no vote"),
]


def make_groups(policy: str, need: int, size: int) -> Groups:
    return Groups(np.array([need]), np.array([size]), np.array([POLICIES[policy]]))


def make_counts(votes: int = 0, bad: int = 0, bypassed: int = 0, awaited: int = 0) -> Counts:
    return Counts(*(np.array([number]) for number in (votes, bad, bypassed, awaited)))


def vote(groups: Groups, **counts: int) -> int:
    return int(judge_vote(groups, make_counts(**counts))[0])


def protect(groups: Groups, **counts: int) -> int:
    return int(judge_protection(groups, make_counts(**counts))[0])


@pytest.mark.parametrize("cell", TABLE, ids=lambda cell: f"{cell.policy} {cell.need}oo{cell.size}")
@pytest.mark.parametrize("how", ["bad", "bypassed"])
def test_the_table_of_degraded_votes(cell: Cell, how: str) -> None:
    """A bypassed channel behaves like a bad one."""
    groups = make_groups(cell.policy, cell.need, cell.size)
    left = degrade(groups, np.array([cell.gone]))

    assert name_degraded(int(left.need[0]), int(left.size[0]))[1] == cell.left
    assert protect(groups, **{how: cell.gone}) == (TRUE if cell.left == "no vote" else FALSE)
    for votes in range(cell.size - cell.gone + 1):
        wanted = cell.left == "trip" or (cell.left != "no vote" and votes >= int(left.need[0]))
        assert (vote(groups, votes=votes, **{how: cell.gone}) == TRUE) == wanted


groups_and_counts = st.tuples(
    st.sampled_from(sorted(POLICIES)), st.integers(1, 6), st.integers(0, 5)
).flatmap(
    lambda drawn: st.tuples(
        st.just(make_groups(drawn[0], min(drawn[1], drawn[2] + 1), drawn[2] + 1)),
        st.lists(st.sampled_from(range(5)), min_size=drawn[2] + 1, max_size=drawn[2] + 1).map(
            lambda parts: {
                name: parts.count(place)
                for place, name in enumerate(("votes", "bad", "bypassed", "awaited"))
            }
        ),
    )
)
Case = tuple[Groups, dict[str, int]]


@given(groups_and_counts)
def test_what_is_false_would_be_so_whatever_the_unknown_say(case: Case) -> None:
    groups, counts = case
    if vote(groups, **counts) != FALSE:
        return
    for bad in range(counts["bad"] + 1):
        for awaited in range(counts["awaited"] + 1):
            settled = {"votes": counts["votes"] + bad + awaited, "bypassed": counts["bypassed"]}
            assert vote(groups, **settled) == FALSE


@given(groups_and_counts)
def test_when_all_are_known_a_vote_is_plain_counting(case: Case) -> None:
    groups, counts = case
    votes = min(counts["votes"] + counts["bad"], int(groups.size[0]))

    assert vote(groups, votes=votes) == (TRUE if votes >= int(groups.need[0]) else FALSE)
    assert protect(groups, votes=votes) == FALSE


@given(groups_and_counts)
def test_one_more_vote_never_takes_a_vote_back(case: Case) -> None:
    groups, counts = case
    if sum(counts.values()) < int(groups.size[0]) and vote(groups, **counts) == TRUE:
        assert vote(groups, **(counts | {"votes": counts["votes"] + 1})) == TRUE


@given(groups_and_counts)
def test_a_channel_that_goes_bad_never_makes_a_vote_false(case: Case) -> None:
    groups, counts = case
    if counts["votes"] and vote(groups, **counts) != FALSE:
        worse = counts | {"votes": counts["votes"] - 1, "bad": counts["bad"] + 1}
        assert vote(groups, **worse) != FALSE


@given(groups_and_counts)
def test_a_group_that_cannot_vote_does_not_vote(case: Case) -> None:
    groups, counts = case
    if protect(groups, **counts) == TRUE:
        assert vote(groups, **counts) != TRUE
        gone = np.array([counts["bad"] + counts["bypassed"]])
        assert not can_vote(degrade(groups, gone))[0]


@given(groups_and_counts)
def test_many_groups_at_once_are_each_of_them(case: Case) -> None:
    groups, counts = case
    own = make_counts(**counts)
    other = make_groups("remove_safe", 2, 3)
    both = Groups(*(np.concatenate(pair) for pair in zip(groups, other, strict=True)))
    all_counts = Counts(*(np.concatenate([one, [1]]) for one in own))

    assert judge_vote(both, all_counts)[0] == judge_vote(groups, own)[0]
    assert judge_protection(both, all_counts)[0] == judge_protection(groups, own)[0]


def test_what_counts_as_a_vote_under_vote_trip() -> None:
    counts = make_counts(votes=1, bad=1, bypassed=1)

    assert count_cast(make_groups("vote_trip", 2, 4), counts).tolist() == [3]
    assert count_cast(make_groups("remove_safe", 2, 4), counts).tolist() == [1]


def test_names() -> None:
    assert name_vote(2, 3) == ("三取二", "2oo3")
    assert name_vote(2, 12) == ("12取二", "2oo12")
    assert name_degraded(0, 2) == ("跳闸", "trip")
    assert name_degraded(2, 1) == ("无法表决", "no vote")
