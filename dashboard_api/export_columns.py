"""What exported alarms and journal rows say, column by column, in both languages.

Wire words stand beside the words that people use, so that a sheet can be read and be computed with.
"""

from collections.abc import Mapping
from typing import Final

from dashboard_api import wire
from dashboard_api.audit_wire import AuditRow
from dashboard_api.sheet import Cell, Column
from plant.condition import Condition
from plant.wording import CONDITIONS, EVENTS, HELD, MARKS, PRIORITY_WORDS, STATES, Words

_PRIORITIES: Final = {priority.word: words for priority, words in PRIORITY_WORDS.items()}


def _name(words: Mapping[str, Words], word: str | None) -> str:
    """Both languages of a wire word; one that nobody translated stands for itself."""
    if not word:
        return ""
    known = words.get(word)
    return word if known is None else f"{known.zh} {known.en}"


def _name_condition(condition: Condition) -> str:
    known = CONDITIONS.get(condition)
    return str(condition) if known is None else f"{known.zh} {known.en}"


def _name_marks(marks: list[str]) -> str:
    return "；".join(_name(MARKS, mark) for mark in marks)


def _tell_until(row: wire.JournalRow) -> Cell:
    return None if row.terms is None else row.terms.until


ALARM_COLUMNS: Final[tuple[Column[wire.AlarmRow], ...]] = (
    Column(Words("报警", "alarm"), lambda row: row.id, width=28),
    Column(Words("位号", "source"), lambda row: row.source, width=20),
    Column(Words("条件", "condition"), lambda row: _name_condition(row.condition), width=18),
    Column(Words("级别", "priority"), lambda row: _name(_PRIORITIES, row.priority)),
    Column(Words("状态", "state"), lambda row: _name(STATES, row.state), width=22),
    Column(Words("搁置/抑制/停用", "held"), lambda row: _name(HELD, row.held), width=18),
    Column(Words("数值", "value"), lambda row: row.value),
    Column(Words("限值", "limit"), lambda row: row.limit),
    Column(Words("单位", "unit"), lambda row: row.unit, width=8),
    Column(Words("危险源", "hazard"), lambda row: row.hazard, width=18),
    Column(Words("企业", "enterprise"), lambda row: row.enterprise, width=16),
    Column(Words("发生", "raised"), lambda row: row.raised_at, instant=True),
    Column(Words("恢复", "returned"), lambda row: row.returned_at, instant=True),
    Column(Words("确认", "acknowledged"), lambda row: row.acknowledged_at, instant=True),
    Column(Words("处置人", "by"), lambda row: row.by),
    Column(Words("说明", "reason"), lambda row: row.reason, width=32),
    Column(Words("内容", "message (zh)"), lambda row: row.message.zh, width=48),
    Column(Words("英文内容", "message (en)"), lambda row: row.message.en, width=48),
    Column(Words("标记", "marks"), lambda row: _name_marks(row.marks), width=24),
    Column(Words("版本", "version"), lambda row: row.version, width=8),
)

JOURNAL_COLUMNS: Final[tuple[Column[wire.JournalRow], ...]] = (
    Column(Words("序号", "seq"), lambda row: row.seq, width=10),
    Column(Words("时间", "at"), lambda row: row.at, instant=True),
    Column(Words("报警", "alarm"), lambda row: row.alarm, width=28),
    Column(Words("位号", "source"), lambda row: row.source, width=20),
    Column(Words("条件", "condition"), lambda row: _name_condition(row.condition), width=18),
    Column(Words("事件", "event"), lambda row: _name(EVENTS, row.event), width=18),
    Column(Words("状态", "state"), lambda row: _name(STATES, row.state), width=22),
    Column(Words("搁置/抑制/停用", "held"), lambda row: _name(HELD, row.held), width=18),
    Column(Words("级别", "priority"), lambda row: _name(_PRIORITIES, row.priority)),
    Column(Words("数值", "value"), lambda row: row.value),
    Column(Words("限值", "limit"), lambda row: row.limit),
    Column(Words("操作人", "actor"), lambda row: row.actor),
    Column(Words("说明", "reason"), lambda row: row.reason, width=32),
    Column(Words("标记", "marks"), lambda row: _name_marks(row.marks), width=24),
    Column(Words("保持至", "held until"), _tell_until, instant=True),
    Column(Words("版本", "version"), lambda row: row.version, width=8),
    Column(Words("厂区目录摘要", "plant hash"), lambda row: row.plant_hash, width=20),
)

AUDIT_COLUMNS: Final[tuple[Column[AuditRow], ...]] = (
    Column(Words("序号", "seq"), lambda row: row.seq, width=10),
    Column(Words("时间", "at"), lambda row: row.at, instant=True),
    Column(Words("账户", "actor"), lambda row: row.actor, width=16),
    Column(Words("角色", "role"), lambda row: row.role),
    Column(Words("所属", "place"), lambda row: row.place),
    Column(Words("操作", "action"), lambda row: row.action, width=40),
    Column(Words("对象", "object"), lambda row: row.object, width=28),
    Column(Words("结果", "outcome"), lambda row: row.outcome, width=10),
    Column(Words("次数", "times"), lambda row: row.times, width=8),
    Column(Words("来源地址", "remote"), lambda row: row.remote, width=18),
    Column(Words("请求编号", "request id"), lambda row: row.request_id, width=20),
    Column(Words("说明", "detail"), lambda row: row.detail, width=40),
    Column(Words("前一行摘要", "previous"), lambda row: row.previous, width=20),
)
