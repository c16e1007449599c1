"""Reports for tests: one that is well, to be spoiled by hand."""

from dataclasses import replace
from typing import Any

from simulators.load.counts import count
from simulators.load.journeys import Stage
from simulators.load.report import Alarms, Asked, Counted, Expense, LoadReport
from simulators.load.values import Compared

QUICK = count([1000.0, 2000.0]).spread()


def make_counted(**changes: Any) -> Counted:
    sound = Counted(
        messages=1000,
        unsent=0,
        published=1010,
        acknowledged=1010,
        readings=1000,
        taken=1000,
        judged=1000,
        stored=1000,
        duplicates=0,
        conflicts=0,
        late=0,
        coalesced=0,
        refused=0,
        missing_numbers=0,
        compared=Compared(20),
    )
    return replace(sound, **changes)


def make_report(rate: float = 100.0, **changes: Any) -> LoadReport:
    sound = LoadReport(
        asked=Asked("json-values", 2, 10, rate, 1, 10.0, 0.01),
        seconds=10.0,
        late_ms=0.5,
        held=0,
        counted=make_counted(),
        alarms=Alarms(10, 10, 0, 0, 0),
        sending=QUICK,
        acknowledging=QUICK,
        alarm=QUICK,
        echo=QUICK,
        echo_lost=0,
        stages={str(stage): QUICK for stage in Stage},
        expense=Expense(0.2, 0.1, 0.1, 0.5, 100.0, 3.0, 0.0, 2.0, 0.1),
        clock_ms=-0.4,
    )
    return replace(sound, **changes)
