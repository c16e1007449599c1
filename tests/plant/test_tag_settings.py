import pytest

from plant.complaint import Place
from plant.condition import Condition, Priority
from plant.inheritance import Settings
from plant.tag_kind import TagKind
from plant.tag_settings import resolve_tag

LIMITS = {"ll": 1.0, "l": 2.0, "h": 3.0, "hh": 4.0, "alarm_on": 1.0}


def resolve(defaults=None, **cells):
    belongs = {"enterprise": "E", "equipment": "", "hazard": ""}
    settings = Settings({"id": "T", **cells}, defaults or {})
    return resolve_tag(settings, Place("tags.csv", []), **belongs)


def alarm(condition, defaults=None, **cells):
    return resolve(defaults, **{**LIMITS, **cells}).alarms[condition]


@pytest.mark.parametrize(
    "condition, priority",
    [
        (Condition.LL, Priority.HIGH),
        (Condition.L, Priority.MEDIUM),
        (Condition.H, Priority.MEDIUM),
        (Condition.HH, Priority.HIGH),
        (Condition.DIGITAL, Priority.LOW),
    ],
)
@pytest.mark.parametrize("kind", [TagKind.LEVEL, TagKind.GAS_TOXIC])
def test_priority_where_none_is_given(condition, priority, kind):
    assert alarm(condition, kind=kind).priority is priority


def test_priority_of_the_condition_beats_the_tags_beats_the_defaults():
    given = {"priority": Priority.MEDIUM, "hh_priority": Priority.CRITICAL}
    defaults = {"priority": Priority.LOW}
    assert alarm(Condition.HH, defaults, **given).priority is Priority.CRITICAL
    assert alarm(Condition.LL, defaults, **given).priority is Priority.MEDIUM
    assert alarm(Condition.LL, defaults).priority is Priority.LOW


def test_settings_are_looked_for_from_the_nearest():
    defaults = {"deadband": 1.0, "h_deadband": 2.0, "on_delay_s": 3.0, "interval_s": 60.0}
    assert alarm(Condition.HH, defaults).deadband == 1.0
    assert alarm(Condition.H, defaults).deadband == 2.0
    assert alarm(Condition.H, defaults, deadband=0.0).deadband == 0.0
    assert alarm(Condition.H, defaults, h_on_delay_s=0.0).on_delay_ms == 0
    assert alarm(Condition.HH, defaults, h_on_delay_s=0.0).on_delay_ms == 3000
    assert resolve(defaults).interval_s == 60.0
    assert resolve(defaults, interval_s=5.0).interval_s == 5.0


def test_what_stands_nowhere_is_nothing():
    tag = resolve(h=1.0)
    assert (tag.interval_s, tag.range_lo, tag.priority, tag.float32) == (None, None, None, False)
    settings = tag.alarms[Condition.H]
    assert (settings.deadband, settings.on_delay_ms, settings.off_delay_ms) == (0.0, 0, 0)
    assert list(tag.alarms) == [Condition.H]


def test_a_gas_head_has_no_limit_that_is_not_written():
    assert resolve(kind=TagKind.GAS_COMBUSTIBLE).alarms == {}


def test_delays_are_whole_milliseconds():
    assert alarm(Condition.H, on_delay_s=0.0296).on_delay_ms == 30
    assert alarm(Condition.H, off_delay_s=1.1).off_delay_ms == 1100


@pytest.mark.parametrize("kind", [kind for kind in TagKind if kind.startswith("gas_")])
def test_gas_hh_latches_unless_told_otherwise(kind):
    assert alarm(Condition.HH, kind=kind).latching
    assert not alarm(Condition.H, kind=kind).latching
    assert not alarm(Condition.HH, kind=kind, latching=False).latching
    assert not alarm(Condition.HH, {"latching": False}, kind=kind).latching
    assert alarm(Condition.H, kind=kind, h_latching=True).latching


def test_other_kinds_latch_only_when_told():
    assert not alarm(Condition.HH, kind=TagKind.LEVEL).latching
    assert alarm(Condition.LL, kind=TagKind.LEVEL, latching=True).latching


def test_a_digital_point_alarms_in_its_state_without_a_deadband():
    settings = alarm(Condition.DIGITAL, alarm_on=0.0, deadband=3.0, digital_on_delay_s=2.0)
    assert (settings.limit, settings.deadband, settings.on_delay_ms) == (0.0, 0.0, 2000)
