"""What happens in a simulated month: changes of verdict and what people do, all from one seed.

Ordinary days by the rates of ISA-18.2 (150 alarms an operator and day), alarms that chatter, units
that stand still, one flood a week from tripped units and a lost gateway whose data come late, and
people who acknowledge, reset, comment, shelve and take out of service. No alarm's verdict is raised
twice without a return, as no bank would. Nothing here knows what the alarms make of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from random import Random
from typing import Final

import numpy as np

from alerting.alarm import Command, CommandKind
from plant.condition import Condition, Priority
from plant.reading import Instant
from tests.alerting.month.park import ENTERPRISES, MINUTE, Month

START: Final = 1_700_000_000_000
HOUR, DAY = 60 * MINUTE, 1440 * MINUTE
FIRST_FLOOD, FLOODS_EVERY = 1.6, 7.0
"""Days."""

_WEIGHTS: Final = {
    Condition.H: 35,
    Condition.L: 35,
    Condition.HH: 3,
    Condition.LL: 2,
    Condition.BAD_QUALITY: 8,
    Condition.STALE: 10,
    Condition.OUT_OF_RANGE: 7,
}
_UNIT_FLOODED: Final = (Condition.L, Condition.LL, Condition.H, Condition.BAD_QUALITY)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Changes, or suppressions, by time: ``rule`` as in the first park's rules, all shape (n,)."""

    at: np.ndarray
    rule: np.ndarray
    active: np.ndarray

    @classmethod
    def of(cls, spans: dict[int, list[tuple[Instant, Instant]]], end: Instant) -> "Verdicts":
        rows = sorted(
            (at, rule, active)
            for rule, own in spans.items()
            for span in own
            for at, active in zip(span, (True, False), strict=True)
            if at < end
        )
        at, rule, active = zip(*rows, strict=True)
        return cls(np.array(at), np.array(rule, dtype=np.int32), np.array(active))


@dataclass(frozen=True, slots=True)
class Late:
    """An excursion that only late data showed, and when they came."""

    comes: Instant
    rule: int
    raised: Instant
    returned: Instant


@dataclass(frozen=True, slots=True)
class Happenings:
    """A whole month. Commands and late data have instants of their own, by time."""

    end: Instant
    verdicts: Verdicts
    suppressions: Verdicts
    commands: Sequence[tuple[Instant, Command]]
    late: Sequence[Late]
    reload_at: Instant


def make_happenings(month: Month, days: float, seed: int) -> Happenings:
    """A month, or some days of it."""
    return _Writer(month, round(days * DAY), Random(seed)).write()


