"""What a month of ten thousand tags costs the alerting engine, and whether it is the same twice.

The yardstick is the fold of the month's journal, which a start without a snapshot does. What it all
comes to is checked by :mod:`tests.alerting.month.checks`; a month that differs from itself ends the
run.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

from alerting.alarms import Alarms
from tests.alerting.month.checks import check_month
from tests.alerting.month.happenings import HOUR, START, make_happenings
from tests.alerting.month.park import build_park, change_park
from tests.alerting.month.run import SPOOLED, Plan, run_month
from tests.bench.figures import Line, tell_ratio

TAGS: Final = 10_000


@dataclass(frozen=True, slots=True)
class SimulatedMonth:
    """CPU seconds of the month as it is, cut and restarted, and of the fold of its journal."""

    days: float
    rows: int
    activations: int
    run_s: float
    cut_s: float
    fold_s: float

    def lines(self) -> Iterator[Line]:
        """The table's lines."""
        what = f"{self.days:g} days of {TAGS:,} tags, {self.rows:,} journal rows"
        note = f"{self.activations:,} activations; cut and restarted {self.cut_s:.1f} s"
        ratio = tell_ratio(self.run_s, self.fold_s)
        yield Line(what, "s CPU", f"{self.run_s:.1f}", f"{self.fold_s:.1f}", ratio, note)


def measure_month(days: float, seed: int) -> SimulatedMonth:
    """Run it as it is, then cut anywhere with three restarts; both must come to the same."""
    first = build_park(TAGS)
    parks = first, change_park(first)
    happenings = make_happenings(first, days, seed)
    instants = [time.process_time()]
    out = run_month(*parks, happenings, Plan())
    instants.append(time.process_time())
    again = run_month(*parks, happenings, _cut(happenings.end, Random(seed)))
    instants.append(time.process_time())
    folded = Alarms(parks[1].plant, parks[1].rules)
    folded.take_up(out.journal)
    instants.append(time.process_time())
    check_month(*parks, happenings, out)
    if (again.journal, again.alarms) != (out.journal, out.alarms):
        raise AssertionError("the month depends on how it is cut")
    run_s, cut_s, fold_s = (after - before for before, after in pairwise(instants))
    activations = sum(entry.event == "raised" for entry in out.journal)
    return SimulatedMonth(days, len(out.journal), activations, run_s, cut_s, fold_s)


def _cut(end: int, random: Random) -> Plan:
    cuts = [START + random.randrange(end - START) for _ in range(10_000)]
    restarts = sorted(START + random.randrange(HOUR, end - START) for _ in range(3))
    return Plan(cuts, restarts, [SPOOLED // 2, HOUR // 2, SPOOLED // 3])
