"""What judging costs a reading row by row: the slow twins of the tests over the mixed stream.

A unit of the mixed plant concerns no other, so each is judged as a plant of its own by its twins:
limits, quality, range and silence, rates, forecasts, implausible moves, spikes, frozen values, lost
noise, deviations and discrepancies, exposure means, votes, gas arrays, operating modes, and
interlocks. The twin of an interlock knows causes that a tag tells and none that are votes, so there
are none of these here; nor is the unit that has a balance. First-outs have no twin;
they change marks only. All that the twins find the bank must find in the same readings, and no
more.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from detectors.bank import Bank
from plant.condition import Condition
from plant.link import Links
from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from tests.bench.detectors import make_situation
from tests.bench.mixed_plant import BALANCED, UNIT, make_mixed_stream, make_past, make_units
from tests.detectors.interlock_twin import InterlockTwin
from tests.detectors.mode_twin import ModesTwin
from tests.detectors.point_twin import PointTwin
from tests.detectors.test_deviation import DeviationTwin
from tests.detectors.test_exposure import ExposureTwin
from tests.detectors.test_forecast import ForecastTwin
from tests.detectors.test_frozen import FrozenTwin
from tests.detectors.test_gas_arrays import make_twins as make_array_twins
from tests.detectors.test_implausible import ImplausibleTwin
from tests.detectors.test_noise_lost import NoiseTwin
from tests.detectors.test_rate import RateTwin
from tests.detectors.test_spike import SpikeTwin
from tests.detectors.test_voting import make_twins as make_voting_twins
from tests.detectors.twin import PlantTwin, Reading, expect

_UNITS: Final = range(1, BALANCED)

_CHECKS: Final[dict[Condition, type[PointTwin]]] = {
    Condition.RATE: RateTwin,
    Condition.FORECAST: ForecastTwin,
    Condition.IMPLAUSIBLE: ImplausibleTwin,
    Condition.SPIKE: SpikeTwin,
    Condition.FROZEN: FrozenTwin,
    Condition.NOISE_LOST: NoiseTwin,
    Condition.DEVIATION: DeviationTwin,
    Condition.DISCREPANCY: DeviationTwin,
    Condition.STEL: ExposureTwin,
    Condition.TWA: ExposureTwin,
}

Change = tuple[Instant, str, bool]


@dataclass(frozen=True, slots=True)
class RowByRow:
    """CPU ns a reading of all twins together, over so many readings with so many changes."""

    ns: float
    readings: int
    changes: int


def measure_twins(readings: int) -> RowByRow:
    """Judge so many readings of nine units, and the past before them, one after the other."""
    plants = [_leave_out_votes(make_units([unit])) for unit in _UNITS]
    stream = make_mixed_stream(len(_UNITS) * UNIT, readings)
    batches = [*make_past(len(_UNITS) * UNIT), stream]
    by_unit = _split(batches)
    end = int(stream.time[-1])
    began = time.thread_time_ns()
    told = [
        expect(plant, own, end, kinds=list_twins(plant))
        for plant, own in zip(plants, by_unit, strict=True)
    ]
    taken = time.thread_time_ns() - began
    expected = sorted((one.at, one.alarm, one.active) for one in chain(*told))
    found = _run_bank(_leave_out_votes(make_units(_UNITS)), batches)
    if found != expected:
        raise RuntimeError(f"bank and twins disagree: {sorted(set(found) ^ set(expected))[:3]}")
    count = sum(len(own) for own in by_unit)
    return RowByRow(taken / count, count, len(found))


def list_twins(plant: Plant) -> list[PlantTwin]:
    """The twins of all that a plant asks beyond limits, quality and silence."""
    checks = [
        twin(tag, condition, plant=plant)
        for tag in plant.tags
        for condition, twin in _CHECKS.items()
        if condition in tag.checks
    ]
    interlocks = [InterlockTwin(plant, interlock) for interlock in plant.interlocks]
    groups = [*make_voting_twins(plant), *make_array_twins(plant)]
    return [*checks, *interlocks, *groups, ModesTwin(plant)]


def _leave_out_votes(plant: Plant) -> Plant:
    """The same plant, with causes only that a tag tells."""
    interlocks = (
        replace(one, causes=tuple(cause for cause in one.causes if cause.source in plant.row_of))
        for one in plant.interlocks
    )
    return replace(plant, interlocks=tuple(interlocks))


def _split(batches: Sequence[ReadingBatch]) -> list[list[Reading]]:
    """The readings of each unit, in order of arrival, by the rows of its own plant."""
    found: list[list[Reading]] = [[] for _ in _UNITS]
    for batch in batches:
        columns = batch.row.tolist(), batch.time.tolist(), batch.value.tolist()
        for row, at, value in zip(*columns, strict=True):
            found[row // UNIT].append(Reading(row % UNIT, at, value))
    return found


def _run_bank(plant: Plant, batches: Sequence[ReadingBatch]) -> list[Change]:
    """All changes that the bank finds, sorted; what it lets wait is judged in a last empty tick."""
    bank, links = Bank(plant), Links.of(plant)
    found: list[Change] = []
    now = 0
    for batch in [*batches, ReadingBatch.empty()]:
        now = max([now, *batch.time[-1:].tolist()])
        changes = bank.judge(batch, make_situation(links, now))
        alarms = [bank.rules[rule].alarm for rule in changes.rule.tolist()]
        found += zip(changes.at.tolist(), alarms, changes.active.tolist(), strict=True)
    return sorted(found)
