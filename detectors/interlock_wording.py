"""Why an interlock's alarm was raised, in Chinese and English: its causes in the order in which
they came, the effects that are not where they should be, the bypass that is on.

The first-out (首出) is told by source time; causes nearer to one another than clocks may be apart
are told as a set, not as a guess.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final

from detectors.facts import Truth
from detectors.interlock_inputs import Matrix, Role, describe_input
from detectors.interlock_states import InputStates, InterlockStates
from detectors.interlock_table import Cause, Effect
from plant.condition import Condition
from plant.message import plain
from plant.reading import LONG_AGO, Instant

UNDECIDED: Final = "先后无法区分 too close to tell which was first"


class Wording:
    """Explanations from the state at the moment of the raise.

    :param zone: in which times of day are told.
    :param uncertainty_ms: how far apart clocks may be.
    """

    def __init__(
        self,
        matrix: Matrix,
        inputs: InputStates,
        interlocks: InterlockStates,
        zone: tzinfo,
        uncertainty_ms: int,
    ) -> None:
        self._matrix = matrix
        self._inputs = inputs
        self._interlocks = interlocks
        self._zone = zone
        self._uncertainty_ms = uncertainty_ms

    def explain(self, interlock: int, condition: Condition) -> str:
        """One line about a condition of an interlock that is raised right now."""
        if condition is Condition.DEMAND:
            return self._tell_causes(interlock)
        if condition is Condition.INTERLOCK_FAILED:
            late = self._tell_effects(interlock, Effect.FAILED)
            return f"动作未到位 not as expected when its time is over: {late}"
        if condition is Condition.INTERLOCK_UNVERIFIED:
            unseen = self._tell_effects(interlock, Effect.UNVERIFIED)
            return f"动作反馈未知 not known when its time is over: {unseen}"
        if condition is Condition.SPURIOUS_TRIP:
            return self._tell_trip(interlock)
        if condition is Condition.DEMAND_WHILE_BYPASSED:
            return f"{self._tell_bypass(interlock)}; {self._tell_causes(interlock)}"
        return self._tell_bypass(interlock)

    def explain_test(self, due: Instant) -> str:
        """The day on which the proof test of an interlock was due."""
        day = datetime.fromtimestamp(due // 1000, tz=self._zone)
        return f"检验测试到期 proof test was due {day:%Y-%m-%d %H:%M}"

    def _tell_causes(self, interlock: int) -> str:
        """The causes that are met, in the order of their source times; the first-out first."""
        states = self._inputs
        met = [
            number
            for number in self._matrix.list_inputs(interlock, Role.CAUSE)
            if states.state[number] == Cause.MET
        ]
        times = {number: self._find_time(number) for number in met}
        met.sort(key=lambda number: (times[number], number))
        together = [one for one in met if times[one] - times[met[0]] <= self._uncertainty_ms]
        told = "、".join(self._tell_cause(one, times[one]) for one in together)
        parts = [f"首出 first-out: {told}" + (f" {UNDECIDED}" if len(together) > 1 else "")]
        for one in met[len(together) :]:
            seconds = (times[one] - times[met[0]]) / 1000
            parts.append(f"{plain(seconds)} s 后 later {self._matrix.inputs[one].name}")
        return "; ".join(parts)

    def _find_time(self, number: int) -> Instant:
        """Source time; of what has none when it became so."""
        source = int(self._inputs.source[number])
        return source if source > LONG_AGO else self._inputs.onset[number]

    def _tell_cause(self, number: int, time: Instant) -> str:
        return f"{self._matrix.inputs[number].name} {self._tell_time(time)}"

    def _tell_time(self, time: Instant) -> str:
        told = datetime.fromtimestamp(time // 1000, tz=self._zone)
        return f"{told:%H:%M:%S}.{time % 1000:03d}"

    def _tell_effects(self, interlock: int, state: int) -> str:
        late = [
            self._matrix.inputs[number]
            for number in self._matrix.list_inputs(interlock, Role.EFFECT)
            if self._inputs.state[number] == state
        ]
        return "、".join(f"{describe_input(one)} ({plain(one.time_ms / 1000)} s)" for one in late)

    def _tell_trip(self, interlock: int) -> str:
        effects = self._matrix.list_inputs(interlock, Role.EFFECT)
        told = self._tell_inputs(effects)
        since = self._tell_time(self._interlocks.moved[interlock])
        causes = self._matrix.list_inputs(interlock, Role.CAUSE)
        unknown = [one for one in causes if self._inputs.truth[one] == Truth.UNKNOWN]
        doubt = f"; 原因未知 causes unknown: {self._tell_inputs(unknown)}" if unknown else ""
        return f"无原因而动作 acted without a cause: {told} {since}{doubt}"

    def _tell_inputs(self, numbers: Sequence[int]) -> str:
        return "、".join(describe_input(self._matrix.inputs[number]) for number in numbers)

    def _tell_bypass(self, interlock: int) -> str:
        (number,) = self._matrix.list_inputs(interlock, Role.BYPASS)
        since = self._tell_time(self._inputs.onset[number])
        return f"旁路 bypassed: {describe_input(self._matrix.inputs[number])} 自 since {since}"