@dataclass
class _Writer:
    month: Month
    length: int
    random: Random
    spans: dict[int, list[tuple[Instant, Instant]]] = field(default_factory=dict)
    stops: dict[int, list[tuple[Instant, Instant]]] = field(default_factory=dict)
    wishes: dict[Instant, Command] = field(default_factory=dict)
    late: list[Late] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = {rule.alarm: number for number, rule in enumerate(self.month.rules)}
        self.by_condition: dict[Condition, list[int]] = {}
        for number, rule in enumerate(self.month.rules):
            self.by_condition.setdefault(rule.condition, []).append(number)
        self.units = len(self.month.suppressed)

    def write(self) -> Happenings:
        days = self.length / DAY
        self._live_ordinarily(round(days * max(40, 0.06 * len(self.month.plant.tags))))
        self._chatter(max(2, len(self.month.plant.tags) // 1000), days)
        self._stand_still(round(2 * days))
        flood = FIRST_FLOOD
        while flood < days:
            self._flood(START + round(flood * DAY))
            flood += FLOODS_EVERY
        self._drop_overlaps(self.spans)
        self._attend()
        self._hold(days)
        end = START + self.length
        return Happenings(
            end=end,
            verdicts=Verdicts.of(self.spans, end),
            suppressions=Verdicts.of(self.stops, end),
            commands=sorted(self._list_wishes(end), key=itemgetter(0)),
            late=sorted((one for one in self.late if one.comes < end), key=lambda one: one.comes),
            reload_at=START + round(0.4 * self.length) + 333,
        )

    def _list_wishes(self, end: Instant) -> list[tuple[Instant, Command]]:
        return [(at, wish) for at, wish in self.wishes.items() if at < end]

    # The process

    def _raise(self, rule: int, at: Instant, lasts: float) -> None:
        self.spans.setdefault(rule, []).append((at, at + max(1_000, round(lasts))))

    def _draw(self) -> int:
        (condition,) = self.random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        return self.random.choice(self.by_condition[condition])

    def _instant(self) -> Instant:
        return START + self.random.randrange(self.length)

    def _live_ordinarily(self, count: int) -> None:
        for _ in range(count):
            lasts = self.random.lognormvariate(0, 1.2) * 10 * MINUTE
            standing = self.random.random() < 0.01
            self._raise(self._draw(), self._instant(), lasts + 30 * HOUR * standing)
        latching = [number for number, rule in enumerate(self.month.rules) if rule.latching]
        for _ in range(count // 10):
            self._raise(self.random.choice(latching), self._instant(), 5 * MINUTE)

    def _chatter(self, alarms: int, days: float) -> None:
        self.chattering = self.random.sample(self.by_condition[Condition.H], alarms)
        for rule in self.chattering:
            for _ in range(round(3 * days)):
                at = self._instant()
                until = at + self.random.uniform(0.5, 2.5) * HOUR
                while at < until:
                    up = round(self.random.uniform(3, 90) * 1000)
                    self._raise(rule, at, up)
                    at += up + round(self.random.uniform(3, 90) * 1000)

    def _stand_still(self, count: int) -> None:
        """A unit stands still: its low limits are suppressed and some of them are beyond."""
        for _ in range(count):
            unit, at = self.random.randrange(self.units), self._instant()
            lasts = round(self.random.uniform(2, 30) * HOUR)
            held = [one for one in self.month.suppressed[unit] if one in self.month.suppressible]
            for alarm in held:
                self.stops.setdefault(self.number[alarm], []).append((at, at + lasts))
            for alarm in self.random.sample(held, len(held) // 4):
                begins = at + self.random.randrange(lasts)
                self._raise(self.number[alarm], begins, self.random.uniform(0.1, 1.3) * lasts)
        self._drop_overlaps(self.stops)

    def _flood(self, at: Instant) -> None:
        """A gateway is lost, units trip, and most of what they have comes within minutes."""
        lost = self.random.randrange(ENTERPRISES)
        outage = self.random.uniform(10, 40) * MINUTE
        self._raise(self.number[f"G{lost}:{Condition.GATEWAY_LOST}"], at, outage)
        tripped = self.random.sample(range(self.units), min(self.units, max(2, self.units // 8)))
        for unit in tripped:
            trip = at + self.random.randrange(5 * MINUTE)
            self._raise(self.number[f"I{unit}:{Condition.DEMAND}"], trip, outage)
            for rule in self._list_unit(unit):
                if self.random.random() < 0.35:
                    begins = trip + round(self.random.expovariate(1 / (2 * MINUTE)))
                    self._raise(rule, begins, self.random.uniform(1, 120) * MINUTE)
        self._miss(lost, at, round(outage))

    def _list_unit(self, unit: int) -> Iterator[int]:
        for number in range(50 * unit, 50 * unit + 50):
            for condition in _UNIT_FLOODED:
                rule = self.number.get(f"T{number}:{condition}")
                if rule is not None:
                    yield rule

    def _miss(self, lost: int, at: Instant, outage: int) -> None:
        """What can't be verified without the gateway, and what its late data show afterwards."""
        for unit in range(lost, self.units, ENTERPRISES):
            rule = self.number[f"I{unit}:{Condition.INTERLOCK_UNVERIFIED}"]
            self._raise(rule, at + self.random.randrange(15_000), outage)
            shown = self.random.choice(list(self._list_unit(unit)))
            begins = at + self.random.randrange(outage // 2)
            comes = at + outage + 20_000 + 7 * unit
            self.late.append(Late(comes, shown, begins, begins + self.random.randrange(1, outage)))

    @staticmethod
    def _drop_overlaps(spans: dict[int, list[tuple[Instant, Instant]]]) -> None:
        for rule, own in spans.items():
            kept: list[tuple[Instant, Instant]] = []
            for span in sorted(own):
                if not kept or span[0] > kept[-1][1]:
                    kept.append(span)
            spans[rule] = kept

    # People

    def _wish(self, at: Instant, kind: CommandKind, rule: int, role: str, **fields: object) -> None:
        """At an instant of its own: nobody does two things at once."""
        while at in self.wishes:
            at += 1
        alarm, who = self.month.rules[rule].alarm, f"{role}-{self.random.randrange(4)}"
        self.wishes[at] = Command(kind, alarm, who, "抖动 nuisance", role=role, **fields)

    def _attend(self) -> None:
        """What is raised is acknowledged within minutes, most of it; what latched is reset."""
        nuisance = set(self.chattering)
        for rule, own in sorted(self.spans.items()):
            latching = self.month.rules[rule].latching
            for raised, returned in own:
                if self.random.random() < (0.05 if rule in nuisance else 0.9):
                    at = raised + round(self.random.uniform(0.3, 20) * MINUTE)
                    self._wish(at, CommandKind.ACKNOWLEDGE, rule, "operator")
                    if self.random.random() < 0.04:
                        self._wish(at + 30_000, CommandKind.COMMENT, rule, "operator")
                if latching:
                    later = returned + round(self.random.uniform(1, 90) * MINUTE)
                    self._wish(later, CommandKind.RESET, rule, "operator")

    def _hold(self, days: float) -> None:
        for _ in range(round(12 * days)):
            rule = self.random.choice([*self.chattering, self._draw()])
            self._shelve(rule, self._instant())
        for _ in range(round(3 * days)):
            rule, at = self._draw(), self._instant()
            lasts = self.random.choice([480, 1440, 4320, 10080]) * MINUTE
            order = {"work_order": f"WO-{rule}", "witness": "engineer-9"}
            out = CommandKind.REMOVE_FROM_SERVICE
            self._wish(at, out, rule, "engineer", duration_ms=lasts, **order)
            if self.random.random() < 0.5:
                back = at + round(lasts * self.random.random())
                self._wish(back, CommandKind.RETURN_TO_SERVICE, rule, "engineer")

    def _shelve(self, rule: int, at: Instant) -> None:
        critical = self.month.rules[rule].priority is Priority.CRITICAL
        lasts = self.random.choice([15, 60] if critical else [15, 60, 240, 480]) * MINUTE
        once, witness = self.random.random() < 0.2, "shift_leader-9" if critical else ""
        terms = {"duration_ms": lasts, "once": once, "witness": witness}
        self._wish(at, CommandKind.SHELVE, rule, "shift_leader", **terms)
        if self.random.random() < 0.3:
            back = at + round(lasts * self.random.random())
            self._wish(back, CommandKind.UNSHELVE, rule, "shift_leader")
