"""What a KPI report calls its figures, Chinese and English, one table a subject.

The terms are those of GB/T 41261 (IEC 62682) where it has them. Laying them out is
:mod:`dashboard_api.kpi_page`'s and :mod:`dashboard_api.kpi_csv`'s business.
"""

from collections.abc import Mapping
from typing import Final

from alerting.kpi.groups import By
from alerting.kpi.words import MANAGEABLE, MET, MISSED, TARGETS, UNKNOWN
from plant.wording import Words

__all__ = [
    "ALL",
    "DEFINITIONS",
    "FIGURES",
    "GROUPS",
    "MANAGEABLE",
    "MET",
    "MISSED",
    "NOBODY",
    "TARGETS",
    "TITLE",
    "TRUST",
    "UNITS",
    "UNKNOWN",
]

TITLE: Final = Words("报警系统绩效报告", "Alarm system performance report")

DEFINITIONS: Final[Mapping[str, Words]] = {
    "flood_begins": Words("报警泛滥开始：多于", "a flood begins with more than"),
    "flood_ends": Words("报警泛滥结束：少于", "a flood ends with fewer than"),
    "window": Words("滑动窗口", "sliding window"),
    "chattering_times": Words("抖动：恢复后再次报警至少", "chattering: at least"),
    "chattering_within": Words("抖动：时间少于", "chattering: in less than"),
    "fleeting_within": Words("瞬时：不长于", "fleeting: no longer than"),
    "stale_after": Words("长期报警：长于", "stale: longer than"),
    "sample": Words("统计样本：不短于", "sample: at least"),
    "busy_hour": Words("繁忙小时：多于", "a busy hour: more than"),
    "busy_slot": Words("繁忙的 10 分钟：多于", "a busy 10-minute period: more than"),
    "bad_actors": Words("列出最频繁的报警", "most frequent alarms listed"),
}
"""The numbers that say what is counted, by their names."""

UNITS: Final[Mapping[str, str]] = {
    "s": "秒",
    "days": "天",
    "alarms": "条",
    "annunciations": "次",
    "alarms at once": "条（同时）",
    "alarms in 10 min, an operator": "条/10 分钟·操作员",
    "alarms in 1 h, an operator": "条/小时·操作员",
    "alarms an hour, an operator": "条/小时·操作员",
    "alarms a day, an operator": "条/天·操作员",
    "returns followed by a new raise": "次",
    "% of 10-minute periods": "%（10 分钟时段）",
    "% of hours": "%（小时）",
    "% of time": "%（时间）",
    "% of annunciated alarms": "%（已通告报警）",
    "% of configured alarms": "%（配置报警）",
}
"""The units of the shipped file in Chinese."""

GROUPS: Final[Mapping[By, Words]] = {
    By.SHIFT: Words("班次", "shift"),
    By.HAZARD: Words("重大危险源", "major hazard installation"),
    By.ENTERPRISE: Words("企业", "enterprise"),
    By.PRIORITY: Words("报警优先级", "priority"),
}
NOBODY: Final = Words("（不属于任何一项）", "(belongs to none)")
ALL: Final = Words("全部", "all")

FIGURES: Final[Mapping[str, Words]] = {
    "operator_hours": Words("操作员小时", "operator-hours"),
    "annunciated": Words("已通告报警", "annunciated alarms"),
    "held": Words(
        "搁置、抑制或停用期间的报警", "raised while shelved, suppressed or out of service"
    ),
    "late": Words("补录报警", "found in late data"),
    "per_day": Words("每天", "a day"),
    "per_hour": Words("每小时", "an hour"),
    "per_10min": Words("每 10 分钟", "in 10 min"),
    "peak_10min": Words("10 分钟峰值", "peak in 10 min"),
    "slots": Words("10 分钟时段数", "10-minute periods"),
    "busy_slots": Words("繁忙的 10 分钟", "busy 10-minute periods"),
    "hours": Words("小时数", "hours"),
    "busy_hours": Words("繁忙小时", "busy hours"),
    "flood_ms": Words("报警泛滥时间", "time in flood"),
    "chattering": Words("抖动次数", "chatters"),
    "chattering_alarms": Words("抖动报警", "chattering alarms"),
    "fleeting": Words("瞬时次数", "fleeting annunciations"),
    "fleeting_alarms": Words("瞬时报警", "fleeting alarms"),
    "stale": Words("长期报警", "stale alarms"),
    "stale_most": Words("长期报警（同时）", "stale alarms at once"),
    "standing": Words("期末存在的报警", "standing at the end"),
    "standing_held": Words("其中搁置、抑制或停用期间发生", "of these raised while held"),
    "standing_mean": Words("平均存在的报警", "standing, mean"),
    "acknowledged": Words("确认次数", "acknowledgements"),
    "median_ms": Words("确认用时中位数", "time to acknowledge, median"),
    "p90_ms": Words("确认用时 90 % 分位", "time to acknowledge, 90 %"),
    "longest_ms": Words("确认用时最长", "time to acknowledge, longest"),
    "waiting": Words("期末未确认", "unacknowledged at the end"),
}
"""The figures of all alarms and of a group, by their names on the wire."""

TRUST: Final[Mapping[str, Words]] = {
    "verified": Words("已核对原文", "read in the text"),
    "secondary": Words("引自转述", "second hand"),
    "recalled": Words("凭记忆，须核对", "recalled, confirm"),
    "conflict": Words("来源不一致，须核对", "sources disagree, confirm"),
    "proposed": Words("本平台建议值", "our own start value"),
}
"""How far a number can be trusted, by the words of the shipped file."""
