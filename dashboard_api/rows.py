"""Rows from records: what a screen sees of alarms, tags, hazards and gateways.

Pure functions from the house's records and arrays to the structs of :mod:`dashboard_api.wire`.
Which rows somebody gets, and when, is decided elsewhere; master data are
:mod:`dashboard_api.plant_rows`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from math import isfinite
from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm, Entry, State, Terms
from alerting.annotations import Annotation
from alerting.delivery import Delivery
from alerting.flood import Flood
from alerting.life_cycle import PRECEDENCE
from alerting.notice import Fate
from alerting.notice_text import compose_alarm
from alerting.nuisance import NuisanceMark
from dashboard_api import wire
from dashboard_api.ports import Board, GatewayFigures, Ledger
from dashboard_api.record_rows import find_deadline, record_fields
from historian.port import Bins, Series
from ingest.frame import Refusal
from ingest.unknown_tags import UnknownTag
from plant.alarm_policy import HoldPolicy, RoleLimits
from plant.condition import DOUBTS, Condition, Priority
from plant.quality import name_severity
from plant.reading import LONG_AGO, Instant, name_marks
from plant.words import Plant, Tag

PAYLOAD_CHARACTERS: Final = 4096
"""How much of a dead letter's payload is shown."""

_UNANNOTATED: Final = Annotation()


def name_priority(priority: Priority) -> wire.PriorityWord:
    """The priority's word on the wire."""
    return cast("wire.PriorityWord", priority.word)


def find_priority(word: wire.PriorityWord) -> Priority:
    """The priority of its word on the wire."""
    return Priority[word.upper()]


class Issue(NamedTuple):
    """When an alarm's newest event was in the journal, and when it went out to the screens."""

    journalled: Instant | None = None
    pushed: Instant | None = None


UNISSUED: Final = Issue()


def alarm_row(
    alarm: Alarm, plant: Plant, issue: Issue = UNISSUED, annotation: Annotation = _UNANNOTATED
) -> wire.AlarmRow:
    """An alarm as REST and the live stream show it."""
    record = plant.record_of(alarm.source, alarm.condition)
    message = compose_alarm(plant, alarm)
    return wire.AlarmRow(
        id=alarm.id,
        source=alarm.source,
        condition=alarm.condition,
        hazard=alarm.hazard,
        state=alarm.state,
        held=alarm.held,
        priority=name_priority(alarm.priority),
        value=alarm.value,
        limit=alarm.limit,
        unit=alarm.unit,
        raised_at=alarm.raised_at,
        returned_at=alarm.returned_at,
        acknowledged_at=alarm.acknowledged_at,
        by=alarm.by,
        reason=alarm.reason,
        marks=list(alarm.marks),
        version=alarm.version,
        message=wire.Message(message.zh, message.en),
        times=wire.Times(
            alarm.source_time, alarm.received, alarm.detected, issue.pushed, issue.journalled
        ),
        enterprise=name_enterprise(plant, alarm.source),
        held_reason=alarm.hold.reason if alarm.hold else "",
        holds=list_holds(alarm),
        annunciated=alarm.annunciated,
        realarms=alarm.realarms,
        called_at=alarm.called_at,
        respond_by=find_deadline(record, alarm.raised_at),
        **record_fields(record),
        **_annotation_fields(annotation),
    )


def _annotation_fields(annotation: Annotation) -> dict[str, Any]:
    """What is said of an alarm beside its state, as fields of its row."""
    line = annotation.line
    return {
        "nuisances": [_nuisance_row(mark) for mark in annotation.nuisances],
        "line": line and wire.LineRow(line.count, line.began, line.last, line.under),
        "root": annotation.root,
        "filed_stops": list(annotation.stops),
    }


def _nuisance_row(mark: NuisanceMark) -> wire.NuisanceRow:
    return wire.NuisanceRow(mark.kind.value, mark.since, mark.count, mark.until, mark.peer)


def flood_row(flood: Flood | None) -> wire.FloodRow | None:
    """A flood that goes on, as a screen shows it."""
    if flood is None:
        return None
    return wire.FloodRow(
        flood.since, flood.began, flood.first, flood.recent, flood.alarms, dict(flood.by_hazard)
    )


def list_holds(alarm: Alarm) -> list[wire.HoldRow]:
    """All that holds an alarm, the one that counts first."""
    return [
        wire.HoldRow(
            held=held,
            by=hold.actor,
            at=hold.at,
            reason=hold.reason,
            terms=_hold_terms(hold.terms),
        )
        for held, hold in sorted(alarm.holds.items(), key=lambda pair: PRECEDENCE.index(pair[0]))
    ]


