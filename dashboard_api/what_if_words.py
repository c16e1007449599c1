"""What a what-if report calls things: Chinese and English."""

from collections.abc import Mapping
from typing import Final

from alerting.what_if.episodes import Change
from alerting.what_if.lead import Verdict
from alerting.what_if.reference import Basis
from plant.wording import Words

TITLE: Final = Words("报警设置试算", "What if: other alarm settings")
SWEEP_TITLE: Final = Words("报警设置逐值试算", "Sweep of an alarm setting")
TODAY: Final = Words("现行", "today")
OTHER: Final = Words("试算", "what if")

CHANGES: Final[Mapping[Change, Words]] = {
    Change.REMOVED: Words("不再报警", "no alarm any more"),
    Change.ADDED: Words("新增报警", "new alarm"),
    Change.FEWER: Words("次数减少", "fewer times"),
    Change.MORE: Words("次数增加", "more times"),
    Change.MOVED: Words("时刻改变", "at another time"),
    Change.SAME: Words("相同", "the same"),
}

VERDICTS: Final[Mapping[Verdict, Words]] = {
    Verdict.LOST: Words("失去提前报警", "warning lost"),
    Verdict.SHORTER: Words("提前时间缩短", "shorter warning"),
    Verdict.MISSED: Words("均未提前报警", "no warning either way"),
    Verdict.LONGER: Words("提前时间延长", "longer warning"),
    Verdict.GAINED: Words("新增提前报警", "warning gained"),
    Verdict.SAME: Words("不变", "unchanged"),
}
"""In the order in which a report lists them, the gravest first."""

BASES: Final[Mapping[Basis, Words]] = {
    Basis.LIMIT: Words("越过限值", "limit crossed"),
    Basis.DEMAND: Words("联锁要求", "interlock demand"),
    Basis.LINE: Words("越过指定值", "named value crossed"),
    Basis.LIST: Words("事件清单", "listed event"),
}

SETTINGS: Final[Mapping[str, Words]] = {
    "limit": Words("限值", "limit"),
    "deadband": Words("死区", "deadband"),
    "on_delay_ms": Words("报警延时", "on-delay"),
    "off_delay_ms": Words("恢复延时", "off-delay"),
    "priority": Words("报警优先级", "priority"),
    "latching": Words("锁定报警", "latching"),
    "": Words("整项", "all of it"),
}
"""What may differ between two plants, by the fields of :class:`plant.words.AlarmSettings`."""

COLUMNS: Final[Mapping[str, Words]] = {
    "ll": Words("低低限", "LL"),
    "l": Words("低限", "L"),
    "h": Words("高限", "H"),
    "hh": Words("高高限", "HH"),
    "deadband": SETTINGS["deadband"],
    "on_delay_s": SETTINGS["on_delay_ms"],
    "off_delay_s": SETTINGS["off_delay_ms"],
}
"""What may be swept, by the columns of tags.csv; ``h_deadband`` is the one for H alone."""

NOTHING: Final = Words("两套设置的报警完全相同。", "Both settings raise the very same alarms.")
NO_EVENTS: Final = Words(
    "本段数据没有可供比较提前时间的事件：没有越过高高限或低低限，也未用 --line、--events 指定。",
    "No event to warn of: neither HH or LL was crossed, nor one named with --line or --events.",
)
STANDING: Final = Words("早已在报，未重新报警", "stood already, not raised anew")
NONE: Final = Words("无", "none")


def name_column(key: str) -> Words:
    """What a column of settings is called, with the condition it is for."""
    condition, _, setting = key.partition("_")
    if key in COLUMNS or condition not in COLUMNS:
        return COLUMNS.get(key, Words(key, key))
    own, tuned = COLUMNS[condition], COLUMNS.get(setting, Words(setting, setting))
    return Words(f"{own.zh}{tuned.zh}", f"{own.en} {tuned.en}")
