"""Interlocks: the read-only shadow of the safety instrumented systems (联锁影子校核).

The cause-and-effect matrix says what a SIS is expected to do; here is told what it was asked for
and whether it happened (contract section 1, rule 10). Nothing is sent to anybody, no alarm of a
tag is hidden, no safety integrity is claimed (IEC 61511-1 §11.7.2). This file puts what becomes
known in order; :mod:`detectors.interlock_steps` follows it, by :mod:`detectors.interlock_table`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from detectors.board import Board
from detectors.channels import Channels
from detectors.facts import NO_FACTS, Facts, Truth
from detectors.findings import Evidence, Findings
from detectors.followed_alarms import FollowedAlarms, Heard, find_passed
from detectors.interlock_inputs import Matrix, Role, compile_matrix
from detectors.interlock_renewal import align_states, repeat, restart_times
from detectors.interlock_states import InputStates, InterlockStates, RuleStates, make_group
from detectors.interlock_steps import Fact, Steps, Told
from detectors.interlock_view import InterlockView, view_interlocks
from detectors.interlock_wording import Wording
from detectors.kind import Arrivals, Kind, Moment, StateGroup
from detectors.limits import LIMIT_CHANGED
from plant.condition import Condition
from plant.reading import LONG_AGO, NEVER, Instant
from plant.words import Interlock, Plant


def make_interlocks(plant: Plant) -> Kind | None:
    """The shadow of all interlocks of a plant whose effects can be seen."""
    matrix = compile_matrix(plant)
    return Interlocks(plant, matrix) if matrix.interlocks else None


class Interlocks:
    """All interlocks of a plant."""

    name = "interlocks"
    prompt = True
    """A demand is told in the tick of its reading."""

    def __init__(self, plant: Plant, matrix: Matrix) -> None:
        self.rules = matrix.rules
        self._matrix = matrix
        self._inputs = InputStates.of(len(matrix.inputs))
        self._interlocks = InterlockStates.of(len(matrix.interlocks))
        self._verdicts = RuleStates.of(len(matrix.rules))
        wording = Wording(
            matrix,
            self._inputs,
            self._interlocks,
            ZoneInfo(plant.park.timezone),
            round(1000 * plant.park.clock_uncertainty_s),
        )
        self._steps = Steps(matrix, self._inputs, self._interlocks, self._verdicts, wording)
        thresholds = [matrix.inputs[number].threshold for number in matrix.channels.tolist()]
        self._channels = Channels([one for one in thresholds if one], len(plant.tags))
        self._clocks = _Clocks(plant, matrix)
        self._followed = FollowedAlarms(plant, list(matrix.followed))
        self._tests = [_find_test(one) for one in matrix.interlocks]
        self._arrivals: Arrivals | None = None
        self._facts = self._standing = NO_FACTS
        self._known: NDArray[np.bool_] | None = None
        self._renewed: Instant = int(LONG_AGO)
        self._told: list[Told] = []
        self._realigned = np.zeros(len(matrix.rules), dtype=np.bool_)
        self._changed = np.zeros(len(matrix.interlocks), dtype=np.bool_)
        self._changed_inputs = np.zeros(len(matrix.inputs), dtype=np.bool_)
        self._changed_channels = np.zeros(len(matrix.channels), dtype=np.bool_)
        self._look_ahead()

    def judge(self, arrivals: Arrivals, findings: Findings) -> None:  # noqa: ARG002 - told at the end
        """Let channels say what readings make of them; the rest of the tick is still to come."""
        self._arrivals = arrivals
        if self._known is not None:
            told = self._channels.take_up(arrivals, self._known)
            at = np.maximum(told.at, self._renewed)
            self._standing = replace(told, place=np.zeros_like(told.place), at=at)
            self._known = None
        self._facts = self._channels.read(arrivals)

    def watch(self, moment: Moment, findings: Findings) -> None:
        """Follow all that became known in this tick, in order, then let the clocks pass."""
        arrivals, self._arrivals = self._arrivals, None
        latest = moment.latest
        waiting = self._gather(moment, arrivals, latest)
        for heard in self._followed.find(moment, arrivals):
            self._follow_alarm(waiting, heard)
        due = self._find_due(moment) if self._due < latest else []
        if waiting or due:
            self._run(waiting, due, moment, arrivals)
        if self._next_test < latest:
            self._watch_tests(self._clocks.find_all(moment.event))
        self._tell(findings)

    def next_due(self) -> Instant:
        """The earliest instant at which a delay, a travel time or an age limit ends."""
        return min(self._due, self._channels.next_due(), self._next_test)

    def knows(self, rule: int) -> bool:
        """Whether what a condition rests on is known right now."""
        told = self.rules[rule]
        roles = _KNOWN_BY.get(told.condition, (Role.CAUSE, Role.EFFECT))
        interlock = next(n for n, one in enumerate(self._matrix.rule) if rule in one.values())
        inputs = [one for role in roles for one in self._matrix.list_inputs(interlock, role)]
        return all(self._inputs.truth[one] != Truth.UNKNOWN for one in inputs)

    def view(self) -> list[InterlockView]:
        """How each interlock stands, for who looks at them."""
        return list(view_interlocks(self._matrix, self._inputs, self._interlocks))

    def states(self) -> Sequence[StateGroup]:
        """What inputs said, where interlocks stand, what is raised, and the channels."""
        ids = np.array([one.id for one in self._matrix.interlocks], dtype=np.str_)
        times = np.array([one.time_ms for one in self._matrix.inputs], dtype=np.int64)
        alarms = np.array([rule.alarm for rule in self.rules], dtype=np.str_)
        inputs = self._matrix.ids
        return [
            make_group("interlocks", ids, self._interlocks, self._matrix.settings),
            make_group("inputs", inputs, self._inputs, {"time": times}),
            make_group("verdicts", alarms, self._verdicts),
            StateGroup(
                "channels",
                inputs[self._matrix.channels],
                self._channels.arrays(),
                self._channels.settings,
            ),
        ]

    def align(self, active: NDArray[np.bool_]) -> None:
        """Be raised exactly where an alarm stands, so that only what is known returns it."""
        self._realigned = self._verdicts.raised != active
        self._verdicts.raised[:] = active
        for interlock in self._find_owners(self._realigned):
            standing = {
                condition: bool(active[rule])
                for condition, rule in self._matrix.rule[interlock].items()
            }
            align_states(self._matrix, self._inputs, self._interlocks, interlock, standing)
        self._look_ahead()

    def renew(self, changed: Mapping[str, NDArray[np.bool_]]) -> None:
        """Note which interlocks, times and thresholds are not what they were."""
        self._changed = changed["interlocks"]
        self._changed_inputs = changed["inputs"]
        self._changed_channels = changed["channels"]
        self._look_ahead()

    def rejudge(
        self, now: Instant, known: NDArray[np.bool_], board: Board, findings: Findings
    ) -> None:
        """Judge what stands by the matrix of today; what was begun anew counts from now."""
        self._known, self._renewed = known, now
        changed = self._find_changed()
        self._steps.begin()
        restart_times(self._matrix, self._inputs, self._changed_inputs, now)
        for fact in self._read(self._channels.rejudge(self._changed_channels, board, now), None):
            self._steps.take(fact)
        for interlock in sorted(changed | self._find_owners(self._realigned)):
            repeat(self._steps, interlock, now)
        self._withdraw_tests(now)
        self._told += self._steps.drain()
        self._tell(findings, changed)
        for noted in (self._changed, self._changed_inputs, self._changed_channels, self._realigned):
            noted[:] = False
        self._look_ahead()

    # ------------------------------------------------------------------------ order of facts

    def _gather(self, moment: Moment, arrivals: Arrivals | None, latest: Instant) -> "Waiting":
        """The facts of channels, by interlock."""
        waiting: Waiting = defaultdict(list)
        told = [(self._standing, None), (self._facts, arrivals)]
        self._standing = self._facts = NO_FACTS
        if len(moment.fallen) or self._channels.next_due() < latest:
            places = 0 if arrivals is None else len(arrivals)
            told.append((self._channels.pass_time(moment, places), arrivals))
        for facts, among in told:
            for fact in self._read(facts, among):
                self._add(waiting, fact)
        return waiting

    def _read(self, facts: Facts, arrivals: Arrivals | None) -> Iterator[Fact]:
        if not len(facts):
            return
        numbers = self._matrix.channels[facts.channel].tolist()
        columns = (facts.place, facts.at, facts.truth, facts.value, facts.source)
        rows = zip(
            numbers,
            *(column.tolist() for column in (*columns, facts.received, facts.marks)),
            strict=True,
        )
        for number, place, at, truth, value, source, received, marks in rows:
            passed = at if arrivals is None else find_passed(arrivals, place, at)
            yield Fact(place, at, passed, number, truth, value, source, received, marks)

    def _add(self, waiting: "Waiting", fact: Fact) -> None:
        waiting[self._matrix.inputs[fact.input].interlock].append(fact)

    def _follow_alarm(self, waiting: "Waiting", heard: Heard) -> None:
        """What a followed alarm says to its causes: unknown while its vote can't be judged."""
        states = self._inputs
        for number in self._matrix.followed[heard.alarm]:
            own = self._matrix.inputs[number].name == heard.alarm
            (states.standing if own else states.lost)[number] = heard.active
            sure = (own and heard.active) or not states.lost[number]
            truth = int(states.standing[number]) if sure else Truth.UNKNOWN
            self._add(waiting, _make_fact(heard, number, truth))

    def _run(
        self,
        waiting: "Waiting",
        due: Sequence[int],
        moment: Moment,
        arrivals: Arrivals | None,
    ) -> None:
        """Follow each interlock through the tick, those first that are causes of others."""
        streamed = arrivals is None or arrivals.streamed
        clocks = self._clocks.find_all(moment.event)
        touched = {*waiting, *due}
        for interlock in self._matrix.order if self._matrix.followed else sorted(touched):
            if interlock in touched:
                self._steps.begin()
                for fact in sorted(waiting[interlock], key=_by_place):
                    self._let_pass(interlock, fact, streamed=streamed)
                    self._steps.take(fact)
                self._steps.settle(interlock, int(clocks[interlock]))
                touched |= self._pass_on(waiting, arrivals)
        self._look_ahead()

    def _let_pass(self, interlock: int, fact: Fact, *, streamed: bool) -> None:
        """One clock passes for all; of several only that of the fact's own input is known."""
        if streamed:
            self._steps.settle(interlock, fact.passed)
        else:
            self._steps.settle_input(fact.input, fact.passed)

    def _pass_on(self, waiting: "Waiting", arrivals: Arrivals | None) -> set[int]:
        """Let what an interlock told be a cause of others; which those are."""
        told = self._steps.drain()
        self._told += told
        followed: set[int] = set()
        for one in told:
            alarm = self.rules[self._matrix.rule[one.interlock][one.condition]].alarm
            for number in self._matrix.followed.get(alarm, ()):
                heard = _hear(one, alarm, arrivals)
                self._add(waiting, _make_fact(heard, number, int(one.active)))
                followed.add(self._matrix.inputs[number].interlock)
        return followed

    # ------------------------------------------------------------------------------- clocks

    def _look_ahead(self) -> None:
        """Note the earliest instants at which something may change without a reading."""
        self._due = min(self._inputs.due.min(), self._interlocks.due.min())
        waits = [
            due
            for due, rules in zip(self._tests, self._matrix.rule, strict=True)
            if not self._is_test_told(rules)
        ]
        self._next_test = min(waits, default=int(NEVER))

    def _find_due(self, moment: Moment) -> list[int]:
        """The interlocks of which something is due by the slowest clock of their inputs."""
        first = np.array(self._matrix.first[:-1])
        every = slice(None)
        own = np.minimum.reduceat(self._inputs.due.read(every), first)
        due = np.minimum(own, self._interlocks.due.read(every))
        found: list[int] = np.flatnonzero(due < self._clocks.find_all(moment.event)).tolist()
        return found

    def _watch_tests(self, clocks: NDArray[np.int64]) -> None:
        """Tell of proof tests that are overdue by an interlock's clock."""
        for interlock, due in enumerate(self._tests):
            if due < clocks[interlock] and not self._is_test_told(self._matrix.rule[interlock]):
                self._steps.tell_test(interlock, due, active=True)
        self._told += self._steps.drain()
        self._look_ahead()

    def _withdraw_tests(self, now: Instant) -> None:
        """A test that is due later than it was is not overdue any more."""
        for interlock, due in enumerate(self._tests):
            if now <= due < NEVER and self._is_test_told(self._matrix.rule[interlock]):
                self._steps.tell_test(interlock, now, active=False)

    def _is_test_told(self, rules: Mapping[Condition, int]) -> bool:
        rule = rules.get(Condition.PROOF_TEST_OVERDUE, -1)
        return rule >= 0 and bool(self._verdicts.raised[rule])

    # ------------------------------------------------------------------------------ verdicts

    def _find_changed(self) -> set[int]:
        """Interlocks of which anything is new or set anew."""
        inputs = self._changed_inputs.copy()
        inputs[self._matrix.channels[self._changed_channels]] = True
        owners = {self._matrix.inputs[number].interlock for number in np.flatnonzero(inputs)}
        return owners | set(np.flatnonzero(self._changed).tolist())

    def _find_owners(self, rules: NDArray[np.bool_]) -> set[int]:
        """The interlocks of some rules."""
        wanted = set(np.flatnonzero(rules).tolist())
        return {
            interlock
            for interlock, own in enumerate(self._matrix.rule)
            if wanted.intersection(own.values())
        }

    def _tell(self, findings: Findings, changed: Collection[int] = ()) -> None:
        """Hand over what was told, in order; ``changed`` are interlocks set anew."""
        told, self._told = self._told, []
        for one in told:
            parts = [LIMIT_CHANGED] if one.interlock in changed else []
            reason = "; ".join([*parts, one.reason] if one.reason else parts)
            findings.add(
                np.array([self._matrix.rule[one.interlock][one.condition]], dtype=np.int32),
                one.at,
                one.onset,
                Evidence(*one.proof),
                active=one.active,
                reasons={0: reason} if reason else None,
            )


