"""Interlocks after a restart, a fault or a change of plant: what stands, judged by today's matrix.

Contract section 1, rules 11 and 12. The journal has the last word on what is raised; whatever of
an interlock's state does not fit to it is set so that only what is known returns an alarm. A delay
or a travel time that was set anew counts from the change.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detectors.facts import Truth
from detectors.interlock_inputs import Matrix, Role
from detectors.interlock_states import InputStates, InterlockStates
from detectors.interlock_steps import GRACE, Steps
from detectors.interlock_table import Bypass, Cause, Demand, Effect, Event, Trip
from plant.condition import Condition
from plant.reading import NEVER, Instant


def align_states(
    matrix: Matrix,
    inputs: InputStates,
    interlocks: InterlockStates,
    interlock: int,
    standing: Mapping[Condition, bool],
) -> None:
    """Let an interlock stand where the journal has alarms of which its state knows nothing.

    What it knows and the journal does not is raised again by the next evidence.

    :param standing: whether an alarm of each of its conditions stands.
    """
    if standing[Condition.DEMAND] and interlocks.demand[interlock] == Demand.READY:
        interlocks.demand[interlock] = Demand.DEMANDED
        _set_unless(matrix, inputs, interlock, Role.CAUSE, Truth.FALSE, Cause.MET)
    if standing[Condition.INTERLOCK_FAILED]:
        _set_unless(matrix, inputs, interlock, Role.EFFECT, Truth.TRUE, Effect.FAILED)
    elif standing[Condition.INTERLOCK_UNVERIFIED]:
        _set_unless(matrix, inputs, interlock, Role.EFFECT, Truth.TRUE, Effect.UNVERIFIED)
    if standing.get(Condition.BYPASS_OVERDUE):
        _set_unless(matrix, inputs, interlock, Role.BYPASS, Truth.FALSE, Bypass.OVERDUE)
    if standing[Condition.SPURIOUS_TRIP]:
        interlocks.trip[interlock] = Trip.SPURIOUS


def _set_unless(
    matrix: Matrix, inputs: InputStates, interlock: int, role: int, truth: int, state: int
) -> None:
    """Give all inputs of a role a state in which nothing is pending, unless they say ``truth``."""
    for number in matrix.list_inputs(interlock, role):
        if inputs.truth[number] != truth:
            inputs.state[number] = state
            inputs.due[number] = int(NEVER)


def restart_times(
    matrix: Matrix, inputs: InputStates, changed: NDArray[np.bool_], now: Instant
) -> None:
    """What runs under another time than before runs that time from now on.

    A bypass is different: what is allowed of it is a limit, and how long it is on stands already.

    :param changed: bool (inputs,), new or set anew.
    """
    for number in np.flatnonzero(changed).tolist():
        one = matrix.inputs[number]
        if one.role == Role.BYPASS and inputs.state[number] != Bypass.OFF:
            inputs.state[number] = Bypass.ON
            inputs.due[number] = min(max(inputs.onset[number] + one.time_ms, now), int(NEVER))
        elif one.role != Role.BYPASS and inputs.due[number] < NEVER:
            inputs.due[number] = now + one.time_ms


def repeat(steps: Steps, interlock: int, now: Instant) -> None:
    """Say once more what all inputs of an interlock say, and look what follows from it."""
    matrix, inputs = steps.matrix, steps.inputs
    causes = matrix.list_inputs(interlock, Role.CAUSE)
    for number in causes:
        steps.follow(number, int(inputs.truth[number]), now)
    demanded = steps.interlocks.demand[interlock] == Demand.DEMANDED
    if demanded and not steps.is_bypassed(interlock):
        steps.move_effects(interlock, Event.DEMANDED, now)
    for role in (Role.BYPASS, Role.EFFECT):
        for number in matrix.list_inputs(interlock, role):
            steps.follow(number, int(inputs.truth[number]), now)
    steps.decide(interlock, causes[0] if causes else GRACE, now)