def _hold_terms(terms: Terms | None) -> wire.HoldTerms | None:
    return None if terms is None else wire.HoldTerms(**asdict(terms))


def hold_rules(policy: HoldPolicy, limits: RoleLimits, holding: int) -> wire.HoldRules:
    """The site's rules of one way to hold alarms for one role, of whom a person holds some."""
    return wire.HoldRules(
        durations_s=[duration / 1000 for duration in policy.durations_ms],
        longest_s={
            name_priority(one): longest / 1000 for one, longest in limits.longest_ms.items()
        },
        second_person=[name_priority(one) for one in policy.second_person],
        most=limits.most,
        holding=holding,
    )


def name_enterprise(plant: Plant, source: str) -> str:
    """Id of the enterprise whose tag or gateway a source is, empty if it is neither."""
    row = plant.row_of.get(source)
    if row is not None:
        return plant.tags[row].enterprise
    gateway = plant.gateway_row_of.get(source)
    return "" if gateway is None else plant.gateways[gateway].enterprise


def journal_row(entry: Entry) -> wire.JournalRow:
    """A journal entry with the keys of ``alarms.jsonl`` and the journal's own."""
    source, _, condition = entry.alarm.rpartition(":")
    return wire.JournalRow(
        seq=entry.seq,
        at=entry.at,
        alarm=entry.alarm,
        source=source,
        condition=Condition(condition),
        event=entry.event,
        state=entry.state,
        held=entry.held,
        value=entry.value,
        limit=entry.limit,
        priority=name_priority(entry.priority),
        marks=list(entry.marks),
        reason=entry.reason,
        actor=entry.actor,
        version=entry.version,
        plant_hash=entry.plant_hash,
        terms=_hold_terms(entry.terms),
    )


def notice_row(delivery: Delivery, plant: Plant) -> wire.NoticeRow:
    """Who is to be told, by what, and what has come of it."""
    notice = delivery.notice
    names = (one.name for one in plant.persons if one.id == notice.person)
    return wire.NoticeRow(
        key=notice.key,
        alarms=list(notice.alarms),
        step=notice.step,
        person=notice.person,
        name=next(names, notice.person),
        priority=name_priority(notice.priority),
        due=notice.due,
        text=wire.Message(notice.zh, notice.en),
        fate=delivery.fate,
        channel=delivery.channel,
        attempts=delivery.attempts,
        next_at=delivery.next_at if delivery.fate is Fate.PENDING else None,
        reference=delivery.reference,
        error=delivery.error,
        settled_at=delivery.settled_at,
    )


def tag_rows(plant: Plant, board: Board, rows: NDArray[np.intp]) -> list[wire.TagRow]:
    """The latest readings of the tags at ``rows`` (intp, shape (n,)), in that order."""
    cells = zip(
        rows.tolist(),
        board.value[rows].tolist(),
        board.status[rows].tolist(),
        board.source[rows].tolist(),
        board.received[rows].tolist(),
        board.marks[rows].tolist(),
        board.stale[rows].tolist(),
        board.doubts[rows].tolist(),
        strict=True,
    )
    listing = []
    for row, value, status, source, received, marks, stale, doubts in cells:
        seen = received != LONG_AGO
        listing.append(
            wire.TagRow(
                tag=plant.tags[row].id,
                value=value if isfinite(value) else None,
                quality=name_quality(status) if seen else "none",
                t=source if seen else None,
                received=received if seen else None,
                marks=_tag_marks(marks, stale, doubts),
            )
        )
    return listing


@cache
def _tag_marks(marks: int, stale: int, doubts: int) -> tuple[str, ...]:
    named = [str(condition) for place, condition in enumerate(DOUBTS) if doubts >> place & 1]
    return (*name_marks(marks), *named, *(("stale",) if stale else ()))


def name_quality(status: int) -> wire.QualityWord:
    """The word of a status code's severity on the wire."""
    return cast("wire.QualityWord", name_severity(status))


def place_tags(plant: Plant) -> NDArray[np.intp]:
    """Index of each tag's hazard in the plant, intp, shape (tags,); one past the end if none."""
    place = {hazard.id: index for index, hazard in enumerate(plant.hazards)}
    return np.array([place.get(tag.hazard, len(place)) for tag in plant.tags], dtype=np.intp)


