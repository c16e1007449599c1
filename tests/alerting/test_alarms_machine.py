"""Anything in any order, a crash at any moment: the alarms agree with a model of a few facts.

The model knows nothing of states or events: an alarm is *active*, *seen*, *latched*,
*suppressed* or not, *shelved* or *out of service* until an instant, and calls again at one. The
journal is a list; a crash loses what was not yet on it, and the restarted
alarms are fed again with every change since a checkpoint, as the spool does.
"""

from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerting.alarm import Command, CommandKind, Held, Outcome, State
from alerting.alarms import Alarms
from plant.alarm_policy import MINUTE_MS, apply_settings
from plant.condition import Priority
from tests.alerting.tiny_park import PLANT, RULES, change, suppression

RULE = st.integers(0, len(RULES) - 1)
BATCH = st.lists(st.tuples(RULE, st.booleans(), st.integers(0, 1)), min_size=1, max_size=6)
HOLDS = st.lists(st.tuples(RULE, st.booleans()), max_size=2)


REALARM, MOST = 500, 2
POLICY = apply_settings({"realarm_min": {"high": REALARM / MINUTE_MS}, "most_realarms": MOST})
PLANT_THAT_CALLS_AGAIN = replace(PLANT, alarm_policy=POLICY)


@dataclass
class Model:
    priority: Priority
    active: bool = False
    seen: bool = True
    latched: bool = False
    suppressed: bool = False
    shelved: int | None = None
    once: bool = False
    shelved_at: int = 0
    returned_at: int = -1
    out: int | None = None
    seen_at: int = 0
    calls: int = 0

    def state(self) -> State:
        word = "acknowledged" if self.seen else "unacknowledged"
        if self.active:
            return State(word)
        if self.latched:
            return State(f"latched_{word}")
        return State.NORMAL if self.seen else State.RETURNED_UNACKNOWLEDGED

    def held(self) -> Held | None:
        if self.out is not None:
            return Held.OUT_OF_SERVICE
        if self.suppressed:
            return Held.SUPPRESSED
        return None if self.shelved is None else Held.SHELVED

    def judge(self, active: bool, latching: bool, now: int) -> None:
        if active and not self.active:
            self.seen = self.latched = False
            self.calls, self.returned_at = 0, -1
        elif self.active and not active:
            self.latched, self.returned_at = latching, now
        self.active = active

    def call(self) -> None:
        """Nobody knows what stands, unless nothing does."""
        self.seen = self.seen and not self.active

    def suppress(self, suppressed: bool) -> None:
        if self.suppressed and not suppressed:
            self.call()
        self.suppressed = suppressed

    def see(self, now: int) -> None:
        if not self.seen:
            self.seen, self.seen_at = True, now

    def wait(self, now: int) -> None:
        gone = self.once and not self.active and self.returned_at >= self.shelved_at
        if self.shelved is not None and (gone or self.shelved <= now):
            self.shelved = None
            self.call()
        if self.out is not None and self.out <= now:
            self.out = None
            self.call()
        known = self.active and self.seen and self.held() is None
        calls = self.priority is Priority.HIGH and self.calls < MOST
        if known and calls and self.seen_at + REALARM <= now:
            self.seen, self.calls = False, self.calls + 1


class AlarmsMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.alarms = self.make()
        self.models = [Model(one.priority) for one in RULES]
        self.journal = []
        self.spool = []
        self.checkpoint = (0, 0)  # lengths of spool and journal
        self.now = 1_000

    @staticmethod
    def make():
        return Alarms(PLANT_THAT_CALLS_AGAIN, RULES)

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
            self.models[index].judge(active, RULES[index].latching, self.now)
        tick = (change(*rows), RULES, self.now, suppression(*held))
        self.spool.append(tick)
        return self.alarms.step(*tick)

    def restart(self):
        spooled, journalled = self.checkpoint
        self.alarms = self.make()
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

    def ask(self, kind, index, **fields):
        """A person acts some time after everything before, as people do."""
        self.now += 10
        wish = Command(kind, RULES[index].alarm, "张三", "抖动", role="shift_leader", **fields)
        answer, entries = self.alarms.command(wish, self.now)
        self.commit(entries)
        return answer, entries

    @rule(index=RULE)
    def somebody_acknowledges(self, index):
        answer, entries = self.ask(CommandKind.ACKNOWLEDGE, index)
        assert answer.outcome is (Outcome.DONE if answer.alarm else Outcome.UNKNOWN)
        assert bool(entries) == (not self.models[index].seen)
        self.models[index].see(self.now)

    @rule(index=RULE, known=st.booleans())
    def somebody_resets(self, index, known):
        self.now += 10
        wish = Command(CommandKind.RESET, RULES[index].alarm, "张三")
        answer, entries = self.alarms.command(wish, self.now, known=known)
        self.commit(entries)
        model = self.models[index]
        allowed = model.latched and model.seen and not model.active and known
        assert (answer.outcome is Outcome.DONE) == allowed
        if allowed:
            model.latched = False

    @rule(index=RULE, duration=st.integers(1, 400), once=st.booleans())
    def somebody_shelves(self, index, duration, once):
        answer, _ = self.ask(CommandKind.SHELVE, index, duration_ms=duration, once=once)
        assert answer.outcome is Outcome.DONE
        model = self.models[index]
        model.shelved, model.once, model.shelved_at = self.now + duration, once, self.now

    @rule(index=RULE)
    def somebody_unshelves(self, index):
        answer, entries = self.ask(CommandKind.UNSHELVE, index)
        assert answer.outcome is (Outcome.DONE if answer.alarm else Outcome.UNKNOWN)
        assert bool(entries) == (self.models[index].shelved is not None)
        self.models[index].shelved = None

    @rule(index=RULE, duration=st.integers(1, 400))
    def somebody_takes_it_out_of_service(self, index, duration):
        kind = CommandKind.REMOVE_FROM_SERVICE
        answer, _ = self.ask(kind, index, duration_ms=duration, work_order="WO-7")
        assert answer.outcome is Outcome.DONE
        self.models[index].out = self.now + duration

    @rule(index=RULE)
    def somebody_returns_it_to_service(self, index):
        _, entries = self.ask(CommandKind.RETURN_TO_SERVICE, index)
        model = self.models[index]
        assert bool(entries) == (model.out is not None)
        if entries:
            model.out = None
            model.call()

    @rule(elapsed=st.integers(0, 600), crashes=st.booleans())
    def time_passes(self, elapsed, crashes):
        self.now += elapsed
        entries = self.alarms.pass_time(self.now)
        if crashes:  # before any of it is committed: what was due is due again
            self.restart()
            entries = self.alarms.pass_time(self.now)
        self.commit(entries)
        for model in self.models:
            model.wait(self.now)

    @invariant()
    def every_alarm_stands_as_the_model_says(self):
        for index, model in enumerate(self.models):
            alarm = self.alarms.get(RULES[index].alarm)
            assert (alarm.state if alarm else State.NORMAL) is model.state()
            assert (alarm.held if alarm else None) is model.held()
            listed = model.state() is not State.NORMAL or model.held() is not None
            assert (alarm in self.alarms.standing()) == listed

    @invariant()
    def folding_the_journal_gives_the_live_alarms(self):
        folded = self.make()
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