class _Clocks:
    """The clock of each interlock: the slowest of its inputs' gateways'."""

    def __init__(self, plant: Plant, matrix: Matrix) -> None:
        voted = {voting.id: voting.tags for voting in plant.votings}
        rows = [_list_rows(plant, matrix, one, voted) for one in range(len(matrix.interlocks))]
        self._rows = np.array([row for own in rows for row in own], dtype=np.int32)
        count = np.array([len(own) for own in rows], dtype=np.intp)
        self._first = np.cumsum(count) - count

    def find_all(self, event: NDArray[np.int64]) -> NDArray[np.int64]:
        """Int64 ms (interlocks,), from the clock of each tag's gateway, int64 ms (tags,)."""
        slowest: NDArray[np.int64] = np.minimum.reduceat(event[self._rows], self._first)
        return slowest


def _list_rows(
    plant: Plant, matrix: Matrix, interlock: int, votings: Mapping[str, Sequence[str]]
) -> list[int]:
    """The tags on which an interlock rests: those of its inputs, and of the votes it follows."""
    inputs = matrix.inputs[matrix.first[interlock] : matrix.first[interlock + 1]]
    voted = {tag for one in inputs for tag in votings.get(one.name.partition(":")[0], ())}
    own = {one.row for one in inputs if one.row >= 0}
    return sorted(own | {plant.row_of[tag] for tag in voted if tag in plant.row_of})


