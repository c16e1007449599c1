"""Rows of handling records: what a screen sees of them.

Pure functions from :mod:`alerting.handling`'s records to the structs of
:mod:`dashboard_api.handling_wire`.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from alerting.handling import (
    Activation,
    Attachment,
    Call,
    Ending,
    Finding,
    Handling,
    HandlingEntry,
    Stamp,
    Step,
    Verdict,
)
from alerting.handling_clocks import find_due, find_turn, is_overdue
from alerting.handling_cycle import name_next
from alerting.handling_offers import Offer
from dashboard_api import handling_wire, wire
from dashboard_api.rows import name_priority
from plant.message import name_alarm
from plant.reading import Instant
from plant.words import Plant


def handling_row(record: Handling, plant: Plant, now: Instant) -> handling_wire.HandlingRow:
    """A record as REST shows it at an instant."""
    name = name_alarm(plant, record.alarm)
    return handling_wire.HandlingRow(
        id=record.id,
        alarm=record.alarm,
        name=wire.Message(name.zh, name.en),
        hazard=record.hazard,
        enterprise=record.enterprise,
        priority=name_priority(record.priority),
        drill=record.drill,
        step=record.step,
        since=record.since,
        owner=record.owner,
        turn=find_turn(record),
        next=name_next(record),
        due=find_due(record),
        overdue=is_overdue(record, now),
        finding=record.finding,
        evidence=record.evidence,
        ended_at=record.ended_at,
        opened_at=record.opened_at,
        raised_at=record.raised_at,
        last_raised_at=record.last_raised_at,
        activations=record.activations,
        done=[_stamp_row(step, record.stamps[step]) for step in Step if step in record.stamps],
        park_signed=_stamp_row(Step.SIGNED, record.park_signed) if record.park_signed else None,
        calls=record.calls,
        attachments=record.attachments,
        limits_s={step: limit / 1000 for step, limit in record.limits_ms.items()},
        version=record.version,
    )


def _stamp_row(step: Step, stamp: Stamp) -> handling_wire.StampRow:
    return handling_wire.StampRow(
        step=step,
        at=stamp.at,
        by=stamp.actor,
        side=stamp.side,
        behalf=stamp.behalf,
        late=stamp.late,
    )


def entry_row(entry: HandlingEntry) -> handling_wire.HandlingEntryRow:
    """One thing that happened to a record."""
    return handling_wire.HandlingEntryRow(
        seq=entry.seq,
        version=entry.version,
        at=entry.at,
        happening=entry.happening,
        side=entry.side,
        by=entry.actor,
        behalf=entry.behalf,
        words=entry.words,
        plant_hash=entry.plant_hash,
        **_detail_fields(entry),
    )


def offer_row(offer: Offer, action: str) -> handling_wire.OfferRow:
    """What may be done, by the word of its path."""
    return handling_wire.OfferRow(
        action=action,
        happening=offer.happening,
        behalf=offer.behalf,
        finding=offer.finding,
        words=offer.words,
        hindrance=offer.hindrance,
    )


def _detail_fields(entry: HandlingEntry) -> dict[str, Any]:
    match entry.detail:
        case Verdict(finding):
            return {"finding": finding}
        case Call(person, number, outgoing, answered):
            return {"call": handling_wire.CallRow(person, number, outgoing, answered)}
        case Attachment(sha256, name, media_type, size):
            return {"attachment": handling_wire.AttachmentRow(sha256, name, media_type, size)}
        case Activation() | Ending() as told:
            return {"journal_seq": told.journal_seq}
        case _:
            return {}


def count_records(
    records: Sequence[Handling], start: Instant, end: Instant, now: Instant
) -> handling_wire.HandlingFigures:
    """The figures of records opened in a period, as they stand now."""
    real = [record for record in records if not record.drill]
    findings = Counter(record.finding for record in real if record.finding is not None)
    late = Counter(step for one in real for step, stamp in one.stamps.items() if stamp.late)
    judged = findings[Finding.REAL] + findings[Finding.FALSE]
    return handling_wire.HandlingFigures(
        start=start,
        end=end,
        records=len(real),
        activations=sum(record.activations for record in real),
        open=sum(record.open for record in real),
        overdue=sum(is_overdue(record, now) for record in real),
        drills=len(records) - len(real),
        findings={finding.value: findings[finding] for finding in Finding},
        false_share=100 * findings[Finding.FALSE] / judged if judged else None,
        late={step.value: late[step] for step in Step if step is not Step.PUSHED},
    )
