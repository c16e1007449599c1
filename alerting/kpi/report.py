"""The report: the figures of a period, in all and by groups, each beside its target.

A pure function of journal entries with at < end, the plant and the terms: asked again, a past
period gives the same report. Reading the journal and writing the report down are others' business.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Entry, Held
from alerting.kpi.bars import Bar, choose_length, draw_bars
from alerting.kpi.columns import HELD_CODE, AlarmNames, Columns, page_entries
from alerting.kpi.figures import Figures, Material, measure
from alerting.kpi.groups import By, cut_groups
from alerting.kpi.nuisance import (
    BadActor,
    StaleAlarm,
    find_stale,
    list_frequent,
    list_longest,
)
from alerting.kpi.places import Site
from alerting.kpi.rates import Flood, find_floods
from alerting.kpi.spans import Activations, Fold, Holds
from alerting.kpi.standing import find_standing, sum_overlap
from alerting.kpi.targets import Assessment, Compared, assess
from alerting.kpi.terms import LEAD_MS, Period, Terms
from plant.reading import Instant

FLOODS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Holding:
    """What one kind of holding did: how often it began, of how many alarms, for how long.

    ``standing`` alarms are held at the end; ``raised`` activations came up while held by it.
    """

    kind: Held
    begun: int
    alarms: int
    ms: int
    standing: int
    raised: int


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the alarms or of the time; ``key`` is empty for what belongs to none."""

    key: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a report says.

    ``first`` is the instant of the journal's first entry, None in an empty one: what was before
    it is not known. ``floods`` are the worst, by their alarms; ``flood_count`` counts all.
    ``stale`` and the lists of alarms are cut at ten, or what the terms say. ``bars`` are the
    annunciations over time, each ``bar_ms`` long.
    """

    period: Period
    terms: Terms
    by: By
    first: Instant | None
    total: Figures
    assessments: Sequence[Assessment]
    groups: Sequence[Group]
    flood_count: int
    floods: Sequence[Flood]
    bad_actors: Sequence[BadActor]
    chattering: Sequence[BadActor]
    fleeting: Sequence[BadActor]
    stale: Sequence[StaleAlarm]
    holdings: Sequence[Holding]
    configured: int
    bar_ms: int
    bars: Sequence[Bar]

    @property
    def short_sample(self) -> bool:
        """Whether the period is shorter than what figures should rest on."""
        return self.period.length < self.terms.sample


def make_report(
    pages: Iterable[Columns],
    names: AlarmNames,
    site: Site,
    period: Period,
    terms: Terms,
    by: By,
    first: Instant | None,
) -> Report:
    """The report of a period.

    :param pages: entries with at < the period's end in the order of ``seq``; of those before
        ``period.start - LEAD_MS`` the last of each event of each alarm is enough.
    :param names: what ``pages`` were numbered with.
    """
    fold = Fold(period.start - LEAD_MS)
    for page in pages:
        fold.add(page.take((page.at < period.end) & _is_ours(page, names, site)))
    activations, holds = fold.finish()
    return _Maker(activations, holds, names.list(), site, period, terms, by).make(first)


def _is_ours(page: Columns, names: AlarmNames, site: Site) -> NDArray[np.bool_]:
    """Bool (n,): which entries count at a site."""
    if not site.alone:
        return np.ones(len(page.at), dtype=np.bool_)
    known = [name.rpartition(":")[0] in site.places for name in names.list()]
    return np.array(known, dtype=np.bool_)[page.alarm]


def report_entries(
    entries: Iterable[Entry], site: Site, period: Period, terms: Terms, by: By
) -> Report:
    """The report of a period from a whole journal in the order of ``seq``."""
    names = AlarmNames()
    pages = list(page_entries(entries, names))
    first = min((int(page.at.min()) for page in pages), default=None)
    return make_report(pages, names, site, period, terms, by, first)


@dataclass(frozen=True, slots=True)
class _Maker:
    """What every part of a report is made of."""

    activations: Activations
    holds: Holds
    names: Sequence[str]
    site: Site
    period: Period
    terms: Terms
    by: By

    def make(self, first: Instant | None) -> Report:
        period, terms = self.period, self.terms
        material = Material.of(self.activations, terms)
        called = material.called
        mine = (called.raised >= period.start) & (called.raised < period.end)
        instants, bar_ms = np.sort(called.raised), choose_length(period)
        floods = find_floods(instants, period, terms)
        flood_ms = sum(flood.end - flood.begin for flood in floods)
        total = measure(material, [period], period, terms, flood_ms)
        bad_actors = self._name(called.alarm[mine], total)
        frequent = sum(one.count for one in bad_actors)
        compared = Compared(total, period.length, frequent, self.site.configured)
        return Report(
            period=period,
            terms=terms,
            by=self.by,
            first=first,
            total=total,
            assessments=tuple(assess(compared)),
            groups=tuple(self._measure_groups(material, floods)),
            flood_count=len(floods),
            floods=tuple(sorted(floods, key=_weigh)[:FLOODS_SHOWN]),
            bad_actors=bad_actors,
            chattering=self._name(called.alarm[mine & material.chattering], total),
            fleeting=self._name(called.alarm[mine & material.fleeting], total),
            stale=self._list_stale(),
            holdings=tuple(self._measure_holding(held) for held in Held),
            configured=self.site.configured,
            bar_ms=bar_ms,
            bars=tuple(draw_bars(instants, period, bar_ms, terms.operators)),
        )

    def _measure_groups(self, material: Material, floods: Sequence[Flood]) -> Iterator[Group]:
        groups = cut_groups(self.by, material, self.names, self.site, self.period, self.terms)
        for group in groups:
            flood_ms = _sum_floods(floods, group.parts) if self.by is By.SHIFT else None
            figures = measure(group.material, group.parts, self.period, self.terms, flood_ms)
            yield Group(group.key, figures)

    def _name(self, alarms: NDArray[np.int32], total: Figures) -> tuple[BadActor, ...]:
        return tuple(list_frequent(alarms, self.names, total.annunciated, self.terms.bad_actors))

    def _list_stale(self) -> tuple[StaleAlarm, ...]:
        stale = self.activations.take(find_stale(self.activations, self.period, self.terms))
        return tuple(list_longest(stale, self.names, self.period, self.terms.bad_actors))

    def _measure_holding(self, held: Held) -> Holding:
        code, period = HELD_CODE[held], self.period
        mine = self.holds.take(self.holds.kind == code)
        begun = (mine.begin >= period.start) & (mine.begin < period.end)
        raised = (self.activations.raised >= period.start) & (self.activations.held == code)
        return Holding(
            held,
            begun=int(begun.sum()),
            alarms=len(np.unique(mine.alarm[begun])),
            ms=sum_overlap(mine.begin, mine.end, period),
            standing=int(find_standing(mine.begin, mine.end, period.end).sum()),
            raised=int(raised.sum()),
        )


def _weigh(flood: Flood) -> tuple[int, Instant]:
    return -flood.alarms, flood.begin


def _sum_floods(floods: Sequence[Flood], parts: Sequence[Period]) -> int:
    begin = np.array([flood.begin for flood in floods], dtype=np.int64)
    end = np.array([flood.end for flood in floods], dtype=np.int64)
    return sum(sum_overlap(begin, end, part) for part in parts)
