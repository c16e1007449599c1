"""Whatever snapshot a start takes, it stands where the fold of the whole journal stands.

Anything in any order: verdicts, late data, suppression by design, people, time, another plant, a
restart that judges the spool again. Nothing is modelled; the fold of the journal is the oracle.
"""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alerting.alarm import Command, CommandKind
from alerting.alarms import Alarms
from alerting.snapshot import (
    SnapshotDamagedError,
    decode_snapshot,
    digest_part,
    digest_snapshot,
    encode_snapshot,
)
from plant.reading import Mark
from tests.alerting.tiny_park import LEVEL, PLANT, RULES, change, make_alarms, step, suppression

OTHERWISE = tuple(replace(one, hazard="H2", unit="ppm", latching=True) for one in RULES)
PLANTS = (RULES, OTHERWISE, RULES[:1])
"""The rules of the plant, of one in which everything changed, of one in which some are gone."""

RULE = st.integers(0, len(RULES) - 1)
ROWS = st.lists(st.tuples(RULE, st.booleans(), st.integers(0, 2)), min_size=1, max_size=5)
WISHES = (
    CommandKind.ACKNOWLEDGE,
    CommandKind.RESET,
    CommandKind.SHELVE,
    CommandKind.UNSHELVE,
    CommandKind.COMMENT,
    CommandKind.REMOVE_FROM_SERVICE,
    CommandKind.RETURN_TO_SERVICE,
)


def copy(snapshot):
    """As it is after it was kept in the database."""
    return decode_snapshot(snapshot.seq, list(encode_snapshot(snapshot)))


def tell(alarms):
    """All that one ``Alarms`` knows and that another plant does not change."""
    return (
        alarms.all(),
        alarms.standing(),
        alarms._ledger.last,
        alarms._ledger.replays,
        alarms._late,
    )


