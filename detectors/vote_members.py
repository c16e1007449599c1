"""The members of votes: what each of them contributes right now.

Channels say what becomes known, in its order; here stands what has been taken in of it. Counting
and alarms are :mod:`detectors.voting`'s business.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from detectors.channels import Channels, Threshold, watch_limit, watch_state
from detectors.facts import Facts, Truth
from detectors.vote import Part
from detectors.vote_wording import Said
from plant.words import Plant, Voting

_BYPASSED: Final = 1.0
"""What a bypass tag shows while its channel is bypassed."""


class Members:
    """The members of all groups, one after the other, and behind them one that says nothing.

    ``owner`` int32 (channels,), the group of each channel: those of the members, then those of
    their bypasses. ``awaited`` bool (members + 1,), not heard since the start.
    """

    def __init__(self, plant: Plant, votings: Sequence[Voting]) -> None:
        pairs = [(number, tag) for number, voting in enumerate(votings) for tag in voting.tags]
        self.count = len(pairs)
        self.tags = [plant.tags[plant.row_of[tag]] for _, tag in pairs]
        self._votings = votings
        self._bypass = list(_list_bypasses(votings))
        member = [*range(self.count), *(place for place, _ in self._bypass)]
        self._member = np.array(member, dtype=np.intp)
        own = np.array([number for number, _ in pairs], dtype=np.int32)
        self.owner = own[self._member]
        names = [f"{votings[number].id}:{tag}" for number, tag in pairs]
        names += [f"{names[place]}:{tag}" for place, tag in self._bypass]
        self.names = np.array(names, dtype=np.str_)
        self._first = np.searchsorted(own, np.arange(len(votings) + 1))
        self._table = _pad(self._first, self.count)
        self._truth = np.full(self.count + 1, Truth.UNKNOWN, dtype=np.int8)
        self._bypassed = np.zeros(self.count + 1, dtype=np.bool_)
        self.awaited = np.ones(self.count + 1, dtype=np.bool_)
        self._value = np.full(self.count + 1, np.nan)
        self._marks = np.zeros(self.count + 1, dtype=np.uint16)
        self._truth[-1], self.awaited[-1] = Truth.FALSE, False

    def make_channels(self, plant: Plant) -> Channels:
        """The limits of all members, then the states of their bypass tags."""
        limits = [
            _watch_member(plant, voting, tag) for voting in self._votings for tag in voting.tags
        ]
        states = [watch_state(plant.row_of[tag], _BYPASSED) for _, tag in self._bypass]
        return Channels([*limits, *states], len(plant.tags), tell_first=True)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state by name, arrays (members,), not copied."""
        return {
            "truth": self._truth[:-1],
            "bypassed": self._bypassed[:-1],
            "awaited": self.awaited[:-1],
            "value": self._value[:-1],
            "marks": self._marks[:-1],
        }

    def take(self, facts: Facts) -> None:
        """Note what members and their bypasses say."""
        own = np.flatnonzero(facts.channel < self.count)
        member = facts.channel[own]
        self._truth[member] = facts.truth[own]
        self._value[member] = facts.value[own]
        self._marks[member] = facts.marks[own]
        self.awaited[member] = False
        if len(own) < len(facts):
            other = np.flatnonzero(facts.channel >= self.count)
            # An unknown bypass is none: what is not known may not suppress.
            bypassed = facts.truth[other] == Truth.TRUE
            self._bypassed[self._member[facts.channel[other]]] = bypassed

    def tell_parts(self, voting: NDArray[np.intp]) -> NDArray[np.int8]:
        """What each member of some groups contributes: :class:`Part`, int8 (k, most members)."""
        member = self._table[voting]
        part = self._truth[member]
        part[self.awaited[member]] = Part.AWAITED
        part[self._bypassed[member]] = Part.BYPASSED
        return part

    def find_marks(self, voting: NDArray[np.intp]) -> NDArray[np.uint16]:
        """The marks of each member's deciding reading, uint16 (k, most members)."""
        return self._marks[self._table[voting]]

    def describe(self, voting: int) -> list[Said]:
        """The members of one group in words."""
        first, end = self._first[voting], self._first[voting + 1]
        part = self.tell_parts(np.array([voting]))[0].tolist()
        value = self._value[first:end].tolist()
        return [
            Said(*one) for one in zip(self.tags[first:end], part[: end - first], value, strict=True)
        ]


def _watch_member(plant: Plant, voting: Voting, tag: str) -> Threshold:
    row = plant.row_of[tag]
    return watch_limit(row, plant.tags[row], voting.condition, voting.max_age_s)


def _list_bypasses(votings: Sequence[Voting]) -> list[tuple[int, str]]:
    """The members that have a bypass tag, and that tag."""
    named = [
        voting.bypass[place] if place < len(voting.bypass) else ""
        for voting in votings
        for place in range(len(voting.tags))
    ]
    return [(place, tag) for place, tag in enumerate(named) if tag]


def _pad(first: NDArray[np.intp], padding: int) -> NDArray[np.intp]:
    """The members of each group, intp (v, most members), ``padding`` where there are fewer."""
    size = np.diff(first)
    place = np.arange(size.max())
    within: NDArray[np.bool_] = place < size[:, None]
    return np.where(within, first[:-1, None] + place, padding)
