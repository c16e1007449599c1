"""MooN votes (N 取 M): what a group says when some of its channels say nothing.

Pure arithmetic over arrays: counts of channels in, a truth out. IEC 61511 leaves to the safety
requirements what a group makes of a channel that is known to be bad; the four policies are those of
the contract (section 3). Which channel says what is :mod:`detectors.channels`' business, alarms are
:mod:`detectors.voting`'s.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.facts import Truth

VOTE_TRIP: Final = 0
REMOVE_SAFE: Final = 1
REMOVE_AVAIL: Final = 2
VOTE_NORMAL: Final = 3

POLICIES: Final = {
    "vote_trip": VOTE_TRIP,
    "remove_safe": REMOVE_SAFE,
    "remove_avail": REMOVE_AVAIL,
    "vote_normal": VOTE_NORMAL,
}
"""The words of plant.toml and their numbers."""


class Part:
    """What a member of a group contributes; of one that is neither awaited nor bypassed its truth.

    Plain numbers, because arrays hold them.
    """

    CALM: Final = Truth.FALSE
    VOTES: Final = Truth.TRUE
    BAD: Final = Truth.UNKNOWN
    BYPASSED: Final = 3
    AWAITED: Final = 4


class Groups(NamedTuple):
    """``need`` (M) of ``size`` (N) channels under a ``policy``; int arrays (v,), 1 ≤ M ≤ N."""

    need: NDArray[np.int64]
    size: NDArray[np.int64]
    policy: NDArray[np.int64]


class Counts(NamedTuple):
    """How many channels of each group say what, int64 (v,); the rest of them say no.

    ``bad`` are unknown, ``bypassed`` left out on purpose, ``awaited`` not heard since the start.
    """

    votes: NDArray[np.int64]
    bad: NDArray[np.int64]
    bypassed: NDArray[np.int64]
    awaited: NDArray[np.int64]


def degrade(groups: Groups, gone: NDArray[np.int64]) -> Groups:
    """What is left of groups when ``gone`` (int64 (v,)) of their channels give no vote.

    ======================  ===================  =======
    policy                  M                    N
    ======================  ===================  =======
    ``vote_trip``           M − gone             N − gone
    ``remove_safe``         max(1, M − gone)     N − gone
    ``remove_avail``        max(1, min(M, N'))   N − gone
    ``vote_normal``         M                    N − gone
    ======================  ===================  =======

    M of 0 or less is a trip; M above N can't come about any more.
    """
    size = groups.size - gone
    lowered = groups.need - gone
    kept = np.maximum(np.minimum(groups.need, size), 1)
    need = np.choose(groups.policy, [lowered, np.maximum(lowered, 1), kept, groups.need])
    return Groups(need, size, groups.policy)


def can_vote(groups: Groups) -> NDArray[np.bool_]:
    """Whether enough channels are left to reach the need, bool (v,); not so: blind."""
    able: NDArray[np.bool_] = groups.size >= groups.need
    return able


def judge_vote(groups: Groups, counts: Counts) -> NDArray[np.int8]:
    """Whether groups vote: :class:`detectors.facts.Truth`, int8 (v,).

    True by the degraded need. False only where it would be even if every channel that is bad or
    awaited voted: a vote that was raised by two can't return because one of the two was lost. A
    bypassed channel has no such voice: whoever bypassed it knew, and the SIS leaves it out too. A
    group that bypasses have made blind says neither.
    """
    left = degrade(groups, counts.bad + counts.bypassed)
    meant = degrade(groups, counts.bypassed)
    voted = can_vote(left) & (counts.votes >= left.need)
    possible = counts.votes + counts.bad + counts.awaited
    calm = can_vote(meant) & (possible < meant.need)
    return np.where(voted, Truth.TRUE, np.where(calm, Truth.FALSE, Truth.UNKNOWN)).astype(np.int8)


def judge_protection(groups: Groups, counts: Counts) -> NDArray[np.int8]:
    """Whether protection is lost: :class:`detectors.facts.Truth`, int8 (v,).

    True where a group can't vote though all awaited channels came; false where it can without any
    of them.
    """
    gone = counts.bad + counts.bypassed
    lost = ~can_vote(degrade(groups, gone))
    sound = can_vote(degrade(groups, gone + counts.awaited))
    return np.where(lost, Truth.TRUE, np.where(sound, Truth.FALSE, Truth.UNKNOWN)).astype(np.int8)


def count_cast(groups: Groups, counts: Counts) -> NDArray[np.int64]:
    """The votes that count, int64 (v,): under ``vote_trip`` those of channels gone as well."""
    tripping = np.where(groups.policy == VOTE_TRIP, counts.bad + counts.bypassed, 0)
    cast: NDArray[np.int64] = counts.votes + tripping
    return cast


def name_vote(need: int, size: int) -> tuple[str, str]:
    """A vote as engineers write it: 三取二 and 2oo3."""
    return f"{_numeral(size)}取{_numeral(need)}", f"{need}oo{size}"


def name_degraded(need: int, size: int) -> tuple[str, str]:
    """What a degraded group is: a smaller vote, a trip, or no vote at all."""
    if need <= 0:
        return "跳闸", "trip"
    if need > size:
        return "无法表决", "no vote"
    return name_vote(need, size)


def _numeral(number: int) -> str:
    return "零一二三四五六七八九十"[number] if 0 <= number <= 10 else str(number)
