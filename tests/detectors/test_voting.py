"""Votes against their twin and through the check list, and what a changed plant makes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.facts import Truth
from detectors.limits import LIMIT_CHANGED
from plant.condition import Condition, Priority
from plant.quality import BAD
from plant.reading import Instant, Mark
from plant.words import Plant, Voting
from tests.detectors.checklist import check_all, check_standing
from tests.detectors.live import Live, at
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, feed, flatten, said, streams
from tests.detectors.test_channels import ChannelTwin, Fact, Watch
from tests.detectors.twin import Expected, Reading

VOTED, LOST = "voted", "protection_lost"


@dataclass(slots=True)
class MemberTwin:
    """What one channel of a vote last told; ``heard`` once it told anything at all."""

    channel: ChannelTwin
    bypass: ChannelTwin | None
    truth: int = Truth.UNKNOWN
    marks: int = 0
    heard: bool = False
    bypassed: bool = False

    @property
    def word(self) -> str:
        if self.bypassed:
            return "bypassed"
        if not self.heard:
            return "awaited"
        return {Truth.TRUE: "votes", Truth.FALSE: "calm", Truth.UNKNOWN: "bad"}[self.truth]


@dataclass(slots=True)
class VotingTwin:
    """One vote, told one fact after the other; facts of one instant together."""

    voting: Voting
    members: list[MemberTwin]
    changes: list[Expected] = field(default_factory=list)
    raised: set[str] = field(default_factory=set)
    time: Instant = 0

    @property
    def twins(self) -> list[ChannelTwin]:
        own = [member.channel for member in self.members]
        return own + [member.bypass for member in self.members if member.bypass]

    def read(self, reading: Reading, clock: Instant) -> None:
        clock = max(clock, reading.time)
        self.wait(clock)
        told = []
        for twin in self.twins:
            if twin.watch.row == reading.row:
                first = not self.has_heard(twin)
                facts = twin.read(0, reading, clock)
                if first and not facts:
                    facts = [twin.tell(0, clock, reading.time)]
                told += facts
        self.take(told)

    def has_heard(self, twin: ChannelTwin) -> bool:
        return any(member.heard for member in self.members if member.channel is twin)

    def wait(self, clock: Instant) -> None:
        told = [fact for twin in self.twins for fact in twin.grow_old(0, clock)]
        for instant in sorted({fact.at for fact in told}):
            self.take([fact for fact in told if fact.at == instant])

    def take(self, facts: Iterable[Fact]) -> None:
        facts = list(facts)
        if not facts:
            return
        for fact in facts:
            for member in self.members:
                if member.channel.channel == fact.channel:
                    member.truth, member.marks, member.heard = fact.truth, fact.marks, True
                elif member.bypass and member.bypass.channel == fact.channel:
                    member.bypassed = fact.truth == Truth.TRUE
        self.time = max(self.time, facts[0].at)
        self.vote(min(facts, key=lambda fact: fact.channel))

    def vote(self, fact: Fact) -> None:
        words = [member.word for member in self.members]
        votes, gone = words.count("votes"), words.count("bad") + words.count("bypassed")
        need, size = lower(self.voting, gone)
        cast = votes + (gone if self.voting.degraded == "vote_trip" else 0)
        if size >= need and votes >= need:
            self.change(VOTED, cast, self.mark("votes"), active=True)
        meant, left = lower(self.voting, words.count("bypassed"))
        if left >= meant and votes + words.count("bad") + words.count("awaited") < meant:
            self.change(VOTED, cast, self.mark("calm"), active=False)
        if size < need:
            self.change(LOST, size, fact.marks, active=True)
        sure, heard = lower(self.voting, gone + words.count("awaited"))
        if heard >= sure:
            self.change(LOST, size, fact.marks, active=False)

    def mark(self, word: str) -> int:
        marks = 0
        for member in self.members:
            marks |= member.marks if member.word == word else 0
        if word == "votes" and self.voting.degraded == "vote_trip":
            bad = any(member.word == "bad" for member in self.members)
            marks |= Mark.LAST_KNOWN if bad else 0
        return marks

    def change(self, word: str, value: int, marks: int, *, active: bool) -> None:
        if (word in self.raised) is active:
            return
        (self.raised.add if active else self.raised.discard)(word)
        alarm = f"{self.voting.id}:{word}"
        self.changes.append(
            Expected(self.time, alarm, active, repr(float(value)), self.time, marks)
        )


def lower(voting: Voting, gone: int) -> tuple[int, int]:
    """M and N when channels leave one after the other (standards 6.2, the table)."""
    need, size = voting.need, len(voting.tags)
    for _ in range(gone):
        size -= 1
        if voting.degraded == "vote_trip" or (voting.degraded == "remove_safe" and need > 1):
            need -= 1
        elif voting.degraded == "remove_avail" and need > size > 0:
            need = size
    return need, size


def make_twins(plant: Plant) -> list[VotingTwin]:
    return [make_twin(plant, voting) for voting in plant.votings]


def make_twin(plant: Plant, voting: Voting) -> VotingTwin:
    def make(number: int, tag: str, expected: float | None, age: float | None) -> ChannelTwin:
        row = plant.row_of[tag]
        return ChannelTwin(number, Watch(row, expected, age), plant.tags[row])

    members = []
    for place, tag in enumerate(voting.tags):
        bypass = voting.bypass[place] if voting.bypass else ""
        switch = make(100 + place, bypass, 1.0, None) if bypass else None
        members.append(MemberTwin(make(place, tag, None, voting.max_age_s), switch))
    return VotingTwin(voting, members)


@st.composite
def plants_with_votes(draw: st.DrawFn) -> Plant:
    """One to four heads and a bypass switch, under several votes."""
    size = draw(st.integers(1, 4))
    names = [f"T{n}" for n in range(size)]
    tags = [
        make_tag(
            name,
            h=0.8,
            deadband=draw(st.sampled_from([0, 0.1])),
            interval_s=draw(st.sampled_from([None, 1, 4])),
        )
        for name in names
    ]

    def draw_voting() -> dict[str, Any]:
        bypass = [draw(st.sampled_from(["", "B"])) for _ in names]
        return {
            "tags": names,
            "need": draw(st.integers(1, size)),
            "condition": "H",
            "degraded": draw(
                st.sampled_from(["vote_trip", "remove_safe", "remove_avail", "vote_normal"])
            ),
            "max_age_s": draw(st.sampled_from([None, 0, 2.5])),
            "bypass": draw(st.sampled_from([[], bypass])),
        }

    switch = make_tag("B", interval_s=draw(st.sampled_from([None, 4])))
    return make_plant(*tags, switch, votings={"V1": draw_voting(), "V2": draw_voting()})


@given(
    plants_with_votes().flatmap(lambda plant: st.tuples(st.just(plant), streams(plant))), st.data()
)
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    wait_ms = data.draw(st.sampled_from([1, 20_000]))
    check_all(plant, stream, wait_ms, make_twins, data)
    check_standing(plant, stream, wait_ms)


def make_vote(need: int = 2, limit: float = 80, **settings: Any) -> Plant:
    tags = [make_tag(f"T{n}", h=limit, unit="℃") for n in range(3)]
    own = {"tags": ["T0", "T1", "T2"], "need": need, "condition": "H", **settings}
    return make_plant(*tags, votings={"V1": own})


class TestReload:
    """A standing vote is looked at once under the plant of today (contract 1, rule 12)."""

    def reload(
        self, before: Plant, after: Plant, *values: float
    ) -> tuple[Live, list[Expected], list[str]]:
        live = Live(before, None)
        live.by_silence = False
        live.tick(at(0), [Reading(row, T0, value) for row, value in enumerate(values)])
        changes = live.restart(at(5), after)
        return live, flatten(live.bank, changes), list(changes.reasons.values())

    def test_a_lower_need_is_met_at_once(self) -> None:
        live, found, reasons = self.reload(make_vote(2), make_vote(1), 85, 50, 50)

        assert [change for change in found if change.alarm.startswith("V1")] == [
            Expected(at(5), "V1:voted", True, "1.0", at(5), 0)
        ]
        assert any(reason.startswith(f"{LIMIT_CHANGED}; 三取一表决成立") for reason in reasons)
        assert len(live.restart(at(6))) == 0, "and only once"

    def test_a_higher_need_returns_it_at_once(self) -> None:
        _, found, reasons = self.reload(make_vote(1), make_vote(2), 85, 50, 50)

        assert said(found) == [(5, "V1:voted", False)]
        assert reasons == [LIMIT_CHANGED]

    def test_other_limits_are_those_of_the_channels_too(self) -> None:
        _, found, _ = self.reload(make_vote(limit=80), make_vote(limit=60), 65, 70, 50)

        assert (5, "V1:voted", True) in said(found)

    def test_an_unchanged_vote_has_nothing_to_say(self) -> None:
        _, found, _ = self.reload(make_vote(), make_vote(), 85, 85, 50)

        assert found == []

    def test_another_policy_is_another_vote(self) -> None:
        before, after = make_vote(degraded="vote_normal"), make_vote(degraded="vote_trip")
        live, found, _ = self.reload(before, after, 50, np.nan, np.nan)

        assert said(found) == [(5, "V1:voted", True), (5, "V1:protection_lost", False)]
        assert live.bank.knows("V1:voted")

    def test_a_new_vote_takes_its_channels_from_the_board(self) -> None:
        tags = [make_tag(f"T{n}", h=80, unit="℃") for n in range(3)]
        live, found, _ = self.reload(make_plant(*tags), make_vote(), 85, 85, 50)
        assert found == []

        changes = live.tick(at(6), [Reading(2, at(6), 50.0)])

        assert said(flatten(live.bank, changes)) == [(5, "V1:voted", True)]

    def test_what_the_journal_lacks_is_raised_again(self) -> None:
        live, _, _ = self.reload(make_vote(), make_vote(), 85, 85, 50)
        live.standing.discard("V1:voted")

        changes = live.restart(at(6))

        assert said(flatten(live.bank, changes)) == [(6, "V1:voted", True)]


class TestKnows:
    """A reset needs a vote that can be judged right now."""

    def test_a_vote_is_known_when_nothing_unknown_could_change_it(self) -> None:
        plant = make_vote(degraded="remove_avail")
        bank = Bank(plant, None)
        assert not bank.knows("V1:voted")

        feed(bank, plant, (0, 50.0), row=0)
        assert not bank.knows("V1:voted")
        feed(bank, plant, (0, 50.0), row=1)
        assert bank.knows("V1:voted")
        assert bank.knows("V1:protection_lost")

    def test_a_raised_vote_that_lost_a_channel_is_not_known(self) -> None:
        plant = make_vote(degraded="remove_avail")
        live = Live(plant, None)
        live.by_silence = False
        live.tick(at(0), [Reading(0, T0, 85.0), Reading(1, T0, 85.0), Reading(2, T0, 50.0)])
        live.tick(at(1), [Reading(1, at(1), 85.0, BAD)])

        assert live.standing >= {"V1:voted"}
        assert not live.bank.knows("V1:voted")
        assert live.bank.knows("V1:protection_lost")


def test_the_rules_say_what_the_plant_says() -> None:
    plant = make_vote(priority="critical", latching=True)
    rules = {rule.condition: rule for rule in Bank(plant).rules if rule.source == "V1"}

    voted, lost = rules[Condition.VOTED], rules[Condition.PROTECTION_LOST]
    assert (voted.priority, voted.latching, voted.limit) == (Priority.CRITICAL, True, 2.0)
    assert (lost.priority, lost.latching, lost.hazard) == (Priority.HIGH, False, "Z1")


def test_a_vote_on_a_limit_that_a_tag_lacks_is_left_out() -> None:
    plant = make_plant(
        make_tag("T0", h=80),
        make_tag("T1"),
        votings={"V1": {"tags": ["T0", "T1"], "need": 1, "condition": "H"}},
    )

    assert not [rule for rule in Bank(plant).rules if rule.source == "V1"]


def test_the_deciding_reading_gives_the_times() -> None:
    plant = make_vote()
    bank = Bank(plant, None)
    feed(bank, plant, (0, 85.0), row=0)
    live = Live(plant, None)
    live.bank = bank

    changes = live.tick(at(3), [Reading(1, at(3), 85.0)])

    place = [bank.rules[rule].alarm for rule in changes.rule.tolist()].index("V1:voted")
    assert changes.source[place] == changes.received[place] == at(3)
