"""Interlocks against their twin, and through the check list."""

from itertools import accumulate
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.quality import BAD, GOOD, UNCERTAIN
from plant.words import Plant
from tests.detectors.checklist import check_all, check_cuts
from tests.detectors.interlock_twin import InterlockTwin
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, newest, streams
from tests.detectors.twin import Reading

Case = tuple[Plant, list[Reading]]
TIMES = st.sampled_from([0, 0, 1, 5, 12])


def make_twins(plant: Plant) -> list[InterlockTwin]:
    return [InterlockTwin(plant, interlock) for interlock in plant.interlocks]


@st.composite
def interlocks(draw: st.DrawFn) -> Plant:
    """One or two causes, one or two effects, and perhaps what else an interlock may have."""
    intervals = st.sampled_from([None, None, 1, 4])
    two_causes, two_effects = draw(st.booleans()), draw(st.booleans())
    causes = [{"source": "T0", "condition": "HH", "delay_s": draw(TIMES)}]
    if two_causes:
        source, condition = draw(st.sampled_from([("T0", "L"), ("T2", "HH"), ("T2", "HH")]))
        causes.append({"source": source, "condition": condition, "delay_s": draw(TIMES)})
    effects = [{"tag": "T1", "expected": 0, "travel_s": draw(TIMES)}]
    if two_effects:
        effects.append({"tag": "T2", "expected": 1, "travel_s": draw(TIMES)})
    lock: dict[str, Any] = {
        "causes": causes,
        "effects": effects,
        "need": draw(st.integers(1, len(causes))),
        "reset": draw(st.sampled_from(["", "", "manual", "T3"])),
    }
    if draw(st.booleans()):
        lock |= {"bypass": "T3", "bypass_s": draw(st.sampled_from([None, 1, 12]))}
    if draw(st.integers(0, 3)) == 0:
        lock["permissives"] = [{"tag": "T2", "expected": 1}]
    if draw(st.integers(0, 3)) == 0:
        lock["proof_test_due"] = T0 + 5000
    return make_plant(
        make_tag("T0", l=0.1, hh=0.8, deadband=0.1, interval_s=draw(intervals)),
        *(make_tag(f"T{n}", hh=0.8, interval_s=draw(intervals)) for n in (1, 2, 3)),
        interlocks={"IL": lock},
    )


@st.composite
def busy_streams(draw: st.DrawFn, plant: Plant, *, apart: bool = False) -> list[Reading]:
    """Causes that come and go while effects and bypasses move; tags may overtake each other.

    :param apart: no two readings are of one instant.
    """
    usual = st.sampled_from([1 if apart else 0, 1, 999, 1000, 3000, 5000, 13_000])
    gaps = draw(st.lists(usual, max_size=25))
    lag = draw(st.sampled_from([0, 0, 1500, 4000]))
    found = []
    for time in accumulate(gaps, initial=T0):
        row = draw(st.integers(0, len(plant.tags) - 1))
        value = draw(st.sampled_from([0.85, 0.85, 0.5, 0.05] if row == 0 else [0.0, 1.0]))
        status = draw(st.sampled_from([GOOD, GOOD, GOOD, GOOD, BAD, UNCERTAIN]))
        found.append(Reading(row, time, value, status))
    return sorted(found, key=lambda reading: reading.time + reading.row * lag)


def with_streams(plants: st.SearchStrategy[Plant]) -> st.SearchStrategy[Case]:
    return plants.flatmap(
        lambda plant: st.tuples(st.just(plant), st.one_of(busy_streams(plant), streams(plant)))
    )


WAITS = st.sampled_from([1, 20_000])


@given(with_streams(interlocks()), st.data())
def test_the_check_list(case: Case, data: st.DataObject) -> None:
    plant, stream = case

    check_all(plant, stream, data.draw(WAITS), make_twins, data)


@st.composite
def cascades(draw: st.DrawFn) -> Plant:
    """What one interlock or other judgements find is a cause of another."""
    sources = [("A", "demand"), ("A", "interlock_failed"), ("V", "voted"), ("T1", "deviation")]
    sources.append(("GA", "gas_confirmed"))
    chosen = draw(st.lists(st.sampled_from(sources), min_size=1, max_size=3, unique=True))
    followed = [
        {"source": source, "condition": condition, "delay_s": draw(TIMES)}
        for source, condition in chosen
    ]
    deviation = {
        f"deviation_{side}_delay_s": draw(st.sampled_from([0, 5])) for side in ("on", "off")
    }
    effects = [{"tag": "T2", "expected": 0, "travel_s": draw(TIMES)}]
    return make_plant(
        make_tag("T0", hh=0.8, interval_s=draw(st.sampled_from([None, 4]))),
        make_tag("T1", hh=0.8, deviation=0.3, deviation_from="T0", **deviation),
        make_tag("T2", interval_s=draw(st.sampled_from([None, 4]))),
        votings={"V": {"tags": ["T0", "T1"], "need": draw(st.integers(1, 2)), "condition": "HH"}},
        gas_arrays={"GA": {"tags": ["T0", "T1"], "condition": "HH", "window_s": 4}},
        interlocks={
            "B": {
                "causes": followed,
                "effects": effects,
                "need": draw(st.integers(1, len(followed))),
            },
            "A": {
                "causes": [{"source": "T0", "condition": "HH", "delay_s": draw(TIMES)}],
                "effects": [{"tag": "T2", "expected": 1, "travel_s": draw(TIMES)}],
            },
        },
    )


def follows_derived(plant: Plant) -> bool:
    """A derived value does not say which of several readings of one instant decided it."""
    causes = [cause for interlock in plant.interlocks for cause in interlock.causes]
    return any(cause.condition is Condition.DEVIATION for cause in causes)


def with_streams_of_cascades(plant: Plant) -> st.SearchStrategy[Case]:
    if follows_derived(plant):
        return st.tuples(st.just(plant), busy_streams(plant, apart=True))
    return with_streams(st.just(plant))


@given(cascades().flatmap(with_streams_of_cascades), st.data())
def test_no_cut_matters_where_causes_are_what_others_found(case: Case, data: st.DataObject) -> None:
    plant, stream = case

    check_cuts(plant, stream, newest(stream) + data.draw(WAITS), data)
