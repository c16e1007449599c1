"""Anything in any order, a crash at any moment: the alarms agree with a model of four booleans.

The model knows nothing of states or events: an alarm is *active*, *seen*, *latched*,
*suppressed* or not. The journal is a list; a crash loses what was not yet on it, and the restarted
alarms are fed again with every change since a checkpoint, as the spool does.
"""

from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerting.alarm import Command, CommandKind, Held, Outcome, State
from tests.alerting.tiny_park import RULES, change, make_alarms, suppression

RULE = st.integers(0, len(RULES) - 1)
BATCH = st.lists(st.tuples(RULE, st.booleans(), st.integers(0, 1)), min_size=1, max_size=6)
HOLDS = st.lists(st.tuples(RULE, st.booleans()), max_size=2)


@dataclass
class Model:
    active: bool = False
    seen: bool = True
    latched: bool = False
    suppressed: bool = False

    def state(self) -> State:
        word = "acknowledged" if self.seen else "unacknowledged"
        if self.active:
            return State(word)
        if self.latched:
            return State(f"latched_{word}")
        return State.NORMAL if self.seen else State.RETURNED_UNACKNOWLEDGED

    def judge(self, active: bool, latching: bool) -> None:
        if active and not self.active:
            self.seen = self.latched = False
        elif self.active and not active:
            self.latched = latching
        self.active = active

    def suppress(self, suppressed: bool) -> None:
        if self.suppressed and not suppressed and self.active:
            self.seen = False
        self.suppressed = suppressed


class AlarmsMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.alarms = make_alarms()
        self.models = [Model() for _ in RULES]
        self.journal = []
        self.spool = []
        self.checkpoint = (0, 0)  # lengths of spool and journal
        self.now = 1_000

    def commit(self, entries):
        for entry in entries:
            self.journal.append(replace(entry, seq=len(self.journal) + 1))

    def judge(self, batch, holds=()):
        rows, held = [], []
        for index, active in holds:
            held.append((index, self.now, active))
            self.models[index].suppress(active)
        for index, active, elapsed in batch:
            self.now += elapsed  # often 0: several changes at one instant
            rows.append((index, "raised" if active else "returned", self.now))
            self.models[index].judge(active, RULES[index].latching)
        tick = (change(*rows), RULES, self.now, suppression(*held))
        self.spool.append(tick)
        return self.alarms.step(*tick)

    def restart(self):
        spooled, journalled = self.checkpoint
        self.alarms = make_alarms()
        self.alarms.take_up(self.journal, known_after=journalled)
        for tick in self.spool[spooled:]:
            self.commit(self.alarms.step(*tick))

    @rule(batch=BATCH, holds=HOLDS)
    def verdicts_change(self, batch, holds):
        self.commit(self.judge(batch, holds))

    @rule(batch=BATCH, holds=HOLDS, cut=st.integers(0, 8))
    def it_crashes_between_the_spools_and_the_journals_commit(self, batch, holds, cut):
        self.commit(self.judge(batch, holds)[:cut])
        self.restart()

    @rule()
    def it_restarts(self):
        before, length = self.alarms.standing(), len(self.journal)
        self.restart()
        assert len(self.journal) == length
        assert sorted(self.alarms.standing(), key=lambda alarm: alarm.id) == sorted(
            before, key=lambda alarm: alarm.id
        )

    @rule()
    def a_checkpoint_is_written(self):
        self.checkpoint = (len(self.spool), len(self.journal))

    @rule(index=RULE)
    def somebody_acknowledges(self, index):
        wish = Command(CommandKind.ACKNOWLEDGE, RULES[index].alarm, "张三")
        answer, entries = self.alarms.command(wish, self.now)
        self.commit(entries)
        assert answer.outcome is (Outcome.DONE if answer.alarm else Outcome.UNKNOWN)
        assert bool(entries) == (not self.models[index].seen)
        self.models[index].seen = True

    @rule(index=RULE, known=st.booleans())
    def somebody_resets(self, index, known):
        wish = Command(CommandKind.RESET, RULES[index].alarm, "张三")
        answer, entries = self.alarms.command(wish, self.now, known=known)
        self.commit(entries)
        model = self.models[index]
        allowed = model.latched and model.seen and not model.active and known
        assert (answer.outcome is Outcome.DONE) == allowed
        if allowed:
            model.latched = False

    @invariant()
    def every_alarm_stands_as_the_model_says(self):
        for index, model in enumerate(self.models):
            alarm = self.alarms.get(RULES[index].alarm)
            assert (alarm.state if alarm else State.NORMAL) is model.state()
            assert (alarm.held if alarm else None) is (
                Held.SUPPRESSED if model.suppressed else None
            )
            listed = model.state() is not State.NORMAL or model.suppressed
            assert (alarm in self.alarms.standing()) == listed

    @invariant()
    def folding_the_journal_gives_the_live_alarms(self):
        folded = make_alarms()
        folded.take_up(self.journal)
        for one in RULES:
            assert folded.get(one.alarm) == self.alarms.get(one.alarm)

    @invariant()
    def no_two_entries_share_their_place_in_the_journal(self):
        keys = [(entry.alarm, entry.event, entry.at) for entry in self.journal]
        assert len(set(keys)) == len(keys)
        versions = {}
        for entry in self.journal:
            assert entry.version == versions.get(entry.alarm, 0) + 1
            versions[entry.alarm] = entry.version


AlarmsMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestAlarms = AlarmsMachine.TestCase
