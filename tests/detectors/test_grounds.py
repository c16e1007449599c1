"""What an explanation names: the same however a stream is cut, and over a restart."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.condition import Condition
from plant.quality import BAD, GOOD, UNCERTAIN, UNCERTAIN_SUBSTITUTE
from plant.reading import Instant
from plant.words import Plant
from tests.detectors import test_forecast, test_implausible, test_rate
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import T0, cuts, newest
from tests.detectors.twin import Reading, make_batch
from tests.detectors.window_twin import cases

MAKERS = [test_rate.make_columns, test_implausible.make_columns, test_forecast.make_columns]
CASES = st.sampled_from(MAKERS).flatmap(lambda make: cases(make, test_forecast.SHAPES))
Told = tuple[Instant, str, str]


def explain(
    plant: Plant, ticks: Iterable[Sequence[Reading]], end: Instant, *, restarted: bool = False
) -> list[Told]:
    """When what was raised and why; if asked another bank takes over after every tick."""
    bank, clock, told = Bank(plant, None), T0, []
    for tick in [*ticks, None]:
        clock = end if tick is None else newest(tick, clock)
        changes = bank.judge(make_batch(tick or []), situation(plant, clock))
        for place, reason in changes.reasons.items():
            alarm = bank.rules[changes.rule[place]].alarm
            told.append((int(changes.at[place]), alarm, reason))
        if restarted:
            saved, bank = bank.save(), Bank(plant, None)
            bank.restore(saved)
    return sorted(told)


@given(CASES, st.data())
def test_no_cut_of_a_stream_changes_an_explanation(
    case: tuple[Plant, list[Reading]], data: st.DataObject
) -> None:
    plant, stream = case
    end = newest(stream) + 20_000
    one_by_one = [[reading] for reading in stream]
    whole = explain(plant, [stream], end)

    assert explain(plant, one_by_one, end) == whole
    assert explain(plant, data.draw(cuts(stream)), end) == whole
    assert explain(plant, one_by_one, end, restarted=True) == whole


def test_a_reading_that_came_when_the_raise_was_due_is_no_ground_of_it() -> None:
    """Two moves equally fast; the clock of another tag passes the delay of the first."""
    columns = {"implausible": 0.375, "implausible_window_s": 2, "implausible_on_delay_s": 1}
    plant = make_plant(make_tag("T1", unit="m", **columns), make_tag("T2", unit="m"))
    stream = [
        Reading(0, T0, -0.1),
        Reading(0, T0, 0.0),
        Reading(1, T0 + 11_000, 1.0),
        Reading(0, T0 + 999, -0.1),
    ]
    one_by_one = [[reading] for reading in stream]
    end = newest(stream)

    ((at, _, reason),) = explain(plant, [stream], end)

    assert (at, reason.partition("，")[0]) == (T0 + 1000, "T1 在 0 s 内由 -0.1 m 变为 0 m")
    assert explain(plant, one_by_one, end) == [(at, f"T1:{Condition.IMPLAUSIBLE}", reason)]
    assert explain(plant, one_by_one, end, restarted=True) == explain(plant, [stream], end)


@pytest.mark.parametrize("size", [1, 20])
def test_a_delayed_raise_names_what_was_known_when_it_fell_due(size: int) -> None:
    """Raised at 53 s, told when the reading of 60 s has come."""
    plant = make_plant(make_tag("T1", unit="m", rate=6, rate_window_s=60, rate_on_delay_s=3))
    stream = [Reading(0, T0 + 10_000 * count, float(count)) for count in range(9)]
    ticks = [stream[at : at + size] for at in range(0, len(stream), size)]

    found = explain(plant, ticks, newest(stream))

    reason = (
        "T1 在 50 s 内由 0 m 变为 5 m，稳健斜率 +6 m/min"
        " T1 from 0 m to 5 m within 50 s, robust slope +6 m/min"
    )
    assert found == [(T0 + 53_000, f"T1:{Condition.RATE}", reason)]


@pytest.mark.parametrize(
    ("status", "kept"), [(GOOD, 0), (UNCERTAIN, 0), (UNCERTAIN_SUBSTITUTE, 1), (BAD, 1)]
)
def test_figures_are_kept_until_a_reading_that_may_end_what_is_pending_is_clear(
    status: int, kept: int
) -> None:
    """A rate of 6 a minute, then the value falls back to what it was."""
    plant = make_plant(make_tag("T1", unit="m", rate=6, rate_window_s=60, rate_on_delay_s=30))
    rise = [Reading(0, T0 + 10_000 * count, float(count)) for count in range(6)]
    fall = [Reading(0, T0 + 1000 * second, 0.0, status) for second in range(51, 75, 4)]
    bank = Bank(plant, None)

    for tick, noted in ((rise, 1), (fall, kept)):
        bank.judge(make_batch(tick), situation(plant, newest(tick)))
        assert len(bank.save()["kinds/rate/points/deriver_grounds/thing"]) == noted


def test_a_forecast_names_the_interval_of_its_minutes() -> None:
    """Of ten readings the five slopes are 0.9 to 1.1 m in 50 s; it ends at 6 m, 15 m to go."""
    level = [4.1, 4.3, 4.5, 4.7, 4.9, 5.0, 5.25, 5.5, 5.75, 6.0]
    plant = make_plant(make_tag("T1", unit="m", hh=21, forecast=30, forecast_window_s=120))
    stream = [Reading(0, T0 + 10_000 * count, value) for count, value in enumerate(level)]

    (told,) = explain(plant, [stream], newest(stream) + 1)

    assert "T1 按当前速率约 13 min（11–14）后到达高高限 21 m；上升 1.2 m/min" in told[2]
