"""An online-rate report as it goes over the wire: the core's figures with the names of the plant.

Nothing is counted here. The shapes are :mod:`dashboard_api.online_wire`'s.
"""

from collections.abc import Mapping

from alerting.online_rate.rate import Day, Group, OnlineReport, StopShare, Tally, find_force
from dashboard_api import kpi_wire, kpi_words, online_wire, online_words
from dashboard_api.wire import Message
from plant.message import name_source
from plant.online_rate import load_online_target, load_settling
from plant.wording import STOP_CATEGORIES, Words
from plant.words import Plant


def report_row(report: OnlineReport, plant: Plant) -> online_wire.OnlineRateReport:
    """A report with the names that a plant gives; what it no longer has keeps its id."""
    enterprises = {one.id: _name(one.id, one.name, one.name_en) for one in plant.enterprises}
    hazards = {one.id: _name(one.id, one.name, one.name_en) for one in plant.hazards}
    points = {one.id: _say(name_source(plant, one.id)) for one in report.worst}
    return online_wire.OnlineRateReport(
        park=_name(plant.park.id, plant.park.name, plant.park.name_en),
        start=report.period.start,
        end=report.period.end,
        timezone=plant.park.timezone,
        listened_ms=report.listened,
        first=report.first,
        target=_show_target(report.total.rate),
        settling=_show_settling(),
        total=_show_figures(report.total),
        enterprises=tuple(_show_group(one, enterprises) for one in report.enterprises),
        hazards=tuple(_show_group(one, hazards) for one in report.hazards),
        worst=tuple(_show_group(one, points) for one in report.worst),
        stops=tuple(map(_show_stop, report.stops)),
        days=tuple(map(_show_day, report.days)),
    )


def _say(words: Words) -> Message:
    return Message(words.zh, words.en)


def _name(key: str, zh: str, en: str) -> Message:
    return Message(zh or key, en or zh or key)


def _show_figures(tally: Tally) -> online_wire.OnlineFigures:
    rate = tally.rate
    return online_wire.OnlineFigures(
        points=tally.points,
        watched_ms=tally.watched,
        filed_ms=tally.filed,
        due_ms=tally.due,
        heard_ms=tally.heard,
        unheard_ms=tally.unheard,
        lost_ms=tally.lost,
        bad_ms=tally.bad,
        rate=rate,
        met=_judge(rate),
    )


def _judge(rate: float | None) -> bool | None:
    return None if rate is None else load_online_target().is_met(rate)


def _show_day(day: Day) -> online_wire.OnlineDay:
    rate = day.total.rate
    enterprises = tuple(
        online_wire.OnlineDayRate(key=one.id, rate=one.tally.rate, met=_judge(one.tally.rate))
        for one in day.enterprises
    )
    return online_wire.OnlineDay(
        start=day.period.start,
        end=day.period.end,
        rate=rate,
        met=_judge(rate),
        enterprises=enterprises,
    )


def _show_group(group: Group, names: Mapping[str, Message]) -> online_wire.OnlineGroup:
    nobody = _say(kpi_words.NOBODY)
    label = names.get(group.id, Message(group.id, group.id)) if group.id else nobody
    return online_wire.OnlineGroup(key=group.id, label=label, figures=_show_figures(group.tally))


def _show_stop(share: StopShare) -> online_wire.OnlineStop:
    stop, force = share.stop, find_force(share.stop) or (0, 0)
    return online_wire.OnlineStop(
        id=stop.id,
        state=stop.state,
        category=stop.wish.category,
        label=_say(STOP_CATEGORIES[stop.wish.category]),
        enterprise=stop.wish.enterprise,
        reason=stop.wish.reason,
        approved_by=stop.decided_by,
        start=force[0],
        until=force[1],
        points=share.points,
        filed_ms=share.filed,
    )


def _show_target(rate: float | None) -> kpi_wire.KpiTarget:
    target = load_online_target()
    met = _judge(rate)
    return kpi_wire.KpiTarget(
        name=target.name,
        label=_say(online_words.RATE),
        value=rate,
        unit=Message(target.unit, target.unit),
        sense=target.sense,
        target=target.value,
        ceiling=target.ceiling,
        met=met,
        manageable=met,
        standard=target.provenance.standard,
        clause=target.provenance.clause,
        source=target.provenance.source,
        trust=target.provenance.trust,
    )


def _show_settling() -> kpi_wire.KpiDefinition:
    settling = load_settling()
    return kpi_wire.KpiDefinition(
        name=settling.name,
        label=_say(online_words.SETTLING),
        value=settling.value,
        shipped=settling.value,
        unit=Message(kpi_words.UNITS[settling.unit], settling.unit),
        standard=settling.provenance.standard,
        clause=settling.provenance.clause,
        source=settling.provenance.source,
        trust=settling.provenance.trust,
    )
