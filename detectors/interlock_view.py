"""How interlocks stand, for who looks at them: the shadow's own states, by their words.

Nothing is judged here; what the states mean is :mod:`detectors.interlock_table`'s to say.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from detectors.facts import Truth
from detectors.interlock_inputs import ROLES, Input, Matrix, Role
from detectors.interlock_states import InputStates, InterlockStates
from detectors.interlock_table import Bypass, Cause, Demand, Effect, Trip
from plant.reading import LONG_AGO, NEVER, Instant

_CAUSES: Final = {Cause.IDLE: "idle", Cause.DELAYING: "delaying", Cause.MET: "met"}
_EFFECTS: Final = {
    Effect.FREE: "free",
    Effect.BLIND: "blind",
    Effect.TRAVELLING: "travelling",
    Effect.ARRIVED: "arrived",
    Effect.ACTED: "acted",
    Effect.FAILED: "failed",
    Effect.UNVERIFIED: "unverified",
}
_BYPASSES: Final = {Bypass.OFF: "off", Bypass.ON: "on", Bypass.OVERDUE: "overdue"}
_STATES: Final[Mapping[int, Mapping[int, str]]] = {
    Role.CAUSE: _CAUSES,
    Role.EFFECT: _EFFECTS,
    Role.BYPASS: _BYPASSES,
}
_DEMANDS: Final = {Demand.READY: "ready", Demand.DEMANDED: "demanded", Demand.LOCKED: "locked"}
_TRIPS: Final = {
    Trip.UNSEEN: "unseen",
    Trip.AWAY: "away",
    Trip.MOVED: "moved",
    Trip.SPURIOUS: "spurious",
    Trip.TRIPPED: "tripped",
}
_TRUTHS: Final = {Truth.FALSE: "false", Truth.TRUE: "true", Truth.UNKNOWN: "unknown"}


class InputView(NamedTuple):
    """One cause, effect, permissive, bypass or reset of an interlock.

    ``name``   an alarm's id for a cause, a tag for the others
    ``truth``  true, false, unknown: what it says now, ``since`` then; None before anything was said
    ``state``  of a cause idle, delaying, met; of an effect free, blind, travelling, arrived, acted,
        failed, unverified; of a bypass off, on, overdue; empty for the others
    ``due``    when its delay, travel time or longest bypass is over; None where none runs
    """

    role: str
    name: str
    truth: str
    state: str
    since: Instant | None
    due: Instant | None
    value: float


class InterlockView(NamedTuple):
    """One interlock: ``demand`` ready, demanded, locked (the reset is still to come); ``trip``
    unseen, away, moved, spurious, tripped: how its effects stand as a whole.
    """

    id: str
    demand: str
    trip: str
    inputs: tuple[InputView, ...]


def view_interlocks(
    matrix: Matrix, inputs: InputStates, interlocks: InterlockStates
) -> Iterator[InterlockView]:
    """All interlocks whose effects can be seen, in the order of the plant."""
    for number, interlock in enumerate(matrix.interlocks):
        own = range(matrix.first[number], matrix.first[number + 1])
        yield InterlockView(
            interlock.id,
            _DEMANDS[int(interlocks.demand[number])],
            _TRIPS[int(interlocks.trip[number])],
            tuple(_view_input(matrix.inputs[one], inputs, one) for one in own),
        )


def settle_causes(view: InterlockView, knows: Callable[[str], bool]) -> InterlockView:
    """The same, with what silence says: a cause that follows another judgement, as a vote's, hears
    only of its changes, and one that never spoke and can be judged does not stand.

    :param knows: whether an alarm is such a judgement's and can be judged right now.
    """
    inputs = (
        one._replace(truth=_TRUTHS[Truth.FALSE]) if _is_silent(one) and knows(one.name) else one
        for one in view.inputs
    )
    return view._replace(inputs=tuple(inputs))


def _is_silent(one: InputView) -> bool:
    unknown = one.truth == _TRUTHS[Truth.UNKNOWN]
    return one.role == ROLES[Role.CAUSE] and unknown and one.since is None


def _view_input(one: Input, states: InputStates, number: int) -> InputView:
    since, due = int(states.since[number]), states.due[number]
    words = _STATES.get(one.role, {})
    return InputView(
        ROLES[one.role],
        one.name,
        _TRUTHS[int(states.truth[number])],
        words.get(int(states.state[number]), ""),
        None if since == LONG_AGO else since,
        None if due == NEVER else due,
        float(states.value[number]),
    )
