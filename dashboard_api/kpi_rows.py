"""A KPI report as it goes over the wire: the core's figures with the names of the plant.

Nothing is counted here. The shapes are :mod:`dashboard_api.kpi_wire`'s.
"""

from alerting.kpi.bars import Bar
from alerting.kpi.figures import Figures
from alerting.kpi.groups import By
from alerting.kpi.nuisance import BadActor, StaleAlarm
from alerting.kpi.rates import Flood
from alerting.kpi.report import Group, Holding, Report
from alerting.kpi.response import Response
from alerting.kpi.targets import Assessment
from alerting.kpi.terms import DAY_MS, Terms
from dashboard_api import kpi_wire, kpi_words
from dashboard_api.rows import name_priority
from dashboard_api.wire import Message
from plant.alarm_kpi import Definition, load_definitions
from plant.condition import Priority
from plant.message import name_alarm
from plant.wording import HELD, PRIORITY_WORDS, Words
from plant.words import Plant


def report_row(report: Report, plant: Plant) -> kpi_wire.KpiReport:
    """A report with the names that a plant gives."""
    terms, sample_days = report.terms, report.terms.sample / DAY_MS
    return kpi_wire.KpiReport(
        park=Message(plant.park.name, plant.park.name_en or plant.park.name),
        start=report.period.start,
        end=report.period.end,
        timezone=plant.park.timezone,
        by=report.by,
        operators=terms.operators,
        shifts=tuple(f"{begin:%H:%M}" for begin in terms.shifts),
        first=report.first,
        days=report.period.length / DAY_MS,
        sample_days=sample_days,
        short_sample=report.short_sample,
        configured=report.configured,
        total=_show_figures(report.total),
        targets=tuple(map(_show_target, report.assessments)),
        groups=tuple(_show_group(group, report.by, plant) for group in report.groups),
        flood_count=report.flood_count,
        floods=tuple(map(_show_flood, report.floods)),
        bad_actors=tuple(_show_alarm(one, plant) for one in report.bad_actors),
        chattering=tuple(_show_alarm(one, plant) for one in report.chattering),
        fleeting=tuple(_show_alarm(one, plant) for one in report.fleeting),
        stale=tuple(_show_stale(one, plant) for one in report.stale),
        holdings=tuple(map(_show_holding, report.holdings)),
        definitions=tuple(_show_definition(one, terms) for one in load_definitions().values()),
        bar_ms=report.bar_ms,
        bars=tuple(map(_show_bar, report.bars)),
    )


def _say(words: Words) -> Message:
    return Message(words.zh, words.en)


def _show_figures(figures: Figures) -> kpi_wire.KpiFigures:
    told = {name: getattr(figures, name) for name in Figures.__slots__}
    split = {priority.word: count for priority, count in figures.priorities.items()}
    told["priorities"] = kpi_wire.KpiPriorities(**split)
    told["response"] = tuple(map(_show_response, figures.response))
    return kpi_wire.KpiFigures(**told)


def _show_response(response: Response) -> kpi_wire.KpiResponse:
    priority = response.priority
    return kpi_wire.KpiResponse(
        priority=None if priority is None else name_priority(priority),
        label=_say(kpi_words.ALL if priority is None else PRIORITY_WORDS[priority]),
        acknowledged=response.acknowledged,
        median_ms=response.median,
        p90_ms=response.p90,
        longest_ms=response.longest,
        waiting=response.waiting,
    )


def _show_target(assessed: Assessment) -> kpi_wire.KpiTarget:
    target = assessed.target
    return kpi_wire.KpiTarget(
        name=target.name,
        label=_say(kpi_words.TARGETS[target.name]),
        value=assessed.value,
        unit=_name_unit(target.unit),
        sense=target.sense,
        target=target.value,
        ceiling=target.ceiling,
        met=assessed.met,
        manageable=assessed.manageable,
        standard=target.provenance.standard,
        clause=target.provenance.clause,
        source=target.provenance.source,
        trust=target.provenance.trust,
    )


def _show_definition(definition: Definition, terms: Terms) -> kpi_wire.KpiDefinition:
    scale = {"s": 1000, "days": DAY_MS}.get(definition.unit, 1)
    provenance = definition.provenance
    return kpi_wire.KpiDefinition(
        name=definition.name,
        label=_say(kpi_words.DEFINITIONS[definition.name]),
        value=getattr(terms, definition.name) / scale,
        shipped=definition.value,
        unit=_name_unit(definition.unit),
        standard=provenance.standard,
        clause=provenance.clause,
        source=provenance.source,
        trust=provenance.trust,
    )


def _name_unit(unit: str) -> Message:
    return Message(kpi_words.UNITS[unit], unit)


def _show_group(group: Group, by: By, plant: Plant) -> kpi_wire.KpiGroup:
    return kpi_wire.KpiGroup(
        key=group.key, label=_name_group(group.key, by, plant), figures=_show_figures(group.figures)
    )


def _name_group(key: str, by: By, plant: Plant) -> Message:
    if not key:
        return _say(kpi_words.NOBODY)
    match by:
        case By.SHIFT:
            return Message(f"{key} 起", f"from {key}")
        case By.PRIORITY:
            return _say(PRIORITY_WORDS[Priority[key.upper()]])
        case By.HAZARD:
            hazard = plant.hazard_of[key]
            return Message(hazard.name, hazard.name_en or hazard.name)
        case By.ENTERPRISE:
            named = {one.id: one for one in plant.enterprises}[key]
            return Message(named.name, named.name_en or named.name)


def _show_alarm(actor: BadActor, plant: Plant) -> kpi_wire.KpiAlarm:
    return kpi_wire.KpiAlarm(
        alarm=actor.alarm,
        label=_say(name_alarm(plant, actor.alarm)),
        count=actor.count,
        share=100 * actor.share,
    )


def _show_stale(stale: StaleAlarm, plant: Plant) -> kpi_wire.KpiStale:
    return kpi_wire.KpiStale(
        alarm=stale.alarm,
        label=_say(name_alarm(plant, stale.alarm)),
        since=stale.since,
        standing_ms=stale.ms,
    )


def _show_flood(flood: Flood) -> kpi_wire.KpiFlood:
    return kpi_wire.KpiFlood(
        begin=flood.begin, end=flood.end, alarms=flood.alarms, peak_10min=flood.peak
    )


def _show_bar(bar: Bar) -> kpi_wire.KpiBar:
    return kpi_wire.KpiBar(begin=bar.begin, alarms=bar.alarms, most=bar.most)


def _show_holding(holding: Holding) -> kpi_wire.KpiHolding:
    return kpi_wire.KpiHolding(
        held=holding.kind,
        label=_say(HELD[holding.kind]),
        begun=holding.begun,
        alarms=holding.alarms,
        held_ms=holding.ms,
        standing=holding.standing,
        raised=holding.raised,
    )
