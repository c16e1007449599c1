"""Anything in any order, a crash at any moment: the alarms agree with a model of a few facts.

The model is :mod:`tests.alerting.life_cycle_model`'s. The journal is a list; a crash loses what was
not yet on it, and the restarted alarms are fed again with every change since a checkpoint, as the
spool does. A reload writes a checkpoint, as the platform does.
"""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alerting.alarm import Command, CommandKind, Outcome, State
from alerting.alarms import Alarms
from alerting.life_cycle import Refusal
from plant.alarm_policy import MINUTE_MS, apply_settings
from plant.condition import Priority
from plant.reading import Mark, name_marks
from tests.alerting.life_cycle_model import MOST, REALARM_MS, Model
from tests.alerting.tiny_park import PLANT, RULES, change, suppression

RULE = st.integers(0, len(RULES) - 1)
BATCH = st.lists(st.tuples(RULE, st.booleans(), st.integers(0, 1)), min_size=1, max_size=6)
HOLDS = st.lists(st.tuples(RULE, st.booleans()), max_size=2)
MARKS = st.sampled_from([Mark.NONE, Mark.NONE, Mark.SIMULATED, Mark.UNCERTAIN])
PRIORITIES = st.sampled_from([Priority.LOW, Priority.HIGH, Priority.CRITICAL])
LONG_BEFORE, START = 1_000, 1_000_000

POLICY = apply_settings({"realarm_min": {"high": REALARM_MS / MINUTE_MS}, "most_realarms": MOST})
PLANT_THAT_CALLS_AGAIN = replace(PLANT, alarm_policy=POLICY)


class AlarmsMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.rules = list(RULES)
        self.suppressible = {one.alarm for one in RULES}
        self.models = [Model() for _ in RULES]
        self.alarms = self.make()
        self.journal = []
        self.spool = []
        self.checkpoint = (0, 0)  # lengths of spool and journal
        self.now = START
        self.late = LONG_BEFORE
        self.looked = {}

    def make(self):
        return Alarms(PLANT_THAT_CALLS_AGAIN, self.list_rules())

    def list_rules(self):
        """Those that the plant in force has."""
        return [one for one, model in zip(self.rules, self.models, strict=True) if not model.gone]

    def commit(self, entries):
        for entry in entries:
            self.journal.append(replace(entry, seq=len(self.journal) + 1))

    def wait(self, now):
        for model in self.models:
            model.wait(now)

    def judge(self, batch, holds=(), marks=Mark.NONE):
        rows, held, said = [], [], set(name_marks(marks))
        for index, active in holds:
            if self.models[index].gone or self.rules[index].alarm not in self.suppressible:
                continue
            held.append((index, self.now, active))
            self.wait(self.now - 1)
            self.models[index].suppress(active)
            if active:
                self.models[index].begin(self.rules[index].priority)
        for index, active, elapsed in batch:
            self.now += elapsed  # often 0: several changes at one instant
            model = self.models[index]
            if model.gone:
                continue
            rows.append((index, "raised" if active else "returned", self.now))
            self.wait(self.now - 1)
            if active:
                model.rise(self.rules[index].priority, said)
            elif model.active:
                latching = self.rules[index].latching
                model.end(model.place(self.now), said, latching=latching)
        return self.step(rows, held, marks)

    def step(self, rows, held=(), marks=Mark.NONE):
        changes = change(*rows, marks=int(marks))
        priority = [self.rules[index].priority for index, _, _ in rows]
        changes.priority[:] = priority
        tick = (changes, list(self.rules), self.now, suppression(*held))
        self.spool.append(tick)
        return self.alarms.step(*tick)

    def restart(self):
        spooled, journalled = self.checkpoint
        self.alarms = self.make()
        self.alarms.take_up(self.journal, known_after=journalled)
        for tick in self.spool[spooled:]:
            self.commit(self.alarms.step(*tick))
        self.commit(self.alarms.retire(self.now, self.suppressible))

    # The process

    @rule(batch=BATCH, holds=HOLDS, marks=MARKS)
    def verdicts_change(self, batch, holds, marks):
        self.commit(self.judge(batch, holds, marks))

    @rule(batch=BATCH, holds=HOLDS, cut=st.integers(0, 8))
    def it_crashes_between_the_spools_and_the_journals_commit(self, batch, holds, cut):
        self.commit(self.judge(batch, holds)[:cut])
        self.restart()

    @rule(index=RULE, lasted=st.integers(1, 3), crashes=st.booleans(), committed=st.booleans())
    def late_data_show_an_excursion_of_long_before(self, index, lasted, crashes, committed):
        """Raised and returned in one tick, so both are committed or none."""
        model = self.models[index]
        if model.active or model.gone:
            return
        self.late += 10
        self.wait(self.late - 1)
        rows = [(index, "raised", self.late), (index, "returned", self.late + lasted)]
        model.rise(self.rules[index].priority, {"late"})
        model.end(self.late + lasted, {"late"}, latching=self.rules[index].latching)
        entries = self.step(rows, marks=Mark.LATE)
        if committed or not crashes:
            self.commit(entries)
        if crashes:
            self.restart()
        assert self.step(rows, marks=Mark.LATE) == [], "late data that come again are no news"

    # The platform

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

    @rule(elapsed=st.integers(0, 600), crashes=st.booleans())
    def time_passes(self, elapsed, crashes):
        self.now += elapsed
        entries = self.alarms.pass_time(self.now)
        if crashes:  # before any of it is committed: what was due is due again
            self.restart()
            entries = self.alarms.pass_time(self.now)
        self.commit(entries)
        self.wait(self.now)

    @rule(index=RULE, priority=PRIORITIES, latching=st.booleans())
    def the_plant_changes_a_limit_or_has_it_again(self, index, priority, latching):
        self.rules[index] = replace(self.rules[index], priority=priority, latching=latching)
        self.models[index].gone = False
        self.suppressible.add(self.rules[index].alarm)
        self.reload()

    @rule(index=RULE, crashes=st.booleans())
    def the_plant_removes_a_limit(self, index, crashes):
        if self.models[index].gone:
            return
        self.now += 10
        self.models[index].lose_limit(self.now)
        self.reload(crashes=crashes)

    @rule(index=RULE)
    def the_plant_suppresses_it_no_more(self, index):
        self.suppressible.discard(RULES[index].alarm)
        self.models[index].suppress(suppressed=False)
        self.now += 10
        self.reload()

    def reload(self, *, crashes=False):
        self.alarms = self.alarms.succeed(PLANT_THAT_CALLS_AGAIN, self.list_rules())
        entries = self.alarms.retire(self.now, self.suppressible)
        self.checkpoint = (len(self.spool), len(self.journal))
        if crashes:
            self.restart()
        else:
            self.commit(entries)

    # People

    def ask(self, kind, index, **fields):
        """A person acts some time after everything before, as people do."""
        self.now += 10
        usual = {"role": "shift_leader", "witness": "李四", "work_order": "WO-7"}
        wish = Command(kind, RULES[index].alarm, "张三", "抖动", **(usual | fields))
        known = fields.pop("known", True)
        answer, entries = self.alarms.command(wish, self.now, known=known)
        self.commit(entries)
        return answer, entries

    @rule(index=RULE)
    def somebody_looks(self, index):
        alarm = self.alarms.get(RULES[index].alarm)
        self.looked[index] = alarm.version if alarm else 0
        self.models[index].rose = False

    @rule(index=RULE, from_before=st.booleans())
    def somebody_acknowledges(self, index, from_before):
        """By what the screen said when he looked, or by what it says now."""
        model = self.models[index]
        version = self.looked.get(index) if from_before else None
        answer, entries = self.ask(CommandKind.ACKNOWLEDGE, index, version=version)
        if answer.alarm is None:
            assert answer.outcome is Outcome.UNKNOWN
        elif version is not None and model.rose and not model.seen:
            assert (answer.outcome, answer.detail) == (Outcome.CONFLICT, Refusal.PRIORITY_ROSE)
        else:
            assert answer.outcome is Outcome.DONE
            assert bool(entries) == (not model.seen)
            model.see(self.now)

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

    @rule(index=RULE, exact=st.booleans())
    def somebody_comments(self, index, exact):
        known = self.alarms.get(RULES[index].alarm)
        version = self.looked.get(index) if exact else None
        answer, entries = self.ask(CommandKind.COMMENT, index, exact=version)
        passed = known is not None and version not in (None, known.version)
        if known is None:
            assert answer.outcome is Outcome.UNKNOWN
        else:
            assert answer.outcome is (Outcome.CONFLICT if passed else Outcome.DONE)
        assert bool(entries) == (known is not None and not passed)

    @rule(index=RULE, duration=st.integers(1, 400), once=st.booleans(), alone=st.booleans())
    def somebody_shelves(self, index, duration, once, alone):
        model, witness = self.models[index], "" if alone else "李四"
        known = self.alarms.get(RULES[index].alarm)
        critical = self.is_critical(index)
        answer, _ = self.ask(
            CommandKind.SHELVE, index, duration_ms=duration, once=once, witness=witness
        )
        if known is None and model.gone:
            assert answer.outcome is Outcome.UNKNOWN
        elif alone and critical:
            assert answer.detail == Refusal.SECOND_PERSON_MISSING
        else:
            assert answer.outcome is Outcome.DONE
            model.shelve(self.now, duration, once=once)
            model.begin(self.rules[index].priority)

    def is_critical(self, index):
        """Whether it is, or will be when it is raised: by this activation or by the plant."""
        model = self.models[index]
        today = None if model.gone else self.rules[index].priority
        if today is None or model.state() is not State.NORMAL:
            return Priority.CRITICAL in (model.priority, today)
        return today is Priority.CRITICAL

    @rule(index=RULE)
    def somebody_unshelves(self, index):
        answer, entries = self.ask(CommandKind.UNSHELVE, index)
        assert answer.outcome is (Outcome.DONE if answer.alarm else Outcome.UNKNOWN)
        assert bool(entries) == (self.models[index].shelved is not None)
        self.models[index].shelved = None

    @rule(index=RULE, duration=st.integers(1, 400))
    def somebody_takes_it_out_of_service(self, index, duration):
        model, known = self.models[index], self.alarms.get(RULES[index].alarm)
        kind = CommandKind.REMOVE_FROM_SERVICE
        answer, _ = self.ask(kind, index, duration_ms=duration)
        if known is None and model.gone:
            assert answer.outcome is Outcome.UNKNOWN
            return
        assert answer.outcome is Outcome.DONE
        model.out = self.now + duration
        model.begin(self.rules[index].priority)

    @rule(index=RULE)
    def somebody_returns_it_to_service(self, index):
        _, entries = self.ask(CommandKind.RETURN_TO_SERVICE, index)
        model = self.models[index]
        assert bool(entries) == (model.out is not None)
        if entries:
            model.out = None
            model.call()

    # What holds always

    @invariant()
    def every_alarm_stands_as_the_model_says(self):
        for index, model in enumerate(self.models):
            alarm = self.alarms.get(RULES[index].alarm)
            assert (alarm.state if alarm else State.NORMAL) is model.state()
            assert (alarm.held if alarm else None) is model.held()
            assert (alarm.calls if alarm else False) == model.is_calling()
            assert set(alarm.marks if alarm else ()) == model.marks
            assert (alarm in self.alarms.standing()) == model.stands()

    @invariant()
    def what_is_held_has_an_owner_a_reason_and_an_end(self):
        for alarm in self.alarms.standing():
            for held, hold in alarm.holds.items():
                assert hold.actor
                assert hold.reason
                assert hold.terms is not None or held == "suppressed"

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


AlarmsMachine.TestCase.settings = settings(
    max_examples=settings.default.max_examples, stateful_step_count=30, deadline=None
)
TestAlarms = AlarmsMachine.TestCase
