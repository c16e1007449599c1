"""The steps of interlocks: one fact or one due time after the other, and what it makes them tell.

Fed with facts in the order in which they become known, drained of changes of verdict. The states
and how they follow one another are :mod:`detectors.interlock_table`'s; what the order of facts is,
and when a clock has passed, :mod:`detectors.interlocks` knows.
"""

from typing import Final, NamedTuple

from detectors.facts import Truth
from detectors.interlock_inputs import Matrix, Reset, Role
from detectors.interlock_states import InputStates, Instants, InterlockStates, RuleStates
from detectors.interlock_table import (
    BYPASS,
    CAUSE,
    DEMAND,
    EFFECT,
    PENDING,
    TRIP,
    Bypass,
    Cause,
    Demand,
    Effect,
    Event,
    Trip,
    step,
)
from detectors.interlock_wording import Wording
from plant.condition import Condition
from plant.reading import LONG_AGO, NEVER, Instant, Mark

GRACE: Final = -1
"""Stands for the wait for a cause among the due times of an interlock's inputs."""


class Fact(NamedTuple):
    """What an input says from ``at`` on.

    ``passed`` is how far the clock is by then, ``place`` the position in the order of arrival; the
    rest is of the reading that says so.
    """

    place: int
    at: Instant
    passed: Instant
    input: int
    truth: int
    value: float
    source: Instant
    received: Instant
    marks: int


class Proof(NamedTuple):
    """The reading that a change of verdict rests on."""

    value: float
    marks: int
    source: Instant
    received: Instant


class Told(NamedTuple):
    """One change of a verdict; ``timed``: a due time decided it, no earlier than at ``place``."""

    interlock: int
    condition: Condition
    active: bool
    at: Instant
    onset: Instant
    proof: Proof
    reason: str
    place: int
    timed: bool


NO_PROOF: Final = Proof(float("nan"), 0, int(LONG_AGO), int(LONG_AGO))


