"""The register of filed stops: request, decision, the clock, and a machine of all of it."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from alerting.filed_stops.life_cycle import StopRefusal
from alerting.filed_stops.register import OVER, UNDECIDED, Register, fold
from alerting.filed_stops.stop import StopAction, StopCommand, StopEvent, StopState
from plant.filed_stops import StopCategory
from plant.reading import NEVER
from tests.alerting.filed_stops.works import (
    DAY,
    HOUR,
    NOW,
    act,
    pass_time,
    put_in_force,
    request,
    wish,
)


def test_a_stop_goes_from_request_to_its_end_by_the_clock():
    register = Register()
    stop = request(register, wish(start=NOW + HOUR, lasts=2 * HOUR))
    assert (stop.id, stop.state, stop.version) == ("S1", StopState.REQUESTED, 1)
    assert act(register, "S1", "approve").state is StopState.APPROVED
    assert register.next_due() == NOW + HOUR
    assert register.list_in_force(NOW + HOUR) == []  # not before it is recorded
    assert pass_time(register, NOW + HOUR) == [("began", NOW + HOUR)]
    assert [one.id for one in register.list_in_force(NOW + HOUR)] == ["S1"]
    assert pass_time(register, NOW + 3 * HOUR - 1) == []
    assert pass_time(register, NOW + 3 * HOUR) == [("ended", NOW + 3 * HOUR)]
    ended = register.get("S1")
    assert (ended.ended_by, ended.note, ended.decided_by) == ("system", OVER, "园区·李")
    assert register.next_due() == NEVER


def test_what_the_clock_did_while_the_platform_was_away_has_its_own_instants():
    register = Register()
    act(register, request(register, wish(start=NOW + HOUR, lasts=HOUR)).id, "approve")
    assert pass_time(register, NOW + DAY) == [("began", NOW + HOUR), ("ended", NOW + 2 * HOUR)]


def test_the_clock_ends_a_stop_even_before_that_is_recorded():
    register, (stop,) = put_in_force()
    assert register.list_in_force(stop.wish.until - 1) == [stop]
    assert register.list_in_force(stop.wish.until) == []


def test_a_stop_approved_late_is_in_force_from_then_on_only():
    register = Register()
    stop = request(register, wish(start=NOW - HOUR, lasts=3 * HOUR), now=NOW)
    act(register, stop.id, "approve", now=NOW + HOUR)
    assert pass_time(register, NOW + HOUR) == [("began", NOW + HOUR)]


def test_what_nobody_decides_lapses_and_can_t_be_approved_any_more():
    register = Register()
    stop = request(register)
    assert act(register, stop.id, "approve", now=stop.wish.until) is StopRefusal.ALREADY_OVER
    assert pass_time(register, stop.wish.until) == [("lapsed", stop.wish.until)]
    assert register.get(stop.id).note == UNDECIDED
    assert act(register, stop.id, "approve") is StopRefusal.OVER


@pytest.mark.parametrize("action", ["approve", "refuse"])
def test_nobody_decides_about_his_own_request(action):
    register = Register()
    stop = request(register, actor="李")
    assert act(register, stop.id, action, actor="李") is StopRefusal.OWN_REQUEST
    assert register.get(stop.id) == stop


@pytest.mark.parametrize(("action", "state"), [("withdraw", "requested"), ("end", "in_force")])
def test_a_stop_is_given_up_by_who_requested_it_or_by_who_decides(action, state):
    def start():
        if state == "in_force":
            return put_in_force()[0]
        register = Register()
        request(register)
        return register

    assert act(start(), "S1", action, actor="甲·王", may_decide=False) is StopRefusal.NOT_YOURS
    for actor, may in (("甲·张", False), ("园区·王", True)):
        stop = act(start(), "S1", action, actor=actor, may_decide=may, now=NOW + 1)
        assert (stop.ended_by, stop.note) == (actor, "已核对")


@pytest.mark.parametrize("action", ["refuse", "withdraw", "end"])
def test_what_denies_or_shortens_a_stop_needs_words(action):
    register = put_in_force()[0] if action == "end" else Register()
    if action != "end":
        request(register)
    assert act(register, "S1", action, reason=" ") is StopRefusal.REASON_MISSING


def test_who_saw_another_version_is_refused():
    register = Register()
    stop = request(register)
    assert act(register, stop.id, "approve", exact=2) is StopRefusal.VERSION_PASSED
    assert act(register, stop.id, "approve", exact=1).version == 2


def test_a_stop_that_never_was_is_unknown():
    assert act(Register(), "S9", "approve") is StopRefusal.UNKNOWN_STOP
    register = Register()
    request(register)
    approval = register.answer(
        StopCommand(StopAction.APPROVE, "S1", "李", may_decide=True), NOW, "abc"
    )
    with pytest.raises(ValueError, match="never requested"):
        fold(None, approval)


class Filing(RuleBasedStateMachine):
    """Requests, decisions and hours in any order; what must hold after each of them."""

    stops = Bundle("stops")

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.entries = []
        self.register = Register()

    def take(self, entry):
        self.entries.append(entry)
        return self.register.take(entry)

    @rule(
        target=stops,
        begins=st.integers(-3, 30),
        lasts=st.integers(1, 48),
        who=st.sampled_from("ab"),
    )
    def request(self, begins, lasts, who):
        asked = wish(
            StopCategory.OVERHAUL, start=self.now + begins * HOUR, lasts=(4 + lasts) * HOUR
        )
        return self.take(self.register.request(asked, who, self.now, "abc")).id

    @rule(
        stop=stops,
        action=st.sampled_from(["approve", "refuse", "withdraw", "end"]),
        who=st.sampled_from("ab"),
        may=st.booleans(),
    )
    def act(self, stop, action, who, may):
        before = self.register.get(stop)
        register = Register(self.entries)
        register.take = self.take
        answer = act(register, stop, action, actor=who, now=self.now, may_decide=may)
        if isinstance(answer, StopRefusal):
            assert self.register.get(stop) == before

    @rule(hours=st.integers(0, 40))
    def pass_time(self, hours):
        self.now += hours * HOUR
        while found := list(self.register.find_due(self.now, "abc")):
            for entry in found:
                self.take(entry)
        assert self.register.next_due() > self.now

    @invariant()
    def the_register_is_the_fold_of_its_entries(self):
        assert Register(self.entries).list_all() == self.register.list_all()

    @invariant()
    def versions_count_the_entries_of_each_stop(self):
        for stop in self.register.list_all():
            own = [entry for entry in self.entries if entry.stop == stop.id]
            assert [entry.version for entry in own] == list(range(1, stop.version + 1))

    @invariant()
    def what_is_in_force_was_approved_by_another_and_is_within_its_time(self):
        for stop in self.register.list_in_force(self.now):
            assert stop.decided_by not in ("", stop.requested_by)
            assert stop.wish.start <= stop.began_at <= self.now < stop.wish.until
            assert stop.decided_at <= stop.began_at

    @invariant()
    def nothing_lasts_beyond_what_was_approved(self):
        for stop in self.register.list_all():
            if stop.ended_at is not None:
                assert stop.began_at <= stop.ended_at <= stop.wish.until

    @invariant()
    def the_clock_alone_begins_and_lapses(self):
        by_clock = {StopEvent.BEGAN, StopEvent.LAPSED}
        assert all(e.actor == "system" for e in self.entries if e.event in by_clock)


TestFiling = Filing.TestCase
TestFiling.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