def _find_test(interlock: Interlock) -> Instant:
    due = interlock.proof_test_due
    return int(NEVER) if due is None else due


def _hear(told: Told, alarm: str, arrivals: Arrivals | None) -> Heard:
    """What an interlock told as others hear it: a due time is known where the clock passes it."""
    place, passed = told.place, told.at
    if arrivals is not None:
        if told.timed:
            place = max(place, int(arrivals.find_passing(np.array([told.at]))[0]))
        passed = find_passed(arrivals, place, told.at)
    proof = told.proof
    return Heard(
        place,
        told.at,
        passed,
        alarm,
        told.active,
        proof.value,
        proof.source,
        proof.received,
        proof.marks,
    )


def _make_fact(heard: Heard, number: int, truth: int) -> Fact:
    return Fact(
        heard.place,
        heard.at,
        heard.passed,
        number,
        truth,
        heard.value,
        heard.source,
        heard.received,
        heard.marks,
    )


def _by_place(fact: Fact) -> tuple[int, Instant]:
    return fact.place, fact.at


Waiting = defaultdict[int, list[Fact]]

_KNOWN_BY: Final = {
    Condition.DEMAND: (Role.CAUSE,),
    Condition.INTERLOCK_FAILED: (Role.EFFECT,),
    Condition.INTERLOCK_UNVERIFIED: (Role.EFFECT,),
    Condition.DEMAND_WHILE_BYPASSED: (Role.CAUSE, Role.BYPASS),
    Condition.BYPASS_OVERDUE: (Role.BYPASS,),
    Condition.PROOF_TEST_OVERDUE: (),
}
"""The inputs on which a condition rests; on causes and effects where nothing is said."""