class Histories(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.alarms, self.shown = make_alarms(), make_alarms()
        self.journal, self.spool, self.snapshots = [], [], []
        self.checkpoint = (0, 0)  # lengths of spool and journal
        self.now = 1_000

    def commit(self, entries):
        known = {(one.alarm, one.event, one.at) for one in self.journal}
        for entry in entries:
            if (entry.alarm, entry.event, entry.at) in known:
                continue
            numbered = replace(entry, seq=len(self.journal) + 1)
            self.journal.append(numbered)
            self.shown.record(numbered)

    def take_up(self, snapshot, rules=RULES, known_after=None):
        alarms = Alarms(PLANT, rules)
        if known_after is None:
            known_after = self.checkpoint[1]
        rest = self.journal
        if snapshot is not None:
            alarms.restore(snapshot, self.journal[known_after : snapshot.seq])
            rest = self.journal[snapshot.seq :]
        alarms.take_up(rest, known_after)
        return alarms

    def judge(self, rows, marks=0, held=()):
        told = []
        for index, active, elapsed in rows:
            self.now += elapsed
            told.append((index, "raised" if active else "returned", self.now))
        tick = (change(*told, marks=marks), RULES, self.now, suppression(*held))
        self.spool.append(tick)
        return self.alarms.step(*tick)

    @rule(rows=ROWS, held=st.lists(st.tuples(RULE, st.booleans()), max_size=2))
    def verdicts_change(self, rows, held):
        self.commit(self.judge(rows, held=[(one, self.now, active) for one, active in held]))

    @rule(index=RULE, ago=st.integers(0, 500), length=st.integers(0, 3))
    def late_data_tell_of_an_excursion(self, index, ago, length):
        begun = self.now - ago
        rows = [(index, "raised", begun), (index, "returned", begun + length)]
        tick = (change(*rows, marks=Mark.LATE), RULES, self.now, None)
        self.spool.append(tick)
        self.commit(self.alarms.step(*tick))

    @rule(
        index=RULE, kind=st.sampled_from(WISHES), duration=st.integers(1, 400), once=st.booleans()
    )
    def somebody_acts(self, index, kind, duration, once):
        self.now += 10
        wish = Command(
            kind,
            RULES[index].alarm,
            "张三",
            "抖动",
            role="shift_leader",
            duration_ms=duration,
            once=once,
            work_order="WO-7",
        )
        self.commit(self.alarms.command(wish, self.now, known=True)[1])

    @rule(elapsed=st.integers(0, 600))
    def time_passes(self, elapsed):
        self.now += elapsed
        self.commit(self.alarms.pass_time(self.now))

    @rule()
    def a_checkpoint_is_written(self):
        self.checkpoint = (len(self.spool), len(self.journal))

    @precondition(lambda self: self.journal)
    @rule()
    def a_snapshot_is_taken(self):
        self.snapshots = [*self.snapshots[-2:], copy(self.shown.snapshot())]

    @rule(index=st.integers(0, 2), rows=ROWS, cut=st.integers(0, 8))
    def it_crashes_and_begins_from_a_snapshot(self, index, rows, cut):
        self.commit(self.judge(rows)[:cut])
        useful = [one for one in self.snapshots if one.seq <= self.checkpoint[1]] or [None]
        whole, self.alarms = self.take_up(None), self.take_up(useful[index % len(useful)])
        for tick in self.spool[self.checkpoint[0] :]:
            found = self.alarms.step(*tick)
            assert found == whole.step(*tick), "both find the same news in the spool"
            self.commit(found)

    @invariant()
    def whatever_snapshot_is_taken_the_state_is_the_fold_of_the_journal(self):
        for snapshot in self.snapshots:
            known_after = max(snapshot.seq, self.checkpoint[1])
            for rules in PLANTS:
                begun = self.take_up(snapshot, rules, known_after)
                assert tell(begun) == tell(self.take_up(None, rules, known_after))

    @invariant()
    def a_snapshot_after_the_checkpoint_awaits_the_same_of_the_spool(self):
        for snapshot in self.snapshots:
            begun, whole = self.take_up(snapshot, known_after=0), self.take_up(None, known_after=0)
            assert (begun.all(), begun.standing()) == (whole.all(), whole.standing())
            assert begun._ledger == whole._ledger

    @invariant()
    def the_durable_view_is_the_fold_of_the_journal(self):
        assert tell(self.shown) == tell(self.take_up(None, known_after=len(self.journal)))


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestHistories = Histories.TestCase


def make_snapshot():
    alarms = make_alarms()
    for seq, entry in enumerate(step(make_alarms(), (LEVEL, "raised", 1_000)), 1):
        alarms.record(replace(entry, seq=seq))
    return alarms.snapshot()


def test_a_snapshot_is_a_copy_that_what_comes_later_leaves_alone():
    alarms = make_alarms()
    (entry,) = step(make_alarms(), (LEVEL, "raised", 1_000))
    alarms.record(replace(entry, seq=1))
    snapshot = alarms.snapshot()
    before = copy(snapshot)
    alarms.record(replace(entry, seq=2, at=2_000, version=2))
    assert copy(snapshot) == before
    assert snapshot.seq == 1


def test_many_alarms_are_many_small_parts():
    snapshot = make_snapshot()
    (alarm,) = snapshot.alarms.values()
    many = {f"T{number}:HH": replace(alarm, id=f"T{number}:HH") for number in range(2_000)}
    parts = list(encode_snapshot(replace(snapshot, alarms=many, standing=list(many))))
    assert len(parts) > 4
    assert max(map(len, parts)) < 1 << 17
    assert decode_snapshot(1, parts).alarms == many
    assert list(decode_snapshot(1, parts).alarms) == list(many), "in the order they came up"


@pytest.mark.parametrize("left", [slice(0), slice(9), slice(-3), slice(1, None)])
def test_parts_that_are_damaged_are_told(left):
    parts = list(encode_snapshot(make_snapshot()))
    with pytest.raises(SnapshotDamagedError):
        decode_snapshot(1, [parts[0][left], *parts[1:]])


def test_a_part_that_is_missing_is_told():
    parts = list(encode_snapshot(make_snapshot()))
    with pytest.raises(SnapshotDamagedError, match="does not have"):
        decode_snapshot(1, parts[1:])


def test_the_digest_is_of_every_part_and_of_the_heading():
    digests = [digest_part(data) for data in (b"a", b"b")]
    whole = digest_snapshot([1, "x"], digests)
    others = [
        digest_snapshot([2, "x"], digests),
        digest_snapshot([1, "x"], digests[:1]),
        digest_snapshot([1, "x"], digests[::-1]),
    ]
    assert whole not in others


def test_a_field_that_came_later_has_its_default():
    """An older form is taken only where the journal was cut: better than nothing."""
    snapshot = make_snapshot()
    (alarm,) = snapshot.alarms.values()
    older = msgspec.to_builtins(alarm)
    del older["realarms"]
    assert msgspec.convert(older, type(alarm)) == alarm