def hazard_rows(
    plant: Plant, board: Board, place: NDArray[np.intp], standing: Iterable[Alarm]
) -> list[wire.HazardRow]:
    """Every hazard at a glance, in the order of the plant.

    :param place: of :func:`place_tags` for this plant.
    """
    alarms: dict[str, list[Alarm]] = {hazard.id: [] for hazard in plant.hazards}
    for alarm in standing:
        if alarm.hazard in alarms:
            alarms[alarm.hazard].append(alarm)
    seen = board.received != LONG_AGO
    bins = len(plant.hazards) + 1
    tags = np.bincount(place, minlength=bins).tolist()
    stale = np.bincount(place[board.stale], minlength=bins).tolist()
    online = np.bincount(place[seen & ~board.stale], minlength=bins).tolist()
    return [
        _hazard_row(hazard.id, alarms[hazard.id], tags[index], stale[index], online[index])
        for index, hazard in enumerate(plant.hazards)
    ]


def _hazard_row(
    hazard: str, alarms: Sequence[Alarm], tags: int, stale: int, online: int
) -> wire.HazardRow:
    heard = [one for one in alarms if one.annunciated and one.state is not State.NORMAL]
    counts = Counter(alarm.priority for alarm in heard)
    return wire.HazardRow(
        id=hazard,
        worst=name_priority(max(counts)) if counts else None,
        counts=wire.Counts(**{priority.word: counts[priority] for priority in Priority}),
        unacknowledged=sum(alarm.calls for alarm in heard),
        held=sum(alarm.held is not None for alarm in alarms),
        stale=stale,
        online=online,
        tags=tags,
    )


def gateway_row(gateway: str, figures: GatewayFigures) -> wire.GatewayRow:
    """A gateway's link as a screen shows it."""
    return wire.GatewayRow(
        id=gateway,
        online=figures.online,
        last_seen=figures.last_seen,
        rate=figures.rate,
        skew_ms=figures.skew_ms,
        gaps=figures.gaps,
        refused=figures.refused,
    )


def ledger_row(gateway: str, ledger: Ledger) -> wire.LedgerRow:
    """A gateway's counters and gaps."""
    return wire.LedgerRow(
        gateway=gateway,
        counters=dict(ledger.counters),
        refused=dict(ledger.refused),
        gaps=[wire.Gap(boot=boot, first=first, last=last) for boot, first, last in ledger.gaps],
        newest=_frame_number(ledger.newest),
        acknowledged=_frame_number(ledger.acknowledged),
    )


def _frame_number(number: tuple[str, int] | None) -> wire.FrameNumber | None:
    return None if number is None else wire.FrameNumber(boot=number[0], seq=number[1])


def unknown_tag_row(line: UnknownTag) -> wire.UnknownTagRow:
    """A name that a gateway uses and the plant does not know."""
    return wire.UnknownTagRow(
        tag=line.tag,
        count=line.count,
        first=line.first,
        last=line.last,
        value=line.value if isfinite(line.value) else None,
    )


def dead_letter_row(number: int, refusal: Refusal) -> wire.DeadLetterRow:
    """A dead letter, its payload made readable and cut."""
    text = refusal.payload[: 4 * PAYLOAD_CHARACTERS].decode("utf-8", errors="replace")
    return wire.DeadLetterRow(
        number=number,
        reason=refusal.reason.value,
        gateway=refusal.gateway,
        topic=refusal.topic,
        tag=refusal.tag,
        detail=refusal.detail,
        received=refusal.received,
        payload=text[:PAYLOAD_CHARACTERS],
    )


def raw_history(tag: Tag, series: Series) -> wire.RawHistory:
    """Readings as stored."""
    return wire.RawHistory(
        tag=tag.id,
        unit=tag.unit,
        t=series.time.tolist(),
        v=series.value.tolist(),
        q=[name_quality(status) for status in series.status.tolist()],
    )


def binned_history(tag: Tag, bins: Bins) -> wire.BinnedHistory:
    """Equal bins, NaN where a bin is empty."""
    return wire.BinnedHistory(
        tag=tag.id,
        unit=tag.unit,
        bin_ms=bins.width_ms,
        t=bins.start.tolist(),
        min=bins.low.tolist(),
        max=bins.high.tolist(),
        mean=bins.mean.tolist(),
        n=bins.count.tolist(),
    )
