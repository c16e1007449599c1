"""Alarms and people in any order: a record agrees with a model of a few facts.

The model knows no steps and no table: it keeps whether somebody signed, what was found, whether
measures and a report rest on that finding, and whether the condition stands. What is kept is a list
of entries; a restart is folding them anew.
"""

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alerting.handling import Act, Call, Evidence, Finding, Happening, Side, Step, Verdict
from alerting.handling_acts import perform
from alerting.handling_clocks import find_due, find_turn, is_overdue
from alerting.handling_cycle import Refusal, name_next
from alerting.handling_fold import fold, fold_all
from alerting.handling_opening import follow_journal
from plant.condition import Priority
from tests.alerting.handling_sample import HANDS_ON, SITE, raised, removed, returned, situate

PEOPLE = [
    (Side.ENTERPRISE, "E1", ""),
    (Side.ENTERPRISE, "E2", ""),
    (Side.PARK, "", ""),
    (Side.PARK, "", HANDS_ON),
]
DEEDS = [one for one in Happening if one.value in {"signed", "verified", "handled", "reported"}]
DEEDS += [Happening.SENT_BACK, Happening.CLOSED, Happening.CALLED]
NEXT = {"sign": Happening.SIGNED, "verify": Happening.VERIFIED, "handle": Happening.HANDLED}
NEXT |= {"report": Happening.REPORTED, "close": Happening.CLOSED}
CALL = Call("王工", "138", outgoing=False, answered=True)


@dataclass
class Model:
    stands: bool = True
    signed: bool = False
    finding: Finding | None = None
    handled: bool = False
    reported: bool = False
    closed: bool = False
    park_signed: bool = False
    activations: int = 1

    @property
    def real(self):
        return self.finding is Finding.REAL

    def step(self):
        for step in ("closed", "reported", "handled"):
            if getattr(self, step):
                return Step(step)
        if self.finding is not None:
            return Step.VERIFIED
        return Step.SIGNED if self.signed else Step.PUSHED

    def recur(self):
        self.activations += 1
        self.stands = True
        self.handled = self.reported = False
        if not self.real:
            self.finding = None

    def find(self, finding):
        self.finding, self.handled, self.reported = finding, False, False

    def send_back(self):
        """The last answer is taken back: the report with what it tells of, or the finding."""
        answered = self.handled or self.reported
        self.handled = self.reported = False
        if not (self.real and answered):
            self.finding = None

    def allows(self, deed, side, enterprise, behalf, known):
        """Whether somebody may do something now, by what is known of the matter."""
        own = (side is Side.ENTERPRISE and enterprise == "E1") or bool(behalf)
        park = side is Side.PARK and not behalf
        found = self.finding is not None
        answered = found and (not self.real or self.reported)
        allowed = {
            Happening.SIGNED: not self.park_signed if park else own and not self.signed,
            Happening.VERIFIED: own and self.signed,
            Happening.HANDLED: own and found,
            Happening.REPORTED: own and (answered or self.handled),
            Happening.SENT_BACK: park and found,
            Happening.CLOSED: park and answered and not self.stands and known,
            Happening.CALLED: park or (side is Side.ENTERPRISE and enterprise == "E1"),
        }
        return allowed[deed]

    def do(self, deed, side, behalf, finding):
        match deed:
            case Happening.SIGNED if side is Side.PARK and not behalf:
                self.park_signed = True
            case Happening.SIGNED:
                self.signed = True
            case Happening.VERIFIED:
                self.find(finding)
            case Happening.HANDLED:
                self.handled, self.reported = True, False
            case Happening.REPORTED:
                self.reported = True
            case Happening.SENT_BACK:
                self.send_back()
            case Happening.CLOSED:
                self.closed = True


class HandlingMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.now = 1_000
        self.seq = 0
        self.model = None
        self.kept = []
        self.closed = []
        self.open = {}

    @property
    def record(self):
        return fold_all(self.kept)

    def journal(self, make, **fields):
        self.seq += 1
        self.now += 10
        born = list(follow_journal([make(self.now, self.seq, **fields)], self.open, SITE))
        if born and born[0].happening is Happening.OPENED:
            self.kept, self.model = [], Model()
        self.kept += born
        return born

    @rule(priority=st.sampled_from(Priority), ahead=st.integers(0, 400_000))
    def alarm(self, priority, ahead):
        self.now += ahead
        calls = priority >= Priority.HIGH
        open_before = self.model is not None and not self.model.closed
        if open_before and self.model.stands:
            self.journal(returned)
            self.model.stands = False
        born = self.journal(raised, priority=priority)
        assert bool(born) == (calls or open_before)
        if open_before:
            self.model.recur()

    @precondition(lambda self: self.model is not None and not self.model.closed)
    @rule(make=st.sampled_from([returned, removed]))
    def end(self, make):
        if self.model.stands:
            assert self.journal(make)
            self.model.stands = False

    @precondition(lambda self: self.model is not None)
    @rule(
        deed=st.sampled_from(DEEDS),
        who=st.sampled_from(PEOPLE),
        finding=st.sampled_from(Finding),
        known=st.booleans(),
        stale=st.integers(0, 3),
        ahead=st.integers(0, 400_000),
    )
    def act(self, deed, who, finding, known, stale, ahead):
        self.now += ahead
        side, enterprise, behalf = who
        before = self.record
        detail = {Happening.VERIFIED: Verdict(finding), Happening.CALLED: CALL}.get(deed)
        version = before.version - (stale == 3)
        act = Act(deed, before.id, "某人", side, enterprise, "说明", behalf, detail, version)
        entry = perform(act, before, situate(self.now, known=known))
        needless = deed in (Happening.SENT_BACK, Happening.CLOSED, Happening.CALLED) and behalf
        may = not self.model.closed and self.model.allows(deed, side, enterprise, behalf, known)
        assert (not isinstance(entry, Refusal)) == (may and stale != 3 and not needless), entry
        if isinstance(entry, Refusal):
            return
        self.kept.append(entry)
        after = fold(before, entry)
        self.model.do(deed, side, behalf, finding)
        if after.open:
            self.open[after.alarm] = after
        else:
            del self.open[after.alarm]

    @precondition(lambda self: self.model is not None and not self.model.closed)
    @rule(finding=st.sampled_from(Finding), thorough=st.booleans())
    def go_on(self, finding, thorough):
        """What a good day brings: the step that is waited for, by whose turn it is.

        :param thorough: measures are taken and told of also where nobody asks for them.
        """
        deed = NEXT[name_next(self.record)]
        if thorough and deed is Happening.CLOSED and not self.model.reported:
            deed = Happening.REPORTED if self.model.handled else Happening.HANDLED
        if deed is Happening.CLOSED and self.model.stands:
            self.journal(returned)
            self.model.stands = False
        who = PEOPLE[2] if deed is Happening.CLOSED else PEOPLE[0]
        self.act(deed=deed, who=who, finding=finding, known=True, stale=0, ahead=0)

    @precondition(lambda self: self.model is not None and not self.model.closed)
    @rule(deed=st.sampled_from(DEEDS), finding=st.sampled_from(Finding))
    def do_anything(self, deed, finding):
        """Whatever somebody may think of who may do it."""
        parks = deed in (Happening.SENT_BACK, Happening.CLOSED)
        who = PEOPLE[2] if parks else PEOPLE[0]
        self.act(deed=deed, who=who, finding=finding, known=True, stale=0, ahead=0)

    @invariant()
    def it_agrees_with_the_model(self):
        if self.model is None:
            return
        record = self.record
        assert record.step is self.model.step()
        assert record.finding is self.model.finding
        assert record.activations == self.model.activations
        assert (record.evidence is Evidence.STANDING) == self.model.stands
        assert (record.park_signed is not None) == self.model.park_signed
        assert record.version == len(self.kept)

    @invariant()
    def what_goes_on_is_what_a_restart_finds(self):
        if self.model is not None and not self.model.closed:
            assert list(self.open.values()) == [self.record]

    @invariant()
    def clocks_make_sense(self):
        if self.model is None:
            return
        record = self.record
        due = find_due(record)
        assert due is None or due > record.since
        assert not is_overdue(record, record.since)
        assert (find_turn(record) is None) == self.model.closed


HandlingMachine.TestCase.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None
)
TestHandling = HandlingMachine.TestCase
