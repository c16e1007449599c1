"""The columns of the checks that need more than a tag's present value, and their other headers.

A check is configured by its own column, deviation, discrepancy and balance by what they are held
against; ``none`` ends one that a default began. What ``standard`` comes to is
:mod:`plant.check_settings`.
The columns that every condition has stand in :mod:`plant.tag_columns`.
"""

from collections.abc import Mapping
from typing import Any, Final

from plant.complaint import Place
from plant.condition import Condition
from plant.schema import Field, Number, NumberOr, Word, read_name

STANDARD: Final = "standard"
NONE: Final = "none"
"""Ends a setting that a default began."""

GAS_STANDARD: Final = "GB/T 50493-2019"

LONGEST_WINDOW_S: Final = 7 * 86_400.0
LONGEST_LEARNT_S: Final = 366 * 86_400.0
LONGEST_FORECAST_MIN: Final = 1440.0

CHECK_COLUMNS: Final[Mapping[Condition, str]] = {
    Condition.RATE: "rate",
    Condition.DEVIATION: "deviation_from",
    Condition.DISCREPANCY: "discrepancy_from",
    Condition.FROZEN: "frozen",
    Condition.SPIKE: "spike",
    Condition.NOISE_LOST: "noise_lost",
    Condition.STEL: "stel",
    Condition.TWA: "twa",
    Condition.FORECAST: "forecast",
    Condition.IMPLAUSIBLE: "implausible",
    Condition.BALANCE: "balance_from",
}
"""Which column says that a tag has a check."""

REFERENCE_COLUMNS: Final = ("deviation_from", "discrepancy_from", "balance_from")
_WAYS: Final = {"in": 1, "进": 1, "out": -1, "出": -1}


def read_side(value: Any, place: Place) -> float | str | None:
    """What a tag is held against: another tag's id, or a fixed set point."""
    if isinstance(value, str):
        return read_name(value, place)
    return Number()(value, place)


def read_flows(value: Any, place: Place) -> tuple[tuple[str, int], ...] | str | None:
    """The flows of a tank: ``in:FT-1 out:FT-2``, or ``进:FT-1 出:FT-2``; ids hold no colon."""
    text = read_name(value, place)
    if text is None or text == NONE:
        return text
    terms = [term.partition(":")[::2] for term in text.replace("：", ":").split()]
    if all(way in _WAYS and name for way, name in terms):
        return tuple((name, _WAYS[way]) for way, name in terms)
    place.complain(
        f"must read like in:FT-101 out:FT-102, not {text}",
        f"应写作 进:FT-101 出:FT-102，而非 {text}",
    )
    return None


def _limit(number: Number, *words: str) -> Field:
    return Field(NumberOr(number, Word({word: word for word in (*words, NONE)})))


_POSITIVE: Final = Number(above=0)
_WINDOW: Final = Field(Number(above=0, high=LONGEST_WINDOW_S))

CHECK_FIELDS: Final[Mapping[str, Field]] = {
    "rate": _limit(_POSITIVE),
    "rate_window_s": _WINDOW,
    "rate_direction": Field(Word({"both": 0, "rising": 1, "falling": -1})),
    "deviation": _limit(_POSITIVE, STANDARD),
    "deviation_from": Field(read_side),
    "discrepancy": _limit(_POSITIVE),
    "discrepancy_from": Field(read_name),
    "frozen": _limit(_POSITIVE, STANDARD),
    "spike": _limit(_POSITIVE, STANDARD),
    "noise_lost": _limit(Number(above=0, high=1), STANDARD),
    "noise_lost_window_s": _WINDOW,
    "noise_lost_usual_s": Field(Number(above=0, high=LONGEST_LEARNT_S)),
    "stel": _limit(_POSITIVE, STANDARD),
    "twa": _limit(_POSITIVE, STANDARD),
    "forecast": _limit(Number(above=0, high=LONGEST_FORECAST_MIN), STANDARD),
    "forecast_window_s": _WINDOW,
    "implausible": _limit(_POSITIVE, STANDARD),
    "implausible_window_s": _WINDOW,
    "balance": _limit(_POSITIVE),
    "balance_from": Field(read_flows),
    "balance_window_s": _WINDOW,
    "levels": Field(Word({word: word for word in (GAS_STANDARD, NONE)})),
}
"""Every column of theirs but the ones that all conditions have; a default may give each."""

CHECK_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "rate": ("变化率", "变化速率"),
    "deviation": ("偏差",),
    "discrepancy": ("状态不一致", "不一致"),
    "frozen": ("死值",),
    "spike": ("跳变", "尖峰"),
    "noise_lost": ("噪声消失",),
    "stel": ("短时间接触限值", "短时间接触"),
    "twa": ("时间加权平均限值", "时间加权平均"),
    "forecast": ("趋势预测", "预测预警"),
    "implausible": ("变化不合理",),
    "balance": ("物料平衡", "不平衡量"),
}
"""What a check is called in headers; with 死区 and so on behind it, its settings are."""

CHECK_COLUMN_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "rate_window_s": ("变化率窗口", "变化率时间窗"),
    "rate_direction": ("变化率方向",),
    "deviation_from": ("偏差参照", "偏差对象", "偏差位号"),
    "discrepancy_from": ("指令位号", "状态不一致参照"),
    "noise_lost_window_s": ("噪声消失窗口", "噪声窗口"),
    "noise_lost_usual_s": ("噪声消失基准期", "噪声基准期"),
    "forecast_window_s": ("趋势预测窗口", "预测窗口"),
    "implausible_window_s": ("变化不合理窗口",),
    "balance_from": ("进出料流量", "平衡流量"),
    "balance_window_s": ("物料平衡窗口", "平衡窗口"),
    "levels": ("报警设定标准", "气体报警标准"),
}

WORD_ALIASES: Final[Mapping[str, str]] = {
    "标准": STANDARD,
    "无": NONE,
    "双向": "both",
    "上升": "rising",
    "下降": "falling",
    **{word.casefold(): word for word in (STANDARD, NONE, GAS_STANDARD)},
}
"""What else a cell of these columns may say, without case."""
