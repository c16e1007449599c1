"""What an online rate rests on, read from the journal's database.

The spans of stale data, bad quality and lost gateways come from the alarm journal: they are what
was judged at the time, survive restarts and tell late data from live ones, which readings in a
historian do not, since what is backfilled looks there as if it had been heard. When the platform
itself listened, and to what, is the watch record's to say.
"""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select, true

from alerting.filed_stops.register import Register
from alerting.filed_stops.scope import Points
from alerting.filed_stops.store import read_entries
from alerting.journal import Journal
from alerting.journal_tables import JOURNAL
from alerting.kpi.columns import AlarmNames
from alerting.kpi.journal_pages import count_entries, read_pages
from alerting.kpi.spans import Activations, Fold
from alerting.kpi.terms import Period
from alerting.online_rate.days import cut_days
from alerting.online_rate.rate import Evidence, OnlineReport, report_rates
from alerting.online_rate.spans import Spans
from alerting.online_rate.watch_record import WATCH_SPAN, WATCHED_TAG, Watched
from plant.condition import Condition
from plant.online_rate import load_settling
from plant.reading import NEVER
from plant.subsystem import Subsystem

DEAF: Final = f"{Subsystem.BROKER}:{Condition.SYSTEM}"
"""The alarm that says that the platform's own link is away."""

_DATA_LOSS: Final = (Condition.STALE, Condition.BAD_QUALITY, Condition.GATEWAY_LOST)
_AMONG: Final = or_(
    JOURNAL.c.alarm == DEAF, *(JOURNAL.c.alarm.like(f"%:{condition}") for condition in _DATA_LOSS)
)


def report_journal(
    journal: Journal, period: Period, zone: tzinfo, enterprises: frozenset[str] | None = None
) -> OnlineReport:
    """The online rates of a period and of its days, as far as a journal's database knows of it.

    :param zone: the park's, in which its days begin.
    :param enterprises: of these alone, None for all.
    :raises JournalUnavailableError: the database can't be read.
    """
    with journal.reading() as connection:
        stops = [
            stop
            for stop in Register(read_entries(connection)).list_all()
            if enterprises is None or stop.wish.enterprise in enterprises
        ]
    evidence = read_evidence(journal, period, enterprises)
    settling, days = 1000 * load_settling().value, cut_days(period, zone)
    return report_rates(evidence, stops, period, settling, days)


def count_losses(journal: Journal, period: Period) -> int:
    """How many entries a report of a period has to read, at the most."""
    return count_entries(journal, period, _AMONG)


def read_evidence(
    journal: Journal, period: Period, enterprises: frozenset[str] | None = None
) -> Evidence:
    """What was judged and listened to in a period, of some enterprises or of all."""
    watched = _read_watched(journal, period, enterprises)
    names, fold = AlarmNames(), Fold(period.start)
    for page in read_pages(journal, period, names, _AMONG):
        fold.add(page)
    spans, sources, conditions = fold.finish()[0], *_split(names.list())
    of = conditions[spans.alarm]
    tags = watched.points.tag
    gateways = np.unique(watched.points.gateway)
    return Evidence(
        _read_listening(journal, period),
        _place(spans.take(of == Condition.SYSTEM), None, np.array([])),
        watched,
        _place(spans.take(of == Condition.STALE), sources, tags),
        _place(spans.take(of == Condition.BAD_QUALITY), sources, tags),
        _place(spans.take(of == Condition.GATEWAY_LOST), sources, gateways),
        gateways,
    )


def _split(alarms: Iterable[str]) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Sources and conditions of alarms; ids hold no colon."""
    parts = [alarm.rpartition(":") for alarm in alarms]
    sources, conditions = [part[0] for part in parts], [part[2] for part in parts]
    return np.array(sources, dtype=np.str_), np.array(conditions, dtype=np.str_)


def _place(spans: Activations, sources: NDArray[np.str_] | None, ids: NDArray[np.str_]) -> Spans:
    """Activations by the places that their source has among ``ids``, all of them.

    :param sources: of each alarm's number; None: of one thing only, which is 0.
    """
    if sources is None:
        return Spans.of(np.zeros(len(spans), dtype=np.intp), spans.raised, spans.ended)
    order = np.argsort(ids, kind="stable")
    names = sources[spans.alarm]
    first = np.searchsorted(ids, names, side="left", sorter=order)
    count = np.searchsorted(ids, names, side="right", sorter=order) - first
    which = np.repeat(np.arange(len(spans)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return Spans.of(order[first[which] + step], spans.raised[which], spans.ended[which])


def _read_listening(journal: Journal, period: Period) -> Spans:
    query = select(WATCH_SPAN).where(WATCH_SPAN.c.until > WATCH_SPAN.c.began)
    rows = journal.fetch(query.where(WATCH_SPAN.c.began < period.end).order_by(WATCH_SPAN.c.began))
    return Spans.of([0] * len(rows), [row[0] for row in rows], [row[1] for row in rows])


def _read_watched(journal: Journal, period: Period, enterprises: frozenset[str] | None) -> Watched:
    whose = WATCHED_TAG.c.enterprise
    rows = journal.fetch(
        select(WATCHED_TAG).where(
            WATCHED_TAG.c.since < period.end,
            or_(WATCHED_TAG.c.until.is_(None), WATCHED_TAG.c.until > period.start),
            true() if enterprises is None else whose.in_(sorted(enterprises)),
        )
    )
    columns = list(zip(*rows, strict=True)) or [()] * len(WATCHED_TAG.columns)
    told = dict(zip(WATCHED_TAG.columns.keys(), columns, strict=True))
    points = Points(*(np.array(told[name], dtype=np.str_) for name in Points.__dataclass_fields__))
    until = [int(NEVER) if one is None else one for one in told["until"]]
    return Watched(points, np.array(told["since"], dtype=np.int64), np.array(until, dtype=np.int64))
