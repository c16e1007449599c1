"""The director: what a scenario orders, told to the rooms of physics as their own commands.

An event that begins within a step is commanded at the end of it, and one that ends is undone; so
the rooms know nothing of scenarios. Orders that physics itself has to keep doing (filling, leaking)
are the park's business while they last.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulators.actions import Action, Deed
from simulators.physics.process import Process
from simulators.scenario import Happening

Command = Callable[[Process, Happening], None]

_BEGIN: Final[Mapping[Deed, Command]] = MappingProxyType(
    {
        Action.FLOW: lambda process, it: process.lines.set_flow(
            it.target, it.amount("flow_m3h"), it.amount("pace")
        ),
        Action.HOLE: lambda process, it: process.farm.set_hole(it.target, it.amount("diameter_mm")),
        Action.STICK: lambda process, it: process.valves.stick(it.target, stuck=True),
        Action.FEED_LOST: lambda process, it: process.utilities.set_feed(
            it.target, it.amount("share")
        ),
        Action.HEADER_LEAK: lambda process, it: process.utilities.set_leak(
            it.target, it.amount("leak_nm3h")
        ),
        Action.MAINS_LOST: lambda process, it: process.utilities.set_mains(it.target, on=False),
        Action.MANUAL: lambda process, it: process.reactors.set_automatic(it.target, on=False),
        Action.BYPASS: lambda process, it: process.safety.bypass(it.target, on=True),
        Action.FAILS_TO_ACT: lambda process, it: process.safety.fail(it.target, fails=True),
        Action.OPEN: lambda process, it: process.valves.command(
            it.target, it.amount("to_percent") / 100.0
        ),
        Action.CLOSE: lambda process, it: process.valves.command(it.target, 0.0),
        Action.START: lambda process, it: process.machines.start(it.target),
        Action.STOP: lambda process, it: process.machines.stop(it.target),
        Action.TRIP: lambda process, it: process.safety.trip(it.target),
        Action.BEGIN_COLD: lambda process, it: process.reactors.begin_cold(it.target),
    }
)

_END: Final[Mapping[Deed, Command]] = MappingProxyType(
    {
        Action.FLOW: lambda process, it: process.lines.rest(it.target),
        Action.HOLE: lambda process, it: process.farm.set_hole(it.target, 0.0),
        Action.STICK: lambda process, it: process.valves.stick(it.target, stuck=False),
        Action.FEED_LOST: lambda process, it: process.utilities.set_feed(it.target, 1.0),
        Action.HEADER_LEAK: lambda process, it: process.utilities.set_leak(it.target, 0.0),
        Action.MAINS_LOST: lambda process, it: process.utilities.set_mains(it.target, on=True),
        Action.MANUAL: lambda process, it: process.reactors.set_automatic(it.target, on=True),
        Action.BYPASS: lambda process, it: process.safety.bypass(it.target, on=False),
        Action.FAILS_TO_ACT: lambda process, it: process.safety.fail(it.target, fails=False),
    }
)


def direct(
    process: Process,
    happenings: Iterable[Happening],
    after_s: float,
    until_s: float,
    true: NDArray[np.float64],
) -> None:
    """Give the commands of what ends and begins later than ``after_s`` and by ``until_s``.

    What ends is undone first, so that one event may follow on another of its kind; what both begins
    and ends in the step, last.

    :param true: float64 (tags,), what is there, which a reset button asks about.
    """
    known = list(happenings)
    begun = [each for each in known if each.begins(after_s, until_s)]
    ended = [each for each in known if each.ends(after_s, until_s)]
    _command(process, _END, [each for each in ended if each not in begun])
    _command(process, _BEGIN, begun)
    for each in begun:
        if each.action is Action.RESET:
            process.safety.reset(each.target, true)
    _command(process, _END, [each for each in ended if each in begun])


def _command(
    process: Process, table: Mapping[Deed, Command], happenings: Iterable[Happening]
) -> None:
    for each in happenings:
        if (command := table.get(each.action)) is not None:
            command(process, each)
