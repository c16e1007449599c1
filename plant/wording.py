"""The words that operators see, Chinese and English, one table a subject.

Screens, alarm messages, reports and header aliases take them from here, so that one thing has one
name everywhere. Composing a message of them is :mod:`plant.message`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plant.condition import DOUBTS, Condition, Priority
from plant.filed_stops import StopCategory
from plant.quality import QualityClass
from plant.rationalisation import Severity
from plant.subsystem import Subsystem
from plant.tag_kind import TagKind


@dataclass(frozen=True, slots=True)
class Words:
    """One thing's two names."""

    zh: str
    en: str


CONDITIONS: Final[Mapping[Condition, Words]] = {
    Condition.LL: Words("低低限", "LL"),
    Condition.L: Words("低限", "L"),
    Condition.H: Words("高限", "H"),
    Condition.HH: Words("高高限", "HH"),
    Condition.RATE: Words("变化率", "rate of change"),
    Condition.DEVIATION: Words("偏差", "deviation"),
    Condition.DISCREPANCY: Words("状态不一致", "discrepancy"),
    Condition.DIGITAL: Words("开关量", "digital"),
    Condition.STALE: Words("数据超时", "stale data"),
    Condition.BAD_QUALITY: Words("质量坏", "bad quality"),
    Condition.OUT_OF_RANGE: Words("超量程", "out of range"),
    Condition.FROZEN: Words("死值", "frozen value"),
    Condition.SPIKE: Words("跳变", "spike"),
    Condition.CLOCK: Words("时钟异常", "clock"),
    Condition.PROTECTION_LOST: Words("保护失效", "protection lost"),
    Condition.VOTED: Words("表决", "voted"),
    Condition.DEMAND: Words("联锁要求", "interlock demand"),
    Condition.INTERLOCK_FAILED: Words("联锁拒动", "interlock failed to act"),
    Condition.INTERLOCK_UNVERIFIED: Words("联锁未能验证", "interlock unverified"),
    Condition.SPURIOUS_TRIP: Words("联锁误动", "spurious trip"),
    Condition.DEMAND_WHILE_BYPASSED: Words("旁路期间联锁要求", "demand while bypassed"),
    Condition.BYPASS_OVERDUE: Words("超期旁路", "bypass overdue"),
    Condition.PROOF_TEST_OVERDUE: Words("检验测试超期", "proof test overdue"),
    Condition.BALANCE: Words("预测预警（物料平衡）", "predictive warning (balance)"),
    Condition.FORECAST: Words("预测预警（趋势）", "predictive warning (forecast)"),
    Condition.MODEL: Words("预测预警（模型）", "predictive warning (model)"),
    Condition.GATEWAY_LOST: Words("失联", "gateway lost"),
    Condition.GATEWAY_GAP: Words("数据缺口", "gateway gap"),
    Condition.SYSTEM: Words("告警", "system alert"),
    Condition.NOISE_LOST: Words("噪声消失", "noise lost"),
    Condition.IMPLAUSIBLE: Words("变化不合理", "implausible change"),
    Condition.STEL: Words("短时间接触超限", "short-term exposure"),
    Condition.TWA: Words("时间加权平均接触超限", "time-weighted exposure"),
    Condition.GAS_CONFIRMED: Words("多点气体确认", "gas confirmed by several heads"),
}
"""What an alarm is an alarm of. 开关量, 时钟异常, 数据缺口, 变化率, 噪声消失,
变化不合理 and 多点气体确认 are our own words; 短时间接触 and 时间加权平均 are GBZ 2.1's."""

STOP_CATEGORIES: Final[Mapping[StopCategory, Words]] = {
    StopCategory.OVERHAUL: Words("检修", "overhaul"),
    StopCategory.CALIBRATION: Words("标定", "calibration"),
    StopCategory.SHUTDOWN: Words("停产", "shutdown"),
    StopCategory.MODIFICATION: Words("改造", "modification"),
}

STOP_STATES: Final[Mapping[str, Words]] = {
    "requested": Words("待审批", "waits for approval"),
    "approved": Words("已批准", "approved"),
    "in_force": Words("生效中", "in force"),
    "ended": Words("已结束", "ended"),
    "refused": Words("已驳回", "refused"),
    "withdrawn": Words("已撤回", "withdrawn"),
    "lapsed": Words("逾期未审批", "lapsed"),
}
"""How far a filed stop has come, by the words of the API."""