class Steps:
    """All interlocks of a plant, one step at a time."""

    def __init__(
        self,
        matrix: Matrix,
        inputs: InputStates,
        interlocks: InterlockStates,
        rules: RuleStates,
        wording: Wording,
    ) -> None:
        self.matrix = matrix
        self.inputs = inputs
        self.interlocks = interlocks
        self.rules = rules
        self._wording = wording
        self._told: list[Told] = []
        self._place = 0
        self._timed = False

    def drain(self) -> list[Told]:
        """All changes since the last time, in the order in which they came about."""
        told, self._told = self._told, []
        return told

    def begin(self) -> None:
        """Start a tick: nothing has arrived yet."""
        self._place = 0

    def take(self, fact: Fact) -> None:
        """Follow one fact, after all that was due before it."""
        self._place, self._timed = fact.place, False
        number, states = fact.input, self.inputs
        states.truth[number] = fact.truth
        states.since[number] = fact.at
        if fact.truth != Truth.UNKNOWN:
            states.value[number] = fact.value
            states.source[number] = fact.source
            states.received[number] = fact.received
            states.marks[number] = fact.marks
        self.follow(number, fact.truth, fact.at)

    def follow(self, number: int, truth: int, at: Instant) -> None:
        """Let an input say what it says, from an instant on."""
        one = self.matrix.inputs[number]
        if one.role == Role.CAUSE:
            self._follow_cause(number, truth, at)
        elif one.role == Role.EFFECT:
            self._follow_effect(number, truth, at)
        elif one.role == Role.BYPASS:
            self._follow_bypass(number, truth, at)
        self.decide(one.interlock, number, at)

    def settle(self, interlock: int, clock: Instant) -> None:
        """Let an interlock's clock pass: what was due strictly before it happens, in order."""
        while True:
            number, due = self.find_due(interlock)
            if due >= clock:
                return
            self._fire(interlock, number, due)

    def settle_input(self, number: int, clock: Instant) -> None:
        """Let only one input's own clock pass."""
        while (due := self.inputs.due[number]) < clock:
            self._fire(self.matrix.inputs[number].interlock, number, due)

    def find_due(self, interlock: int) -> tuple[int, Instant]:
        """The input whose time is over first, or GRACE, and when."""
        begin, end = self.matrix.first[interlock], self.matrix.first[interlock + 1]
        dues = self.inputs.due.read(slice(begin, end))
        number = int(dues.argmin())
        due, grace = int(dues[number]), self.interlocks.due[interlock]
        return (GRACE, grace) if grace < due else (begin + number, due)

    def decide(self, interlock: int, number: int, at: Instant) -> None:
        """Look whether there is a demand, and tell every condition that is another than before.

        :param number: the input that gave the occasion, GRACE where none did.
        """
        states = self.interlocks
        before = int(states.demand[interlock])
        called = self._is_called(interlock)
        state = step(DEMAND, before, Event.CALL if called else Event.CEASE)
        if state == Demand.DEMANDED and before != state:
            at = max(at, self._find_call(interlock, self.inputs.met, at))
            self._make_caused(interlock)
            self.move_effects(interlock, Event.DEMANDED, at)
        if state == Demand.LOCKED and self._is_reset(interlock):
            state = step(DEMAND, state, Event.RESET)
            self.move_effects(interlock, Event.RELEASED, at)
        states.demand[interlock] = state
        self._compare(interlock, number, at)

    def tell_test(self, interlock: int, at: Instant, *, active: bool) -> None:
        """The proof test of an interlock is overdue, or is not any more."""
        due = self.matrix.interlocks[interlock].proof_test_due
        reason = self._wording.explain_test(due) if active and due is not None else ""
        onset = due if active and due is not None else at
        self._timed = True
        self._tell(interlock, Condition.PROOF_TEST_OVERDUE, at, onset, NO_PROOF, reason)

    # ------------------------------------------------------------------------- the inputs

    def _follow_cause(self, number: int, truth: int, at: Instant) -> None:
        states, interlock = self.inputs, self.matrix.inputs[number].interlock
        before = int(states.state[number])
        state = step(CAUSE, before, truth)
        states.state[number] = state
        if state == before:
            return
        if state == Cause.IDLE:
            states.rest(number)
            self.interlocks.caused[interlock] = max(self.interlocks.caused[interlock], at)
            return
        states.onset[number] = at
        states.due[number] = at + self.matrix.inputs[number].time_ms
        if states.due[number] == at:
            self._meet(number, at)
        self._make_caused(interlock)

    def _meet(self, number: int, at: Instant) -> None:
        """A cause's delay is over; one of zero ends with its own reading."""
        states = self.inputs
        states.state[number] = step(CAUSE, int(states.state[number]), Event.DUE)
        states.met[number] = at
        states.due[number] = int(NEVER)

    def _follow_effect(self, number: int, truth: int, at: Instant) -> None:
        states, interlock = self.inputs, self.matrix.inputs[number].interlock
        before = int(states.state[number])
        if truth == Truth.FALSE and self._is_let_go(interlock, before):
            self.interlocks.demand[interlock] = Demand.READY
            self.move_effects(interlock, Event.RELEASED, at)
        else:
            states.state[number] = step(EFFECT, before, truth)
        self._follow_trip(interlock, at)

    def _is_let_go(self, interlock: int, state: int) -> bool:
        """A manual reset is not seen but by an effect that leaves when the causes are gone."""
        locked = self.interlocks.demand[interlock] == Demand.LOCKED
        manual = self.matrix.reset[interlock] == Reset.MANUAL
        return bool(locked and manual and state in _MAY_LEAVE)

    def _follow_bypass(self, number: int, truth: int, at: Instant) -> None:
        states, one = self.inputs, self.matrix.inputs[number]
        before = int(states.state[number])
        state = step(BYPASS, before, truth)
        states.state[number] = state
        if before == Bypass.OFF and state == Bypass.ON:
            states.onset[number] = at
            states.due[number] = min(at + one.time_ms, int(NEVER))
        elif state == Bypass.OFF:
            states.rest(number)
        demanded = self.interlocks.demand[one.interlock] == Demand.DEMANDED
        if truth == Truth.TRUE:
            self.move_effects(one.interlock, Event.EXCUSED, at)
        elif demanded:
            self.move_effects(one.interlock, Event.DEMANDED, at)

    def _fire(self, interlock: int, number: int, due: Instant) -> None:
        """A time is over."""
        self._timed = True
        if number == GRACE:
            self._move_trip(interlock, Event.DUE)
        elif (role := self.matrix.inputs[number].role) == Role.CAUSE:
            self._meet(number, due)
        else:
            table = EFFECT if role == Role.EFFECT else BYPASS
            self.inputs.state[number] = step(table, int(self.inputs.state[number]), Event.DUE)
            self.inputs.due[number] = int(NEVER)
            # What failed is told even where nothing is left that could be let go.
            self._compare(interlock, number, due)
        self.decide(interlock, number, due)

    # ------------------------------------------------------------------------- the whole

    def _is_called(self, interlock: int) -> bool:
        """Enough causes are met, and no permissive is known not to hold."""
        truth = self.inputs.truth
        met = len(self._list_met(interlock))
        permissives = self.matrix.list_inputs(interlock, Role.PERMISSIVE)
        holds = all(truth[one] != Truth.FALSE for one in permissives)
        return bool(holds and met >= self.matrix.interlocks[interlock].need)

    def _find_call(self, interlock: int, times: Instants, otherwise: Instant) -> Instant:
        """When as many causes as are needed had reached an instant of theirs."""
        met = sorted(times[one] for one in self._list_met(interlock))
        need = self.matrix.interlocks[interlock].need
        return met[need - 1] if len(met) >= need else otherwise

    def _list_met(self, interlock: int) -> list[int]:
        causes = self.matrix.list_inputs(interlock, Role.CAUSE)
        return [one for one in causes if self.inputs.state[one] == Cause.MET]

    def is_bypassed(self, interlock: int) -> bool:
        """Known to be bypassed; what is unknown is not."""
        truth = self.inputs.truth
        bypasses = self.matrix.list_inputs(interlock, Role.BYPASS)
        return any(truth[one] == Truth.TRUE for one in bypasses)

    def _is_reset(self, interlock: int) -> bool:
        kind = self.matrix.reset[interlock]
        effects = self.matrix.list_inputs(interlock, Role.EFFECT)
        states = {int(self.inputs.state[one]) for one in effects}
        if kind == Reset.BY_TAG:
            resets = self.matrix.list_inputs(interlock, Role.RESET)
            seen = any(self.inputs.truth[one] == Truth.TRUE for one in resets)
            return seen or states == {Effect.FREE}
        return kind == Reset.AUTOMATIC or not states & _HELD

    def move_effects(self, interlock: int, event: Event, at: Instant) -> None:
        """Demand, release or excuse all effects; what is demanded begins to travel."""
        if event == Event.DEMANDED and self.is_bypassed(interlock):
            return
        states = self.inputs
        for number in self.matrix.list_inputs(interlock, Role.EFFECT):
            before = int(states.state[number])
            state = step(EFFECT, before, event)
            if state == Effect.FREE:
                states.rest(number)
            elif before == Effect.FREE:
                states.due[number] = at + self.matrix.inputs[number].time_ms
                state = step(EFFECT, state, int(states.truth[number]))
            states.state[number] = state

    def _follow_trip(self, interlock: int, at: Instant) -> None:
        effects = self.matrix.list_inputs(interlock, Role.EFFECT)
        truths = [int(self.inputs.truth[number]) for number in effects]
        if Truth.FALSE in truths:
            self._move_trip(interlock, Event.LEFT)
        elif Truth.UNKNOWN not in truths:
            moved = max(at, *(int(self.inputs.since[number]) for number in effects))
            self._see_there(interlock, moved)

    def _see_there(self, interlock: int, at: Instant) -> None:
        """All effects are as expected; if they came there just now, something must have asked."""
        states = self.interlocks
        before = states.trip[interlock]
        self._move_trip(interlock, Event.THERE)
        if states.trip[interlock] == Trip.MOVED and before != Trip.MOVED:
            states.moved[interlock] = at
            states.due[interlock] = at + self.matrix.grace_ms[interlock]
            if self._is_caused(interlock, at):
                self._make_caused(interlock)

    def _is_caused(self, interlock: int, at: Instant) -> bool:
        """A cause is there, or was so lately that the effects may have been under way since."""
        inputs = self.matrix.inputs
        effects = self.matrix.list_inputs(interlock, Role.EFFECT)
        causes = self.matrix.list_inputs(interlock, Role.CAUSE)
        travel = max(inputs[one].time_ms for one in effects)
        since = at - travel - self.matrix.grace_ms[interlock]
        return bool(
            self.interlocks.demand[interlock] != Demand.READY
            or any(self.inputs.state[one] != Cause.IDLE for one in causes)
            or self.interlocks.caused[interlock] >= since
        )

    def _make_caused(self, interlock: int) -> None:
        self._move_trip(interlock, Event.CAUSED)

    def _move_trip(self, interlock: int, event: Event) -> None:
        states = self.interlocks
        states.trip[interlock] = step(TRIP, int(states.trip[interlock]), event)
        if states.trip[interlock] != Trip.MOVED:
            states.due[interlock] = int(NEVER)

    # ------------------------------------------------------------------------- the verdicts

    def _compare(self, interlock: int, number: int, at: Instant) -> None:
        """Tell each condition that is not what was told of it."""
        for condition, rule in self.matrix.rule[interlock].items():
            if condition is Condition.PROOF_TEST_OVERDUE:
                continue
            active = self._holds(interlock, condition, raised=bool(self.rules.raised[rule]))
            if active == self.rules.raised[rule]:
                continue
            onset = self._find_onset(interlock, condition, at) if active else at
            proof = self._find_proof(interlock, condition, number, active=active)
            reason = self._wording.explain(interlock, condition) if active else ""
            self._tell(interlock, condition, at, onset, proof, reason)

    def _holds(self, interlock: int, condition: Condition, *, raised: bool) -> bool:
        demand, trip = self.interlocks.demand[interlock], self.interlocks.trip[interlock]
        if condition is Condition.DEMAND:
            return bool(demand != Demand.READY)
        if condition is Condition.SPURIOUS_TRIP:
            return bool(trip == Trip.SPURIOUS)
        if condition in _EFFECTS:
            effects = self.matrix.list_inputs(interlock, Role.EFFECT)
            return any(self.inputs.state[one] == _EFFECTS[condition] for one in effects)
        bypasses = self.matrix.list_inputs(interlock, Role.BYPASS)
        if condition is Condition.BYPASS_OVERDUE:
            return any(self.inputs.state[one] == Bypass.OVERDUE for one in bypasses)
        enough = {Truth.TRUE, Truth.UNKNOWN} if raised else {Truth.TRUE}
        bypassed = any(self.inputs.truth[one] in enough for one in bypasses)
        return bool(demand == Demand.DEMANDED and bypassed)

    def _find_onset(self, interlock: int, condition: Condition, at: Instant) -> Instant:
        """When what is raised began to hold."""
        if condition is Condition.DEMAND:
            return self._find_call(interlock, self.inputs.onset, at)
        if condition is Condition.SPURIOUS_TRIP:
            return self.interlocks.moved[interlock]
        if condition is Condition.BYPASS_OVERDUE:
            return self.inputs.onset[self.matrix.list_inputs(interlock, Role.BYPASS)[0]]
        return at

    def _find_proof(
        self, interlock: int, condition: Condition, number: int, *, active: bool
    ) -> Proof:
        """The reading on which a change rests: that of the input that gave the occasion."""
        if active and condition is Condition.INTERLOCK_UNVERIFIED:
            return NO_PROOF
        if active and condition in (Condition.DEMAND, Condition.DEMAND_WHILE_BYPASSED):
            number = max(
                self._list_met(interlock), key=lambda one: self.inputs.met[one], default=number
            )
        if number == GRACE:
            number = self.matrix.list_inputs(interlock, Role.EFFECT)[-1]
        states = self.inputs
        marks = int(states.marks[number])
        old = states.truth[number] == Truth.UNKNOWN or marks & Mark.BACKFILL
        if active and old:
            marks |= Mark.LAST_KNOWN
        return Proof(
            float(states.value[number]),
            marks,
            int(states.source[number]),
            int(states.received[number]),
        )

    def _tell(
        self,
        interlock: int,
        condition: Condition,
        at: Instant,
        onset: Instant,
        proof: Proof,
        reason: str,
    ) -> None:
        rule, states = self.matrix.rule[interlock][condition], self.rules
        active = not states.raised[rule]
        at = max(at, states.changed[rule])
        states.raised[rule], states.changed[rule] = active, at
        self._told.append(
            Told(
                interlock,
                condition,
                active,
                at,
                onset,
                proof,
                reason,
                self._place,
                self._timed,
            )
        )


_EFFECTS: Final = {
    Condition.INTERLOCK_FAILED: Effect.FAILED,
    Condition.INTERLOCK_UNVERIFIED: Effect.UNVERIFIED,
}
_MAY_LEAVE: Final = frozenset({Effect.ARRIVED, Effect.ACTED, Effect.UNVERIFIED})
_HELD: Final = PENDING | {Effect.ACTED, Effect.UNVERIFIED}
