"""A fault in one of the bank's own parts: it is told, the others go on, nothing returns by it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from detectors.bank import Bank
from detectors.supervision import RECOVERY_MS
from plant.quality import BAD
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, flatten, said
from tests.detectors.twin import Reading, make_batch

PLANT = make_plant(
    make_tag("T1", h=80, hh=90, interval_s=1), make_tag("T2", h=80, on_delay_s=5), make_tag("T3")
)
POISON = 13.0
BAD_ONE = Reading(0, 0, float("nan"), BAD)


def break_on_poison(act: Callable[..., Any]) -> Callable[..., Any]:
    """The same act, which fails as soon as a batch has the one value that it can't bear."""

    def attempt(batch: Any, *rest: Any) -> Any:
        if POISON in np.asarray(batch.value):
            raise IndexError("thirteen")
        return act(batch, *rest)

    return attempt


class Bench:
    """A bank of which one part can't bear one value."""

    def __init__(self, part: str) -> None:
        self.bank = Bank(PLANT)
        broken = getattr(self.bank._base, part)
        for act in ("judge_round", "judge_sound"):
            if hasattr(broken, act):
                setattr(broken, act, break_on_poison(getattr(broken, act)))

    def judge(self, second: float, *values: float) -> list[tuple[float, str, bool]]:
        """One reading a value, for T1, T2 and T3, after a bad one of T1 where T3's is poison."""
        now = T0 + round(1000 * second)
        readings = [Reading(row, now, value) for row, value in enumerate(values)]
        if POISON in values:
            readings[0] = BAD_ONE._replace(time=now)
        changes = self.bank.judge(make_batch(readings), situation(PLANT, now))
        self.reasons = list(changes.reasons.values())
        return said(flatten(self.bank, changes))


def test_limits_that_fail_return_nothing_and_judge_again_by_the_next_reading() -> None:
    bench = Bench("_limits")
    assert bench.judge(0, 95, 50, 0) == [(0, "T1:H", True), (0, "T1:HH", True)]

    assert bench.judge(1, 0, 85, POISON) == [
        (1, "T1:bad_quality", True),
        (1, "detectors:system", True),
    ]
    assert "limits: IndexError: thirteen" in bench.reasons[-1]
    assert not bench.bank.knows("T1:H")
    assert bench.judge(2, 85, 85, 0) == [(2, "T1:HH", False), (2, "T1:bad_quality", False)]
    assert bench.judge(8, 50, 85, 0) == [(7, "T2:H", True), (8, "T1:H", False)]


@pytest.mark.parametrize("part", ["_bad_quality", "silence", "_range"])
def test_a_fault_beside_the_limits_holds_no_limit_back(part: str) -> None:
    bench = Bench(part)
    bench.judge(0, 50, 50, 0)

    told = bench.judge(1, 0, 85, POISON)

    assert (1, "detectors:system", True) in told
    assert bench.judge(6.5, 95, 85, 0)[:3] == [
        (6, "T2:H", True),
        (6.5, "T1:H", True),
        (6.5, "T1:HH", True),
    ]


def test_what_stood_in_other_parts_stands_after_a_fault() -> None:
    bench = Bench("_range")
    bench.judge(0, float("nan"), 50, 0)

    assert bench.judge(1, 0, 50, POISON) == [(1, "detectors:system", True)]
    assert bench.judge(2, 50, 50, 0) == [(2, "T1:bad_quality", False)]


def test_a_part_is_sound_again_after_a_while() -> None:
    bench = Bench("_bad_quality")
    bench.judge(0, 50, 50, POISON)
    later = 1 + RECOVERY_MS / 1000

    assert (later, "detectors:system", False) in bench.judge(later, 50, 50, 0)
