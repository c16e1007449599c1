"""Modes against their twin, through the check list, and what they refuse."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.quality import BAD, GOOD, UNCERTAIN, UNCERTAIN_SUBSTITUTE
from plant.reading import Instant, Mark
from plant.words import Plant
from tests.detectors.checklist import check_all
from tests.detectors.live import Live, at
from tests.detectors.mode_twin import ModesTwin
from tests.detectors.plants import make_plant, make_tag, situation
from tests.detectors.streams import (
    T0,
    cuts,
    feed,
    flatten,
    list_holds,
    newest,
    run_tick,
    said,
    wait,
)
from tests.detectors.twin import Hold, Reading, expect, make_batch

START_UP = {"equipment": "V1", "values": [1], "name": "开车", "name_en": "start-up"}


@st.composite
def plants(draw: st.DrawFn) -> Plant:
    """Two pieces of equipment with a state tag each, and three tags that they share."""

    def tag(name: str) -> dict[str, object]:
        return {
            "deadband": draw(st.sampled_from([0, 0.1])),
            "on_delay_s": draw(st.sampled_from([0, 0, 1, 5, 12])),
            "off_delay_s": draw(st.sampled_from([0, 0, 1, 5])),
            "interval_s": draw(st.sampled_from([None, 1, 4])),
            "priority": draw(st.sampled_from([None, "low", "high", "critical"])),
            "float32": draw(st.booleans()),
            name: 0.8 if name.startswith("h") else 0.1,
        }

    def mode(equipment: str) -> dict[str, object]:
        some = st.lists(st.sampled_from([1, 2]), min_size=1)
        high, low = st.sampled_from([0.5, 0.7, 0.9]), st.sampled_from([-0.1, 0.3])
        limits = {"T0": {"h": draw(high)}, "T1": {"l": draw(low)}, "T2": {"hh": draw(high)}}
        kept = draw(st.sets(st.sampled_from(list(limits))))
        alarms = st.sampled_from(["T0:H", "T1:L", "T2:HH", "T0:stale", "T1:bad_quality"])
        return {
            "equipment": equipment,
            "values": draw(some),
            "limits": {name: limits[name] for name in sorted(kept)},
            "suppressed": sorted(draw(st.sets(alarms))),
        }

    states = [draw(st.sampled_from([None, 1, 4])) for _ in range(2)]
    return make_plant(
        make_tag("T0", **tag("h")),
        make_tag("T1", **tag("l"), equipment="V2"),
        make_tag("T2", **tag("hh")),
        make_tag("S1", kind="operating_state", interval_s=states[0]),
        make_tag("S2", kind="operating_state", interval_s=states[1], equipment="V2"),
        equipment={"V1": {"state": "S1"}, "V2": {"state": "S2"}},
        modes={"A": mode("V1"), "B": mode("V1"), "C": mode("V2")},
    )


HIGH, LOW = [0.4, 0.55, 0.75, 0.85, 0.95], [-0.2, 0.0, 0.2, 0.35]
STATES = [0.0, 0.0, 1.0, 1.0, 2.0]
VALUES = {"T0": HIGH, "T1": LOW, "T2": HIGH, "S1": STATES, "S2": STATES}


@st.composite
def streams(draw: st.DrawFn, plant: Plant) -> list[Reading]:
    """Readings of which a third changes a state; tags may overtake one another."""
    gaps = draw(
        st.lists(st.sampled_from([0, 1, 1000, 3000, 6000, 11_000]), min_size=4, max_size=20)
    )
    lag = draw(st.sampled_from([0, 0, 1500, 11_000]))
    found = []
    for time in accumulate(gaps):
        row = draw(st.sampled_from([0, 0, 1, 2, 3, 3, 4]))
        value = draw(st.sampled_from(VALUES[plant.tags[row].id]))
        status = draw(st.sampled_from([*[GOOD] * 7, BAD, UNCERTAIN, UNCERTAIN_SUBSTITUTE]))
        mark = draw(st.sampled_from([0] * 9 + [Mark.LATE]))
        found.append(Reading(row, T0 + time, value, status, int(mark)))
    return sorted(found, key=lambda reading: reading.time + reading.row * lag)


cases = plants().flatmap(lambda plant: st.tuples(st.just(plant), streams(plant)))


@given(cases, st.data())
def test_the_check_list(case: tuple[Plant, list[Reading]], data: st.DataObject) -> None:
    plant, stream = case

    check_all(
        plant, stream, data.draw(st.sampled_from([1, 20_000])), lambda one: [ModesTwin(one)], data
    )


def collect_holds(plant: Plant, ticks: Iterable[Sequence[Reading]], end: Instant) -> list[Hold]:
    bank, clock, found = Bank(plant), T0, []
    for tick in ticks:
        clock = newest(tick, clock)
        run_tick(bank, plant, tick, clock)
        found += list_holds(bank)
    run_tick(bank, plant, [], end)
    return sorted(found + list_holds(bank), key=lambda hold: (hold.at, hold.alarm))


@given(cases, st.data())
def test_what_is_suppressed_is_the_twins_however_a_stream_is_cut(
    case: tuple[Plant, list[Reading]], data: st.DataObject
) -> None:
    plant, stream = case
    twin, end = ModesTwin(plant), newest(stream) + 20_000
    expect(plant, stream, end, kinds=[twin])
    expected = sorted(twin.holds, key=lambda hold: (hold.at, hold.alarm))

    assert collect_holds(plant, [stream], end) == expected
    assert collect_holds(plant, [[reading] for reading in stream], end) == expected
    assert collect_holds(plant, data.draw(cuts(stream)), end) == expected


def make_one(mode: dict[str, object] | None = None, **columns: object) -> Plant:
    """One tag ``T1`` of equipment ``V1``, whose state is told by ``S1``."""
    return make_plant(
        make_tag("T1", **({"h": 80, "l": 10} | columns)),
        make_tag("S1", kind="operating_state"),
        equipment={"V1": {"state": "S1"}},
        modes={} if mode is None else {"START": START_UP | mode},
    )


def test_a_change_tells_the_limit_in_force() -> None:
    plant = make_one({"limits": {"T1": {"h": 60}}})
    bank = Bank(plant)
    stream = [Reading(1, T0, 1), Reading(0, T0 + 1000, 70), Reading(1, T0 + 2000, 2)]
    changes = bank.judge(make_batch(stream), situation(plant, T0 + 3000))

    assert changes.active.tolist() == [True, False]
    assert changes.limit.tolist() == [60.0, 80.0]


def test_late_data_are_judged_under_the_plants_own_limits() -> None:
    plant = make_one({"limits": {"T1": {"h": 60}}})
    bank = Bank(plant)
    feed(bank, plant, (0, 1), row=1)
    feed(bank, plant, (1, 50), (9, 50))
    late = [Reading(0, T0 + 1000 * n, value, marks=Mark.LATE) for n, value in ((3, 70), (4, 85))]
    bank.judge(make_batch(late), situation(plant, T0 + 9000))
    changes = bank.judge(make_batch([]), situation(plant, T0 + 20_000))

    assert changes.limit.tolist() == [80.0, 80.0]
    assert said(flatten(bank, changes))[0] == (4.0, "T1:H", True)


def test_a_restart_in_a_mode_has_nothing_to_say() -> None:
    plant = make_one({"limits": {"T1": {"h": 60}}, "suppressed": ["T1:L"]}, on_delay_s=5)
    live = Live(plant)
    live.tick(at(0), [Reading(1, at(0), 1)])
    live.tick(at(1), [Reading(0, at(1), 70)])
    assert live.holds == [Hold(at(0), "T1:L", suppressed=True)]

    assert len(live.restart()) == 0
    assert len(live.holds) == 1
    assert said(flatten(live.bank, live.tick(at(7)))) == [(6.0, "T1:H", True)]


def test_a_restart_without_knowledge_of_the_state_releases() -> None:
    plant = make_one({"suppressed": ["T1:L"]})
    live = Live(plant)
    live.suppressed.add("T1:L")
    live.restart()

    assert [hold.suppressed for hold in live.holds] == [False]


def test_a_mode_that_the_plant_gains_is_in_force_at_once() -> None:
    before, mode = make_one(), {"limits": {"T1": {"h": 60}}, "suppressed": ["T1:L"]}
    live = Live(before)
    live.tick(at(0), [Reading(1, at(0), 1), Reading(0, at(0), 70)])
    changes = live.restart(start=at(1), plant=make_one(mode))

    assert said(flatten(live.bank, changes)) == [(1.0, "T1:H", True)]
    assert changes.reasons[0] == "工况 开车 start-up：限值 limit 60"
    assert live.holds == [Hold(at(1), "T1:L", suppressed=True)]


def test_a_mode_whose_limit_the_plant_changes_judges_as_a_reload_does() -> None:
    live = Live(make_one({"limits": {"T1": {"h": 60}}}))
    live.tick(at(0), [Reading(1, at(0), 1), Reading(0, at(0), 55)])
    changes = live.restart(start=at(1), plant=make_one({"limits": {"T1": {"h": 50}}}))

    assert said(flatten(live.bank, changes)) == [(1.0, "T1:H", True)]
    assert changes.reasons[0] == "limit_changed"


def test_a_mode_that_the_plant_loses_leaves_the_plants_own_limits() -> None:
    live = Live(make_one({"limits": {"T1": {"h": 60}}}))
    live.tick(at(0), [Reading(1, at(0), 1), Reading(0, at(0), 70)])
    changes = live.restart(start=at(1), plant=make_one())

    assert said(flatten(live.bank, changes)) == [(1.0, "T1:H", False)]


@pytest.mark.parametrize("state", ["", "no-such-tag"])
def test_equipment_without_a_state_tag_is_always_running(state: str) -> None:
    tag = make_tag("T1", h=80)
    plant = make_plant(
        tag,
        equipment={"V1": {"state": state}},
        modes={"START": START_UP | {"limits": {"T1": {"h": 60}}, "suppressed": ["T1:H"]}},
    )
    bank = Bank(plant)

    assert feed(bank, plant, (0, 70)) == []
    assert not list_holds(bank)


def test_what_a_mode_names_and_the_plant_has_not_is_passed_over() -> None:
    limits = {"T1": {"h": 60, "hh": 90}, "T9": {"h": 1}}
    plant = make_one({"limits": limits, "suppressed": ["T9:H", "T1:rate", "S1:stale"]})
    bank = Bank(plant)
    feed(bank, plant, (0, 1), row=1)

    assert list_holds(bank) == [Hold(T0, "S1:stale", suppressed=True)]
    assert said(feed(bank, plant, (1, 70))) == [(1.0, "T1:H", True)]


def test_a_bank_saved_before_there_were_modes_is_taken_up() -> None:
    plant = make_one({"limits": {"T1": {"h": 60}}})
    saved = Bank(plant).save()
    old = {name: array for name, array in saved.items() if not name.startswith(("state", "held"))}
    assert len(old) == len(saved) - 6
    bank = Bank(plant)
    bank.restore(old)

    assert said(wait(bank, plant, 1)) == []


def test_the_bank_knows_when_a_state_stops_counting() -> None:
    plant = make_plant(
        make_tag("T1", h=80),
        make_tag("S1", kind="operating_state", interval_s=5),
        equipment={"V1": {"state": "S1"}},
        modes={"START": START_UP | {"limits": {"T1": {"h": 60}}}},
    )
    bank = Bank(plant)
    feed(bank, plant, (0, 1), row=1)

    assert bank.next_due() == at(15)


def test_unknown_is_not_a_number_that_a_mode_could_mean() -> None:
    plant = make_one({"values": [float("nan")], "suppressed": ["T1:L"]})
    bank = Bank(plant)
    feed(bank, plant, (0, float("nan")), row=1)

    assert not list_holds(bank)
