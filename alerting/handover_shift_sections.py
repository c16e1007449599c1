"""The sections of a handover's page that are about the shift: who was there, what happened.

One function a section, from :class:`alerting.handover_facts.Facts`. The figures are those of
:mod:`alerting.kpi` for the shift; nothing is counted a second time here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from alerting.alarm import Event
from alerting.delivery import Delivery
from alerting.handover import Cell, Line, Section
from alerting.handover_facts import (
    UNKNOWN_FIGURES,
    Facts,
    name_hazard,
    say,
    show_priority,
    write_section,
)
from alerting.handover_shifts import list_turns
from alerting.kpi.nuisance import BadActor
from alerting.kpi.rates import Flood
from alerting.kpi.response import Response
from alerting.kpi.targets import Assessment
from alerting.kpi.terms import DAY_MS
from alerting.kpi.words import TARGETS, judge
from alerting.roster import Roster
from plant.alarm_kpi import Sense
from plant.condition import Priority
from plant.duties import Person
from plant.message import name_alarm, plain
from plant.reading import Instant
from plant.wording import DUTY_ROLES, Words

_SIGNS: Final = {Sense.AT_MOST: "≤", Sense.BELOW: "<", Sense.AT_LEAST: "≥"}
_ENDS: Final = (Event.RETURNED, Event.REMOVED)
_TIMES: Final = Words("次数", "times")


def lay_out_duty(facts: Facts) -> Section:
    """Who had which duty in the shift by the roster, and who has it next."""
    columns = (
        Words("岗位", "duty"),
        Words("本班", "this shift"),
        Words("下一班", "next shift"),
    )
    roster, period = Roster(facts.plant), facts.turn.period
    within = [period.start, *_list_changes(facts)]
    lines = (
        Line(
            (
                say(DUTY_ROLES.get(role, Words(role, role))),
                _name_people(facts, roster, role, within),
                _name_people(facts, roster, role, [period.end]),
            )
        )
        for role in dict.fromkeys(duty.role for duty in facts.plant.duties)
    )
    return write_section("duty", Words("当班人员", "On duty"), columns, lines)


def _list_changes(facts: Facts) -> Iterator[Instant]:
    """The instants within the period at which another shift begins."""
    zone, period = ZoneInfo(facts.plant.park.timezone), facts.turn.period
    for turn in list_turns(facts.plant.shifts, zone, period.start, period.end + 2 * DAY_MS):
        if period.start < turn.period.start < period.end:
            yield turn.period.start


def _name_people(facts: Facts, roster: Roster, role: str, instants: Iterable[Instant]) -> Cell:
    """Who has a role at any of some instants, with the hazards where it is not for all of them."""
    plant = facts.plant
    people: dict[str, Person] = {}
    places: dict[str, set[str]] = {}
    for at in instants:
        for hazard in ("", *(one.id for one in plant.hazards)):
            for person in roster.find(role, hazard, at):
                people[person.id] = person
                places.setdefault(person.id, set()).add(hazard)
    named = [_name_person(facts, one, places[one.id]) for one in people.values()]
    if not named:
        return Cell("无人", "nobody")
    return Cell("、".join(one.zh for one in named), ", ".join(one.en for one in named))


def _name_person(facts: Facts, person: Person, hazards: set[str]) -> Words:
    name = Words(person.name, person.name_en or person.name)
    if "" in hazards:
        return name
    places = [name_hazard(facts.plant, one) for one in sorted(hazards)]
    zh, en = "、".join(one.zh for one in places), ", ".join(one.en for one in places)
    return Words(f"{name.zh}（{zh}）", f"{name.en} ({en})")


def lay_out_events(facts: Facts) -> Section:
    """What was raised, ended and acknowledged, by priority; and how long that took."""
    columns = (
        Words("优先级", "priority"),
        Words("报警", "raised"),
        Words("恢复", "returned"),
        Words("确认", "acknowledged"),
        Words("确认用时中位数", "time to acknowledge, median"),
        Words("仍未确认", "still unacknowledged"),
    )
    responses = {one.priority: one for one in facts.report.total.response} if facts.report else {}
    lines = (
        _count_events(facts.counts, priority, responses.get(priority))
        for priority in (*sorted(Priority, reverse=True), None)
    )
    note = None if facts.report else UNKNOWN_FIGURES
    title = Words("本班发生与结束的报警", "Raised and ended in the shift")
    return write_section("events", title, columns, lines, note)


def _count_events(
    counts: Mapping[tuple[Event, Priority], int],
    priority: Priority | None,
    response: Response | None,
) -> Line:
    """A line of one priority, or of all (None)."""
    wanted = Priority if priority is None else (priority,)

    def count(*events: Event) -> Cell:
        return Cell(number=sum(counts.get((one, each), 0) for one in events for each in wanted))

    cells = (
        Cell("合计", "all") if priority is None else show_priority(priority),
        count(Event.RAISED),
        count(*_ENDS),
        count(Event.ACKNOWLEDGED),
        Cell(ms=None if response is None or response.median is None else round(response.median)),
        Cell(number=response.waiting) if response else Cell(),
    )
    return Line(cells)


def lay_out_bad_actors(facts: Facts) -> Section:
    """The alarms that came most often; what came once disturbed nobody."""
    columns = (Words("报警", "alarm"), _TIMES, Words("占比 %", "share, %"))
    actors = facts.report.bad_actors if facts.report else ()
    lines = (_tell_actor(facts, one) for one in actors if one.count > 1)
    title = Words("最频繁的报警", "Most frequent alarms")
    note = None if facts.report else UNKNOWN_FIGURES
    return write_section("bad_actors", title, columns, lines, note)


def _tell_actor(facts: Facts, actor: BadActor) -> Line:
    what = say(name_alarm(facts.plant, actor.alarm), actor.alarm)
    return Line((what, Cell(number=actor.count), Cell(number=100 * actor.share)))


def lay_out_floods(facts: Facts) -> Section:
    """The alarm floods of the shift, those with the most alarms first."""
    columns = (
        Words("开始", "begin"),
        Words("结束", "end"),
        Words("报警", "alarms"),
        Words("10 分钟峰值", "peak in 10 min"),
    )
    floods = facts.report.floods if facts.report else ()
    lines = map(_tell_flood, floods)
    note = None if facts.report else UNKNOWN_FIGURES
    return write_section("floods", Words("报警泛滥", "Alarm floods"), columns, lines, note)


def _tell_flood(flood: Flood) -> Line:
    counts = Cell(number=flood.alarms), Cell(number=flood.peak)
    return Line((Cell(at=flood.begin), Cell(at=flood.end), *counts))


def lay_out_figures(facts: Facts) -> Section:
    """The figures of the shift: a line for each that misses its target, the others in the note."""
    columns = (
        Words("指标", "figure"),
        Words("数值", "value"),
        Words("目标", "target"),
        Words("结论", "verdict"),
    )
    assessments = facts.report.assessments if facts.report else ()
    lines = (_tell_figure(one) for one in assessments if one.met is False)
    note = _name_met(assessments) if facts.report else UNKNOWN_FIGURES
    title = Words("本班指标", "Figures of the shift")
    return write_section("figures", title, columns, lines, note)


def _name_met(assessments: Iterable[Assessment]) -> Words:
    """What is well needs no line of its own; what has no figure is not named."""
    met = [(TARGETS[one.target.name], _write(one)) for one in assessments if one.met]
    short = Words(
        "一个班的样本很短，指标仅供参考。",
        "One shift is a short sample: take the figures with care.",
    )
    if not met:
        return short
    zh = "，".join(f"{name.zh} {value}" for name, value in met)
    en = ", ".join(f"{name.en} {value}" for name, value in met)
    return Words(f"{short.zh}达标：{zh}。", f"{short.en} Met: {en}.")


def _write(assessed: Assessment) -> str:
    """A figure to three significant digits, with % where it is a share."""
    number = plain(float(f"{assessed.value:.3g}"))
    return f"{number} %" if assessed.target.unit.startswith("%") else number


def _tell_figure(assessed: Assessment) -> Line:
    target = assessed.target
    cells = (
        say(TARGETS[target.name]),
        Cell(number=assessed.value),
        Cell(_SIGNS[target.sense], number=target.value),
        say(judge(assessed.met, assessed.manageable)),
    )
    return Line(cells)


def lay_out_notices(facts: Facts) -> Section:
    """The notices of which nobody was told."""
    columns = (
        Words("时间", "at"),
        Words("收件人", "to"),
        Words("内容", "text"),
        Words("渠道", "channel"),
        Words("原因", "reason"),
    )
    lines = (_tell_notice(facts, one) for one in facts.failed)
    title = Words("发送失败的通知", "Notices that failed")
    return write_section("notices", title, columns, lines)


def _tell_notice(facts: Facts, delivery: Delivery) -> Line:
    notice = delivery.notice
    names = {one.id: Words(one.name, one.name_en or one.name) for one in facts.plant.persons}
    cells = (
        Cell(at=delivery.settled_at),
        say(names.get(notice.person, Words(notice.person, notice.person))),
        Cell(notice.zh, notice.en),
        Cell(delivery.channel),
        Cell(delivery.error),
    )
    return Line(cells, notice.priority.word)
