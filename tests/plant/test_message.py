import math

import pytest

from plant.condition import Condition
from plant.message import compose, name_alarm, name_source
from plant.tag_kind import TagKind
from plant.wording import Words
from tests.dashboard_api.house import make_plant

TANK = Words("氯气储罐 V-101 液位", "Chlorine tank V-101 level")


def test_a_limit_alarm_says_the_value_and_the_limit():
    message = compose(TANK, Condition.HH, 92.3, 90.0, "%")
    assert message.zh == "氯气储罐 V-101 液位 高高限报警：92.30 % ≥ 90 %"
    assert message.en == "Chlorine tank V-101 level: HH alarm, 92.30 % ≥ 90 %"


def test_a_low_limit_and_a_gas_head():
    assert compose(TANK, Condition.LL, 0.0412, 0.05, "MPa").zh.endswith(
        "低低限报警：0.0412 MPa ≤ 0.05 MPa"
    )
    message = compose(TANK, Condition.HH, 2.4, 2.0, "mg/m³", TagKind.GAS_TOXIC)
    assert "二级报警：2.40 mg/m³ ≥ 2 mg/m³" in message.zh
    assert "gas level 2 alarm" in message.en
    assert "缺氧报警" in compose(TANK, Condition.L, 19.0, 19.5, "%", TagKind.GAS_OXYGEN).zh


def test_a_value_that_has_come_back_is_not_called_beyond():
    assert compose(TANK, Condition.H, 79.0, 80.0, "%").zh.endswith("：79.00 %，限值 80 %")
    assert compose(TANK, Condition.L, 11.0, 10.0, "%").en.endswith(", 11.00 %, limit 10 %")


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_without_a_value_nothing_is_made_up(value):
    assert compose(TANK, Condition.HH, value, 90.0, "%").zh == "氯气储罐 V-101 液位 高高限报警"


def test_without_a_limit_or_unit():
    assert compose(TANK, Condition.H, 1234.5678, math.nan).en.endswith("H alarm, 1234.57")
    assert compose(TANK, Condition.HH, 1e300, 5.0, "%").en.endswith("1e+300 % ≥ 5 %")


def test_a_digital_point_says_its_state():
    message = compose(Words("火焰探测器", "Flame detector"), Condition.DIGITAL, 1.0, 1.0)
    assert message == Words(
        "火焰探测器 开关量报警：状态 1", "Flame detector: digital alarm, state 1"
    )


def test_a_derived_value_stands_beside_its_limit_in_its_own_unit():
    assert compose(TANK, Condition.RATE, 1.25, 1.0, "%/min").en.endswith("1.25 %/min ≥ 1 %/min")
    assert compose(TANK, Condition.FORECAST, 11.0, 15.0, "min").zh.endswith("：11.00 min ≤ 15 min")


def test_what_is_made_of_readings_says_how_it_stands_to_its_limit():
    """How far a frozen value moved, how often the usual scatter a spike is, a mean exposure."""
    assert compose(TANK, Condition.FROZEN, 0.02, 0.5, "m").zh.endswith("死值报警：0.020 m ≤ 0.5 m")
    assert compose(TANK, Condition.SPIKE, 120.0, 6.0, "×").en.endswith("120.00 × ≥ 6 ×")
    assert compose(TANK, Condition.NOISE_LOST, 0.05, 0.1).zh.endswith("噪声消失报警：0.050 ≤ 0.1")
    assert compose(TANK, Condition.STEL, 31.2, 30.0, "mg/m³").en.endswith("31.20 mg/m³ ≥ 30 mg/m³")


def test_stale_data_says_no_number():
    assert compose(TANK, Condition.STALE, 50.0, math.nan, "%").zh.endswith("液位 数据超时报警")


def test_marks_that_matter_are_said():
    marks = ["possibly_beyond", "backfill", "forced"]
    message = compose(TANK, Condition.BAD_QUALITY, 99.0, None, "%", marks=marks)
    assert message.zh.endswith("质量坏报警：99 %（可能真实超限，强制值）")
    assert message.en.endswith("bad quality alarm, 99 % (possibly beyond the limit, forced value)")


@pytest.mark.parametrize("condition", list(Condition))
@pytest.mark.parametrize("kind", [TagKind.OTHER, TagKind.GAS_TOXIC])
def test_every_condition_has_one_sentence(condition, kind):
    message = compose(TANK, condition, 1.0, 1.0, "%", kind)
    assert message.zh.startswith(TANK.zh)
    assert message.zh.count("警") == 1
    assert message.en.startswith(TANK.en)


def test_sources_are_called_by_their_names(check):
    plant = check().plant
    assert name_source(plant, "LT-101A") == Words("氯气储罐 V-101 液位", "Chlorine level")
    assert name_source(plant, "LT-101B") == Words("LT-101B", "LT-101B")
    assert name_source(plant, "V-101") == Words("氯气储罐 V-101", "Chlorine tank V-101")
    assert name_source(plant, "gw-1") == Words("网关 gw-1", "gateway gw-1")
    assert name_source(plant, "V-101-2oo2") == Words("V-101-2oo2", "V-101-2oo2")
    assert name_source(plant, "journal") == Words("报警日志", "alarm journal")
    assert name_source(plant, "gone") == Words("gone", "gone")


def test_an_alarm_is_named_by_its_id_also_where_the_plant_or_this_release_knows_it_not():
    plant = make_plant()
    assert name_alarm(plant, "液位LT-9:HH").zh == "球罐液位 高高限报警"
    assert name_alarm(plant, "GONE-1:L").en == "GONE-1: L alarm"
    assert name_alarm(plant, "T1:of_a_later_release").zh == "T1:of_a_later_release"
