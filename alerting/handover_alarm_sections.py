"""The sections of a handover's page that are about alarms: what stands, is held, is missed.

One function a section, from :class:`alerting.handover_facts.Facts`. Critical and high alarms are
always among what stands; the others stand in the section of their kind, where there is one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from alerting.alarm import SYSTEM, Alarm, Held, Hold, State
from alerting.handover import Cell, Line, Section
from alerting.handover_facts import (
    URGENT,
    Facts,
    LinkFact,
    name_hazard,
    rank,
    say,
    show_alarm,
    show_priority,
    show_state,
    write_section,
)
from alerting.life_cycle import PRECEDENCE
from plant.condition import Condition
from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.wording import HELD, SUBSYSTEM_WORDS, Words

_PRIORITY: Final = Words("优先级", "priority")
_ALARM: Final = Words("报警", "alarm")
_STATE: Final = Words("状态", "state")
_SINCE: Final = Words("开始", "since")

SAFEGUARDS: Final = frozenset({Condition.BYPASS_OVERDUE, Condition.PROOF_TEST_OVERDUE})
_OF_OTHER_SECTIONS: Final = SAFEGUARDS | {
    Condition.GATEWAY_LOST,
    Condition.STALE,
    Condition.SYSTEM,
}
OTHER_PARTS: Final = {
    "plant": Words("厂区目录", "plant directory"),
    "hj212": Words("HJ 212 数据接入", "HJ 212 stations"),
}
"""What else of the platform can be not well, besides the parts that alarm."""

_STALE_NAMED: Final = 8
"""Tags named in a line of stale data; the others are counted."""


def lay_out_standing(facts: Facts) -> Section:
    """What stands: since when, who acknowledged it, what is to be done."""
    columns = (
        _PRIORITY,
        _ALARM,
        _STATE,
        _SINCE,
        Words("确认人", "acknowledged by"),
        Words("处置措施", "action on record"),
    )
    standing = sorted(filter(_stands_here, facts.alarms), key=rank)
    title = Words("未恢复或未确认的报警", "Standing alarms")
    section = write_section("standing", title, columns, (_tell(facts, one) for one in standing))
    return replace(section, wide=True)


def _stands_here(alarm: Alarm) -> bool:
    if alarm.state is State.NORMAL or (alarm.held is not None and not alarm.annunciated):
        return False
    return alarm.priority in URGENT or alarm.condition not in _OF_OTHER_SECTIONS


def _tell(facts: Facts, alarm: Alarm) -> Line:
    record = facts.plant.record_of(alarm.source, alarm.condition)
    action = record.action or record.action_en, record.action_en or record.action
    cells = (
        show_priority(alarm.priority),
        show_alarm(facts.plant, alarm),
        show_state(alarm.state),
        Cell(at=alarm.raised_at),
        Cell(alarm.by, at=alarm.acknowledged_at) if alarm.acknowledged_at else Cell(),
        Cell(*action),
    )
    return Line(cells, alarm.priority.word)


def lay_out_held(facts: Facts) -> Section:
    """Everything that is held: by whom, why and until when."""
    columns = (
        _PRIORITY,
        _ALARM,
        _STATE,
        Words("方式", "kind"),
        Words("责任人", "owner"),
        Words("原因", "reason"),
        _SINCE,
        Words("到期", "ends"),
    )
    held = sorted((alarm for alarm in facts.alarms if alarm.holds), key=rank)
    lines = (_tell_hold(facts, alarm, kind) for alarm in held for kind in _list_kinds(alarm))
    title = Words("搁置、停用与设计抑制", "Shelved, out of service, suppressed by design")
    return write_section("held", title, columns, lines)


def _list_kinds(alarm: Alarm) -> list[Held]:
    return sorted(alarm.holds, key=PRECEDENCE.index)


def _tell_hold(facts: Facts, alarm: Alarm, kind: Held) -> Line:
    hold = alarm.holds[kind]
    terms = hold.terms
    by_design = Cell("随工况结束", "with its operating state")
    cells = (
        show_priority(alarm.priority),
        show_alarm(facts.plant, alarm),
        show_state(alarm.state),
        say(HELD[kind]),
        _name_owner(hold),
        Cell(hold.reason, small=terms.work_order if terms else ""),
        Cell(at=hold.at),
        Cell(at=terms.until) if terms else by_design,
    )
    return Line(cells, alarm.priority.word)


def _name_owner(hold: Hold) -> Cell:
    if hold.terms is None:
        return Cell("设计", "by design")
    if hold.actor == SYSTEM:
        return Cell("系统", "the platform")
    witness = hold.terms.witness
    return (
        Cell(f"{hold.actor}、{witness}", f"{hold.actor}, {witness}")
        if witness
        else Cell(hold.actor)
    )


def lay_out_safeguards(facts: Facts) -> Section:
    """Overdue bypasses and proof tests."""
    title = Words("超期旁路与检验测试超期", "Overdue bypasses and proof tests")
    columns = (_PRIORITY, _ALARM, _STATE, _SINCE)
    overdue = (alarm for alarm in facts.alarms if alarm.condition in SAFEGUARDS and alarm.active)
    lines = (_tell_briefly(facts, alarm) for alarm in sorted(overdue, key=rank))
    return write_section("safeguards", title, columns, lines)


def _tell_briefly(facts: Facts, alarm: Alarm) -> Line:
    cells = (
        show_priority(alarm.priority),
        show_alarm(facts.plant, alarm),
        show_state(alarm.state),
        Cell(at=alarm.raised_at),
    )
    return Line(cells, alarm.priority.word)


def lay_out_gateways(facts: Facts) -> Section:
    """Gateways that are lost."""
    columns = (
        Words("网关", "gateway"),
        Words("企业", "enterprise"),
        Words("最近收到", "last heard"),
        Words("失联报警开始", "alarm since"),
        Words("失联报警状态", "alarm state"),
    )
    lost = {
        alarm.source: alarm for alarm in facts.alarms if alarm.condition is Condition.GATEWAY_LOST
    }
    lines = (
        _tell_link(facts, link, lost.get(link.gateway)) for link in facts.links if not link.online
    )
    return write_section("gateways", Words("失联网关", "Gateways lost"), columns, lines)


def _tell_link(facts: Facts, link: LinkFact, alarm: Alarm | None) -> Line:
    plant = facts.plant
    enterprise = plant.gateways[plant.gateway_row_of[link.gateway]].enterprise
    names = {one.id: Words(one.name, one.name_en or one.name) for one in plant.enterprises}
    cells = (
        Cell(link.gateway),
        say(names.get(enterprise, Words(enterprise, enterprise))),
        Cell(at=link.last_seen) if link.last_seen is not None else Cell("从未收到", "never"),
        Cell(at=alarm.raised_at) if alarm else Cell(),
        show_state(alarm.state) if alarm else Cell(),
    )
    return Line(cells, alarm.priority.word if alarm else "")


def lay_out_stale(facts: Facts) -> Section:
    """Tags without fresh data, a line a hazard: one lost gateway must not fill a page."""
    columns = (
        Words("重大危险源", "major hazard installation"),
        Words("数据超时的位号", "stale tags"),
        Words("位号总数", "of all tags"),
        Words("位号", "tags"),
    )
    plant = facts.plant
    stale, every = (
        _group_tags(facts, facts.stale),
        _group_tags(facts, (one.id for one in plant.tags)),
    )
    lines = (
        Line(
            (
                say(name_hazard(plant, hazard)),
                Cell(number=len(tags)),
                Cell(number=len(every[hazard])),
                _name_some(tags),
            )
        )
        for hazard, tags in sorted(stale.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    return write_section("stale", Words("数据超时", "Stale data"), columns, lines)


def _group_tags(facts: Facts, tags: Iterable[str]) -> dict[str, list[str]]:
    plant, groups = facts.plant, defaultdict[str, list[str]](list)
    for tag in tags:
        groups[plant.tags[plant.row_of[tag]].hazard].append(tag)
    return groups


def _name_some(tags: Sequence[str]) -> Cell:
    named, rest = tags[:_STALE_NAMED], len(tags) - _STALE_NAMED
    if rest <= 0:
        return Cell(", ".join(named))
    some = ", ".join(named)
    return Cell(f"{some} 等，另有 {rest} 个", f"{some} and {rest} more")


def lay_out_platform(facts: Facts) -> Section:
    """What of the platform itself is not well, and the alarms of its parts that stand."""
    columns = (
        Words("部分", "part"),
        Words("情况", "what is wrong"),
        _SINCE,
        Words("报警状态", "alarm state"),
    )
    alarms = {
        alarm.source: alarm
        for alarm in facts.alarms
        if alarm.condition is Condition.SYSTEM and alarm.state is not State.NORMAL
    }
    parts = dict.fromkeys([*SUBSYSTEMS, *facts.troubles])
    lines = (
        _tell_part(part, facts.troubles.get(part, ""), alarms.get(part))
        for part in parts
        if part in alarms or part in facts.troubles
    )
    return write_section(
        "platform", Words("平台自身故障", "Troubles of the platform"), columns, lines
    )


def _tell_part(part: str, trouble: str, alarm: Alarm | None) -> Line:
    known = part in SUBSYSTEMS
    cells = (
        say(
            SUBSYSTEM_WORDS[Subsystem(part)] if known else OTHER_PARTS.get(part, Words(part, part))
        ),
        Cell(trouble or (alarm.reason if alarm else "")),
        Cell(at=alarm.raised_at) if alarm else Cell(),
        show_state(alarm.state) if alarm else Cell(),
    )
    return Line(cells, alarm.priority.word if alarm else "")
