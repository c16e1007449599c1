"""A kind with a fault: its rows are unknown, people are told, and everything else goes on."""

from collections.abc import Sequence
from typing import Any

from detectors.bank import Bank
from detectors.deviation import make_deviations
from detectors.kind import Arrivals, Kind
from detectors.points import Points, Samples
from detectors.supervision import RECOVERY_MS
from plant.condition import Condition
from plant.words import Plant
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, flatten, said
from tests.detectors.twin import Reading, make_batch

POISON = 13.0
PLANT = make_plant(
    make_tag("T1", h=80, deviation=5, deviation_from="T2"), make_tag("T2", h=80), make_tag("T3")
)


class Fragile:
    """A deriver that can't bear one value."""

    def __init__(self, kind: Points) -> None:
        self.sound = kind._deriver

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sound, name)

    def derive(self, arrivals: Arrivals) -> Samples:
        if POISON in arrivals.batch.value:
            raise ZeroDivisionError("thirteen")
        return self.sound.derive(arrivals)


def make_fragile(plant: Plant) -> Kind | None:
    sound = make_deviations(plant)
    return Points("deviation", Fragile(sound)) if isinstance(sound, Points) else None


class Bench:
    def __init__(self) -> None:
        self.bank = Bank(PLANT, None, [make_fragile])

    def judge(self, second: float, *values: float) -> list[tuple[float, str, bool]]:
        """One reading a value, for T1, T2 and so on."""
        now = T0 + round(1000 * second)
        batch = make_batch(Reading(row, now, value) for row, value in enumerate(values))
        changes = self.bank.judge(batch, situation(PLANT, now))
        self.reasons: Sequence[str] = list(changes.reasons.values())
        return said(flatten(self.bank, changes))


def test_a_fault_is_told_and_hides_no_limit() -> None:
    bench = Bench()
    bench.judge(0, 50, 50)

    assert bench.judge(1, 85, 50, POISON) == [(1, "T1:H", True), (1, "detectors:system", True)]
    assert "deviation: ZeroDivisionError: thirteen" in bench.reasons[0]
    assert bench.judge(2, 50, 50) == [(2, "T1:H", False)]


def test_what_it_judged_is_unknown_until_its_next_reading() -> None:
    bench = Bench()
    bench.judge(0, 50, 50)
    assert bench.bank.knows("T1:deviation")

    bench.judge(1, 50, 50, POISON)
    assert not bench.bank.knows("T1:deviation")

    bench.judge(2, 50, 50)
    assert bench.bank.knows("T1:deviation")


def test_nothing_returns_by_a_fault_and_what_stands_returns_by_a_reading() -> None:
    bench = Bench()
    assert bench.judge(0, 60, 50) == [(0, "T1:deviation", True)]

    assert bench.judge(1, 50, 50, POISON) == [(1, "detectors:system", True)]
    assert bench.judge(2, 50, 50) == [(2, "T1:deviation", False)]
    assert bench.judge(3, 60, 50) == [(3, "T1:deviation", True)]


def test_it_is_sound_again_after_a_while_without_a_fault() -> None:
    bench = Bench()
    bench.judge(0, 50, 50, POISON)
    recovered = RECOVERY_MS / 1000

    assert bench.judge(recovered) == []
    assert bench.judge(recovered + 1) == [(recovered + 1, "detectors:system", False)]


def test_a_lasting_fault_is_one_alarm() -> None:
    bench = Bench()
    told = [change for second in range(100) for change in bench.judge(second, 85, 50, POISON)]

    assert told == [(0, "T1:H", True), (0, "detectors:system", True)]


def test_the_exception_is_kept_for_the_log_once_a_fault() -> None:
    bench = Bench()
    bench.judge(0, 50, 50, POISON)
    (error,) = bench.bank.drain_errors().values()

    assert isinstance(error, ZeroDivisionError)
    assert error.__traceback__ is not None
    bench.judge(1, 50, 50, POISON)
    assert bench.bank.drain_errors() == {}, "a lasting fault would fill the log"
    bench.judge(2 + RECOVERY_MS / 1000, 50, 50, POISON)
    assert list(bench.bank.drain_errors()) == ["deviation"]


def test_every_condition_of_the_plant_is_judged_by_one_kind_only() -> None:
    rules = Bank(PLANT).rules

    assert len({rule.alarm for rule in rules}) == len(rules)
    assert [rule.alarm for rule in rules if rule.condition is Condition.DEVIATION] == [
        "T1:deviation"
    ]
