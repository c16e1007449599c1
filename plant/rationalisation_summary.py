"""How far a plant's alarms are rationalised, and how their priorities are split beside the target.

Figures for who keeps the plant directory (主报警数据库): EEMUA 191 and ANSI/ISA-18.2 give shares of
the configured alarms. Each shortcoming with its place is :mod:`plant.rationalisation_advice`'s.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plant.alarm_priorities import load_alarm_priorities
from plant.condition import Condition, Priority
from plant.rationalisation import Rationalisation
from plant.rationalisation_columns import QUALITY_CONDITIONS
from plant.rationalisation_settings import SOURCE_CONDITIONS
from plant.words import Plant


@dataclass(frozen=True, slots=True)
class Share:
    """How many alarms have a priority, which percentage that is, and which it should be.

    The target of critical is an upper bound.
    """

    count: int
    percent: float
    target_percent: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Of the ``alarms`` by limits, contacts, checks, votes and gas arrays how many have what.

    ``without_action``: condition → how many alarms of it have no operator action on record, those
    of interlocks, gateways and of the quality of data included. A condition with none is absent.
    """

    alarms: int
    with_cause: int
    with_consequence: int
    with_action: int
    with_time: int
    priorities: Mapping[Priority, Share]
    without_action: Mapping[Condition, int]


def summarise(plant: Plant) -> Summary:
    """Count a plant's alarms."""
    rated = list(_list_rated(plant))
    records = [record for _, _, record in rated]
    lacking = Counter(condition for condition, _, record in rated if not record.has_action)
    lacking.update(one for one, record in _list_others(plant) if not record.has_action)
    return Summary(
        alarms=len(rated),
        with_cause=sum(bool(record.cause or record.cause_en) for record in records),
        with_consequence=sum(
            bool(record.consequence or record.consequence_en) for record in records
        ),
        with_action=sum(record.has_action for record in records),
        with_time=sum(record.respond_within_min is not None for record in records),
        priorities=split([priority for _, priority, _ in rated]),
        without_action=dict(lacking),
    )


def split(priorities: list[Priority]) -> dict[Priority, Share]:
    """The share of each priority, the most urgent first."""
    counts, targets = Counter(priorities), load_alarm_priorities().split
    return {
        one: Share(counts[one], 100 * counts[one] / max(len(priorities), 1), targets[one])
        for one in sorted(Priority, reverse=True)
    }


def _list_rated(plant: Plant) -> Iterator[tuple[Condition, Priority, Rationalisation]]:
    for tag in plant.tags:
        for one in (*tag.alarms, *tag.checks):
            yield one, tag.priority_of(one), tag.record_of(one)
    for voting in plant.votings:
        record = plant.record_of(voting.id, Condition.VOTED)
        yield Condition.VOTED, voting.priority, record
    for array in plant.gas_arrays:
        record = plant.record_of(array.id, Condition.GAS_CONFIRMED)
        yield Condition.GAS_CONFIRMED, array.priority, record
    for model in plant.models:
        yield Condition.MODEL, model.priority, plant.record_of(model.id, Condition.MODEL)


def _list_others(plant: Plant) -> Iterator[tuple[Condition, Rationalisation]]:
    """The alarms whose priority follows from what they are."""
    for tag in plant.tags:
        yield from ((one, tag.record_of(one)) for one in QUALITY_CONDITIONS)
    sources = (
        *((voting.id, (Condition.PROTECTION_LOST,)) for voting in plant.votings),
        *((one.id, SOURCE_CONDITIONS["interlock"]) for one in plant.interlocks),
        *((one.id, SOURCE_CONDITIONS["gateway"]) for one in plant.gateways),
    )
    for source, conditions in sources:
        yield from ((one, plant.record_of(source, one)) for one in conditions)
