"""What the figures that have a target are called, and how they came out: Chinese and English.

The terms are those of GB/T 41261 (IEC 62682) where it has them.
"""

from collections.abc import Mapping
from typing import Final

from plant.wording import Words

TARGETS: Final[Mapping[str, Words]] = {
    "alarms_per_day": Words("平均每天报警数", "alarms a day, average"),
    "alarms_per_hour": Words("平均每小时报警数", "alarms an hour, average"),
    "alarms_per_10min": Words("平均每 10 分钟报警数", "alarms in 10 min, average"),
    "peak_10min": Words("10 分钟峰值", "peak in any 10 min"),
    "busy_slots": Words("繁忙的 10 分钟占比", "busy 10-minute periods"),
    "busy_hours": Words("繁忙小时占比", "busy hours"),
    "flood_time": Words("报警泛滥时间占比", "time in alarm flood"),
    "bad_actor_share": Words("最频繁报警占比", "share of the most frequent alarms"),
    "chattering": Words("抖动报警", "chattering alarms"),
    "fleeting": Words("瞬时报警", "fleeting alarms"),
    "stale": Words("长期报警（同时存在）", "stale alarms, most at once"),
    "standing": Words(
        "当前存在的报警占配置报警的比例（平均）", "standing alarms of those configured, mean"
    ),
    "share_critical": Words("紧急报警占比", "share of priority critical"),
    "share_high": Words("高优先级占比", "share of priority high"),
    "share_medium": Words("中优先级占比", "share of priority medium"),
    "share_low": Words("低优先级占比", "share of priority low"),
}
"""Figures that have a target, by its name."""

MET: Final = Words("达标", "met")
MANAGEABLE: Final = Words("可承受", "manageable")
MISSED: Final = Words("未达标", "missed")
UNKNOWN: Final = Words("无法判断", "unevaluable")


def judge(met: bool | None, manageable: bool | None) -> Words:  # noqa: FBT001 - two verdicts
    """How a figure came out, by the verdicts of :class:`alerting.kpi.targets.Assessment`."""
    if met is None:
        return UNKNOWN
    if met:
        return MET
    return MANAGEABLE if manageable else MISSED
