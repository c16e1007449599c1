"""Voting: MooN groups of channels, whether they vote, and whether they still can.

Each member is the limit of its tag without delays. What a group makes of members that are unknown
or bypassed is :mod:`detectors.vote`'s arithmetic; here it becomes two alarms, ``voted`` and
``protection_lost``, which add to those of the tags (contract section 1, rule 10).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.facts import Facts, Truth, join_facts, make_silent
from detectors.findings import Evidence, Findings
from detectors.kind import Arrivals, Kind, Moment, StateGroup
from detectors.limits import LIMIT_CHANGED
from detectors.missing import Missing
from detectors.rounds import cut_turns
from detectors.verdict import Rule
from detectors.vote import (
    POLICIES,
    VOTE_TRIP,
    Counts,
    Groups,
    Part,
    count_cast,
    degrade,
    judge_protection,
    judge_vote,
)
from detectors.vote_members import Members
from detectors.vote_wording import Standing, explain_loss, explain_vote
from plant.condition import Condition, Priority
from plant.reading import LONG_AGO, Instant, Mark
from plant.words import Plant, Voting


def make_votings(plant: Plant) -> Kind | None:
    """The votes of a plant; one on a limit that a tag of it does not have is none."""
    votings = [voting for voting in plant.votings if _is_complete(plant, voting)]
    return Votings(plant, votings) if votings else None


def _is_complete(plant: Plant, voting: Voting) -> bool:
    rows = [plant.row_of.get(tag) for tag in voting.tags]
    return all(row is not None and voting.condition in plant.tags[row].alarms for row in rows)


def make_rule(plant: Plant, voting: Voting, condition: Condition) -> Rule:
    """One of the two rules of a vote, in the hazard of its first tag.

    Losing a protection is of high priority, as is proposed for hazards of level 1 and 2
    (GB 18218); no source says less of the others.
    """
    voted = condition is Condition.VOTED
    return Rule(
        source=voting.id,
        condition=condition,
        priority=voting.priority if voted else Priority.HIGH,
        latching=voting.latching and voted,
        limit=float(voting.need),
        unit="",
        hazard=plant.tags[plant.row_of[voting.tags[0]]].hazard,
        row=-1,
    )


class Votings:
    """All votes of a plant; its first rules are ``voted``, the others ``protection_lost``."""

    name = "voting"
    prompt = True

    def __init__(self, plant: Plant, votings: Sequence[Voting]) -> None:
        self._votings = votings
        self.rules = (
            *(make_rule(plant, voting, Condition.VOTED) for voting in votings),
            *(make_rule(plant, voting, Condition.PROTECTION_LOST) for voting in votings),
        )
        self._members = Members(plant, votings)
        self._channels = self._members.make_channels(plant)
        self._missing = Missing(self._channels.row[: self._members.count])
        self._groups = Groups(
            np.array([voting.need for voting in votings]),
            np.array([len(voting.tags) for voting in votings]),
            np.array([POLICIES[voting.degraded] for voting in votings]),
        )
        count = len(votings)
        self._raised = np.zeros((2, count), dtype=np.bool_)
        self._moved = np.full(count, LONG_AGO)
        self._changed = np.zeros(count, dtype=np.bool_)
        self._changed_channels = np.zeros(len(self._channels.row), dtype=np.bool_)
        self._known: NDArray[np.bool_] | None = None
        self._streaming = False

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:
        """Let members say what readings make of them."""
        if self._known is not None:
            self._apply(self._channels.take_up(arrivals, self._known), findings)
            self._known = None
        self._streaming = True
        self._apply(self._channels.read(arrivals), findings)
        self._streaming = False

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Let members grow old, fall silent, or be missed."""
        facts = self._channels.pass_time(moment, 0)
        awaited = self._members.awaited[:-1]
        if awaited.any() and (len(moment.fallen) or any(len(part) for part in moment.told)):
            facts = join_facts([facts, self._missing.find(moment, awaited)])
        self._apply(facts, findings)

    def next_due(self) -> Instant:
        """When the first member grows old."""
        return self._channels.next_due()

    def knows(self, rule: int) -> bool:
        """Whether the vote, or the ability to vote, is known right now."""
        kind, voting = divmod(rule, len(self._votings))
        judge = (judge_vote, judge_protection)[kind]
        return bool(judge(*self._look(np.array([voting])))[0] != Truth.UNKNOWN)

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands."""
        self._raised[:] = active.reshape(2, -1)

    def states(self) -> Sequence[StateGroup]:
        """The channels, what the members said last, and what is raised."""
        ids = np.array([voting.id for voting in self._votings], dtype=np.str_)
        arrays = {"raised": self._raised[0], "lost": self._raised[1], "moved": self._moved}
        names = self._members.names
        return [
            StateGroup("votings", ids, arrays, self._groups._asdict()),
            StateGroup("members", names[: self._members.count], self._members.arrays()),
            StateGroup("channels", names, self._channels.arrays(), self._channels.settings),
        ]

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Note which groups and limits are not what they were."""
        self._changed_channels = changed["channels"]
        self._changed = changed["votings"].copy()
        self._changed[self._members.owner[np.flatnonzero(changed["channels"])]] = True

    def rejudge(
        self, now: Instant, known: NDArray[np.bool_], board: Board, findings: Findings
    ) -> None:
        """Vote on what stands, by the limits and needs of today."""
        self._known = known
        self._members.take(self._channels.rejudge(self._changed_channels, board, now))
        self._moved[self._changed] = np.maximum(self._moved[self._changed], now)
        voting = np.arange(len(self._votings))
        moved, raised = self._moved.copy(), self._raised.copy()
        self._decide(voting, make_silent(voting, np.full(len(voting), now)), findings)
        # Looking at a vote of which nothing new is to be said must not date what comes next.
        untouched = ~self._changed & (self._raised == raised).all(axis=0)
        self._moved[untouched] = moved[untouched]
        self._changed[:] = False

    def _apply(self, facts: Facts, findings: Findings) -> None:
        """Take in facts in their order, each instant of a group at once."""
        if len(facts) == 0:
            return
        owner = self._members.owner[facts.channel]
        for turn in cut_turns(owner, facts.place, facts.at):
            told = facts.take(turn)
            self._members.take(told)
            voting, first = np.unique(owner[turn].astype(np.intp), return_index=True)
            self._decide(voting, told.take(first), findings)

    def _look(self, voting: NDArray[np.intp]) -> tuple[Groups, Counts]:
        """Some groups and what their members say now."""
        groups = Groups(*(column[voting] for column in self._groups))
        part = self._members.tell_parts(voting)
        counted = [
            np.count_nonzero(part == one, axis=1)
            for one in (Part.VOTES, Part.BAD, Part.BYPASSED, Part.AWAITED)
        ]
        return groups, Counts(*counted)

    def _decide(self, voting: NDArray[np.intp], facts: Facts, findings: Findings) -> None:
        """Raise and return what groups, each once, say otherwise since a fact of each."""
        groups, counts = self._look(voting)
        self._moved[voting] = np.maximum(facts.at, self._moved[voting])
        left = degrade(groups, counts.bad + counts.bypassed)
        truths = judge_vote(groups, counts), judge_protection(groups, counts)
        values = count_cast(groups, counts), left.size
        for kind, (truth, value) in enumerate(zip(truths, values, strict=True)):
            raised = self._raised[kind, voting]
            for active in (True, False):
                wanted = Truth.TRUE if active else Truth.FALSE
                place = np.flatnonzero((truth == wanted) & (raised != active))
                if len(place):
                    told = facts.take(place)
                    self._tell(kind, voting[place], told, value[place], findings, active=active)

    def _tell(
        self,
        kind: int,
        voting: NDArray[np.intp],
        facts: Facts,
        value: NDArray[np.int64],
        findings: Findings,
        *,
        active: bool,
    ) -> None:
        self._raised[kind, voting] = active
        marks = facts.marks if kind else self._mark(voting, active=active)
        findings.add(
            (voting + kind * len(self._votings)).astype(np.int32),
            self._moved[voting],
            self._moved[voting],
            Evidence(value, marks, facts.source, facts.received),
            active=active,
            reasons=self._explain(kind, voting, active=active),
            places=dict(enumerate(facts.place.tolist())) if self._streaming else None,
        )

    def _mark(self, voting: NDArray[np.intp], *, active: bool) -> NDArray[np.uint16]:
        """The marks of the members that decided: those that vote, or those that do not."""
        part = self._members.tell_parts(voting)
        deciding = part == (Part.VOTES if active else Part.CALM)
        own = np.where(deciding, self._members.find_marks(voting), np.uint16(0))
        marks: NDArray[np.uint16] = np.bitwise_or.reduce(own, axis=1)
        tripped = (self._groups.policy[voting] == VOTE_TRIP) & (part == Part.BAD).any(axis=1)
        old = active & (tripped | ((marks & np.uint16(Mark.BACKFILL)) != 0))
        return marks | np.where(old, np.uint16(Mark.LAST_KNOWN), np.uint16(0))

    def _explain(self, kind: int, voting: NDArray[np.intp], *, active: bool) -> dict[int, str]:
        reasons = {}
        for place, number in enumerate(voting.tolist()):
            parts = [LIMIT_CHANGED] if self._changed[number] else []
            if active:
                parts.append((explain_vote, explain_loss)[kind](self._describe(number)))
            if parts:
                reasons[place] = "; ".join(parts)
        return reasons

    def _describe(self, voting: int) -> Standing:
        groups, counts = self._look(np.array([voting]))
        left = degrade(groups, counts.bad + counts.bypassed)
        return Standing(
            int(groups.need[0]),
            int(groups.size[0]),
            int(left.need[0]),
            int(left.size[0]),
            self._votings[voting].condition,
            self._members.describe(voting),
        )
