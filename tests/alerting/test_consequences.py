"""What follows from what: trips, power, lost gateways; and what is never called a consequence."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.alarm import Alarm, Event
from alerting.consequences import Consequences, Root, list_roots
from alerting.fold import fold
from detectors.bank import Bank
from plant.condition import Condition, Priority
from plant.nuisance_figures import load_consequence_ms
from plant.root_causes import Affected, RootCause
from plant.words import Gateway
from tests.alerting.tiny_park import RULES, make_entry
from tests.detectors.plants import make_plant, make_tag

WINDOW = load_consequence_ms()
ROOT, OTHER = "IL-1:demand", "PW-1:digital"
ROOTS = (
    Root(ROOT, frozenset({"FT-1:L", "PT-1:L", "LT-1:HH"})),
    Root(OTHER, frozenset({"FT-1:L", ROOT})),
)


def entry(alarm, event="raised", at=0, priority=Priority.MEDIUM, marks=()):
    return make_entry(alarm=alarm, event=Event(event), at=at, priority=priority, marks=marks)


def follow(*entries):
    consequences = Consequences(ROOTS, {"GT-1:L"}, WINDOW)
    consequences.feed(entries)
    return consequences


def test_what_is_raised_while_its_root_stands_follows_from_it():
    found = follow(entry(ROOT), entry("FT-1:L", at=5), entry("TT-9:H", at=5))
    assert (found.root_of("FT-1:L"), found.root_of("TT-9:H")) == (ROOT, "")


def test_and_for_a_while_after_it_is_over_but_not_before_it():
    over = entry(ROOT, "returned", at=10)
    assert follow(entry(ROOT), over, entry("FT-1:L", at=9 + WINDOW)).root_of("FT-1:L") == ROOT
    assert follow(entry(ROOT), over, entry("FT-1:L", at=10 + WINDOW)).root_of("FT-1:L") == ""
    assert follow(entry("FT-1:L"), entry(ROOT, at=1)).root_of("FT-1:L") == ""


def test_of_several_roots_the_first_counts_and_a_root_may_follow_from_another():
    found = follow(entry(OTHER), entry(ROOT, at=1), entry("FT-1:L", at=2))
    assert found.root_of("FT-1:L") == OTHER


def test_what_matters_most_is_never_a_consequence():
    found = follow(
        entry(ROOT),
        entry("LT-1:HH", at=1),
        entry("FT-1:L", at=1, priority=Priority.CRITICAL),
        entry("PT-1:L", at=1, marks=("first_out",)),
    )
    assert [found.root_of(one) for one in ("LT-1:HH", "FT-1:L", "PT-1:L")] == ["", "", ""]


def test_a_new_activation_is_looked_at_anew():
    found = follow(entry(ROOT), entry("FT-1:L", at=1), entry(ROOT, "returned", at=2))
    found.feed([entry("FT-1:L", at=3 + WINDOW)])
    assert found.root_of("FT-1:L") == ""


def test_a_root_that_stood_before_the_start_still_is_one():
    standing: Alarm = fold(None, entry(ROOT), replace(RULES[0], source="IL-1"))
    found = Consequences(ROOTS, (), WINDOW)
    found.take_up([replace(standing, id=ROOT)])
    found.feed([entry("FT-1:L", at=99)])
    assert found.root_of("FT-1:L") == ROOT


def test_what_the_plant_declares_reaches_hazards_equipment_and_tags():
    tags = [
        make_tag("PT-9", l=3),
        make_tag("FT-1", l=1),
        replace(make_tag("XV-1", h=1), hazard="H2"),
    ]
    plant = make_plant(*tags)
    cause = RootCause("air", "仪表气源失压", "PT-9", Condition.L, Affected(tags=("FT-1", "PT-9")))
    plant = replace(plant, causes=(cause, replace(cause, affects=Affected(hazards=("H2",)))))
    tagged, of_hazard = list_roots(plant, Bank(plant).rules)[-2:]
    assert tagged.alarm == of_hazard.alarm == "PT-9:L"
    assert "FT-1:L" in tagged.affected
    assert not {"PT-9:L", "XV-1:H"} & tagged.affected
    assert "XV-1:H" in of_hazard.affected
    assert "FT-1:L" not in of_hazard.affected


def test_what_is_raised_too_long_after_a_cause_with_a_window_is_none_of_its_own():
    roots = [Root(ROOT, frozenset({"FT-1:L", "PT-1:L"}), within_ms=60)]
    found = Consequences(roots, (), WINDOW)
    found.feed([entry(ROOT), entry("FT-1:L", at=60), entry("PT-1:L", at=61)])
    assert (found.root_of("FT-1:L"), found.root_of("PT-1:L")) == (ROOT, "")


STEPS = st.lists(
    st.tuples(
        st.sampled_from([ROOT, OTHER, "FT-1:L", "PT-1:L"]),
        st.sampled_from(["raised", "returned"]),
        st.integers(0, WINDOW),
    ),
    max_size=20,
)


@given(STEPS, st.data())
def test_any_cut_of_the_entries_gives_the_same(steps, data):
    now, entries = 0, []
    for alarm, event, passed in steps:
        now += passed
        entries.append(entry(alarm, event, now))
    cut = data.draw(st.integers(0, len(entries)))
    whole, parts = follow(*entries), follow(*entries[:cut])
    parts.feed(entries[cut:])
    for alarm in (ROOT, OTHER, "FT-1:L", "PT-1:L"):
        assert whole.root_of(alarm) == parts.root_of(alarm)


@pytest.fixture
def roots():
    """Of a plant with a tripping unit, a power supply and a gateway."""
    limits = {"h": 80, "hh": 90, "interval_s": 1}
    plant = make_plant(
        make_tag("LT-1", equipment="V1", kind="level", **limits),
        make_tag("FT-1", equipment="V1", kind="flow", **limits),
        make_tag("XV-1", equipment="V1", alarm_on=1),
        make_tag("TT-2", equipment="V2", kind="temperature", **limits),
        make_tag("PW-1", equipment="V2", kind="power", alarm_on=1),
        equipment={"V1": {}, "V2": {}},
        interlocks={
            "IL-1": {
                "causes": [{"source": "LT-1", "condition": "HH"}],
                "effects": [{"tag": "XV-1", "expected": 0, "travel_s": 5}],
            }
        },
    )
    plant = replace(plant, gateways=(Gateway("gw1", plant.tags[0].enterprise),))
    found = defaultdict(set)
    for root in list_roots(plant, Bank(plant).rules):
        found[root.alarm] |= root.affected
    return found


def test_a_trip_brings_about_the_alarms_of_its_unit_but_not_its_own_causes(roots):
    assert roots["IL-1:demand"] >= {"FT-1:H", "LT-1:H", "XV-1:digital"}
    assert not roots["IL-1:demand"] & {"LT-1:HH", "TT-2:H", "IL-1:interlock_failed"}
    assert roots["IL-1:spurious_trip"] == roots["IL-1:demand"]


def test_without_power_everything_of_the_hazard_may_alarm(roots):
    assert roots["PW-1:digital"] >= {"TT-2:H", "TT-2:HH", "TT-2:stale"}
    assert not roots["PW-1:digital"] & {"PW-1:digital", "FT-1:H"}


def test_a_lost_gateway_brings_about_what_is_missed_by_it_and_no_limit(roots):
    (lost,) = (root for root in roots if root.endswith(":gateway_lost"))
    assert roots[lost] >= {"LT-1:stale", "IL-1:interlock_unverified"}
    assert not any(alarm.endswith((":H", ":HH")) for alarm in roots[lost])
