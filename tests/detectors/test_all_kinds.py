"""Every kind on at once: each hears only its own, and no cut or restart of a stream matters."""

from hypothesis import given
from hypothesis import strategies as st

from detectors.bank import Bank
from detectors.catalogue import CATALOGUE
from plant.condition import Condition
from plant.words import Plant
from tests.detectors.checklist import check_cuts, check_untouched
from tests.detectors.plants import make_plant, make_tag
from tests.detectors.streams import T0, newest, run, streams
from tests.detectors.twin import Reading, expect, live_only

CHECKS = {
    "rate": 2, "rate_window_s": 10,
    "deviation_from": "T1", "deviation": 0.3, "deviation_on_delay_s": 1,
    "spike": 4, "frozen": 0.05, "frozen_on_delay_s": 5,
    "noise_lost": 0.2, "noise_lost_window_s": 5, "noise_lost_usual_s": 20,
    "stel": 0.5, "stel_window_s": 20, "twa": 0.4, "twa_window_s": 40,
    "forecast": 1, "forecast_window_s": 10, "implausible": 3, "implausible_window_s": 5,
}  # fmt: skip
LIMITS = {"l": 0.1, "h": 0.8, "hh": 0.9, "deadband": 0.1, "on_delay_s": 1, "interval_s": 4}
PLANT = make_plant(
    make_tag("T0", kind="gas_toxic", range_lo=0, range_hi=1, **LIMITS, **CHECKS),
    make_tag("T1", kind="gas_toxic", location=[120, 32], **LIMITS),
    make_tag("T2", kind="gas_toxic", location=[120.001, 32], **LIMITS),
    make_tag("ZS", alarm_on=1, discrepancy_from="T1", discrepancy_on_delay_s=2),
    make_tag("BYP", alarm_on=1, interval_s=4),
    make_tag("MODE", alarm_on=1, interval_s=4),
    make_tag(
        "L0",
        kind="level",
        unit="m",
        interval_s=4,
        balance=200,
        balance_window_s=10,
        balance_from="in:F0 out:F1",
    ),
    make_tag("F0", kind="flow", unit="m3/h", interval_s=4),
    make_tag("F1", kind="flow", unit="m3/h"),
    equipment={"V1": {"state": "MODE", "shape": "vertical", "area_m2": 0.5}},
    votings={"VOTE": {"tags": ["T0", "T1", "T2"], "need": 2, "condition": "HH", "max_age_s": 3}},
    interlocks={
        "IL": {
            "causes": [
                {"source": "VOTE", "condition": "voted"},
                {"source": "T0", "condition": "deviation", "delay_s": 1},
            ],
            "effects": [{"tag": "ZS", "expected": 1, "travel_s": 3}],
            "bypass": "BYP",
            "bypass_s": 5,
            "proof_test_due": T0 + 8_000,
        }
    },
    models={"MODEL": {"tags": ["T0", "T1", "T2"], "center": 0.5, "spread": 0.2}},
    gas_arrays={"GAS": {"tags": ["T1", "T2"], "condition": "H", "window_s": 5}},
    modes={
        "M": {
            "equipment": "V1",
            "values": [1],
            "limits": {"T1": {"h": 0.7}},
            "suppressed": ["T1:L"],
        }
    },
)


def test_the_plant_asks_something_of_every_kind() -> None:
    asked = {rule.condition for rule in Bank(PLANT).rules}

    assert all(make(PLANT) is not None for make in CATALOGUE)
    assert asked >= set(Condition) - {
        Condition.LL,
        Condition.GATEWAY_LOST,
        Condition.GATEWAY_GAP,
        Condition.CLOCK,
    }


@given(streams(PLANT), st.data())
def test_no_cut_and_no_restart_matters(stream: list[Reading], data: st.DataObject) -> None:
    end = newest(stream) + data.draw(st.sampled_from([1, 20_000]))

    check_cuts(PLANT, stream, end, data)
    check_untouched(PLANT, stream, end)


def leave_limits(plant: Plant) -> Plant:
    """The same tags, of which nothing but limits, quality and silence is judged."""
    bare = (make_tag("T0", kind="gas_toxic", range_lo=0, range_hi=1, **LIMITS), *plant.tags[1:3])
    return make_plant(*bare)


@given(streams(make_plant(*PLANT.tags[:3])))
def test_what_other_kinds_find_changes_nothing_of_the_limits(stream: list[Reading]) -> None:
    bare, end = leave_limits(PLANT), newest(stream) + 20_000
    own = {rule.alarm for rule in Bank(bare).rules}

    found = live_only(run(PLANT, [stream], end))

    assert [change for change in found if change.alarm in own] == expect(bare, stream, end)