HANDLING_STEPS: Final[Mapping[str, Words]] = {
    "sign": Words("签收", "signature"),
    "verify": Words("核实", "verification"),
    "handle": Words("处置", "measures"),
    "report": Words("反馈", "report"),
    "close": Words("销警", "closing"),
}
"""What a handling record may wait for, by :data:`plant.handling_limits.STEPS`."""

SUBSYSTEM_WORDS: Final[Mapping[Subsystem, Words]] = {
    Subsystem.SPOOL: Words("读数缓存", "reading spool"),
    Subsystem.JOURNAL: Words("报警日志", "alarm journal"),
    Subsystem.BROKER: Words("消息代理", "MQTT broker"),
    Subsystem.DISK: Words("磁盘空间", "disk space"),
    Subsystem.HISTORIAN: Words("历史库", "historian"),
    Subsystem.DETECTORS: Words("检测程序", "detectors"),
    Subsystem.NOTICES: Words("报警通知", "notices"),
}

GAS_CONDITIONS: Final[Mapping[tuple[TagKind, Condition], Words]] = {
    (TagKind.GAS_COMBUSTIBLE, Condition.H): Words("一级", "gas level 1"),
    (TagKind.GAS_COMBUSTIBLE, Condition.HH): Words("二级", "gas level 2"),
    (TagKind.GAS_TOXIC, Condition.H): Words("一级", "gas level 1"),
    (TagKind.GAS_TOXIC, Condition.HH): Words("二级", "gas level 2"),
    (TagKind.GAS_OXYGEN, Condition.LL): Words("缺氧低低限", "oxygen deficiency LL"),
    (TagKind.GAS_OXYGEN, Condition.L): Words("缺氧", "oxygen deficiency"),
    (TagKind.GAS_OXYGEN, Condition.H): Words("富氧", "oxygen enrichment"),
    (TagKind.GAS_OXYGEN, Condition.HH): Words("富氧高高限", "oxygen enrichment HH"),
}
"""The limits of gas detectors by their own names (GB/T 50493)."""

PRIORITY_WORDS: Final[Mapping[Priority, Words]] = {
    Priority.CRITICAL: Words("紧急", "critical"),
    Priority.HIGH: Words("高", "high"),
    Priority.MEDIUM: Words("中", "medium"),
    Priority.LOW: Words("低", "low"),
}

SEVERITY_WORDS: Final[Mapping[Severity, Words]] = {
    Severity.MINOR: Words("轻微", "minor"),
    Severity.SERIOUS: Words("较重", "serious"),
    Severity.SEVERE: Words("严重", "severe"),
    Severity.CATASTROPHIC: Words("灾难性", "catastrophic"),
}
"""How grave a consequence is. Our own words: 较大 and 重大 are the law's classes of accidents."""

STATES: Final[Mapping[str, Words]] = {
    "normal": Words("正常", "normal"),
    "unacknowledged": Words("未确认", "unacknowledged"),
    "acknowledged": Words("已确认", "acknowledged"),
    "returned_unacknowledged": Words("恢复未确认", "returned unacknowledged"),
    "latched_unacknowledged": Words("锁定未确认", "latched unacknowledged"),
    "latched_acknowledged": Words("锁定已确认", "latched acknowledged"),
}
"""The states of an alarm, by their words on the wire (contract section 1, rule 13)."""

HELD: Final[Mapping[str, Words]] = {
    "shelved": Words("搁置", "shelved"),
    "suppressed": Words("设计抑制", "suppressed by design"),
    "out_of_service": Words("停用", "out of service"),
}

EVENTS: Final[Mapping[str, Words]] = {
    "raised": Words("报警", "raised"),
    "returned": Words("恢复", "returned"),
    "acknowledged": Words("确认", "acknowledged"),
    "reset": Words("复位", "reset"),
    "shelved": Words("搁置", "shelved"),
    "unshelved": Words("取消搁置", "unshelved"),
    "suppressed": Words("设计抑制", "suppressed"),
    "unsuppressed": Words("取消抑制", "unsuppressed"),
    "removed_from_service": Words("停用", "removed from service"),
    "returned_to_service": Words("恢复投用", "returned to service"),
    "removed": Words("移除", "removed"),
    "commented": Words("备注", "commented"),
    "realarmed": Words("重复报警", "re-alarmed"),
}
"""What happens to an alarm, by the words on the wire (contract section 1, rule 13)."""

