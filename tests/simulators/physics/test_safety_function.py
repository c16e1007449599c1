import math

import pytest

from plant.condition import Condition
from simulators.physics.safety_function import (
    Channel,
    Logic,
    SafetyFunction,
    Vote,
    decide,
    is_demanded,
    reset,
    trip,
)

OVERFILL = SafetyFunction(
    "IL1",
    votes=(Vote(tuple(Channel(f"LT{n}", Condition.HH, 90) for n in "ABC"), need=2),),
    actions={"XV1": 0.0, "P1": 0.0},
    delay_s=1.0,
)


def levels(*values: float) -> dict[str, float]:
    return dict(zip(("LTA", "LTB", "LTC"), values, strict=True))


@pytest.mark.parametrize(
    ("seen", "demanded"),
    [
        (levels(90, 90, 50), True),
        (levels(95, 50, 50), False),
        (levels(math.nan, 95, 95), True),
        (levels(math.nan, math.nan, 95), False),
        ({"LTA": 95.0}, False),
    ],
)
def test_two_of_three_must_be_at_the_trip_point(seen: dict[str, float], demanded: bool) -> None:
    assert is_demanded(OVERFILL, seen) is demanded


@pytest.mark.parametrize("dt_s", [0.1, 0.25, 0.5, 1.0])
def test_it_trips_after_its_delay_whatever_the_step(dt_s: float) -> None:
    logic, elapsed = Logic(), 0.0
    while not logic.acts:
        logic = decide(OVERFILL, logic, levels(95, 95, 95), dt_s)
        elapsed += dt_s
    assert elapsed == pytest.approx(1.0, abs=dt_s)


def test_it_stays_tripped_until_it_is_reset_which_needs_the_causes_gone() -> None:
    high, low = levels(95, 95, 95), levels(80, 80, 80)
    tripped = decide(OVERFILL, Logic(), high, 2)
    assert reset(OVERFILL, tripped, high).acts
    assert decide(OVERFILL, tripped, low, 60).acts
    assert not reset(OVERFILL, tripped, low).acts


def test_one_that_resets_itself_lets_go_with_its_causes() -> None:
    function = SafetyFunction("IL2", OVERFILL.votes, {}, self_reset=True)
    tripped = decide(function, Logic(), levels(95, 95, 95), 2)
    assert tripped.acts
    assert not decide(function, tripped, levels(80, 80, 80), 1).acts


def test_a_bypassed_one_sees_nothing_and_a_failed_one_does_nothing() -> None:
    high = levels(95, 95, 95)
    assert not decide(OVERFILL, Logic(bypassed=True), high, 60).tripped
    failed = decide(OVERFILL, Logic(fails=True), high, 60)
    assert (failed.tripped, failed.acts) == (True, False)


def test_a_spurious_trip_needs_no_cause_and_must_be_reset() -> None:
    logic = decide(OVERFILL, trip(Logic()), levels(50, 50, 50), 10)
    assert logic.acts
    assert not reset(OVERFILL, logic, levels(50, 50, 50)).acts


def test_a_contact_trips_at_its_alarming_state() -> None:
    button = SafetyFunction("ESD", (Vote((Channel("HS", Condition.DIGITAL, 1),), 1),), {})
    assert is_demanded(button, {"HS": 1.0})
    assert not is_demanded(button, {"HS": 0.0})