DUTY_ROLES: Final[Mapping[str, Words]] = {
    "operator": Words("值班员", "duty operator"),
    "shift_leader": Words("值班长", "shift leader"),
    "park": Words("园区值班", "park duty"),
    "district": Words("区县值班", "district duty"),
}
"""The usual roles of a duty. A plant may name others, which then stand for themselves. 园区值班 and
区县值班 are our own words."""

MARKS: Final[Mapping[str, Words]] = {
    "late": Words("补录", "late"),
    "clock_suspect": Words("时钟可疑", "clock suspect"),
    "backfill": Words("补传", "backfill"),
    "simulated": Words("模拟数据", "simulated"),
    "conflict": Words("数值冲突", "conflict"),
    "uncertain": Words("质量不确定", "uncertain"),
    "forced": Words("强制值", "forced value"),
    "last_known": Words("按最后已知值", "on the last known value"),
    "possibly_beyond": Words("可能真实超限", "possibly beyond the limit"),
    "source_down": Words("来源断开", "source down"),
    "stored_only": Words("仅存储", "stored only"),
    "coalesced": Words("超量合并", "coalesced in overload"),
    "out_of_range": Words("超量程", "out of range"),
    "first_out": Words("首出", "first-out"),
    "undecided": Words("先后无法区分", "order undecided"),
    **{str(condition): CONDITIONS[condition] for condition in DOUBTS},
    "unrecorded": Words("未落盘", "unrecorded"),
}
"""The marks of readings and alarms, by their words on the wire."""

NUISANCES: Final[Mapping[str, Words]] = {
    "chattering": Words("抖动", "chattering"),
    "fleeting": Words("瞬时", "fleeting"),
    "standing": Words("常驻", "standing"),
    "long_standing": Words("长期", "long-standing"),
    "duplicate": Words("重复", "duplicate"),
}
"""The kinds of nuisance alarms, each 报警 or alarm. 常驻 and 重复 are our own words."""

QUALITIES: Final[Mapping[int, Words]] = {
    QualityClass.GOOD: Words("好", "good"),
    QualityClass.UNCERTAIN: Words("不确定", "uncertain"),
    QualityClass.FORCED: Words("强制", "forced"),
    QualityClass.HELD: Words("不确定", "uncertain"),
    QualityClass.BAD: Words("坏", "bad"),
}

KINDS: Final[Mapping[TagKind, Words]] = {
    TagKind.TEMPERATURE: Words("温度", "temperature"),
    TagKind.PRESSURE: Words("压力", "pressure"),
    TagKind.LEVEL: Words("液位", "level"),
    TagKind.FLOW: Words("流量", "flow"),
    TagKind.VALVE_POSITION: Words("阀位", "valve position"),
    TagKind.GAS_COMBUSTIBLE: Words("可燃气体", "combustible gas"),
    TagKind.GAS_TOXIC: Words("有毒气体", "toxic gas"),
    TagKind.GAS_OXYGEN: Words("氧气", "oxygen"),
    TagKind.COMPOSITION: Words("组分", "composition"),
    TagKind.WIND_SPEED: Words("风速", "wind speed"),
    TagKind.WIND_DIRECTION: Words("风向", "wind direction"),
    TagKind.AIR_TEMPERATURE: Words("气温", "air temperature"),
    TagKind.HUMIDITY: Words("湿度", "humidity"),
    TagKind.FLAME: Words("火焰", "flame"),
    TagKind.SMOKE: Words("烟雾", "smoke"),
    TagKind.POWER: Words("供电", "power supply"),
    TagKind.EARTH_RESISTANCE: Words("接地电阻", "earth resistance"),
    TagKind.INTERLOCK_STATE: Words("联锁状态", "interlock state"),
    TagKind.BYPASS_STATE: Words("旁路状态", "bypass state"),
    TagKind.PUMP_RUNNING: Words("泵运行", "pump running"),
    TagKind.ALARM_CONTACT: Words("报警触点", "alarm contact"),
    TagKind.CALL_BUTTON: Words("报警按钮", "call button"),
    TagKind.ESD_BUTTON: Words("紧急停车按钮", "ESD button"),
    TagKind.OPERATING_STATE: Words("工况", "operating state"),
    TagKind.OTHER: Words("其他", "other"),
}


def name_condition(condition: Condition, kind: TagKind = TagKind.OTHER) -> Words:
    """A condition's name at a tag of some kind: gas detectors have their own."""
    return GAS_CONDITIONS.get((kind, condition), CONDITIONS[condition])
